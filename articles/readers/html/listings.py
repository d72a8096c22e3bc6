"""Reads the feeds and API answers of a capture for what they know of its pages."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from urllib.parse import unquote

from articles.readers import archives
from articles.readers.feed import reader as feed_reader
from articles.readers.html.captures import Survey
from articles.readers.html.glances import key_of
from articles.readers.html.saved_page import Listing
from articles.readers.record import ArticleRecord, RefusedRecord
from articles.text import url_forms

_URL = re.compile(rb'https?://[^\s<>"\'\]]{1,2000}')
_INDEX = re.compile(r'(?:^|/)(?:index)?(?:\.x?html?)?$')
_MOST_URLS = 20_000


def belongs(feed: Path, pages: set[str]) -> bool:
    """Whether a feed names a page of the folder that it lies in, or its own place in it; `pages` as from `places`."""
    with feed.open('rb') as opened:
        data = opened.read(feed_reader.LARGEST)
    for number, url in enumerate(_URL.finditer(data)):
        path = place(url_forms.path_of(url[0].decode('utf-8', errors='replace')))
        if path in pages:
            return True
        if number > _MOST_URLS:
            break
    return False


def places(folder: Path, pages: list[Path]) -> set[str]:
    """The paths of URLs that the pages of a folder may have, the more of its folders count as those of a host."""
    paths = set()
    for page in pages:
        parts = page.relative_to(folder).parts
        for start in range(min(len(parts), 6)):
            if path := place('/'.join(parts[start:])):
                paths.add(path)
    return paths


def place(path: str) -> str:
    """What the path of a page and that of its file have in common: without index.html, .html and slashes."""
    return _INDEX.sub('', unquote(path).partition('?')[0].strip('/')).strip('/')


def read(feed: Path, survey: Survey, zone: tzinfo) -> Iterator[RefusedRecord]:
    """Gives the survey the moments of a feed's entries; yields why the feed is not imported itself."""
    yield from _take(str(feed), feed_reader.read(feed, zone=zone), survey)


def take(listing: Listing, survey: Survey, zone: tzinfo) -> Iterator[RefusedRecord]:
    """Gives the survey what a listing knows of its pages; yields why a feed is not imported itself."""
    if feed_reader.matches(listing.data[: archives.CHUNK]):
        yield from _take(listing.source, feed_reader.records(listing.source, listing.data, zone), survey)
    else:
        survey.answers.take(listing.data)


def _take(source: str, records: Iterator, survey: Survey) -> Iterator[RefusedRecord]:
    missing = comments = 0
    for record in records:
        if isinstance(record, RefusedRecord):
            comments += record.reason.startswith(feed_reader.COMMENT_ON)
        elif isinstance(record, ArticleRecord):
            key = key_of(record.url)
            if key and record.published:
                survey.moments.setdefault(key, record.published)
            missing += key not in survey.keys
    if comments:
        yield RefusedRecord(source, '', 'This is a feed of comments, which the pages of their articles have.')
    else:
        more = f' {missing} of its entries have no page: give the feed by itself to import them.' if missing else ''
        yield RefusedRecord(source, '', f'This is the feed of pages that are here as well.{more}')
