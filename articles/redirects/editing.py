"""Redirects that editors make: one by one, or from a table."""

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import Resolver404, resolve, reverse

from articles.models import Article, OldUrl
from articles.redirects import lookup
from articles.text import url_forms

MOST_ROWS = 20_000


class Row(NamedTuple):
    """A line of a table: its number from 1, and what is wrong with it, '' if nothing."""

    line: int
    problem: str


def check(path: str, target: str, article: Article | None = None) -> None:
    """Raises ValidationError for a redirect that can never work: from a live URL or the admin's, or in a loop.

    `path` is a key as `url_forms.key` makes it.
    """
    admin = reverse('admin:index').rstrip('/')
    if path in ('', '/') or path == admin or path.startswith(f'{admin}/'):
        raise ValidationError({'path': 'The site itself answers here: nothing can redirect from it.'})
    if path.endswith('/*'):
        within = f'{url_forms.key(target).rstrip("/")}/'
        if target and within.startswith(path[:-1]):
            raise ValidationError({'target': 'This would redirect to itself, for ever.'})
        return
    if _is_live(path):
        raise ValidationError({'path': 'There is a page at this URL now, so the redirect would never be used.'})
    if target and _returns(path, target):
        raise ValidationError({'target': 'This would redirect to itself, for ever.'})
    if article and url_forms.key(article.get_absolute_url()) == path:
        raise ValidationError({'article': 'The article is at this URL now.'})


def read(lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """(line, path, target) of each line of a CSV with two columns: old URL, new URL. A heading is left out."""
    for number, row in enumerate(csv.reader(lines), 1):
        if number > MOST_ROWS:
            raise ValidationError(f'A table may have {MOST_ROWS} lines.')
        cells = [cell.strip() for cell in [*row, '', '']][:2]
        if not any(cells) or (number == 1 and not cells[0].startswith(('/', 'http'))):
            continue
        yield number, *cells


@transaction.atomic
def store(lines: Iterable[str]) -> tuple[int, list[Row]]:
    """Stores the redirects of a CSV; returns how many, and the lines that were refused, each with the reason."""
    stored, refused = 0, []
    for number, old, new in read(lines):
        path, target = url_forms.key(old), _on_this_site(new)
        try:
            if new and not target:
                raise ValidationError(
                    {'target': 'Redirects stay on this site: give a path, such as /2017/11/22/flood/.'}
                )
            check(path, target)
            row = OldUrl(path=path, target=target)
            row.clean_fields(exclude=['article', 'run'])
            row.validate_constraints(exclude=['path'])
        except ValidationError as error:
            refused.append(Row(number, ' '.join(error.messages)))
            continue
        OldUrl.objects.update_or_create(path=path, defaults={'target': target, 'article': None})
        stored += 1
    return stored, refused


def _on_this_site(url: str) -> str:
    if url.startswith(settings.SITE_URL):
        url = url[len(settings.SITE_URL) :] or '/'
    return url if urlsplit(url).netloc == '' and url.startswith('/') else ''


def _is_live(path: str) -> bool:
    url = f'{path.partition("?")[0].rstrip("/")}/'
    if '?' in path:
        return False
    try:
        match = resolve(url)
    except Resolver404:
        return False
    if match.url_name not in ('article', 'page'):
        # A list or another page of the site; terms that do not exist are no pages.
        return not {'slug', 'path', 'year', 'pk', 'number'} & set(match.kwargs)
    articles = Article.objects.public().filter(slug=match.kwargs['slug'])
    day = [match.kwargs[part] for part in ('year', 'month', 'day') if part in match.kwargs]
    kind = Article.Kind.ARTICLE if day else Article.Kind.PAGE
    return any(
        url_forms.key(one.get_absolute_url()) == path
        for one in articles.filter(kind=kind).only('kind', 'slug', 'published_on')
    )


def _returns(path: str, target: str) -> bool:
    """Whether the stored redirects go from the target back to the path."""
    seen, key = {path}, url_forms.key(target)
    for _ in range(lookup.MOST_STEPS):
        if key in seen:
            return True
        seen.add(key)
        following = OldUrl.objects.filter(path=key).exclude(target='').values_list('target', flat=True).first()
        if not following:
            return False
        key = url_forms.key(following)
    return True
