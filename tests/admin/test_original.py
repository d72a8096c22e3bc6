import pytest
from bs4 import BeautifulSoup

from articles.editorial import originals, publishing
from articles.models import Article, Provenance, SourceDocument
from articles.readers.digests import Packed
from tests.factories import import_records, make_article, make_author, make_editor, make_record

pytestmark = pytest.mark.django_db

PAGE = '<!doctype html><title>Flood</title><p>The <a href="/">river</a> rosé.<script>alert(1)</script><textarea>'


def original(client, view: str = ''):
    response = client.get(f'/admin/articles/article/{Article.objects.get().pk}/original/{view}')
    assert response.status_code == 200
    return response


def shown(client):
    return BeautifulSoup(original(client).content, 'html.parser').find(id='content')


def test_item_of_an_export_is_shown_beside_the_article(client, editor):
    import_records(make_record(title='Flood', original=b'<item><title>Flood &amp; more</title></item>'))
    sides = shown(client).select('.beside .sheet')
    assert sides[0].text == '<item><title>Flood &amp; more</title></item>'
    assert [part.text for part in sides[1].find_all(['h3', 'p'])] == ['Flood', 'Text.']


def test_saved_page_is_shown_as_it_read_without_what_could_run(client, editor):
    import_records(make_record(original=PAGE.encode()))
    SourceDocument.objects.update(kind='html')
    page = shown(client)
    assert page.select_one('.beside .sheet').text == 'The river rosé.'
    assert not page.select('.beside .sheet a[href]')
    assert page.select_one('.beside details pre').text == PAGE


def test_each_field_of_a_saved_page_has_where_it_was_found_and_how_sure_that_is(client, editor):
    fields = {'title': {'from': 'json-ld', 'confidence': 0.9}, 'authors': {'from': 'a byline', 'confidence': 0.55}}
    import_records(make_record(title='Flood', fields=fields))
    publishing.save(Article.objects.get(), by=editor, authors=[make_author('Zoe'), make_author('Ada')])
    rows = [[cell.text for cell in row(['th', 'td'])] for row in shown(client).select('.found tbody tr')]
    assert rows == [['Title', 'Flood', 'json-ld', '90 %'], ['Byline', 'Zoe, Ada', 'a byline', '55 %']]


def test_item_is_read_as_its_file_says_it_is_encoded(client, editor):
    import_records(make_record(original='<item>Дождь</item>'.encode('cp1251')))
    head = b'<?xml version="1.0" encoding="windows-1251"?><rss><channel>'
    SourceDocument.objects.update(original=originals.keep([packed := Packed.of(head)])[packed])
    assert 'Дождь' in shown(client).select_one('.beside .sheet').text


def test_original_is_downloaded_byte_for_byte_and_never_opened_in_place(client, editor):
    import_records(make_record(original=PAGE.encode('latin-1')))
    response = original(client, 'download/')
    assert response.content == PAGE.encode('latin-1')
    assert response['Content-Type'] == 'application/octet-stream'
    assert response['Content-Disposition'].startswith('attachment;')


def test_erased_original_is_said_to_be_erased(client, editor):
    import_records(make_record())
    originals.erase(Article.objects.get())
    assert 'It was erased' in shown(client).text
    article = Article.objects.get()
    assert client.get(f'/admin/articles/article/{article.pk}/original/download/').status_code == 404


def test_who_may_not_change_articles_sees_no_original(client):
    client.force_login(make_editor('moderator', 'Moderators'))
    import_records(make_record())
    for view in ('', 'download/'):
        pk = Provenance.objects.get().pk
        assert client.get(f'/admin/articles/article/{pk}/original/{view}').status_code == 403


def test_what_was_written_here_has_no_original(client, editor):
    article = make_article()
    assert client.get(f'/admin/articles/article/{article.pk}/original/').status_code == 404
    assert b'/original/' not in client.get(f'/admin/articles/article/{article.pk}/change/').content


def test_form_of_an_imported_article_links_to_its_original(client, editor):
    import_records(make_record())
    pk = Article.objects.get().pk
    assert f'/{pk}/original/'.encode() in client.get(f'/admin/articles/article/{pk}/change/').content


def test_what_has_no_place_in_the_form_is_shown(client, editor):
    terms = [{'taxonomy': 'place', 'slug': name.lower(), 'name': name} for name in ('Riyadh', 'Rum')]
    meta = {'terms': terms, 'seo': {'title': 'All of it'}, 'format': 'aside', 'postmeta': {'_layout': ['wide', '<b>']}}
    import_records(make_record(meta=meta))
    rows = [[cell.text for cell in row(['th', 'td'])] for row in shown(client).select('.kept tbody tr')]
    assert rows == [
        ['place', 'Riyadh, Rum'],
        ['title for search engines', 'All of it'],
        ['format', 'aside'],
        ['_layout', '["wide", "<b>"]'],
    ]
