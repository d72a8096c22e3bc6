"""What a search finds in other forms than a page: a feed, JSON, CSV; and what browsers ask before it is sent."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from types import MappingProxyType

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
from articles.search import facets, index
from articles.search import suggestions as suggesting
from articles.search.pages import Pages
from articles.search.params import InvalidSearch, SearchParams
from articles.search.results import SIZE, Listed, Search, in_order
from articles.text import spreadsheet

from . import comment_search, search_notes

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
            if in_comments := comment_search.asked(request):
                response = getattr(comment_search, answer.__name__)(request, in_comments)
            else:
                sections = lists.Sections()
                params = SearchParams.parse(request.GET)
                section = sections.at(params.category) if params.category else None
                response = answer(request, Search(params, section, facets.most(params.tags)), sections)
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
def atom(request: HttpRequest, search: Search, sections: lists.Sections) -> HttpResponse:
    """The first results as a feed: how a search is followed."""
    params = search.params
    ids = search.ids(0, SIZE)
    articles = in_order(Article.objects.public().for_reading().filter(pk__in=ids), ids)
    feed = feeds.Feed(
        title=f'{params.text or _("Search")} – {lists.site().name}',
        description=' '.join([_('What the archive has of: %s') % params.text, *search_notes.sentences(search.notes)]),
        url=settings.SITE_URL + params.url(),
        feed_url=settings.SITE_URL + params.url('search-atom'),
        entries=tuple(feeds.of_article(article, sections) for article in articles),
    )
    format = feeds.FORMATS['atom']
    return HttpResponse(format.write(feed), content_type=format.content_type)


@finding
def as_json(request: HttpRequest, search: Search, sections: lists.Sections) -> HttpResponse:
    """Up to a thousand results, and the address of those that follow."""
    params = search.params
    batch = search.after(request.GET.get('after', ''), LONGEST_JSON)
    following = params.url('search-json', after=batch.cursor) if batch.cursor else None
    narrower, like = facets.by_typical_tags(search)
    head = {
        'query': params.text,
        'category': params.category,
        'tags': params.tags,
        'authors': params.authors,
        'on': params.on,
        'order': params.effective_order,
        'searched': timezone.localtime(search.at).isoformat(),
        'match': params.match,
        'notes': search_notes.sentences(search.notes),
        'total': search.total,
        'narrow_to': _tags(narrower),
        'more_like_this': _tags(like),
        'most': {'total': len(search.also.ids), 'more': search.also.more},
        'next': following and settings.SITE_URL + following,
    }
    rows = _rows(batch.listed, sections, Pages(search).folded)
    return StreamingHttpResponse(_json(head, rows), content_type='application/json')


@finding
def as_csv(request: HttpRequest, search: Search, sections: lists.Sections) -> HttpResponse:
    """All results, with the query and the time of the search in each row."""
    response = StreamingHttpResponse(_csv(search, sections), content_type='text/csv; charset=utf-8')
    response['Content-Disposition'] = f'attachment; filename="search-{timezone.localtime(search.at):%Y-%m-%d-%H%M}.csv"'
    return response


@require_safe
def open_search(request: HttpRequest) -> HttpResponse:
    """How a browser searches here (OpenSearch 1.1)."""
    return render(request, 'search/opensearch.xml', content_type='application/opensearchdescription+xml')


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Topics, authors and headlines that what is typed may become (OpenSearch Suggestions 1.1)."""
    typed = ' '.join(request.GET.get('q', '')[:200].replace('\0', '').split())
    completions = suggesting.completions(typed)
    columns = (
        [one.text for one in completions],
        [one.kind for one in completions],
        [settings.SITE_URL + one.url for one in completions],
    )
    response = JsonResponse([typed, *columns], safe=False, content_type='application/x-suggestions+json')
    response['X-Robots-Tag'] = 'noindex'
    return response


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, 'search/help.html', {'sections': lists.Sections()})


def _tags(choices: list[facets.Choice]) -> list[dict]:
    return [{'name': one.name, 'total': one.count, 'address': settings.SITE_URL + one.url} for one in choices]


def _json(head: dict, rows: Iterator[dict]) -> Iterator[str]:
    yield json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "articles": ['
    comma = ''
    for row in rows:
        yield f'{comma}\n  {json.dumps(row, ensure_ascii=False)}'
        comma = ','
    yield '\n ]\n}\n'


def _csv(search: Search, sections: lists.Sections) -> Iterator[str]:
    query_string = search.params.url().partition('?')[2]
    when, notes = timezone.localtime(search.at).isoformat(), ' '.join(search_notes.sentences(search.notes))
    yield '\ufeff' + spreadsheet.line(COLUMNS)
    cursor = ''
    while True:
        batch = search.after(cursor, BATCH)
        for row in _rows(batch.listed, sections):
            cells = [
                row['published'],
                row['title'],
                *('; '.join(row[name]) for name in ('authors', 'sections', 'topics')),
            ]
            yield spreadsheet.line(
                [*cells, row['address'], search.params.text or query_string, when, row['match'], notes]
            )
        cursor = batch.cursor
        if not cursor:
            return


def _rows(
    listed: list[Listed], sections: lists.Sections, folded: Mapping[int, int] = MappingProxyType({})
) -> Iterator[dict]:
    """Results as JSON and CSV have them. `folded` are ids of near-duplicates, with the id of the article that each is
    like; its URL is said."""
    topics = ArticleTag.objects.filter(article=OuterRef('pk')).order_by('tag__name', 'tag').values('tag__name')
    fields = ('kind', 'slug', 'title', 'published_on', 'public_from')
    articles = Article.objects.public().only(*fields).with_card().annotate(topics=ArraySubquery(topics))
    urls: dict[int, str] = {}  # of the results so far; the first of near-duplicates is above all others
    for start in range(0, len(listed), BATCH):
        batch = {one.pk: one for one in listed[start : start + BATCH]}
        for article in in_order(articles.filter(pk__in=list(batch)), list(batch)):
            urls[article.pk] = settings.SITE_URL + article.get_absolute_url()
            lacks, like = batch[article.pk].lacks, urls.get(folded.get(article.pk, 0))
            yield {
                'title': article.title,
                'published': timezone.localtime(article.public_from).isoformat(),
                'address': urls[article.pk],
                'authors': [author['name'] for author in article.byline],
                'sections': [section.name for section in map(sections.get, article.filed_under) if section],
                'topics': article.topics,
                'match': batch[article.pk].match,
                **({'lacks': lacks} if lacks else {}),
                **({'like': like} if like else {}),
            }
