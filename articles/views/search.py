"""The search page."""

from collections.abc import Iterator
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from articles import lists
from articles.models import Article, Media
from articles.redirects import searches
from articles.search import alike, facets, index, snippets, suggestions, timeline, unanswered
from articles.search.params import ORDERS, InvalidSearch, SearchParams
from articles.search.results import DEEPEST, SIZE, Listed, Search

from . import search_notes

RETRY_AFTER = 30  # seconds
ORDER_NAMES = {
    'relevance': gettext_lazy('Relevance'),
    'newest': pgettext_lazy('order', 'Newest'),
    'oldest': pgettext_lazy('order', 'Oldest'),
}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    sections = lists.Sections()
    try:
        params = SearchParams.parse(request.GET)
        number = _page_number(request)
    except InvalidSearch as error:
        return _page(request, sections, {'error': error}, status=400)
    if params.is_empty:
        return _page(request, sections, {'params': params, 'notes': search_notes.sentences(params.parsed.notes)})
    section = sections.at(params.category) if params.category else None
    try:
        found = Search(params, section, tags=facets.most(params.tags))
    except index.Missing:
        response = _page(request, sections, {'params': params, 'building': True}, status=503)
        response['Retry-After'] = RETRY_AFTER
        return response
    if not found.total and not params.is_narrowed:
        if target := searches.target(params.text):
            return redirect(target)
        if request.method == 'GET' and number == 1:
            unanswered.count(params.text)
    return _page(request, sections, _context(found, sections, section, number))


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get('page', '1')
    if not given.isascii() or not given.isdecimal() or not 1 <= int(given[:9]) <= DEEPEST // SIZE:
        message = _('Pages are numbered from 1 to %s. Narrow the search to see what lies further on.')
        raise InvalidSearch(message % (DEEPEST // SIZE))
    return int(given)


def _context(found: Search, sections: lists.Sections, section: lists.Section | None, number: int) -> dict:
    found.start_counting()
    results = found.page(number)
    if not results and number > 1:
        raise Http404
    # What takes long to be counted is asked for after everything that can be made without it.
    first = (number - 1) * SIZE + 1
    listed = {'results': _results(found, results, sections), 'first': first, 'also': found.also}
    hits = render_to_string('search/hits.html', listed)
    params = found.params
    page = lists.numbered([article for article, _lacks in results], number, found.pageable)
    shown, chosen, named = facets.facets(found, sections, section)
    return {
        'params': params,
        'found': found,
        'notes': search_notes.sentences(found.notes),
        'without_synonyms': _without_synonyms(found),
        'hits': hits,
        'facets': shown,
        'named': named if number == 1 else [],
        'chosen': [*_chosen_time(params), *chosen],
        'timeline': timeline.draw(params, found.histogram),
        'meant': _meant(found, number),
        'wider': _wider(params) if not found.total else [],
        'forms': _forms(params),
        'orders': [(order, ORDER_NAMES[order], params.replace(order=order).url()) for order in ORDERS],
        'page': page,
        'previous': params.url(page=number - 1 if number > 2 else None),
        'next': params.url(page=number + 1),
    }


def _results(found: Search, results: list[tuple[Article, Listed]], sections: lists.Sections) -> list[dict]:
    wanted = snippets.MarkedWords(found.query.marked, found.snapshot.languages)
    shown: list[dict] = []
    for article, listed, others in _folded(results):
        passage = snippets.passage(_texts(article), wanted)
        fragment = snippets.fragment(passage)
        shown.append(
            {
                'article': article,
                'image': Media(**article.lead) if article.lead else None,
                'address': article.get_absolute_url() + (f'#:~:text={fragment}' if fragment else ''),
                'section': sections.of(article),
                'title': snippets.marked(str(article), wanted),
                'passage': passage,
                'lacks': listed.lacks,
                'begins_most': listed.lacks is not None and (not shown or shown[-1]['lacks'] is None),
                'alike': others,
            }
        )
    return shown


def _folded(results: list[tuple[Article, Listed]]) -> Iterator[tuple[Article, Listed, list[Article]]]:
    """The results of a page, each with those below it that are near-duplicates; never across the line."""
    for match in ('all', 'most'):
        part = [(article, listed) for article, listed in results if listed.match == match]
        for first, *others in alike.groups([article.body_text for article, _listed in part]):
            yield *part[first], [part[place][0] for place in others]


def _texts(article: Article) -> tuple[str, ...]:
    """The texts in which the words of a search may stand, the most telling first."""
    names = [*(author['name'] for author in article.byline), *article.tag_names]
    return article.body_text, article.standfirst, article.lead['caption'] if article.lead else '', ', '.join(names)


def _meant(found: Search, number: int) -> tuple[str, str] | None:
    """What the reader may have meant to type, and the address of what that finds."""
    meant = suggestions.corrected(found) if number == 1 else None
    return meant and (meant.text, meant.url())


def _without_synonyms(found: Search) -> str:
    """The address of the same search for the words alone, where synonyms were searched for."""
    used = any(note.code == 'synonyms' for note in found.notes)
    return found.params.replace(synonyms='no').url() if used else ''


def _wider(params: SearchParams) -> list[tuple[str, str]]:
    """Searches that may find something where this one finds nothing."""
    wider = []
    if params.is_narrowed:
        wider.append((_('the same in the whole archive'), SearchParams(params.text, order=params.order).url()))
    if len(params.parsed.units) > 1:
        wider.append((_('articles that have any of the words'), params.replace(text=params.parsed.any_of).url()))
    return wider


def _forms(params: SearchParams) -> list[tuple[str, str]]:
    return [
        (_('Follow this search (Atom)'), params.replace(order='newest').url('search-atom')),
        ('CSV', params.url('search-csv')),
        ('JSON', params.url('search-json')),
    ]


def _chosen_time(params: SearchParams) -> list[facets.Chosen]:
    """The period that results are narrowed to; without it, they are of the period around it."""
    if not params.on:
        return []
    first = date.fromordinal(params.days[0])
    name = date_format(first, timeline.FORMATS[{4: 'year', 7: 'month', 10: 'day'}[len(params.on)]])
    around = params.replace(on=params.on[:-3] if len(params.on) > 4 else '')
    return [facets.Chosen(_('Time'), name, around.url())]


def _page(request: HttpRequest, sections: lists.Sections, context: dict, status: int = 200) -> HttpResponse:
    context |= {'sections': sections, 'typed': request.GET.get('q', '')[:1000]}
    response = render(request, 'search/page.html', context, status=status)
    if status != 200 or request.GET:  # Anyone can make an address that prints words of their own.
        response['X-Robots-Tag'] = 'noindex'
    return response
