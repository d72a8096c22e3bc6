import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.admin import paging
from articles.editorial import publishing
from articles.models import OldUrl
from articles.search import follow
from tests.factories import make_article, make_author, make_category, make_editor, make_tag

pytestmark = pytest.mark.django_db

LIST = '/admin/articles/article/'


@pytest.fixture
def desk(client):
    """The titles that the list shows for a query, in order."""
    client.force_login(make_editor())

    def titles(**query) -> list[str]:
        response = client.get(LIST, query)
        assert response.status_code == 200
        return [article.title for article in response.context['cl'].result_list]

    return titles


def test_list_shows_what_was_touched_last_first_and_no_trash(desk):
    now = timezone.now()
    make_article('Older', modified=now - timedelta(days=2))
    make_article('Newer', modified=now - timedelta(days=1), status='draft')
    make_article('Thrown away', status='trashed')
    assert desk() == ['Newer', 'Older']
    assert desk(state='trashed') == ['Thrown away']


def test_each_state_lists_its_own(desk):
    tomorrow = timezone.now() + timedelta(days=1)
    for status in ('draft', 'review', 'withdrawn', 'private', 'trashed', 'published'):
        make_article(status, status=status)
    make_article('scheduled', published=tomorrow)
    make_article('scheduled page', kind='page', published=tomorrow)
    for state in ('draft', 'review', 'withdrawn', 'private', 'trashed', 'published'):
        assert desk(state=state) == [state]
    assert sorted(desk(state='scheduled')) == ['scheduled', 'scheduled page']


@pytest.mark.parametrize('term', ['harbour', 'HARB', 'flo harb', 'harbour, flood!', 'Überflut harb'])
def test_search_finds_words_that_begin_so(desk, term):
    make_article('Flood and Überflutung in the harbour')
    make_article('Elsewhere')
    assert desk(q=term) == ['Flood and Überflutung in the harbour']


@pytest.fixture
def archive(settings, tmp_path):
    """What an index of its own knows, and what is in no index."""
    settings.DATA_DIR = tmp_path
    make_article('Rain', body_html='<p>The harbours were under water.</p>', authors=['Zoe'])
    make_article('Storm', body_html='<p>The harbour is insured.</p>', published='2016-11-22')
    make_article('Harbour of rest', status='draft', body_html='<p>Hidden</p>')
    make_article('Harbour to come', published=timezone.now() + timedelta(days=1))
    follow.rebuild()


@pytest.mark.parametrize(
    ('term', 'found'),
    [
        ('harbour', ['Harbour of rest', 'Harbour to come', 'Rain', 'Storm']),
        ('harbour water', ['Rain']),
        ('harbour -insured', ['Harbour of rest', 'Harbour to come', 'Rain']),
        ('"under water"', ['Rain']),
        ('author:zoe', ['Rain']),
        ('insured OR water', ['Rain', 'Storm']),
        ('on:2016', ['Storm']),
        ('harbour -rest', ['Harbour to come', 'Rain', 'Storm']),
        ('-harbour', []),
        ('sto', ['Storm']),
        ('hidden', []),
        ('title:storm', ['Storm']),
    ],
)
def test_search_reads_what_is_published_and_the_titles_of_the_rest(archive, desk, term, found):
    assert sorted(desk(q=term)) == found


def test_what_was_withdrawn_or_published_just_now_is_found_by_its_title(archive, desk):
    make_article('Flood at night')
    article = make_article('Flood at noon')
    publishing.withdraw(article, by=make_editor('other'))
    assert sorted(desk(q='flood')) == ['Flood at night', 'Flood at noon']


def test_a_search_is_narrowed_and_costs_the_same_for_few_and_many(archive, desk, django_assert_max_num_queries):
    assert desk(q='harbour', state='draft') == ['Harbour of rest']
    for n in range(20):
        make_article(f'Tide {n}', body_html='<p>Harbour</p>', authors=[f'Author {n}'])
    follow.rebuild()
    with django_assert_max_num_queries(15):
        assert len(desk(q='harbour')) == 24


@pytest.mark.parametrize(
    'term',
    ['/2017/11/22/flood/', 'https://news.example/2017/11/22/flood', '2017/11/22/flood/', 'http://old.example/?p=12'],
)
def test_search_takes_an_address(desk, term):
    article = make_article('Flood')
    make_article('Other', slug='flood', published='2017-11-23')
    OldUrl.objects.create(path='/?p=12', article=article)
    assert desk(q=term) == ['Flood']


def test_search_finds_a_page_by_its_path(desk):
    make_article('About us', kind='page', slug='about/us')
    assert desk(q='/about/us/') == ['About us']
    assert desk(kind='page') == ['About us']


@pytest.mark.parametrize(
    'term',
    [
        *("'", '& | ! <->', 'a:*b', '/99/99/99/x/', '//', '///[', 'http://[', '/2017/02/31/x', '\\', '%'),
        *('"', '-', '*', 'OR OR', 'title:', 'on:x', 'before:0001', '-flood', '"a" "'),
        *('a* -b*', '字', '_', '\0', '\ud800'),
        *('x' * 5000, 'flood ' * 1000, 'a OR ' * 1000),
    ],
)
def test_any_search_gets_an_answer(archive, desk, term):
    desk(q=term.encode('utf-8', 'surrogatepass'))


