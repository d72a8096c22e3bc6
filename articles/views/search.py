"""The search page."""

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from articles import lists
from articles.search import facets, index, snippets, suggestions, timeline
from articles.search.params import ORDERS, Question, Unclear
from articles.search.results import DEEPEST, SIZE, Search

RETRY_AFTER = 30  # seconds
ORDER_NAMES = {
    'relevance': gettext_lazy('Relevance'),
    'newest': pgettext_lazy('order', 'Newest'),
    'oldest': pgettext_lazy('order', 'Oldest'),
}
NOTES = {
    'no period': gettext_lazy(
        '“%(typed)s:” takes a year, a month or a day, such as %(typed)s:2017, %(typed)s:2017-11, %(typed)s:2017-11-22.'
    ),
    'short': gettext_lazy('“%(typed)s” is looked for as a word: a beginning needs two letters or more.'),
}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    sections = lists.Sections()
    try:
        question = Question.asked(request.GET)
        number = _page_number(request)
    except Unclear as unclear:
        return _page(request, sections, {'unclear': unclear}, status=400)
    if question.is_empty:
        return _page(request, sections, {'question': question, 'notes': _notes(question)})
    section = sections.at(question.category) if question.category else None
    try:
        found = Search(question, section, topics=facets.most(question.tags))
    except index.Missing:
        response = _page(request, sections, {'question': question, 'building': True}, status=503)
        response['Retry-After'] = RETRY_AFTER
        return response
    return _page(request, sections, _context(found, sections, section, number))


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get('page', '1')
    if not given.isascii() or not given.isdecimal() or not 1 <= int(given[:9]) <= DEEPEST // SIZE:
        told = _('Pages are numbered from 1 to %s. Narrow the search to see what lies further on.')
        raise Unclear(told % (DEEPEST // SIZE))
    return int(given)


def _context(found: Search, sections: lists.Sections, section: lists.Section | None, number: int) -> dict:
    found.begin()
    articles = found.page(number)
    if not articles and number > 1:
        raise Http404
    # What takes long to be counted is asked for after everything that can be made without it.
    first = (number - 1) * SIZE + 1
    hits = render_to_string('search/hits.html', {'results': _results(found, articles, sections), 'first': first})
    question = found.question
    page = lists.Page(number, min(-(-found.total // SIZE), DEEPEST // SIZE) or 1, found.total, articles)
    shown, chosen = facets.facets(found, sections, section)
    return {
        'question': question,
        'found': found,
        'notes': _notes(question),
        'hits': hits,
        'facets': shown,
        'chosen': [*_chosen_time(question), *chosen],
        'timeline': timeline.draw(question, found.spread),
        'meant': _meant(found, number),
        'wider': _wider(question) if not found.total else [],
        'forms': _forms(question),
        'orders': [(order, ORDER_NAMES[order], question.but(order=order).address()) for order in ORDERS],
        'page': page,
        'newer': page.newer and question.address(page=page.newer if page.newer > 1 else None),
        'older': page.older and question.address(page=page.older),
    }


def _notes(question: Question) -> list[str]:
    return [NOTES[note.code] % {'typed': note.typed} for note in question.parsed.notes]


def _results(found: Search, articles: list, sections: lists.Sections) -> list[dict]:
    wanted = snippets.Wanted(found.question.parsed.wanted, settings.LANGUAGE_CODE)
    return [
        {
            'article': article,
            'section': sections.get(article.filed_under[0]) if article.filed_under else None,
            'title': snippets.marked(str(article), wanted),
            'passage': snippets.passage(article.body_text or article.standfirst, wanted),
        }
        for article in articles
    ]


def _meant(found: Search, number: int) -> tuple[str, str] | None:
    """What the reader may have meant to type, and the address of what that finds."""
    meant = suggestions.did_you_mean(found) if number == 1 else None
    return meant and (meant.text, meant.address())


def _wider(question: Question) -> list[tuple[str, str]]:
    """Searches that may find something where this one finds nothing."""
    wider = []
    if question.but(text='', order='relevance') != Question():
        wider.append((_('the same in the whole archive'), Question(question.text, order=question.order).address()))
    if len(words := question.text.replace('"', ' ').split()) > 1:
        any_of = ' OR '.join(word for word in words if word != 'OR' and not word.startswith('-'))
        wider.append((_('articles that have any of the words'), question.but(text=any_of).address()))
    return wider


def _forms(question: Question) -> list[tuple[str, str]]:
    return [
        (_('Follow this search (Atom)'), question.but(order='newest').address('search-atom')),
        ('CSV', question.address('search-csv')),
        ('JSON', question.address('search-json')),
    ]


def _chosen_time(question: Question) -> list[facets.Chosen]:
    """The period that results are narrowed to; without it, they are of the period around it."""
    if not question.on:
        return []
    first = date.fromordinal(question.days[0])
    name = date_format(first, timeline.FORMS[{4: 'year', 7: 'month', 10: 'day'}[len(question.on)]])
    around = question.but(on=question.on[:-3] if len(question.on) > 4 else '')
    return [facets.Chosen(_('Time'), name, around.address())]


def _page(request: HttpRequest, sections: lists.Sections, context: dict, status: int = 200) -> HttpResponse:
    context |= {'sections': sections, 'typed': request.GET.get('q', '')[:1000]}
    response = render(request, 'search/page.html', context, status=status)
    if status != 200 or request.GET:  # Anyone can make an address that prints words of their own.
        response['X-Robots-Tag'] = 'noindex'
    return response
