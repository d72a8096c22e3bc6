import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission

from articles.editorial import publishing
from articles.models import Article, Revision
from tests.factories import import_records, make_article, make_author, make_editor, make_record, make_tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(editor):
    """Saved three times: first as imported, in WordPress' form, then by two people."""
    import_records(make_record(title='Flood', body_html='<p>The river rose.</p>', body_source='The river rose.'))
    article = publishing.save(
        Article.objects.get(), by=make_editor('bob'), title='Great flood', tags=[make_tag('rain')]
    )
    return publishing.save(article, by=editor, body='<p>The river rose slowly.</p>', authors=[make_author('Ada')])


def history(client, article, query=''):
    response = client.get(f'/admin/articles/article/{article.pk}/history/{query}')
    assert response.status_code == 200
    return BeautifulSoup(response.content, 'html.parser').find(id='content')


def test_history_lists_who_saved_which_version(client, article):
    rows = [
        [cell.get_text(strip=True) for cell in row.find_all(['th', 'td'])]
        for row in history(client, article).select('tbody tr')
    ]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ('3, now', 'editor', 'Great flood'),
        ('2', 'bob', 'Great flood'),
        ('1', 'an import', 'Flood'),
    ]


def test_two_versions_are_compared_word_by_word(client, article):
    shown = history(client, article, '?from=1')
    assert [heading.text for heading in shown.find_all('h2')] == ['Title', 'Text', 'Byline', 'Tags']
    assert [ins.text.strip() for ins in shown.select('.between ins')] == ['Great flood', 'slowly', 'Ada', 'rain']
    assert [heading.text for heading in history(client, article, '?from=1&to=2').find_all('h2')] == ['Title', 'Tags']


def test_an_earlier_version_is_brought_back_as_a_new_one(client, article):
    response = client.post(f'/admin/articles/article/{article.pk}/history/', {'version': '1', 'read_version': '3'})
    assert response.status_code == 302
    stored = Article.objects.get()
    assert (stored.title, stored.body_html, stored.version) == ('Flood', '<p>The river rose.</p>', 4)
    assert (stored.body_source, stored.body_format) == ('The river rose.', 'wordpress')
    assert stored.body_text == 'The river rose.'
    assert not stored.tags.exists()
    assert not stored.authors.exists()
    assert stored.status == 'published'
    assert Revision.objects.get(version=3).values['title'] == 'Great flood'


def test_nothing_is_brought_back_over_what_somebody_saved_meanwhile(client, article):
    publishing.save(article, by=make_editor('cy'), title='Saved meanwhile')
    address = f'/admin/articles/article/{article.pk}/history/'
    response = client.post(address, {'version': '1', 'read_version': '3'}, follow=True)
    assert 'Nothing was changed' in response.text
    assert Article.objects.get().title == 'Saved meanwhile'


def test_what_cannot_be_published_is_not_brought_back(client, editor):
    article = publishing.save(Article(), by=editor, title='Draft')
    article = publishing.save(article, by=editor, body='<p>Text.</p>')
    publishing.publish(article, by=editor)
    address = f'/admin/articles/article/{article.pk}/history/'
    response = client.post(address, {'version': '1', 'read_version': '3'}, follow=True)
    assert 'Write the text before you publish it.' in response.text
    assert Article.objects.get().body_html == '<p>Text.</p>'


def test_text_of_a_version_is_escaped(client, editor):
    article = make_article('<script>alert(1)</script>', slug='x')
    article = publishing.save(article, by=editor, title='Safe')
    assert not history(client, article).find('script')
    assert not history(client, article, '?from=1').find('script')


@pytest.mark.parametrize('query', ['?from=9', '?from=x', '?from=1&to=99999999999999999999', '?from=١'])
def test_versions_that_never_were_are_not_found(client, article, query):
    assert client.get(f'/admin/articles/article/{article.pk}/history/{query}').status_code == 404


def test_who_may_only_read_articles_reads_their_history_and_brings_nothing_back(client, article):
    reader = make_editor('reader', 'Moderators')
    reader.user_permissions.add(Permission.objects.get(codename='view_hidden'))
    client.force_login(reader)
    assert not history(client, article, '?from=1').find('button')
    address = f'/admin/articles/article/{article.pk}/history/'
    assert client.post(address, {'version': '1', 'read_version': '3'}).status_code == 403


def test_history_costs_the_same_whatever_its_length(client, editor, django_assert_max_num_queries):
    article = make_article('One')
    for number in range(20):
        article = publishing.save(article, by=editor, title=f'Title {number}')
    with django_assert_max_num_queries(11) as captured:
        history(client, article)
    assert not [query for query in captured if '"articles_revision"."values",' in query['sql']]
