"""Reads articles from the plain text of pages, as written by text extractors and 'save as text'."""

import codecs
import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo
from html import escape
from itertools import groupby, pairwise
from pathlib import Path

from articles.readers import systems, tool_files
from articles.readers.record import (
    ArticleRecord,
    AuthorRecord,
    ImageRecord,
    Note,
    RefusedRecord,
    SourceRecord,
    TermRecord,
)
from articles.text import plain, sanitise, slugs

from . import comments
from . import lines as text_lines
from . import page as text_page

IMPORTER_VERSION = 2

_LARGEST = 5_000_000
# A file with more lines is a log or a table, not the text of a page.
_MOST_LINES = 50_000
_BOMS = ((codecs.BOM_UTF8, 'utf-8-sig'), (codecs.BOM_UTF16_LE, 'utf-16'), (codecs.BOM_UTF16_BE, 'utf-16'))
_CONTROLS = re.compile(r'[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]')
_BINARY = re.compile(rb'[\x00-\x08\x0e-\x1a\x1c-\x1f]')
_NEWLINE = re.compile(r'\r\n?|[\x0b\x0c\x85\u2028\u2029]')
_MARKUP = re.compile(r'\s*<(?:!doctype|!--|\?xml|(?:html|head|body|rss|feed|rdf)\b)', re.IGNORECASE)
_QUOTED = re.compile(r'^\s*>\s?(?P<text>\S.*)$')
# Columns of text that an editor or a browser for terminals wrapped.
_WRAPPED_WIDTHS = range(55, 101)
# Beyond the scripts of Europe and the Near East, and not the dashes and quotation marks of all.
_MAY_BE_WIDE = re.compile(r'[^\x00-\u10ff\u2000-\u206f]')
_HAS_WORDS = re.compile(r'\w')
# Where a line that is no item of a list could be broken: after a word, or after a character of a script without spaces.
_FIRST_WORD = re.compile(
    r'\s*(?!(?:[•‣*>□☆○★◎●+#-]|o|\d+[.)])\s)(?P<word>[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]|\S+)'
)


def matches(head: bytes, name: str) -> bool:
    """Whether a file with these first bytes is plain text: no markup, named .txt or without an extension."""
    path = Path(name)
    if path.suffix.lower() not in ('', '.txt') or path.name.startswith('.') or _is_binary(head):
        return False
    if tool_files.matches(head, path.name) or systems.kind_of_text(head):
        return False
    return not _MARKUP.match(_decoded(head)[0])


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """Yields the article in a text file, or in every text file of a folder and its subfolders, sorted by path.

    A file `urls.csv` (file,url) in the folder gives the URLs of the pages. Dates and times are in the site's time zone
    `zone`; a date without a time becomes midnight. A file that is empty, binary, larger than 5 MB or longer than 50,000
    lines is yielded as a RefusedRecord.
    """
    folder = path if path.is_dir() else path.parent
    urls = _urls(folder)
    yield SourceRecord(source=str(path), kind='text', title=path.name)
    for file in _files(path):
        yield _read_file(file, urls.get(file.relative_to(folder).as_posix(), ''), zone)


def count(path: Path) -> int:
    """How many records `read` will yield for a path after the first."""
    return len(_files(path))


def article(text: str, *, source: str, url: str = '', zone: tzinfo, notes: Sequence[Note] = ()) -> ArticleRecord:
    """The article in the plain text of a page, with its URL ('' if unknown). `zone` as in `read`."""
    page = text_page.parse(_unwrapped(text), url, zone)
    body_html, images = _rendered(page.body)
    return ArticleRecord(
        source=source,
        source_key=f'text:{url or _fingerprint(text)}',
        status='published' if page.title and page.published else 'draft',
        title=page.title,
        slug=slugs.slugify(page.title),
        authors=tuple(AuthorRecord(name) for name in page.authors),
        published=page.published,
        modified=page.modified,
        body_source=text,
        body_format='text',
        body_html=body_html,
        body_text=plain.from_html(body_html),
        images=images,
        tags=tuple(TermRecord(name, taxonomy='post_tag') for name in page.terms['tags']),
        categories=tuple(TermRecord(name) for name in page.terms['categories']),
        comments=comments.read(page.comments, zone=zone),
        comments_open=page.comments_open,
        old_urls=(url,) if url else (),
        url=url,
        meta={**page.meta, 'left_out': page.left_out} if page.left_out else page.meta,
        notes=(*notes, *page.notes),
    )


def _files(path: Path) -> list[Path]:
    return sorted(filter(_is_page, path.rglob('*'))) if path.is_dir() else [path]


def _is_page(file: Path) -> bool:
    """Whether to read a file of a folder: any file named .txt that no program left, and a text without an extension."""
    if file.name.startswith('.') or file.is_symlink() or not file.is_file():
        return False
    if file.suffix.lower() not in ('', '.txt'):
        return False
    with open(file, 'rb') as source:
        head = source.read(systems.LENGTH)
    if not file.suffix:
        return matches(head, file.name)
    return not (tool_files.matches(head, file.name) or systems.kind_of_text(head))


def _urls(folder: Path) -> dict[str, str]:
    try:
        with open(folder / 'urls.csv', encoding='utf-8-sig', errors='replace', newline='') as rows:
            urls = {row.get('file') or '': row.get('url') or '' for row in csv.DictReader(rows)}
    except (OSError, csv.Error):
        return {}
    return {file: valid for file, url in urls.items() if (valid := sanitise.web_url(url))}


