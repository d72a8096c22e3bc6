"""Searches as subscriptions keep them: sections, tags and authors by their ids, since their URLs may change."""

from django.db.models import Model
from django.http import Http404, QueryDict
from django.utils import timezone

from articles import lists
from articles.lists.state import Section
from articles.models import Author, Category, Tag, TermMerge
from articles.search.params import InvalidSearch, SearchParams


def kept(params: SearchParams) -> str:
    """The query string by which a search is kept: new articles are the same in every order.

    Raises Http404 for a section, tag or author without public articles.
    """
    category = str(lists.Sections().at(params.category).pk) if params.category else ''
    tags, authors = _ids(Tag, 'article_links', params.tags), _ids(Author, 'bylines', params.authors)
    as_ids = params.replace(order='relevance', match='all', category=category, tags=tags, authors=authors)
    return as_ids.url().partition('?')[2]


def params_of(search: str) -> tuple[SearchParams, Section | None]:
    """The search that is kept, with the slugs of today, and its section. What was merged is what it was merged into.

    Raises InvalidSearch where a section, tag or author was deleted, or a later version knows such a search no more.
    """
    params = SearchParams.parse(QueryDict(search))
    section, path = None, ''
    if params.category:
        section = lists.Sections().get(_terms(Category, (params.category,))[0].pk)
        if section is None:
            raise InvalidSearch(params.category)
        path = '/'.join(one.slug for one in section.lineage)
    names = {'tags': _terms(Tag, params.tags), 'authors': _terms(Author, params.authors)}
    slugs = {name: tuple(term.slug for term in chosen) for name, chosen in names.items()}
    return params.replace(category=path, **slugs), section


def _ids(model: type[Model], links: str, slugs: tuple[str, ...]) -> tuple[str, ...]:
    in_use = model.objects.filter(**{f'{links}__listed_from__lte': timezone.now()}).distinct()
    pks = in_use.filter(slug__in=slugs).order_by('pk').values_list('pk', flat=True)
    if len(pks) < len(slugs):
        raise Http404
    return tuple(map(str, pks))


def _terms(model: type[Model], ids: tuple[str, ...]) -> list:
    if not all(map(str.isdecimal, ids)):
        raise InvalidSearch(ids)
    pks = list(map(int, ids))
    terms = model.objects.in_bulk(pks)
    if len(terms) < len(pks):
        terms = {merged['id']: into for merged, into in TermMerge.objects.in_force(model)} | terms
    if not all(pk in terms for pk in pks):
        raise InvalidSearch(ids)
    return list(dict.fromkeys(terms[pk] for pk in pks))
