"""The types of items that a site of WordPress may have of its own, and which of them are imported as articles."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from articles.imports.store.incoming import ARTICLE_KINDS
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord

# What WordPress and its plugins keep for themselves.
_INTERNAL = re.compile(
    r'nav_menu_item|revision|custom_css|customize_changeset|oembed_cache|user_request|discussion|guest[-_]author'
    r'|(?:wp|acf|jp|amp|elementor|et|tribe|shop|wpcf7)[_-].*|.*_(?:form|forms|template|log|menu)'
)

Record = SourceRecord | ArticleRecord | RefusedRecord


def as_articles(records: Iterable[Record], types: Collection[str]) -> Iterator[Record]:
    """The records, those of one of these types as articles."""
    for record in records:
        if types and isinstance(record, ArticleRecord) and record.kind in types:
            meta = {name: value for name, value in record.meta.items() if name != 'raw'}
            record = replace(record, kind='post', meta=meta)
        yield record


def left_out(kinds: Counter[str]) -> str:
    """The line of a report that says which types were left out, and how to import them; '' where there are none."""
    others = {
        kind: count
        for kind, count in kinds.most_common()
        if kind not in ARTICLE_KINDS and kind != 'attachment' and not _INTERNAL.fullmatch(kind)
    }
    if not others:
        return ''
    counted = ', '.join(f'{count} {kind}' for kind, count in others.items())
    return f'Kept, but not shown: {counted}. To import them as articles: --types {",".join(others)}'
