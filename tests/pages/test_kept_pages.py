"""Kept pages: each says what a page made now would say."""

import json
import random
import re
import time
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from articles.changes import heartbeat
from articles.editorial import publishing
from articles.models import Article, ArticleTag, Author, Category, Comment, Tag
from articles.pages import drop, serve, store
from tests.factories import make_article, make_category, make_comment, make_media

HOST = '127.0.0.1:8000'
FLOOD = '/2017/11/22/flood/'
_STAMP = re.compile(rb'name="stamp" value="[^"]*"')


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR, settings.SITE_URL = tmp_path, f'http://{HOST}'
    heartbeat._beats.clear()
    heartbeat.beat('follow')
    serve._followed[:] = 0, 0
    yield
    store.close()
    heartbeat._beats.clear()
    serve._followed[:] = 0, 0


@pytest.fixture
def ask(transactional_db):
    """Asks the site as gunicorn does; the answer has `status`, `headers`, `content`, and `made` if Django made it."""
    django, calls = WSGIHandler(), []

    def counted(environ, start_response):
        calls.append(environ)
        return django(environ, start_response)

    site = serve.kept(counted)

    def asked(path, method='GET', query='', **headers):
        environ = RequestFactory().generic(method, path, QUERY_STRING=query, HTTP_HOST=HOST, **headers).environ
        calls.clear()
        heartbeat.beat('follow')
        answer = {}

        def start_response(status, lines, *_):
            answer.update(status=int(status[:3]), headers={name.title(): value for name, value in lines})

        response = site(environ, start_response)
        answer |= {'content': b''.join(response), 'made': bool(calls)}
        if hasattr(response, 'close'):
            response.close()
        return answer

    return asked


@pytest.mark.parametrize('path', [FLOOD, '/gone/', '/wp-content/uploads/photo.jpg'])
def test_head_is_answered_without_a_body_by_what_is_not_kept_too(ask, path):
    make_article('Flood')
    make_media('photo.jpg')
    page, head = ask(path, query='x=1'), ask(path, method='HEAD', query='x=1')
    assert page['content']
    assert head['made']
    assert head['content'] == b''
    assert head['status'] == page['status']


def test_a_page_is_made_once_and_says_the_same_with_the_same_headers(ask):
    make_article('Flood', tags=['rain'])
    for path in (FLOOD, '/', '/2017/', '/tag/rain/', '/feed/', '/tag/', '/sitemap.xml'):
        first, second = ask(path, HTTP_ACCEPT_ENCODING='br'), ask(path, HTTP_ACCEPT_ENCODING='br')
        assert (first['made'], second['made']) == (True, False), path
        assert brotli.decompress(first['content']) == brotli.decompress(second['content'])
        differing = {'Content-Length', 'Last-Modified'}
        assert first['headers'].keys() - differing == second['headers'].keys() - differing
        assert first['headers']['Etag'].removeprefix('W/') == second['headers']['Etag'].removeprefix('W/')
        same = first['headers'].keys() - differing - {'Etag', 'Vary'}
        assert {name: first['headers'][name] for name in same} == {name: second['headers'][name] for name in same}
        assert ask(path)['content'] == brotli.decompress(second['content'])
        assert 'Surrogate-Key' not in second['headers']


def test_conditions_codings_and_head_are_answered_without_django(ask):
    make_article('Flood')
    etag = ask(FLOOD)['headers']['Etag']
    known = ask(FLOOD, HTTP_IF_NONE_MATCH=f'"x", {etag}')
    assert (known['status'], known['content'], known['made']) == (304, b'', False)
    assert known['headers']['Cache-Control'] == 'public, max-age=0, must-revalidate'
    assert ask(FLOOD, HTTP_IF_NONE_MATCH='"x"')['status'] == 200
    head = ask(FLOOD, method='HEAD', HTTP_ACCEPT_ENCODING='gzip')
    assert (head['content'], head['made'], head['headers']['Content-Encoding']) == (b'', False, 'gzip')
    assert int(head['headers']['Content-Length']) == len(ask(FLOOD, HTTP_ACCEPT_ENCODING='gzip, br;q=0')['content'])
    assert 'Content-Encoding' not in ask(FLOOD, HTTP_ACCEPT_ENCODING='br;q=0, gzip;q=0.0')['headers']


