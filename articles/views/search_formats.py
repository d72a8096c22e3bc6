"""What a search finds in other forms than a page: a feed, JSON, CSV; and what browsers ask before it is sent."""

import json
from collections.abc import Callable, Iterator
from functools import wraps

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from articles import feeds, lists
from articles.models import Article, ArticleTag
from articles.search import index
from articles.search import suggestions as suggesting
from articles.search.params import InvalidSearch, SearchParams
from articles.search.results import SIZE, Listed, Search, in_order
from articles.text import spreadsheet

from . import search_notes

BATCH = 500  # articles that are fetched at once
LONGEST_JSON = 1000  # articles in one answer
RETRY_AFTER = 30  # seconds
COLUMNS = ('published', 'title', 'authors', 'sections', 'topics', 'address', 'query', 'searched', 'match', 'notes')


def finding(answer: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that is given a search and the sections, and answers in plain text where there is none to be made."""

    @require_safe
    @wraps(answer)
    def view(request: HttpRequest) -> HttpResponse:
        try:
            sections = lists.Sections()
            params = SearchParams.parse(request.GET)
            section = sections.at(params.category) if params.category else None
            response = answer(request, Search(params, section), sections)
        except InvalidSearch as error:
            response = HttpResponse(f'{error}\n', content_type='text/plain; charset=utf-8', status=400)
        except index.Missing:
            message = _('The search index is being built.')
            response = HttpResponse(f'{message}\n', content_type='text/plain; charset=utf-8', status=503)
            response['Retry-After'] = RETRY_AFTER
        response['X-Robots-Tag'] = 'noindex'
        return response

    return view


@conditional_page
@finding
def atom(request: HttpRequest, found: Search, sections: lists.Sections) -> HttpResponse:
    """The first results as a feed: how a search is followed."""
    params = found.params
    ids = found.ids(0, SIZE)
    articles = in_order(Article.objects.public().for_reading().filter(pk__in=ids), ids)
    feed = feeds.Feed(
        title=f'{params.text or _("Search")} – {settings.SITE_NAME}',
        description=' '.join([_('What the archive has of: %s') % params.text, *search_notes.sentences(found.notes)]),
        url=settings.SITE_URL + params.url(),
        feed_url=settings.SITE_URL + params.url('search-atom'),
        entries=tuple(feeds.of_article(article, sections) for article in articles),
    )
    format = feeds.FORMATS['atom']
    return HttpResponse(format.write(feed), content_type=format.content_type)


@finding
def as_json(request: HttpRequest, found: Search, sections: lists.Sections) -> HttpResponse:
    """Up to a thousand results, and the address of those that follow."""
    params = found.params
    batch = found.after(request.GET.get('after', ''), LONGEST_JSON)
    following = params.url('search-json', after=batch.cursor) if batch.cursor else None
    head = {
        'query': params.text,
        'category': params.category,
        'tags': params.tags,
        'authors': params.authors,
        'on': params.on,
        'order': params.effective_order,
        'searched': timezone.localtime(found.at).isoformat(),
        'match': params.match,
        'notes': search_notes.sentences(found.notes),
        'total': found.total,
        'most': {'total': len(found.also.ids), 'more': found.also.more},
        'next': following and settings.SITE_URL + following,
    }
    return StreamingHttpResponse(_json(head, batch.listed, sections), content_type='application/json')


@finding
def as_csv(request: HttpRequest, found: Search, sections: lists.Sections) -> HttpResponse:
    """All results, with the query and the time of the search in each row."""
    response = StreamingHttpResponse(_csv(found, sections), content_type='text/csv; charset=utf-8')
    response['Content-Disposition'] = f'attachment; filename="search-{timezone.localtime(found.at):%Y-%m-%d-%H%M}.csv"'
    return response


@require_safe
def open_search(request: HttpRequest) -> HttpResponse:
    """How a browser searches here (OpenSearch 1.1)."""
    return render(request, 'search/opensearch.xml', content_type='application/opensearchdescription+xml')


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Topics, authors and headlines that what is typed may become (OpenSearch Suggestions 1.1)."""
    typed = ' '.join(request.GET.get('q', '')[:200].replace('\0', '').split())
    found = suggesting.completions(typed)
    columns = (
        [one.text for one in found],
        [one.kind for one in found],
        [settings.SITE_URL + one.url for one in found],
    )
    response = JsonResponse([typed, *columns], safe=False, content_type='application/x-suggestions+json')
    response['X-Robots-Tag'] = 'noindex'
    return response


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, 'search/help.html', {'sections': lists.Sections()})


def _json(head: dict, listed: list[Listed], sections: lists.Sections) -> Iterator[str]:
    yield json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "articles": ['
    comma = ''
    for start in range(0, len(listed), BATCH):
        for row in _rows(listed[start : start + BATCH], sections):
            yield f'{comma}\n  {json.dumps(row, ensure_ascii=False)}'
            comma = ','
    yield '\n ]\n}\n'


def _csv(found: Search, sections: lists.Sections) -> Iterator[str]:
    asked = found.params.url().partition('?')[2]
    when, notes = timezone.localtime(found.at).isoformat(), ' '.join(search_notes.sentences(found.notes))
    yield '\ufeff' + spreadsheet.line(COLUMNS)
    cursor = ''
    while True:
        batch = found.after(cursor, BATCH)
        for row in _rows(batch.listed, sections):
            cells = [
                row['published'],
                row['title'],
                *('; '.join(row[name]) for name in ('authors', 'sections', 'topics')),
            ]
            yield spreadsheet.line([*cells, row['address'], found.params.text or asked, when, row['match'], notes])
        cursor = batch.cursor
        if not cursor:
            return


def _rows(listed: list[Listed], sections: lists.Sections) -> Iterator[dict]:
    topics = ArticleTag.objects.filter(article=OuterRef('pk')).order_by('tag__name', 'tag').values('tag__name')
    fields = ('kind', 'slug', 'title', 'published_on', 'public_from')
    articles = Article.objects.public().only(*fields).with_card().annotate(topics=ArraySubquery(topics))
    by_pk = {one.pk: one for one in listed}
    for article in in_order(articles.filter(pk__in=list(by_pk)), list(by_pk)):
        lacks = by_pk[article.pk].lacks
        yield {
            'title': article.title,
            'published': timezone.localtime(article.public_from).isoformat(),
            'address': settings.SITE_URL + article.get_absolute_url(),
            'authors': [author['name'] for author in article.byline],
            'sections': [section.name for section in map(sections.get, article.filed_under) if section],
            'topics': article.topics,
            'match': by_pk[article.pk].match,
            **({'lacks': lacks} if lacks else {}),
        }
