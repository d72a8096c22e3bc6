"""What programs read, and what they must not."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils import timezone

from articles.models import Article
from articles.search import follow
from tests.factories import make_article, make_author, make_category, make_comment, make_media, make_tag

pytestmark = pytest.mark.django_db
ADDRESSES = ['articles', 'categories', 'tags', 'authors', 'comments', 'openapi.json']


def read(client, address):
    response = client.get(address if address.startswith('http') else f'/api/v1/{address}')
    assert response.status_code == 200, response.text
    return response.json()


def all_pages(client, address):
    items = []
    while address:
        page = read(client, address)
        items += page['items']
        address = page['next']
    return items


def problem(client, address, status=400):
    response = client.get(f'/api/v1/{address}')
    assert (response.status_code, response['Content-Type']) == (status, 'application/problem+json')
    assert response.json()['status'] == status
    return response.json()


@pytest.fixture
def archive(settings, tmp_path):
    """Seven articles of a name for each, the newest first, every second in Asia and by Ada; and a search index."""
    settings.DATA_DIR = tmp_path
    asia = make_category('Asia', parent=make_category('World'))
    for day in range(1, 8):
        filed = {'categories': [asia], 'authors': ['Ada'], 'tags': ['rain', 'night']} if day % 2 else {'tags': ['rain']}
        make_article(f'Flood {day}', slug=f'flood-{day}', published=f'2017-1{day % 3}-0{day}', **filed)
    follow.rebuild()
    return list(Article.objects.order_by('-published_on').values_list('title', flat=True))


def test_article_has_every_field_but_its_body_unless_asked(client):
    article = make_article(
        'Flood',
        standfirst='It rose.',
        language='fr',
        authors=['Ada'],
        tags=['rain'],
        categories=[make_category('Asia', parent=make_category('World'))],
        lead_image=make_media(caption='The bridge', credit='Dee'),
        body_html='<p>By night.</p>',
        modified=datetime(2017, 11, 24, tzinfo=UTC),
    )
    site = settings.SITE_URL
    data = {
        'id': article.pk,
        'url': f'{site}/2017/11/22/flood/',
        'short_url': f'{site}/a/{article.pk}',
        'title': 'Flood',
        'standfirst': 'It rose.',
        'language': 'fr',
        'published': '2017-11-22T12:00:00Z',
        'modified': '2017-11-24T00:00:00Z',
        'corrections': [],
        'authors': [{'name': 'Ada', 'slug': 'ada', 'url': f'{site}/author/ada/'}],
        'categories': [{'name': 'Asia', 'slug': 'asia', 'url': f'{site}/category/world/asia/'}],
        'tags': [{'name': 'rain', 'slug': 'rain', 'url': f'{site}/tag/rain/'}],
        'image': {
            'url': f'{site}/wp-content/uploads/2017/11/flood.jpg',
            'width': 640,
            'height': 480,
            'alt': 'The river',
            'caption': 'The bridge',
            'credit': 'Dee',
        },
        'comments': f'{site}/api/v1/comments?article={article.pk}',
    }
    assert read(client, f'articles/{article.pk}') == read(client, 'articles')['items'][0] == data
    assert read(client, f'articles/{article.pk}?fields=title,body_html,body_text') == {
        'title': 'Flood',
        'body_html': '<p>By night.</p>',
        'body_text': 'By night.',
    }
    assert read(client, 'articles?fields=id')['items'] == [{'id': article.pk}]


@pytest.mark.parametrize('order', ['newest', 'oldest'])
@pytest.mark.parametrize('more', ['', '&q=flood'])
def test_pages_hold_every_article_once_in_order(client, archive, order, more):
    results = [item['title'] for item in all_pages(client, f'articles?limit=2&order={order}{more}')]
    assert results == (archive if order == 'newest' else archive[::-1])


def test_pages_in_order_of_relevance_hold_every_article_once(client, archive):
    results = [item['title'] for item in all_pages(client, 'articles?limit=2&q=flood')]
    assert sorted(results) == sorted(archive)


def test_articles_of_the_same_moment_are_each_on_one_page(client):
    for number in range(5):
        make_article(f'{number}')
    assert sorted(item['title'] for item in all_pages(client, 'articles?limit=2')) == ['0', '1', '2', '3', '4']


def test_page_begins_where_the_last_one_ended_whatever_was_published_since(client, archive):
    first = read(client, 'articles?limit=3')
    make_article('News', published=timezone.now())
    assert [item['title'] for item in read(client, first['next'])['items']] == archive[3:6]


@pytest.mark.parametrize('words', ['', 'q=flood&'])
@pytest.mark.parametrize(
    ('period', 'days'),
    [
        ('category=world', '1357'),
        ('category=world/asia', '1357'),
        ('category=nowhere', ''),
        ('tag=rain', '1234567'),
        ('tag=rain&tag=night', '1357'),
        ('tag=nothing', ''),
        ('author=ada', '1357'),
        ('on=2017-11', '147'),
        ('on=2017-11-04', '4'),
        ('before=2017-11', '36'),
        ('after=2017-11', '25'),
        ('after=2017-10&before=2017-12', '147'),
        ('category=world&on=2017-11&author=ada&tag=rain', '17'),
        ('category=&tag=&author=&on=&before=&order=&cursor=&fields=', '1234567'),
    ],
)
def test_lists_are_narrowed_as_searches_are(client, archive, words, period, days):
    results = {item['title'][-1] for item in read(client, f'articles?{words}{period}')['items']}
    assert results == set(days)


@pytest.mark.parametrize(
    ('address', 'parameter', 'allowed'),
    [
        ('articles?page=2', 'page', 'cursor'),
        ('articles?order=random', 'order', 'oldest'),
        ('articles?fields=title,password', 'fields', 'body_html'),
        ('articles/1?q=x', 'q', 'fields'),
        ('categories?limit=2', 'limit', None),
        ('articles?on=2017&on=2018', 'on', None),
        ('comments?article=1&article=2', 'article', None),
        ('tags?q=x', 'q', 'limit'),
        ('comments?order=relevance', 'order', 'newest'),
        ('comments?fields=author_email', 'fields', 'author_url'),
        ('articles?limit=0', 'limit', None),
        ('articles?limit=101', 'limit', None),
        ('articles?limit=many', 'limit', None),
        ('articles?on=2017-13', 'on', None),
        ('articles?before=yesterday', 'before', None),
        ('articles?q=' + 'x' * 201, 'q', None),
        ('articles?tag=a&tag=b&tag=c&tag=d&tag=e&tag=f', 'tag', None),
        ('comments?article=x', 'article', None),
        ('articles?cursor=x', 'cursor', None),
    ],
)
def test_what_cannot_be_asked_for_is_refused_with_what_can(client, address, parameter, allowed):
    data = problem(client, address)
    assert data['parameter'] == parameter
    assert data['detail']
    assert allowed is None or allowed in data['allowed']


def test_cursor_of_another_list_or_order_or_forged_is_refused(client, archive):
    cursor = read(client, 'articles?limit=2')['next'].partition('cursor=')[2]
    for address in (f'articles?order=oldest&cursor={cursor}', f'tags?cursor={cursor}', f'articles?cursor={cursor}x'):
        assert problem(client, address)['parameter'] == 'cursor'


def test_search_without_an_index_says_so(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    response = client.get('/api/v1/articles?q=flood')
    assert response.status_code == 503
    assert response['Retry-After']
    assert response['Content-Type'] == 'application/problem+json'


def test_terms_are_those_that_readers_see_articles_under(client):
    make_article(
        tags=['rain', 'wind', 'night'],
        authors=['Ada', 'Bo'],
        categories=[make_category('Asia', make_category('World'))],
    )
    make_article(status='draft', tags=['secret'], authors=['Eve'], categories=['Hidden'])
    make_tag('unused')
    assert [tag['slug'] for tag in all_pages(client, 'tags?limit=2')] == ['night', 'rain', 'wind']
    assert [author['slug'] for author in all_pages(client, 'authors?limit=1')] == ['ada', 'bo']
    assert [category['path'] for category in all_pages(client, 'categories')] == ['world', 'world/asia']


def test_private_things_are_told_nowhere(client):
    author = make_author('Ada')
    author.email = 'ada@private.example'
    author.save()
    article = make_article(authors=[author], meta={'secret': 'zq'}, source_key='zqkey')
    make_comment(article, author_email='bo@private.example', network_hash='zqhash', meta={'ip': 'zq'})
    fields = 'id,author,author_url,html,text,posted,url,article,in_reply_to'
    for address in ('articles', 'authors', 'tags', 'comments', f'comments?fields={fields}', f'articles/{article.pk}'):
        text = client.get(f'/api/v1/{address}').text
        assert 'private.example' not in text
        assert 'zq' not in text


def test_comments_are_those_approved_on_what_is_public(client):
    article = make_article('Flood')
    first = make_comment(article, 'First', posted=datetime(2017, 11, 23, 9, tzinfo=UTC))
    second = make_comment(article, 'Second', parent=first, posted=datetime(2017, 11, 23, 10, tzinfo=UTC))
    held = make_comment(article, 'Held', status='held')
    make_comment(article, 'To what is held', parent=held, posted=datetime(2017, 11, 23, 11, tzinfo=UTC))
    make_comment(article, 'A mention', kind='pingback')
    make_comment(make_article('Draft', status='draft'), 'Hidden')
    make_comment(make_article('Other'), 'Elsewhere', posted=datetime(2017, 11, 25, tzinfo=UTC))
    results = all_pages(client, 'comments?limit=1')
    assert [comment['text'] for comment in results] == ['Elsewhere', 'To what is held', 'Second', 'First']
    assert [comment['in_reply_to'] for comment in results] == [None, None, first.pk, None]
    assert results[2]['url'] == f'{settings.SITE_URL}/2017/11/22/flood/{second.anchor}/'
    oldest = all_pages(client, f'comments?article={article.pk}&order=oldest&limit=1&fields=text')
    assert [comment['text'] for comment in oldest] == ['First', 'Second', 'To what is held']
    assert read(client, 'comments?article=999999999999999999')['items'] == []


@pytest.mark.parametrize(
    ('fields', 'status'),
    [
        ({'status': 'draft'}, 404),
        ({'status': 'private'}, 404),
        ({'password': 'pbkdf2$…'}, 404),
        ({'published': timezone.now() + timedelta(days=1)}, 404),
        ({'kind': 'page'}, 404),
        ({'status': 'withdrawn'}, 410),
    ],
    ids=['draft', 'private', 'password', 'scheduled', 'page', 'withdrawn'],
)
def test_what_readers_cannot_see_is_a_problem(client, fields, status):
    article = make_article('Hidden', **fields)
    data = problem(client, f'articles/{article.pk}', status)
    assert 'Hidden' not in str(data)
    assert read(client, 'articles')['items'] == []


@pytest.mark.parametrize('address', ['', 'nothing', 'articles/', 'articles/0', 'articles/9' + '9' * 20, 'articles/1/2'])
def test_address_of_nothing_is_a_problem(client, address):
    problem(client, address, 404)


@pytest.mark.parametrize('address', [*ADDRESSES, 'nothing'])
@pytest.mark.parametrize('method', ['post', 'put', 'patch', 'delete'])
def test_api_is_there_to_read(client, address, method):
    response = getattr(client, method)(f'/api/v1/{address}')
    assert (response.status_code, response['Allow']) == (405, 'GET, HEAD, OPTIONS')
    assert response['Content-Type'] == 'application/problem+json'


@pytest.mark.parametrize('address', [*ADDRESSES, 'nothing', 'articles?x=1'])
def test_pages_of_any_site_may_read_it_and_no_cookie_is_set(client, address):
    for method in (client.get, client.head, client.options):
        response = method(f'/api/v1/{address}')
        assert response['Access-Control-Allow-Origin'] == '*'
        assert 'Access-Control-Allow-Credentials' not in response
        assert 'Cookie' not in response.get('Vary', '')
        assert not response.cookies


def test_script_of_any_site_may_send_back_the_mark_of_what_it_has(client):
    preflight = {'access-control-request-method': 'GET', 'access-control-request-headers': 'if-none-match'}
    response = client.options('/api/v1/tags', headers=preflight | {'origin': 'https://elsewhere.example'})
    assert response.status_code == 204
    assert 'GET' in response['Access-Control-Allow-Methods']
    assert 'If-None-Match' in response['Access-Control-Allow-Headers']
    assert 'ETag' in client.get('/api/v1/tags')['Access-Control-Expose-Headers']


@pytest.mark.parametrize('address', ADDRESSES)
def test_what_has_not_changed_is_not_sent_again(client, address):
    make_article(tags=['rain'])
    mark = client.get(f'/api/v1/{address}')['ETag']
    assert client.get(f'/api/v1/{address}', headers={'if-none-match': mark}).status_code == 304
    head = client.head(f'/api/v1/{address}')
    assert (head['ETag'], head.content) == (mark, b'')


@pytest.mark.parametrize(
    ('address', 'queries'),
    [
        ('articles', 2),
        ('articles?fields=id,title,body_html,tags', 2),
        ('tags', 1),
        ('authors', 1),
        ('comments', 1),
        ('categories', 1),
    ],
)
def test_long_lists_cost_what_short_ones_cost(client, address, queries, django_assert_num_queries):
    for number in range(20):
        article = make_article(
            tags=['rain', f'tag {number}'],
            authors=['Ada', f'Author {number}'],
            categories=['News', f'Section {number}'],
        )
        make_comment(article)
        if number in (1, 19):
            with django_assert_num_queries(queries):
                client.get(f'/api/v1/{address}')


def test_page_has_a_form_for_every_list(client):
    article = make_article()
    soup = BeautifulSoup(client.get('/api/').content, 'html.parser')
    forms = {form['action']: form for form in soup.select('main form')}
    assert forms.keys() == {f'/api/v1/{name}' for name in ('articles', 'categories', 'tags', 'authors', 'comments')}
    for address, form in forms.items():
        fields = form.select('input, select')
        assert [field['id'] for field in fields if not soup.select_one(f'label[for={field["id"]}]')] == []
        assert client.get(address, {field['name']: field.get('value', '') for field in fields}).status_code == 200
    assert soup.select_one(f'a[href="/api/v1/articles/{article.pk}"]')
    assert client.get('/api/v1/openapi.json').status_code == 200