def test_the_time_of_a_page_is_when_it_was_made_and_is_said_once_its_second_is_over(ask, monkeypatch):
    make_article('Flood')
    assert 'Last-Modified' not in ask(FLOOD)['headers']
    now = time.time()
    monkeypatch.setattr(time, 'time', lambda: now + 3)
    later = ask(FLOOD)
    assert not later['made']
    assert ask(FLOOD, HTTP_IF_MODIFIED_SINCE=later['headers']['Last-Modified'])['status'] == 304


@pytest.mark.parametrize(
    'headers',
    [
        {'HTTP_COOKIE': 'appearance=dark'},
        {'HTTP_COOKIE': 'session=x'},
        {'HTTP_AUTHORIZATION': 'Basic eA=='},
        {'query': 'year=2017'},
        {'HTTP_HOST': 'localhost'},
        {'method': 'POST'},
    ],
)
def test_what_is_someones_own_is_neither_kept_nor_answered_with_a_kept_page(ask, headers):
    make_article('Flood')
    host = headers.pop('HTTP_HOST', None)
    assert ask(FLOOD, **headers)['made'] if not host else True
    if host:
        assert serve.asked({'REQUEST_METHOD': 'GET', 'PATH_INFO': FLOOD, 'HTTP_HOST': host}) is None
    else:
        assert ask(FLOOD)['made']
        assert ask(FLOOD, **headers)['made']


@pytest.mark.parametrize('path', ['/nothing/', '/search/', '/admin/login/', '/robots.txt', '/livez', '/a/1'])
def test_errors_searches_and_what_names_no_keys_are_never_kept(ask, path):
    make_article('Flood', pk=1)
    ask(path)
    assert ask(path)['made']


def test_a_page_that_shows_the_date_is_made_anew_after_midnight(ask, monkeypatch):
    make_article('Flood', tags=['rain'])
    ask(FLOOD), ask('/tag/rain/')
    now = time.time()
    monkeypatch.setattr(time, 'time', lambda: now + 24 * 3600)
    heartbeat.beat('follow')
    assert ask(FLOOD)['made']
    assert not ask('/tag/rain/')['made']


def test_without_a_follower_nothing_kept_is_trusted(ask, monkeypatch):
    make_article('Flood')
    ask(FLOOD)
    monkeypatch.setattr(serve, 'FRESH', -1)
    serve._followed[:] = 0, 0
    assert ask(FLOOD)['made']


def test_whoever_withdraws_an_article_sees_it_gone_and_so_does_everyone(ask):
    editor = User.objects.create_superuser('editor')
    article = make_article('Flood', tags=['rain'])
    beside = make_article('Drought', published='2017-11-21')
    for path in (FLOOD, '/tag/rain/', '/', beside.get_absolute_url()):
        ask(path)
    client = Client(headers={'host': HOST})
    client.force_login(editor)
    publishing.withdraw(article, by=editor)
    client.post('/admin/')
    assert ask(FLOOD)['status'] == 410
    assert b'Flood' not in ask('/')['content']
    assert ask(beside.get_absolute_url())['made']


def test_a_comment_drops_its_article_and_the_feeds_of_comments_only(ask):
    article = make_article('Flood', tags=['rain'])
    paths = [FLOOD, '/tag/rain/', '/', '/comments/feed/', '/feed/']
    position = _since()
    for path in paths:
        ask(path)
    make_comment(article, 'Wet.')
    _follow(position)
    assert [ask(path)['made'] for path in paths] == [True, False, False, True, False]
    assert b'Wet.' in ask(FLOOD)['content']


def _since() -> int:
    """The end of the journal now."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT coalesce(max(id), 0) FROM articles_change')
        return cursor.fetchone()[0]


def _follow(since: int) -> None:
    """Drops what was changed after that, as the follower does, without waiting for transactions of other databases."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT article_id, bool_or(NOT comments) FROM articles_change WHERE id > %s GROUP BY article_id', [since]
        )
        drop.touched(dict(cursor.fetchall()))