def test_filters_pick_category_with_those_below_author_and_tag(desk):
    world = make_category('World')
    make_article('Under', categories=[make_category('Asia', parent=world)], authors=['Zoe'], tags=['sea'])
    make_article('Beside', categories=['Sport'], authors=['Ben'])
    assert desk(category=world.pk) == ['Under']
    assert desk(author=make_author('Ben').pk) == ['Beside']
    assert desk(tag=make_tag('sea').pk) == ['Under']
    assert desk(tag=999_999) == []


def test_wrong_filters_lead_back_to_the_list(client, desk):
    for query in ('category=x', 'author=', 'published_on__year=x', 'p=99999', 'nonsense=1', 'category=1e400'):
        response = client.get(f'{LIST}?{query}', follow=True)
        assert response.status_code == 200


def test_days_lead_from_years_to_a_day(client, desk):
    make_article('Flood', published='2017-11-22')
    make_article('Drought', published='2018-07-01')
    page = client.get(LIST)
    assert '?published_on__year=2017"' in page.text
    assert '?published_on__year=2018"' in page.text
    assert 'published_on__month=11' in client.get(LIST, {'published_on__year': 2017}).text
    assert desk(published_on__year=2017, published_on__month=11, published_on__day=22) == ['Flood']


def test_long_lists_are_not_counted(client, desk, monkeypatch):
    monkeypatch.setattr(paging, 'MOST', 3)
    for _ in range(5):
        make_article()
    response = client.get(LIST)
    assert response.context['cl'].result_count == 3
    assert 'The first 3 of about' in response.text
    make_article('Rare find')
    assert '1 found' in client.get(LIST, {'q': 'rare'}).text


def test_few_of_many_pages_hold_every_article_once(client, desk, monkeypatch):
    monkeypatch.setattr('articles.admin.article.ArticleAdmin.list_per_page', 2)
    titles = {make_article(f'Flood {n}').title for n in range(5)}
    assert {title for page in (1, 2, 3) for title in desk(q='flood', p=page)} == titles


def test_list_costs_the_same_for_few_and_many(client, desk, django_assert_max_num_queries):
    for n in range(20):
        make_article(authors=[f'Author {n}'], categories=[f'Category {n}'], tags=[f'tag {n}'])
    with django_assert_max_num_queries(14) as queries:
        response = client.get(LIST)
    assert '"body_html"' not in ''.join(query['sql'] for query in queries.captured_queries)
    assert 'Category 3' in response.text
    assert response.text.count('<option') < 10


def test_articles_are_withdrawn_and_trashed_in_bulk(client, desk):
    shown, draft = make_article('Shown'), make_article('Draft', status='draft')
    chosen = {'_selected_action': [shown.pk, draft.pk]}
    page = client.post(LIST, {'action': 'withdraw_selected', **chosen}, follow=True)
    assert '1 withdrawn' in page.text
    assert 'Only a published or scheduled article can be withdrawn.' in page.text
    client.post(LIST, {'action': 'trash_selected', **chosen})
    assert desk() == []
    assert len(desk(state='trashed')) == 2


def test_editor_cannot_delete_for_good_and_superuser_can(client, desk):
    article = make_article()
    delete = f'{LIST}{article.pk}/delete/'
    assert client.post(delete, {'post': 'yes'}).status_code == 403
    assert (
        client.post(LIST, {'action': 'delete_selected', '_selected_action': [article.pk], 'post': 'yes'}).status_code
        == 302
    )
    article.refresh_from_db()
    client.force_login(User.objects.create_superuser('root'))
    assert client.post(delete, {'post': 'yes'}).status_code == 302
    assert desk() == []


def suggested(client, path: str, **query) -> list:
    response = client.get(path, {'app_label': 'articles', 'model_name': 'article', **query})
    return [(row['id'], row['text']) for row in json.loads(response.content)['results']]


def test_typing_suggests_authors_and_tags(client, desk):
    zoe = make_author('Zoe')
    make_tag('High Tide')
    assert suggested(client, '/admin/autocomplete/', field_name='authors', term='zo') == [(str(zoe.pk), 'Zoe')]
    assert suggested(client, '/admin/articles/tag/suggest/', field_name='tags', term='TIDE') == [
        ('high-tide', 'High Tide')
    ]


def test_list_is_downloaded_as_it_is_filtered(client):
    client.force_login(make_editor())
    make_article('Out', tags=['Rain'])
    make_article('=Not yet', status='draft')
    page = client.get(LIST, {'state': 'draft'}).text
    assert f'{LIST}articles.csv?state=draft' in page
    response = client.get(f'{LIST}articles.csv', {'state': 'draft'})
    assert response.headers['Content-Type'] == 'text/csv; charset=utf-8'
    rows = b''.join(response.streaming_content).decode().splitlines()
    assert len(rows) == 2
    assert ",'=Not yet," in rows[1]


def test_list_is_not_downloaded_by_who_may_not_see_it(client):
    assert client.get(f'{LIST}articles.csv').status_code == 302
