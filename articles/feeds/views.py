"""Serves the feeds of lists and comments: `feed/` below each URL is RSS, `feed/atom/` Atom, `feed/json/` JSON Feed."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from articles import feeds, lists
from articles.editorial import corrections
from articles.models import Article, Comment
from articles.pages import keys

NEWEST = 20


@require_safe
@keys.shows(keys.LISTS)
@conditional_page
def of_list(request: HttpRequest, find: Callable[..., lists.Listing], format: str = '', **where) -> HttpResponse:
    """The newest articles of the list that `find(**where)` returns."""
    listing = find(**where)
    if redirect := lists.moved(request, _feed_path(listing.address, format)):
        return redirect
    entries = [feeds.of_article(article, listing.sections) for article in listing.newest(NEWEST)]
    description = listing.description or _('The newest articles of %s') % (listing.title or lists.site().name)
    # A withdrawn article is no longer in the feed, but its withdrawal has to change the date of the feed.
    edited = Article.objects.aggregate(latest=Max('modified'))['latest']
    return _response(format, listing.title, description, listing.address, entries, edited)


@require_safe
@keys.shows(keys.COMMENTS)
@conditional_page
def of_comments(request: HttpRequest, format: str = '') -> HttpResponse:
    """The newest comments on any article."""
    comments = Comment.objects.filter(article__in=Article.objects.public())
    return _response(format, _('Comments'), _('The newest comments'), '/', _newest(comments), base='/comments/')


@require_safe
@keys.shows(keys.COMMENTS)
@conditional_page
def of_corrections(request: HttpRequest, format: str = '') -> HttpResponse:
    """The newest corrections."""
    entries = [feeds.of_correction(change) for change in corrections.newest()[:NEWEST]]
    return _response(format, _('Corrections'), _('What was wrong and has been corrected'), '/corrections/', entries)


@require_safe
@conditional_page
def of_article(request: HttpRequest, slug: str, format: str = '', **day: int) -> HttpResponse:
    """The newest comments on an article, or a page."""
    articles = lists.articles_at(**day).public()
    article = lists.by_slug(articles.only('kind', 'slug', 'title', 'published_on'), slug)
    address = article.get_absolute_url()
    if redirect := lists.moved(request, _feed_path(address, format)):
        return redirect
    title = _('Comments on %(title)s') % {'title': article}
    return _response(format, title, _('The newest comments on %s') % article, address, _newest(article.comments.all()))


def _newest(comments: QuerySet) -> list[feeds.Entry]:
    comments = comments.approved().filter(kind=Comment.Kind.COMMENT).order_by('-posted', '-pk')
    shown = ('number', 'posted', 'moderated', 'author_name', 'body_html', 'body_text')
    article = (f'article__{field}' for field in ('kind', 'slug', 'title', 'published_on', 'guid'))
    newest = comments.select_related('article').only(*shown, *article)[:NEWEST]
    return [feeds.of_comment(comment) for comment in newest]


def _feed_path(base: str, format: str) -> str:
    return f'{base}feed/{format}/' if format else f'{base}feed/'


def _response(
    format: str,
    title: str,
    description: str,
    address: str,
    entries: Iterable[feeds.Entry],
    edited: datetime | None = None,
    base: str = '',
) -> HttpResponse:
    feed = feeds.Feed(
        title=f'{title} – {lists.site().name}' if title else lists.site().name,
        description=description,
        url=settings.SITE_URL + address,
        feed_url=settings.SITE_URL + _feed_path(base or address, format),
        entries=tuple(entries),
    )
    write, content_type = feeds.FORMATS[format]
    response = HttpResponse(write(feed), content_type=content_type)
    if updated := max(filter(None, [feed.updated, edited]), default=None):
        response['Last-Modified'] = http_date(updated.timestamp())
    return response