def test_after_any_change_every_kept_page_equals_the_page_that_is_made_then(ask):
    chance = random.Random(16)
    editor = User.objects.create_superuser('editor')
    sections = [make_category(name) for name in ('News', 'Sport', 'Culture')]
    start = datetime(2020, 1, 1, 12, tzinfo=UTC)
    for n in range(60):
        make_article(
            f'Story {n}',
            published=start + timedelta(days=n // 2, hours=n),
            tags=[f'tag {n % 3}'],
            categories=[sections[n % 3]],
            authors=[f'Writer {n % 4}'],
        )
    make_article('About', kind='page', slug='about')
    face = make_media()

    def one(status='published'):
        return chance.choice(list(Article.objects.filter(status=status, kind='article')) or [make_article()])

    changes = [
        lambda: publishing.save(one(), by=editor, title=f'New title {chance.random()}'),
        lambda: publishing.withdraw(one(), by=editor),
        lambda: publishing.publish(one('withdrawn'), by=editor),
        lambda: publishing.save(one(), by=editor, published=start + timedelta(days=chance.randrange(20))),
        lambda: publishing.publish(one(), by=editor, at=timezone.now() + timedelta(hours=1)),
        lambda: publishing.save(one(), by=editor, slug=f'moved-{chance.randrange(10**6)}'),
        lambda: publishing.save(one(), by=editor, categories=[chance.choice(sections)]),
        lambda: publishing.trash(one(), by=editor),
        lambda: make_article(
            published=start + timedelta(days=chance.randrange(20)), tags=[Tag.objects.get(slug='tag-1')]
        ),
        lambda: make_comment(one(), f'Words {chance.random()}'),
        lambda: Comment.objects.filter(pk__in=Comment.objects.all()[:1]).update(
            status=chance.choice(['approved', 'spam'])
        ),
        lambda: ArticleTag.objects.get_or_create(article=one(), tag=Tag.objects.get(slug=f'tag-{chance.randrange(3)}')),
        lambda: ArticleTag.objects.filter(article=one()).delete(),
        lambda: Tag.objects.filter(slug='tag-1').update(name=f'Tag {chance.random()}', description='About rain'),
        lambda: Tag.objects.filter(slug='tag-2').update(description=f'Said {chance.random()}'),
        lambda: Author.objects.filter(slug='writer-1').update(
            name=f'Writer {chance.random()}', bio=str(chance.random())
        ),
        lambda: Author.objects.filter(slug='writer-1').update(
            portrait=chance.choice([None, face]), website=f'https://a.example/{chance.random()}'
        ),
        lambda: Category.objects.filter(pk=chance.choice(sections).pk).update(name=f'Section {chance.random()}'),
        lambda: Category.objects.filter(pk=sections[1].pk).update(parent=chance.choice([None, sections[0]])),
        lambda: Article.objects.filter(kind='page').update(title=f'About {chance.random()}'),
        lambda: Article.objects.filter(pk=one().pk).update(pinned=True),
        lambda: Article.objects.filter(pk=one().pk).delete(),
    ]
    watched, kept = list(Article.objects.order_by('pk')[::3]), 0
    lists = ['/', '/2020/', '/2020/01/', '/tag/tag-1/', '/tag/tag-2/', '/author/writer-1/', '/feed/', '/about/']
    lists += ['/category/news/', '/category/sport/', '/comments/feed/', '/tag/', '/category/', '/date/', '/2020/01/02/']
    for step in range(15):
        since = _since()
        change = chance.randrange(len(changes))
        changes[change]()
        _follow(since)
        articles = Article.objects.in_bulk([article.pk for article in watched]).values()
        for path in [*(article.get_absolute_url() for article in articles), *chance.sample(lists, 3)]:
            answer = ask(path)
            if answer['made']:
                continue
            kept += 1
            fresh = Client(headers={'host': HOST, 'cookie': 'nobody=1'}).get(path)
            assert answer['status'] == fresh.status_code, (step, path)
            assert _STAMP.sub(b'', answer['content']) == _STAMP.sub(b'', fresh.content), (step, change, path)
    assert kept > 20, 'the pages that were compared were hardly ever kept ones'


def test_the_headers_that_are_kept_are_those_of_every_reader(ask):
    make_article('Flood')
    ask(FLOOD, HTTP_USER_AGENT='x', HTTP_X_FORWARDED_HOST='evil.example', HTTP_ACCEPT_LANGUAGE='de')
    page = store.get(FLOOD)
    assert 'evil' not in page.headers
    assert not {'Set-Cookie', 'Date', 'Content-Encoding', 'Surrogate-Key'} & {
        name for name, _ in json.loads(page.headers)
    }
    assert "default-src 'none'" in dict(json.loads(page.headers))['Content-Security-Policy']
