"""Finds the article of a record that came from another kind of source: a saved page, and an export of its site."""

import re
from collections.abc import Sequence
from datetime import date

from articles.models import Article, OldUrl, Provenance
from articles.readers.record import ArticleRecord
from articles.text import url_forms

EXPORT, PAGE = 'wordpress:', 'html:'
_DATED = re.compile(r'/(\d{4})/(\d\d)/(\d\d)/([^/?]+)')


def of_saved_pages(records: Sequence[ArticleRecord]) -> dict[str, str]:
    """The keys that saved pages of these items of an export have, by the keys of the items."""
    urls = {record.source_key: record.url for record in records if _is_of_export(record) and '?' not in record.url}
    return {
        key: f'{PAGE}{url_forms.host(url)}{path}'
        for key, url in urls.items()
        if (path := url_forms.key(url)).strip('/')
    }


def of_exports(records: Sequence[ArticleRecord]) -> dict[str, str]:
    """The keys of the items of exports that are here and whose pages these saved pages are, by the keys of those."""
    paths = {
        record.source_key: url_forms.key(record.url)
        for record in records
        if record.source_key.startswith(PAGE) and record.kind in ('post', 'page')
    }
    if not paths:
        return {}
    ids = _at_former_urls(set(paths.values())) | _at_current_urls(set(paths.values()))
    hosts = {record.source_key: url_forms.host(record.url) for record in records}
    rows = Provenance.objects.filter(article__in=ids.values(), article__source_key__startswith=EXPORT)
    known = {
        article: (key, url_forms.host(url))
        for article, key, url in rows.values_list('article', 'article__source_key', 'url')
    }
    same_path = {key: known[ids[path]] for key, path in paths.items() if ids.get(path) in known}
    # Two sites may have used the same path.
    return {key: stored for key, (stored, host) in same_path.items() if host == hosts[key]}


def _is_of_export(record: ArticleRecord) -> bool:
    return record.source_key.startswith(EXPORT) and record.kind in ('post', 'page')


def _at_former_urls(paths: set[str]) -> dict[str, int]:
    return dict(OldUrl.objects.filter(path__in=paths, article__isnull=False).values_list('path', 'article'))


def _at_current_urls(paths: set[str]) -> dict[str, int]:
    """Articles at /2017/11/22/slug and pages at their paths, by path, whether readers may see them or not."""
    dated = {path: (day, match[4]) for path in paths if (match := _DATED.fullmatch(path)) and (day := _day(match))}
    rows = Article.objects.filter(
        kind=Article.Kind.ARTICLE,
        published_on__in={day for day, _ in dated.values()},
        slug__in={slug for _, slug in dated.values()},
    )
    at = {(day, slug): pk for pk, day, slug in rows.values_list('pk', 'published_on', 'slug')} if dated else {}
    pages = Article.objects.filter(kind=Article.Kind.PAGE, slug__in={path.strip('/') for path in paths} - {''})
    pages_at = {f'/{slug}': pk for pk, slug in pages.values_list('pk', 'slug')}
    return {path: at[place] for path, place in dated.items() if place in at} | pages_at


def _day(match: re.Match) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
