from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from articles.editorial import publishing
from articles.models import Article, Provenance, SourceDocument
from articles.readers.record import CommentRecord, Note
from tests.factories import import_records, make_article, make_editor, make_record

pytestmark = pytest.mark.django_db
SOURCE = '/2017/11/22/story-1/source/'


def facts(client, address=SOURCE):
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    soup = BeautifulSoup(response.content, 'html.parser')
    return soup, {dt.text: dt.find_next_sibling('dd').text for dt in soup.select('.facts dt')}


def test_an_imported_article_says_where_it_came_from(client):
    import_records(make_record(url='http://old.example/2017/story-1/'), version=3)
    soup, said = facts(client)
    document = SourceDocument.objects.get()
    assert said['Original address'] == 'http://old.example/2017/story-1/'
    assert said['Read from'] == 'WordPress export: factories.py'
    assert said['Importer'] == 'wxr, version 3'
    assert said['SHA-256 of the file'] == document.sha256
    assert said['SHA-256 of this part of it'] == Article.objects.get().provenance.original.sha256
    assert str(document.captured.year) in said['Captured']
    assert 'not been changed since' in soup.main.text
    article = BeautifulSoup(client.get('/2017/11/22/story-1/').content, 'html.parser')
    assert article.find('a', string='Source')['href'] == SOURCE


def test_the_source_of_a_page_is_below_it(client):
    import_records(make_record(kind='page', slug='about/us'))
    assert facts(client, '/about/us/source/')[1]['Importer']
    assert client.get('/about/US/source/').status_code == 301


def test_what_was_written_here_has_no_source(client):
    make_article('Flood')
    assert client.get('/2017/11/22/flood/source/').status_code == 404
    assert 'source/' not in client.get('/2017/11/22/flood/').text


def test_an_article_changed_since_its_import_says_so(client):
    import_records(make_record())
    publishing.save(Article.objects.get(), by=make_editor(), title='Edited')
    assert 'was changed here since' in facts(client)[0].main.text


def test_nothing_private_is_shown(client):
    comment = CommentRecord('7', author='Zqeve', email='zqeve@example.org', ip='192.0.2.1', text='Held.')
    notes = (Note('unknown-shortcode', '[zqsecret]'), Note('internal', 'zqeve@example.org'))
    import_records(make_record(original=b'zqeve@example.org 192.0.2.1 zqsecret', comments=(comment,), notes=notes))
    SourceDocument.objects.update(origin='/home/zqeve/zqfolder/export.zip/site.xml')
    soup, said = facts(client)
    assert said['Read from'] == 'WordPress export: site.xml'
    assert said['Notes of the import'].startswith('Shortcodes of the old site')
    for private in ('zq', '192.0.2.1'):
        assert private not in str(soup.main).lower()


def test_an_address_it_was_read_from_is_shown_without_what_may_be_secret(client):
    import_records(make_record())
    SourceDocument.objects.update(origin='https://eve:zqpass@old.example/feed/?key=zqkey')
    assert facts(client)[1]['Read from'] == 'WordPress export: https://old.example/feed/'


def test_an_address_that_is_none_of_the_web_is_not_linked(client):
    import_records(make_record(url='javascript:alert(1)'))
    assert 'Original address' not in facts(client)[1]


@pytest.mark.parametrize('status', ['draft', 'private'])
def test_the_source_of_what_readers_must_not_see_is_not_found(client, status):
    record = make_record()
    import_records(replace(record, status=status))
    assert client.get(SOURCE).status_code == 404


def test_the_source_of_a_withdrawn_article_is_gone(client):
    import_records(make_record())
    publishing.withdraw(Article.objects.get(), by=make_editor())
    assert client.get(SOURCE).status_code == 410


def test_a_source_costs_few_queries_and_no_original(client, django_assert_max_num_queries):
    import_records(make_record(notes=tuple(Note('embed', str(n)) for n in range(50))))
    with django_assert_max_num_queries(5) as captured:
        client.get(SOURCE)
    assert not [query for query in captured if '"content"' in query['sql'] or '"body_html"' in query['sql']]


def test_an_article_imported_before_its_document_was_kept_still_has_a_source(client):
    import_records(make_record())
    Provenance.objects.update(document=None, original=None, run=None)
    assert 'was not written here' in facts(client)[0].main.text
