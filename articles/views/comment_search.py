"""What a search in comments finds: a page, a feed, JSON and CSV. `search` and `search_formats` call it."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import feeds, lists
from articles.comments.search import BATCH, MOST, SIZE, CommentSearch, WrongCursor, address, wanted
from articles.models import Comment
from articles.search.params import LONGEST, InvalidSearch, SearchParams, clean_text, text_of
from articles.templatetags.articles import marked
from articles.text import spreadsheet

COLUMNS = ('posted', 'name', 'article', 'comment', 'address', 'query', 'searched')
FORMS = {'search-atom': 'Atom', 'search-csv': 'CSV', 'search-json': 'JSON'}


def asked(request: HttpRequest) -> CommentSearch | None:
    """The search in comments that a request asks for; None where it is one for articles. Raises InvalidSearch."""
    words = wanted(text_of(request.GET))
    return None if words is None else CommentSearch(words)


def url(params: SearchParams) -> str:
    """The URL that searches comments for the words of a search in articles; '' where that has more than words."""
    text = f'comment:{params.text}'
    plain = params.parsed.units and not params.parsed.conditions
    return _url('search', text) if plain and len(text) <= LONGEST and wanted(text) else ''


def page(request: HttpRequest, search: CommentSearch, number: int) -> HttpResponse:
    results = search.results((number - 1) * SIZE, SIZE)
    if not results and number > 1:
        raise Http404
    typed = clean_text(request.GET['q'])
    context = {
        'sections': lists.Sections(),
        'typed': typed,
        'params': SearchParams(typed),
        'number': min(search.total, MOST),
        'more': search.total > MOST,
        'results': [
            {
                'comment': one,
                'address': address(one),
                'passage': marked(search.passage(one)),
                'posted': timezone.localtime(one.posted),
            }
            for one in results
        ],
        'first': (number - 1) * SIZE + 1,
        'page': lists.numbered([], number, min(search.total, MOST)),
        'previous': _url('search', typed, page=number - 1 if number > 2 else None),
        'next': _url('search', typed, page=number + 1),
        'in_articles': _url('search', search.text),
        'forms': [(name, _url(view, typed)) for view, name in FORMS.items()],
    }
    response = render(request, 'search/comments.html', context)
    response['X-Robots-Tag'] = 'noindex'
    return response


def atom(request: HttpRequest, search: CommentSearch) -> HttpResponse:
    typed = clean_text(request.GET['q'])
    feed = feeds.Feed(
        title=f'{typed} – {lists.site().name}',
        description=_('What comments have of: %s') % search.text,
        url=settings.SITE_URL + _url('search', typed),
        feed_url=settings.SITE_URL + _url('search-atom', typed),
        entries=tuple(map(feeds.of_comment, search.results(0, SIZE))),
    )
    format = feeds.FORMATS['atom']
    return HttpResponse(format.write(feed), content_type=format.content_type)


def as_json(request: HttpRequest, search: CommentSearch) -> HttpResponse:
    typed = clean_text(request.GET['q'])
    try:
        comments, cursor = search.after(request.GET.get('after', ''), BATCH)
    except WrongCursor:
        raise InvalidSearch('This is not a cursor of a search. Start without one.') from None
    answer = {
        'query': typed,
        'searched': timezone.localtime().isoformat(),
        'total': min(search.total, MOST),
        'more': search.total > MOST,
        'next': settings.SITE_URL + _url('search-json', typed, after=cursor) if cursor else None,
        'comments': list(map(_row, comments)),
    }
    return HttpResponse(json.dumps(answer, ensure_ascii=False, indent=1) + '\n', content_type='application/json')


def as_csv(request: HttpRequest, search: CommentSearch) -> HttpResponse:
    typed, now = clean_text(request.GET['q']), timezone.localtime()
    response = StreamingHttpResponse(_csv(search, typed, now.isoformat()), content_type='text/csv; charset=utf-8')
    response['Content-Disposition'] = f'attachment; filename="comments-{now:%Y-%m-%d-%H%M}.csv"'
    return response


def _csv(search: CommentSearch, typed: str, now: str) -> Iterator[str]:
    yield '\ufeff' + spreadsheet.line(COLUMNS)
    for comment in search.every():
        row = _row(comment)
        yield spreadsheet.line([*(row[name] for name in COLUMNS[:-2]), typed, now])


def _row(comment: Comment) -> dict[str, str]:
    return {
        'posted': timezone.localtime(comment.posted).isoformat(),
        'name': comment.author_name,
        'article': comment.article.title,
        'comment': comment.body_text,
        'address': settings.SITE_URL + address(comment),
    }


def _url(view: str, text: str, **more: object) -> str:
    """Like `SearchParams.url`, for a text that is not in the query language of articles."""
    named = {'q': text} | {name: value for name, value in more.items() if value}
    return f'{reverse(view)}?{urlencode(named)}'
