"""Merges tags, authors or categories into one, and undoes that; says where the URLs of those that are gone lead."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from articles.models import (
    ArticleCategory,
    ArticleTag,
    Author,
    Byline,
    Category,
    FrontSection,
    Media,
    MenuLink,
    OldUrl,
    Tag,
    TermMerge,
)
from articles.text import url_forms

Term = Tag | Author | Category
LINKS: dict[type[Model], type[Model]] = {Tag: ArticleTag, Author: Byline, Category: ArticleCategory}
KINDS: dict[str, type[Model]] = {'tag': Tag, 'author': Author, 'category': Category}
LONGEST = '60s'  # of a statement: merging may take longer than a page; '0' is any time
# What a term that stays gets from one that is merged into it, where it has none itself.
DETAILS = ('bio', 'portrait_id', 'email', 'contact', 'website', 'description')


class Plan(NamedTuple):
    """What merging a term would do: how many articles get the other one, and how many had both already."""

    term: Term
    moved: int
    both: int


def plan(terms: Sequence[Term], into: Term) -> list[Plan]:
    """What `merge` would do. Raises ValidationError for what it would refuse."""
    _check(terms, into)
    plans = []
    for term in terms:
        both = _of_both(term, into).count()
        plans.append(Plan(term, links(term).count() - both, both))
    return plans


@transaction.atomic
def merge(terms: Sequence[Term], into: Term, *, by: AbstractBaseUser | None, longest: str = LONGEST) -> list[TermMerge]:
    """Gives the articles of the terms to another, to which their URLs redirect, and deletes them.

    Raises ValidationError for a term and itself, a category and one above it, or where two categories below them have
    the same slug.
    """
    _allow_time(longest)
    model = type(into)
    wanted = {into.pk, *(term.pk for term in terms)}
    locked = model.objects.select_for_update().in_bulk(sorted(wanted))
    if locked.keys() != wanted:
        raise ValidationError('One of them was deleted meanwhile. Look again.')
    _check(terms, into)
    return [_merge_one(locked[term.pk], locked[into.pk], by) for term in terms]


def _merge_one(term: Term, into: Term, by: AbstractBaseUser | None) -> TermMerge:
    term.refresh_from_db()  # Its parent may have been merged just before.
    urls = _urls(term)
    both = _of_both(term, into)
    dropped = [_columns(link) for link in both]
    primary = [link['article_id'] for link in dropped if link.get('is_primary')]
    _of_both(term, into).delete()
    if primary:
        links(into).filter(article__in=primary).update(is_primary=True)
    moved: dict[str, Any] = {'articles': list(links(term).values_list('article', flat=True)), 'primary': primary}
    moved['details'] = _give_details(term, into)
    links(term).update(**{_column(term): into})
    if isinstance(term, Category):
        moved['children'] = list(Category.objects.filter(parent=term).values_list('pk', flat=True))
        Category.objects.filter(parent=term).update(parent=into)
        moved['menu'] = list(MenuLink.objects.filter(category=term).values_list('pk', flat=True))
        MenuLink.objects.filter(category=term).update(category=into)
        on_front = FrontSection.objects.filter(category=term)
        moved['front'] = [_columns(section) for section in on_front]
        moved['front_has_both'] = FrontSection.objects.filter(category=into).exists()
        if not moved['front_has_both']:
            on_front.update(category=into)
    merged = _columns(term)
    redirects = {}
    children = Category.objects.filter(pk__in=moved.get('children', ()))
    now = {child.pk: child.get_absolute_url() for child in [*children, *_below(children)]}
    term.delete()
    for pk, old in urls.items():
        redirects[url_forms.key(old)] = now.get(pk) or into.get_absolute_url()
    _redirect(redirects)
    return TermMerge.objects.create(
        kind=term._meta.model_name,
        name=str(term),
        into=into.pk,
        into_name=str(into),
        merged=merged,
        moved=moved,
        dropped=dropped,
        redirects=redirects,
        by=by,
    )


@transaction.atomic
def undo(merged: TermMerge, *, longest: str = LONGEST) -> None:
    """Makes the term again, with its URL and the articles it had that have not lost the other one since.

    Raises ValidationError where its slug is taken meanwhile, the other term was merged itself, or the merge was undone
    before.
    """
    _allow_time(longest)
    merged = TermMerge.objects.select_for_update().get(pk=merged.pk)
    if merged.undone:
        raise ValidationError('This was undone already.')
    model = KINDS[merged.kind]
    if later := _merge_of(merged.kind, merged.into):
        raise ValidationError(f'“{merged.into_name}” was merged into “{later.into_name}” since: undo that first.')
    term = model(**merged.merged)
    if isinstance(term, Author) and not Media.objects.filter(pk=term.portrait_id).exists():
        term.portrait = None
    try:
        term.full_clean(exclude=['run'])
    except ValidationError as error:
        raise ValidationError(f'“{term}” cannot be restored: {" ".join(error.messages)}') from None
    term.save(force_insert=True)
    _return_links(merged, term)
    for name, value in merged.moved['details'].items():
        blank = model._meta.get_field(name).get_default()
        model.objects.filter(pk=merged.into, **{name: value}).update(**{name: blank})
    if isinstance(term, Category):
        _return_category(merged, term)
    for path, target in merged.redirects.items():
        OldUrl.objects.filter(path=path, target=target).delete()
    merged.undone = timezone.now()
    merged.save(update_fields=['undone'])


def _return_links(merged: TermMerge, term: Term) -> None:
    """Links the articles that still have the other term as they were linked before."""
    column, model = _column(term), LINKS[type(term)]
    of_other = model.objects.filter(**{f'{column}_id': merged.into})
    have_other = set(of_other.filter(article__in=[link['article_id'] for link in merged.dropped])
                     .values_list('article', flat=True))  # fmt: skip
    dropped = [model(**link) for link in merged.dropped if link['article_id'] in have_other]
    if isinstance(term, Category):
        primary = of_other.filter(article__in=merged.moved['primary'], is_primary=True)
        still_primary = set(primary.values_list('article', flat=True))
        primary.update(is_primary=False)
        for link in dropped:
            link.is_primary = link.article_id in still_primary
    if isinstance(term, Author):
        for link in dropped:
            _find_place(link)
    of_other.filter(article__in=merged.moved['articles']).update(**{column: term})
    model.objects.bulk_create(dropped)


def _find_place(byline: Byline) -> None:
    """Puts an author last where the byline has changed, so that the former place may have another author."""
    taken = list(Byline.objects.filter(article=byline.article_id).values_list('position', flat=True))
    if byline.position in taken:
        byline.position = max(taken) + 1


def _return_category(merged: TermMerge, term: Category) -> None:
    above = [category.pk for category in term.ancestors()]
    children = Category.objects.filter(pk__in=merged.moved['children'], parent=merged.into)
    children.exclude(pk__in=above).update(parent=term)
    MenuLink.objects.filter(pk__in=merged.moved['menu'], category=merged.into).update(category=term)
    for section in merged.moved['front']:
        if merged.moved['front_has_both']:
            FrontSection.objects.create(**section)
        else:
            FrontSection.objects.filter(pk=section['id'], category=merged.into).update(category=term)


def _give_details(term: Term, into: Term) -> dict[str, Any]:
    """Fills what the other term lacks, such as the portrait of an author; returns what it was given."""
    given = {name: value for name in DETAILS if (value := getattr(term, name, None)) and not getattr(into, name)}
    for name, value in given.items():
        setattr(into, name, value)
    if given:
        into.save(update_fields=list(given))
    return given


def _merge_of(kind: str, term: int) -> TermMerge | None:
    """The merge by which a term is gone, unless it was undone."""
    return TermMerge.objects.filter(kind=kind, undone=None, merged__id=term).first()


def lead_to_search(term: Term) -> None:
    """Redirects the URL of a term that is about to be deleted to a search for its name."""
    # Only its words: a stored URL is decoded, so that an “&” in it would end the query.
    words = ' '.join(re.findall(r"\w+(?:[-'’]\w+)*", term.name))
    _redirect({url_forms.key(term.get_absolute_url()): f'{reverse("search")}?{urlencode({"q": words})}'})


def _check(terms: Sequence[Term], into: Term) -> None:
    if into in terms:
        raise ValidationError(f'“{into}” cannot be merged into itself: select the others only.')
    if not isinstance(into, Category):
        return
    above = {category.pk for category in into.ancestors()}
    if parent := next((term for term in terms if term.pk in above), None):
        raise ValidationError(f'“{into}” is below “{parent}”: merge it into that one instead.')
    parents = [into, *terms]
    below = Category.objects.filter(parent__in=parents).exclude(pk__in=[term.pk for term in terms])
    slugs = list(below.values_list('slug', flat=True))
    if twice := next((slug for slug in slugs if slugs.count(slug) > 1), None):
        raise ValidationError(f'Several categories below them are called “{twice}”: merge those first.')


def _allow_time(longest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute('SET LOCAL statement_timeout = %s', [longest])


def _column(term: Term) -> str:
    return term._meta.model_name


def links(term: Term) -> QuerySet:
    """The rows that link articles to a term."""
    return LINKS[type(term)].objects.filter(**{_column(term): term})


def _of_both(term: Term, into: Term) -> QuerySet:
    return links(term).filter(article__in=links(into).values('article')).order_by('pk')


def _columns(row: Model) -> dict[str, Any]:
    """The columns of a row by which it can be made again; what triggers and keys for sorting set is left out."""
    left_out = ('listed_from', 'sort_key')
    fields = [field for field in row._meta.concrete_fields if field.name not in left_out and not field.generated]
    return {field.attname: getattr(row, field.attname) for field in fields}


def _below(categories: QuerySet) -> list[Category]:
    return [one for category in categories for one in category.descendants()]


def _urls(term: Term) -> dict[int, str]:
    """The URLs of a term, and of the categories below it, by their ids."""
    terms = [term, *term.descendants()] if isinstance(term, Category) else [term]
    return {one.pk: one.get_absolute_url() for one in terms}


def _redirect(redirects: dict[str, str]) -> None:
    for path, target in redirects.items():
        OldUrl.objects.update_or_create(path=path, defaults={'article': None, 'target': target})
    OldUrl.objects.filter(path__in=[url_forms.key(target) for target in redirects.values()]).exclude(
        path__in=redirects
    ).filter(article=None).delete()
