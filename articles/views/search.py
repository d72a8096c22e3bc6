"""The search page."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from articles import lists
from articles.following import subscriptions
from articles.models import Article, Media
from articles.redirects import searches
from articles.search import facets, index, snippets, suggestions, timeline, unanswered
from articles.search.pages import Pages, Shown
from articles.search.params import ORDERS, InvalidSearch, SearchParams
from articles.search.results import DEEPEST, SIZE, Search
from articles.templatetags.articles import byline, day, marked, own_language

from . import comment_search, search_notes

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
        number = _page_number(request)
        if in_comments := comment_search.asked(request):
            return comment_search.page(request, in_comments, number)
        params = SearchParams.parse(request.GET)
    except InvalidSearch as error:
        return _page(request, sections, {'error': error}, status=400)
    if params.is_empty:
        return _page(request, sections, {'params': params, 'notes': search_notes.sentences(params.parsed.notes)})
    section = sections.at(params.category) if params.category else None
    try:
        matches = Search(params, section, tags=facets.most(params.tags))
    except index.Missing:
        response = _page(request, sections, {'params': params, 'building': True}, status=503)
        response['Retry-After'] = RETRY_AFTER
        return response
    matches.start_counting()
    pages = Pages(matches)
    results = pages.page(number)
    if number == 1 and not params.is_narrowed and not any(one.lacks is None for one in results):
        if target := searches.target(params.text):
            return redirect(target)
        if request.method == 'GET':
            unanswered.count(params.text)
    if not results and number > 1:
        raise Http404
    return _page(request, sections, _context(pages, results, sections, section, number))


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get('page', '1')
    if not given.isascii() or not given.isdecimal() or not 1 <= int(given[:9]) <= DEEPEST // SIZE:
        message = _('Pages are numbered from 1 to %s. Narrow the search to see what lies further on.')
        raise InvalidSearch(message % (DEEPEST // SIZE))
    return int(given)


def _context(
    pages: Pages, results: list[Shown], sections: lists.Sections, section: lists.Section | None, number: int
) -> dict:
    matches = pages.search
    params = matches.params
    # What takes long to be counted is asked for after everything that can be made without it.
    shown = _results(matches, results, sections)
    first = (number - 1) * SIZE + 1
    hits = render_to_string('search/hits.html', {'results': shown, 'first': first, 'also': matches.also})
    narrowing = facets.facets(matches, sections, section)
    return {
        'params': params,
        'matches': matches,
        'notes': search_notes.sentences(matches.notes),
        'without_synonyms': _without_synonyms(matches),
        'results': shown,
        'hits': hits,
        'facets': narrowing.shown,
        'named': narrowing.named if number == 1 else [],
        'narrower': narrowing.narrower if number == 1 else [],
        'like': narrowing.like if number == 1 else [],
        'chosen': [*_chosen_time(params), *narrowing.chosen],
        'timeline': timeline.draw(params, matches.histogram),
        'suggestion': _suggestion(matches, number),
        'wider': _wider(params) if not matches.total else [],
        'in_comments': comment_search.url(params),
        'forms': _forms(params),
        'orders': [(order, ORDER_NAMES[order], params.replace(order=order).url()) for order in ORDERS],
        'page': lists.numbered([one.article for one in results], number, pages.pageable),
        'previous': params.url(page=number - 1 if number > 2 else None),
        'next': params.url(page=number + 1),
    }


def _results(matches: Search, results: list[Shown], sections: lists.Sections) -> list[dict]:
    """What the template writes of each result. Texts are made here: a template takes several times as long."""
    wanted = snippets.MarkedWords(matches.query.marked, matches.snapshot.languages)
    shown: list[dict] = []
    above_line = True
    for article, lacks, others in results:
        passage = snippets.passage(_texts(article), wanted)
        fragment = snippets.fragment(passage)
        shown.append(
            {
                'article': article,
                'image': Media(**article.lead) if article.lead else None,
                'address': article.get_absolute_url() + (f'#:~:text={fragment}' if fragment else ''),
                'section': sections.of(article),
                'own': own_language(article),
                'title': marked(snippets.marked(str(article), wanted)),
                'passage': marked(passage),
                'byline': byline(article.byline),
                'date': article.published_on.isoformat(),
                'day': day(article.published_on),
                'lacks': lacks,
                'begins_most': above_line and lacks is not None,
                'alike': others,
            }
        )
        above_line = lacks is None
    return shown


def _texts(article: Article) -> tuple[str, ...]:
    """The texts in which the words of a search may stand, the most telling first."""
    names = [*(author['name'] for author in article.byline), *article.tag_names]
    return article.body_text, article.standfirst, article.lead['caption'] if article.lead else '', ', '.join(names)


def _suggestion(matches: Search, number: int) -> tuple[str, str] | None:
    """What the reader may have wanted to type, and the address of its results."""
    corrected = suggestions.corrected(matches) if number == 1 else None
    return corrected and (corrected.text, corrected.url())


def _without_synonyms(matches: Search) -> str:
    """The address of the same search for the words alone, where synonyms were searched for."""
    used = any(note.code == 'synonyms' for note in matches.notes)
    return matches.params.replace(synonyms='no').url() if used else ''


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
        *([(_('Follow by e-mail'), params.url('follow-search'))] if subscriptions.is_offered() else []),
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
