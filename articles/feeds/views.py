"""Feeds of every list and of comments, at `feed/` below the address of each: RSS, `feed/atom/` and `feed/json/`."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from articles import feeds, lists
from articles.models import Article, Comment

NEWEST = 20


@require_safe
@conditional_page
def of_list(request: HttpRequest, find: Callable[..., lists.Listing], form: str = '', **where) -> HttpResponse:
    """The newest articles of the list that `find(**where)` finds."""
    found = find(**where)
    if redirect := lists.moved(request, _address(found.address, form)):
        return redirect
    entries = [feeds.of_article(article, found.sections) for article in found.newest(NEWEST)]
    description = found.description or _('The newest articles of %s') % (found.title or settings.SITE_NAME)
    # What was withdrawn has left the feed, and was the last to be edited.
    edited = Article.objects.aggregate(latest=Max('modified'))['latest']
    return _response(form, found.title, description, found.address, entries, edited)


@require_safe
@conditional_page
def of_comments(request: HttpRequest, form: str = '') -> HttpResponse:
    """The newest comments on any article."""
    comments = Comment.objects.filter(article__in=Article.objects.public())
    return _response(form, _('Comments'), _('The newest comments'), '/', _newest(comments), base='/comments/')


@require_safe
@conditional_page
def of_article(request: HttpRequest, slug: str, form: str = '', **day: int) -> HttpResponse:
    """The newest comments on an article, or a page."""
    articles = lists.articles_at(**day).public()
    article = lists.by_slug(articles.only('kind', 'slug', 'title', 'published_on'), slug)
    address = article.get_absolute_url()
    if redirect := lists.moved(request, _address(address, form)):
        return redirect
    title = _('Comments on %(title)s') % {'title': article}
    return _response(form, title, _('The newest comments on %s') % article, address, _newest(article.comments.all()))


def _newest(comments: QuerySet) -> list[feeds.Entry]:
    comments = comments.approved().filter(kind=Comment.Kind.COMMENT).order_by('-posted', '-pk')
    shown = ('number', 'posted', 'moderated', 'author_name', 'body_html', 'body_text')
    article = (f'article__{field}' for field in ('kind', 'slug', 'title', 'published_on', 'guid'))
    found = comments.select_related('article').only(*shown, *article)[:NEWEST]
    return [feeds.of_comment(comment) for comment in found]


def _address(base: str, form: str) -> str:
    return f'{base}feed/{form}/' if form else f'{base}feed/'


def _response(
    form: str,
    title: str,
    description: str,
    address: str,
    entries: Iterable[feeds.Entry],
    edited: datetime | None = None,
    base: str = '',
) -> HttpResponse:
    feed = feeds.Feed(
        title=f'{title} – {settings.SITE_NAME}' if title else settings.SITE_NAME,
        description=description,
        address=settings.SITE_URL + address,
        feed_address=settings.SITE_URL + _address(base or address, form),
        entries=tuple(entries),
    )
    write, content_type = feeds.FORMS[form]
    response = HttpResponse(write(feed), content_type=content_type)
    if updated := max(filter(None, [feed.updated, edited]), default=None):
        response['Last-Modified'] = http_date(updated.timestamp())
    return response
