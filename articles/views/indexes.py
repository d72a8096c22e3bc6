"""The indexes of the archive: its topics, its authors, its sections, its years."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import lists
from articles.lists import indexes
from articles.pages import keys


@require_safe
@keys.shows(keys.LISTS)
def tags(request: HttpRequest) -> HttpResponse:
    return _names(request, indexes.tags, 'tags', _('Topics'))


@require_safe
@keys.shows(keys.LISTS)
def authors(request: HttpRequest) -> HttpResponse:
    return _names(request, indexes.authors, 'authors', _('Authors'))


@require_safe
@keys.shows(keys.LISTS)
def sections(request: HttpRequest) -> HttpResponse:
    counts = indexes.by_section()
    return render(request, 'indexes/sections.html', _context('sections', _('Sections')) | {'counts': counts})


@require_safe
@keys.shows(keys.LISTS)
def years(request: HttpRequest) -> HttpResponse:
    context = _context('years', _('Years'))
    parts = lists.whole().parts
    return render(request, 'indexes/years.html', context | {'years': [year for year in reversed(parts) if year.count]})


def _names(request: HttpRequest, find, name: str, title: str) -> HttpResponse:
    """The index of names; `?letter=` shows those of one letter. Raises Http404 for a letter without names."""
    letter = request.GET.get('letter', '')
    index = find(letter)
    if letter and not index.groups:
        raise Http404
    return render(request, 'indexes/names.html', _context(name, title) | {'index': index, 'letter': letter})


def _context(name: str, title: str) -> dict:
    others = {'sections': _('Sections'), 'tags': _('Topics'), 'authors': _('Authors'), 'years': _('Years')}
    return {'name': name, 'title': title, 'indexes': others.items(), 'sections': lists.Sections()}
