"""The pages of lists."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import lists
from articles.db.compiled import Compiled
from articles.models import Article
from articles.pages import keys
from articles.search import index
from articles.search.params import SearchParams
from articles.search.related import related
from articles.search.results import Search
from articles.text.wordpress_urls import PARAMETERS

BEGINNING = 3000  # characters of the text of a lead story without a picture
RELATED = 4


@require_safe
@keys.shows(keys.LISTS)
def listing(request: HttpRequest, find: Callable[..., lists.Listing], number: int = 1, **where) -> HttpResponse:
    """Page `number` of the list that `find(**where)` returns; `?year=` redirects to the page where that year begins."""
    listed = find(**where)
    if number > listed.pages:
        return _before(listed, number)
    address = f'{listed.address}page/{number}/' if number > 1 else listed.address
    if redirect := lists.moved(request, address):
        return redirect
    if (year := request.GET.get('year', '')) and listed.years:
        return _at_year(listed, year)
    context = {
        'listing': listed,
        'page': listed.page(number),
        'sections': listed.sections,
        'weekdays': lists.weekdays(),
        'by_year': _by_year(listed) if number == 1 else (),
    }
    response = render(request, 'list.html', context | listed.neighbours())
    # Also where it shows no years, which may be since the index is still built.
    return keys.name(response, [keys.LISTS, keys.INDEXED]) if listed.narrowed else response


def _by_year(listed: lists.Listing) -> Sequence[lists.Step]:
    """Article counts by year or decade of a tag or an author, from the search index; empty while there is no index."""
    if not listed.years or not listed.narrowed:
        return ()
    try:
        return lists.in_decades(lists.by_year(listed, Search(SearchParams(**listed.narrowed)).histogram))
    except index.Missing:
        return ()


def _before(listed: lists.Listing, number: int) -> HttpResponse:
    """Redirects from a page that a list had when its pages were shorter. Raises Http404 for any other."""
    if not listed.had(number):
        raise Http404
    return HttpResponsePermanentRedirect(listed.address)


def _at_year(listed: lists.Listing, year: str) -> HttpResponse:
    if not (year.isascii() and year.isdigit() and int(year[:9]) in listed.years):
        raise Http404
    number = listed.source.page_of(int(year))
    return HttpResponseRedirect(f'{listed.address}page/{number}/' if number > 1 else listed.address)


@require_safe
@keys.shows(keys.LISTS, keys.TODAY)
def front(request: HttpRequest, number: int = 1) -> HttpResponse:
    if PARAMETERS & request.GET.keys():
        raise Http404  # A WordPress URL, which `articles.redirects` looks up after a 404.
    listed = lists.whole()
    if redirect := lists.moved(request, f'/page/{number}/' if number > 1 else '/'):
        return redirect
    context = {'listing': listed, 'sections': listed.sections}
    if number > listed.pages:
        return _before(listed, number)
    if number > 1:
        return render(request, 'list.html', context | {'page': listed.page(number)})
    today = timezone.localdate()
    front = lists.front(listed, today)
    years = lists.in_decades(listed.parts, reverse('years'))
    context |= {'front': front, 'page': front.page, 'today': today, 'years': years}
    if front.lead and not lists.can_be_large(front.lead):
        context |= _in_words(front.lead, shown={article.pk for article in front.page.object_list})
    return render(request, 'front.html', context)


def _in_words(lead: Article, shown: set[int]) -> dict:
    """What a lead story without a picture has instead: the 'beginning' of its text, and 'related' articles."""
    like = [pk for pk in related(lead.pk, f'{lead.title} {lead.standfirst}', lead.opening) if pk not in shown]
    by_pk = {one.pk: one for one in _with_beginning(at=timezone.now(), lead=lead.pk, pks=[lead.pk, *like])}
    return {
        'beginning': by_pk[lead.pk].beginning if lead.pk in by_pk else '',
        'related': [by_pk[pk] for pk in like if pk in by_pk][:RELATED],
    }


@Compiled
def _with_beginning(at: datetime, lead: int, pks: list[int]) -> QuerySet:
    """These articles, with the 'beginning' of the text of one of them."""
    beginning = Case(When(pk=lead, then=Left('body_text', BEGINNING)), default=Value(''))
    articles = Article.objects.public(at).listed().only('kind', 'slug', 'title', 'published_on', 'language')
    return articles.filter(pk__in=pks).annotate(beginning=beginning)
