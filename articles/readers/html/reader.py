"""Reads saved HTML pages from files, folders, zip and web archives; each page becomes one article or is refused."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path

from articles.readers import archives, packed
from articles.readers.html.captures import Survey
from articles.readers.html.glances import glance, key_of
from articles.readers.html.joining import as_page, joined, part_alone, with_answer, with_moment
from articles.readers.html.overviews import is_overview
from articles.readers.html.page import article, path_of
from articles.readers.html.saved_page import Listing, SavedPage
from articles.readers.html.saved_pages import count, feeds, files, holds_pages, matches
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord

from . import listings, non_articles, saved_pages, tree, web_archives

__all__ = ['IMPORTER_VERSION', 'count', 'feeds', 'files', 'holds_pages', 'matches', 'read']

# Increased with every change in how the same file is read.
IMPORTER_VERSION = 3
COPY = 'This is a copy of a page that is read as well.'


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """Yields one record for the source, then one for each page, in the order of their paths.

    `zone` is the site's time zone, for times without a UTC offset. A page that is no article, cannot be read or is too
    large is yielded as a RefusedRecord. Pages of one article are one record. A zip or tar archive of pages is read
    as the folder that was packed.
    """
    if not saved_pages.is_packed_folder(path):
        yield from _read(path, zone)
        return
    with tempfile.TemporaryDirectory() as unpacked:
        try:
            for name in archives.unpack(packed.contents(path, saved_pages.IN_ARCHIVES), Path(unpacked)):
                yield RefusedRecord(f'{path}/{name[:200]}', name[:200], 'No file can have this name.')
        except archives.UnreadableFile as refused:
            yield RefusedRecord(str(path), refused.where, str(refused))
        folder = saved_pages.innermost(Path(unpacked))
        for record in _read(folder, zone):
            if isinstance(record, SourceRecord):
                yield replace(record, source=str(path), title=path.name)
            else:
                yield replace(record, source=record.source.replace(unpacked, str(path), 1))


def _read(path: Path, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    yield SourceRecord(source=str(path), kind='html', title=path.name)
    survey, held = Survey(zone), files(path)
    if saved_pages.is_bundle(path):
        for page in saved_pages.pages(path, held):
            if isinstance(page, SavedPage):
                survey.see(page)
            elif isinstance(page, Listing):
                # What it says of pages that are not here is known once all have been seen.
                list(listings.take(page, survey, zone))
    for feed in feeds(path, held):
        yield from listings.read(feed, survey, zone)
    for answer in saved_pages.answers(path):
        survey.answers.take(answer.data)
    done: set[str] = set()
    for page in saved_pages.pages(path, held):
        if isinstance(page, SavedPage):
            yield from _read_page(page, survey, done, zone)
        else:
            yield from [page] if isinstance(page, RefusedRecord) else listings.take(page, survey, zone)


def _read_page(
    saved: SavedPage, survey: Survey, done: set[str], zone: tzinfo
) -> Iterator[ArticleRecord | RefusedRecord]:
    """Yields the article on a page or the reason why there is none; nothing for a page that belongs to another.

    `done`: the keys of the articles before.
    """
    seen = glance(saved)
    if (seen.part > 1 or seen.is_comments) and any(seen.key in keys for keys in (survey.keys, survey.copied, done)):
        return
    if seen.is_list and (why := non_articles.by_classes(seen.names)):
        yield RefusedRecord(saved.source, '', f'This is {why}, not an article.')
        return
    if seen.target:
        yield RefusedRecord(saved.source, '', 'This page only redirects to another.')
        return
    if of := survey.copy_of(saved, seen):
        yield RefusedRecord(saved.source, of, COPY)
        return
    if foreign := survey.foreign_type(seen):
        yield RefusedRecord(saved.source, '', f'This is an item of the type “{foreign}”, not an article.')
        return
    record = _article(saved, zone)
    if isinstance(record, RefusedRecord):
        yield record
        return
    origin = record.fields.get('published', {}).get('from')
    # What has neither a date nor pages below it may be one such as that about the site.
    is_dated = origin not in ('json-ld', 'meta', 'itemprop') if origin else survey.is_section(seen)
    is_list = survey.is_list(seen) and is_dated
    if not seen.number and (survey.is_front_page(seen) or is_list):
        yield RefusedRecord(saved.source, '', 'This is a list or the front page of the site, not an article.')
        return
    # Microdata may be that of the first entry of a list.
    is_sure = origin in ('json-ld', 'meta') or seen.number or key_of(record.url) in survey.moments
    if not is_sure and is_overview(record, saved, survey.keys):
        yield RefusedRecord(saved.source, '', 'This is a list of other articles that are here, not an article.')
        return
    if record.source_key in done:
        yield RefusedRecord(saved.source, record.url or record.source_key, COPY)
        return
    done.update((record.source_key, seen.key))
    parts = list(survey.parts(seen.key))
    further = [other for part in parts if isinstance(other := _article(part, zone), ArticleRecord)]
    if further:
        record = replace(joined(record, further), original=web_archives.joint([saved, *parts]))
    if aliases := survey.aliases.get(seen.key):
        record = replace(record, old_urls=tuple(dict.fromkeys((*record.old_urls, *aliases))))
    if seen.part > 1:
        record = part_alone(record, seen.part)
    record = survey.answers.filing.filed(record, saved.data, seen.number)
    record = with_moment(record, survey.moments.get(key_of(record.url)))
    record = survey.terms.completed(record)
    if seen.declared == 'article' and survey.is_undated(seen):
        record = as_page(record, path_of(record.url, record.title))
    yield with_answer(record, survey.answers.moments.get(key_of(record.url)), survey.answers.author(key_of(record.url)))


def _article(saved: SavedPage, zone: tzinfo) -> ArticleRecord | RefusedRecord:
    try:
        return article(saved, zone)
    except tree.Unreadable as unreadable:
        return RefusedRecord(saved.source, '', f'{unreadable}.')
