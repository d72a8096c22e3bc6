"""RSS 2.0 of every list and of comments (rssboard.org/rss-specification; content:encoded and dc:creator as modules)."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import conditional_page, require_safe

from articles import lists
from articles.models import Article, Comment
from articles.text import plain

NEWEST = 20
# Addresses without a host mean nothing outside of the page.
_ROOTED = re.compile(r'(\s(?:href|src|poster|cite)=")(?=/(?!/))')
_NO_XML = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]')


class Rss(Rss201rev2Feed):
    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {
            'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
            'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
        }

    def add_item_elements(self, handler, item) -> None:
        super().add_item_elements(handler, item)
        for creator in item['creators']:
            handler.addQuickElement('dc:creator', creator)
        handler.addQuickElement('content:encoded', item['content'])


@require_safe
@conditional_page
def of_list(request: HttpRequest, find: Callable[..., lists.Listing], **where) -> HttpResponse:
    """The newest articles of the list that `find(**where)` finds."""
    found = find(**where)
    if redirect := lists.moved(request, f'{found.address}feed/'):
        return redirect
    feed = _feed(
        request,
        found.title,
        found.address,
        found.description or f'The newest articles of {found.title or settings.SITE_NAME}',
    )
    for article in found.newest(NEWEST):
        filed_under = filter(None, map(found.sections.get, article.filed_under))
        _add(
            feed,
            title=str(article),
            link=article.get_absolute_url(),
            guid=guid(article),
            moment=article.public_from,
            creators=[author['name'] for author in article.byline],
            summary=plain.excerpt(article.standfirst or plain.from_html(article.body_html), 55),
            body=article.body_html,
            categories=[*(section.name for section in filed_under), *(topic['name'] for topic in article.topics)],
        )
    return _response(feed)


@require_safe
@conditional_page
def of_comments(request: HttpRequest) -> HttpResponse:
    """The newest comments on any article."""
    comments = Comment.objects.filter(article__in=Article.objects.public())
    return _comments(_feed(request, 'Comments', '/', 'The newest comments'), comments)


@require_safe
@conditional_page
def of_article(request: HttpRequest, slug: str, **day: int) -> HttpResponse:
    """The newest comments on an article, or a page."""
    articles = lists.articles_at(**day).public()
    article = lists.by_slug(articles.only('kind', 'slug', 'title', 'published_on'), slug)
    address = article.get_absolute_url()
    if redirect := lists.moved(request, f'{address}feed/'):
        return redirect
    feed = _feed(request, f'Comments on {article}', address, f'The newest comments on {article}')
    return _comments(feed, article.comments.all())


def guid(article: Article) -> str:
    """What tells a reader's program that it has seen an article: as it was imported, or else a tag URI (RFC 4151)."""
    host = urlsplit(settings.SITE_URL).hostname
    return article.guid or f'tag:{host},{article.published_on}:article/{article.pk}'


def _comments(feed: Rss, comments) -> HttpResponse:
    comments = comments.approved().filter(kind=Comment.Kind.COMMENT).order_by('-posted', '-pk')
    fields = ('kind', 'slug', 'title', 'published_on', 'guid')
    shown = ('number', 'posted', 'author_name', 'body_html', 'body_text', *(f'article__{field}' for field in fields))
    for comment in comments.select_related('article').only(*shown)[:NEWEST]:
        name = comment.author_name or 'Anonymous'
        _add(
            feed,
            title=f'{name} on {comment.article}',
            link=f'{comment.article.get_absolute_url()}#{comment.anchor}',
            guid=f'{guid(comment.article)}#{comment.anchor}',
            moment=comment.posted,
            creators=[name],
            summary=plain.excerpt(comment.body_text, 55),
            body=comment.body_html,
        )
    return _response(feed)


def _feed(request: HttpRequest, title: str, address: str, description: str) -> Rss:
    return Rss(
        title=_xml(f'{title} – {settings.SITE_NAME}' if title else settings.SITE_NAME),
        link=settings.SITE_URL + address,
        description=_xml(description),
        language=settings.LANGUAGE_CODE,
        feed_url=settings.SITE_URL + request.get_full_path().partition('?')[0],
    )


def _add(feed: Rss, *, title, link, guid, moment, creators, summary, body, categories: Iterable[str] = ()) -> None:
    feed.add_item(
        title=_xml(title),
        link=settings.SITE_URL + link,
        description=_xml(summary),
        pubdate=timezone.localtime(moment),
        unique_id=_xml(guid),
        unique_id_is_permalink=False,
        categories=[_xml(category) for category in categories],
        creators=[_xml(creator) for creator in creators],
        content=_xml(_ROOTED.sub(lambda start: start[1] + settings.SITE_URL, body)),
    )


def _xml(text: str) -> str:
    """Without the characters that no XML document can hold."""
    return _NO_XML.sub('', text)


def _response(feed: Rss) -> HttpResponse:
    return HttpResponse(feed.writeString('utf-8'), content_type='application/rss+xml; charset=utf-8')
