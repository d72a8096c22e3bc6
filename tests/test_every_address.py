"""What readers must not see appears at no address at all."""

import re
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from articles.models import Article, Note, OldUrl, PreviewLink, Provenance, Review
from articles.search import follow
from tests.factories import make_article, make_category, make_comment, make_media

pytestmark = pytest.mark.django_db
LINK = re.compile(r'(?:href|src|action)="([^"]*)"|<(?:link|guid|comments|loc)[^>]*>([^<]*)<')
MACHINES = ['/sitemap.xml', '/news-sitemap.xml', '/.well-known/security.txt', '/manifest.webmanifest', '/favicon.ico']
MACHINES += [f'/api/v1/{name}' for name in ('articles', 'categories', 'tags', 'authors', 'comments', 'openapi.json')]


def make_hidden(name, **fields):
    """An article that readers must not see, every part of which has words of its own."""
    word = f'zqhidden{name}'
    article = make_article(
        f'{word} title',
        standfirst=f'{word} standfirst',
        body_html=f'<p>{word} body</p>',
        tags=[f'{word} tag', 'rain'],
        categories=[make_category(f'{word} section', parent=make_category(f'{word} above')), 'News'],
        authors=[f'{word} author', 'Ada'],
        lead_image=make_media(f'{word}.jpg', caption=f'{word} caption'),
        guid=f'http://old.example/{word}',
        pinned=True,
        embargo=timezone.now() - timedelta(days=1),
        embargo_reason=f'{word} reason',
        **fields,
    )
    Note.objects.create(article=article, text=f'{word} note')
    Review.objects.create(article=article, note=f'{word} review')
    PreviewLink.objects.create(article=article, version=1, expires=timezone.now() + timedelta(days=1))
    make_comment(article, f'{word} comment', author_name=f'{word} reader')
    OldUrl.objects.create(path=f'/?p=9{article.pk}', article=article)
    Provenance.objects.create(article=article, url=f'http://old.example/{word}')
    return article


@pytest.fixture
def hidden():
    now = timezone.now()
    make_hidden('draft', status='draft')
    make_hidden('dated-draft', status='draft', published='2017-11-22')
    make_hidden('review', status='review', published='2017-11-22')
    make_hidden('private', status='private')
    make_hidden('trashed', status='trashed')
    make_hidden('withdrawn', status='withdrawn')
    make_hidden('password', password='pbkdf2$…')
    make_hidden('soon', published=now + timedelta(hours=2))
    make_hidden('next-year', published=now + timedelta(days=400))
    make_hidden('page', kind='page', status='draft')
    make_hidden('withdrawn-page', kind='page', status='withdrawn')
    return list(Article.objects.all())


@pytest.fixture
def public():
    for number in range(25):
        article = make_article(
            f'Rain {number}',
            tags=['rain'],
            categories=['News'],
            authors=['Ada'],
            pinned=number == 3,
            embargo=timezone.now() - timedelta(days=1),
            embargo_reason='zqhidden reason',
        )
        Note.objects.create(article=article, text='zqhidden note')
        Review.objects.create(article=article, note='zqhidden review')
        make_comment(article, 'zqhidden note from the old site', kind='note', status='held')
        make_comment(article, f'Seen {number}')
    make_article('About', kind='page', slug='about')
    OldUrl.objects.create(path='/?p=1', article=article)
    return list(Article.objects.public())


def follow_all(client, first):
    """Every page that links lead to from the first addresses: address → answer."""
    answers, waiting = {}, list(first)
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        answers[address] = response = client.get(address)
        text = b''.join(response).decode() if response.streaming else response.content.decode()
        found = [a or b for a, b in LINK.findall(text)] + [response.get('Location', '')]
        for link in found:
            target = urlsplit(urljoin(address, link.replace(settings.SITE_URL, '')))
            if link and not target.netloc and not target.path.startswith(('/static/', '/admin/')):
                waiting.append(target.path + (f'?{target.query}' if target.query else ''))
    return answers


def test_hidden_articles_appear_at_no_address(hidden, public, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    follow.rebuild()
    client = Client()
    first = ['/', '/feed/', '/comments/feed/', '/robots.txt', '/about/', '/about/feed/', '/?p=1', *MACHINES]
    first += [f'{address}{end}' for address in map(Article.get_absolute_url, public) for end in ('', 'feed/')]
    first += [f'/?p=9{article.pk}' for article in hidden]
    first += ['/search/?q=rain', '/search/?q=-nothing', '/search/?tag=rain']
    answers = follow_all(client, first)
    assert {'/2017/', '/2017/11/22/', '/tag/rain/page/2/', '/author/ada/feed/', '/category/news/'} <= answers.keys()
    assert {'/about/cite.bib', '/2017/11/22/rain-3/cite.json', f'/a/{public[0].pk}'} <= answers.keys()
    for address, response in answers.items():
        if not response.streaming:
            assert 'zqhidden' not in response.content.decode(), address
        assert 'zqhidden' not in response.get('Location', '')


def without_words(content: bytes) -> bytes:
    """The page without the words that a page of nothing offers to search for: they are those of its URL."""
    return re.sub(rb'(<input[^>]*name="q"[^>]*value=)"[^"]*"', rb'\1""', content)


def test_hidden_articles_and_what_only_they_have_are_not_found(hidden, public):
    client = Client()
    nothing = without_words(client.get('/2017/11/22/nothing/').content)
    for article in hidden:
        status = 410 if article.status in ('withdrawn', 'trashed') else 404
        if address := article.get_absolute_url():
            answer = client.get(address)
            assert answer.status_code == status, address
            assert without_words(answer.content) == nothing or status == 410
            assert client.get(f'{address}feed/').status_code == status
            assert client.get(f'{address}source/').status_code == status
            assert client.get(f'{address}cite.ris').status_code == 404
            assert client.get(f'/api/v1/articles/{article.pk}').status_code in (404, status)
            assert client.get(f'/a/{article.pk}').status_code == status
            assert client.post(f'/respond/{article.pk}/').status_code == 404
        for lists in (article.tags.exclude(name='rain'), article.authors.exclude(name='Ada')):
            for term in lists:
                assert client.get(term.get_absolute_url()).status_code == 404
                assert client.get(f'{term.get_absolute_url()}feed/').status_code == 404
        for category in article.categories.exclude(name='News'):
            assert client.get(category.get_absolute_url()).status_code == 404
            assert client.get(category.parent.get_absolute_url()).status_code == 404


@pytest.mark.parametrize('address', ['/', '/tag/rain/', '/author/ada/', '/category/news/', '/2017/', '/2017/11/22/'])
def test_hidden_articles_are_counted_nowhere(hidden, public, address):
    client = Client()
    before = client.get(address).content.decode()
    Article.objects.exclude(pk__in=[article.pk for article in public]).delete()
    assert client.get(address).content.decode() == before
    assert '25 articles' in before
    assert ('More from the archive' if address == '/' else 'Page 1 of 2') in before


@pytest.mark.parametrize('asked', ['title', 'zqhidden*', 'tag:zqhiddendraft', '"zqhiddendraft body"', 'rain', '-rain'])
def test_no_search_finds_or_counts_hidden_articles(hidden, public, settings, tmp_path, asked):
    settings.DATA_DIR = tmp_path
    follow.rebuild()
    before = Client().get('/search/', {'q': asked, 'order': 'newest'}).text
    Article.objects.exclude(pk__in=[article.pk for article in public]).delete()
    follow.rebuild()
    assert Client().get('/search/', {'q': asked, 'order': 'newest'}).text == before