def _read_file(file: Path, url: str, zone: tzinfo) -> ArticleRecord | RefusedRecord:
    try:
        with open(file, 'rb') as source:
            data = source.read(_LARGEST + 1)
    except OSError as error:
        return RefusedRecord(str(file), '', f'The file could not be read: {error.strerror}.')
    if len(data) > _LARGEST:
        return RefusedRecord(str(file), '', 'The file is larger than 5 MB.')
    if _is_binary(data):
        return RefusedRecord(str(file), '', 'The file is binary, not text.')
    text, notes = _decoded(data)
    if not text.strip():
        return RefusedRecord(str(file), '', 'The file is empty.')
    if _MARKUP.match(text):
        return RefusedRecord(str(file), '', 'The file is HTML or XML, not plain text.')
    if text.count('\n') > _MOST_LINES:
        return RefusedRecord(str(file), '', f'The file has more than {_MOST_LINES:,} lines.')
    return replace(article(text, source=str(file), url=url, zone=zone, notes=notes), original=data)


def _is_binary(data: bytes) -> bool:
    sample = data[:65536]
    return not data.startswith(tuple(bom for bom, _ in _BOMS)) and len(_BINARY.findall(sample)) * 20 > len(sample)


def _decoded(data: bytes) -> tuple[str, list[Note]]:
    notes = []
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), 'utf-8')
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = 'cp1252' if encoding == 'utf-8' else encoding
        text = data.decode(encoding, errors='replace')
        notes.append(Note('guessed-encoding', f'The text is not valid Unicode; it was read as {encoding}.'))
    text, removed = _CONTROLS.subn('', text)
    if removed:
        notes.append(Note('control-characters', f'{removed} control characters were removed.'))
    return _NEWLINE.sub('\n', text), notes


def _fingerprint(text: str) -> str:
    """A hash that is equal for texts that differ only in white space or Unicode composition."""
    return hashlib.sha256(unicodedata.normalize('NFC', ' '.join(text.split())).encode()).hexdigest()[:32]


def _unwrapped(text: str) -> str:
    """The text with every paragraph on one line, if its lines were wrapped.

    A line was wrapped if the first word of the next would have been too much for it.
    """
    lines = [line.rstrip() for line in text.split('\n')]
    width = max(map(_width, lines))
    if width not in _WRAPPED_WIDTHS:
        return text
    pieces, last = lines[:1], _width(lines[0])
    for above, line in pairwise(lines):
        first = _FIRST_WORD.match(line)
        if not first or not _HAS_WORDS.search(above) or last + 1 + _width(first['word']) <= width:
            pieces += ['\n', line]
        else:
            # Words of Chinese and Japanese stand without spaces.
            space = '' if _width(above[-1]) == _width(first['word'][0]) == 2 else ' '
            pieces += [space, line.strip()]
        last = _width(line)
    return ''.join(pieces)


def _width(line: str) -> int:
    """The columns that a line takes: characters of Chinese, Japanese and Korean take two."""
    wide = () if line.isascii() else _MAY_BE_WIDE.findall(line)
    return len(line) + sum(unicodedata.east_asian_width(character) in 'WF' for character in wide)


def _rendered(body: Sequence[str | text_page.Caption]) -> tuple[str, tuple[ImageRecord, ...]]:
    html = '\n'.join(_block(tag, list(items)) for tag, items in groupby(body, key=_tag))
    captions = (item for item in body if isinstance(item, text_page.Caption))
    return sanitise.article_html(html), tuple(ImageRecord(src='', alt=text, caption=text) for (text,) in captions)


def _tag(item: str | text_page.Caption) -> str:
    if isinstance(item, text_page.Caption):
        return 'figure'
    if text_lines.crosshead(item):
        return 'h2'
    if listed := text_lines.list_item(item):
        return 'ol' if listed.number else 'ul'
    return 'blockquote' if _QUOTED.match(item) else 'p'


def _block(tag: str, items: list[str | text_page.Caption]) -> str:
    """The HTML of consecutive items with the same tag."""
    captions = [item.text for item in items if isinstance(item, text_page.Caption)]
    lines = [item for item in items if isinstance(item, str)]
    match tag:
        case 'figure':
            template = '<figure class="missing-picture"><figcaption>{}</figcaption></figure>'
            return '\n'.join(template.format(escape(caption)) for caption in captions)
        case 'h2':
            return '\n'.join(f'<h2>{escape(text_lines.crosshead(line))}</h2>' for line in lines)
        case 'ul' | 'ol':
            listed = list(filter(None, map(text_lines.list_item, lines)))
            start = f' start="{listed[0].number}"' if listed[0].number not in ('', '1') else ''
            return f'<{tag}{start}>' + ''.join(f'<li>{escape(item.text)}</li>' for item in listed) + f'</{tag}>'
        case 'blockquote':
            quotes = filter(None, map(_QUOTED.match, lines))
            return '<blockquote>' + ''.join(f'<p>{escape(quote["text"])}</p>' for quote in quotes) + '</blockquote>'
    return '\n'.join(f'<p>{escape(line.strip())}</p>' for line in lines)
