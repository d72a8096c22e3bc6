"""Which reader reads what: by content, never by a file's name alone."""

import csv
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from articles.readers.feed import reader as feed_reader
from articles.readers.html import reader as html_reader
from articles.readers.plaintext import reader as plaintext_reader
from articles.readers.wxr import reader as wxr_reader

READERS: dict[str, ModuleType] = {'wxr': wxr_reader, 'feed': feed_reader, 'html': html_reader, 'text': plaintext_reader}
HEAD = 65536  # bytes that tell a kind


class Unknown(Exception):
    """Nothing here reads that input; the message says what it is and what could be done."""


def inputs(path: Path, kind: str | None = None) -> Iterator[tuple[str, Path]]:
    """Kind and path of each input a path holds: itself; of a folder each export and feed, all pages and all texts.

    Raises Unknown where it holds nothing that a reader knows, or a file of a kind it does not.
    """
    if kind:
        # Exports and feeds are read file by file; the readers of pages take a folder whole.
        whole = kind in ('html', 'text') or not path.is_dir()
        yield from ((kind, file) for file in ([path] if whole else sorted(filter(Path.is_file, path.rglob('*')))))
        return
    if not path.is_dir():
        yield kind_of(path), path
        return
    files = [(_file_kind(_head(file)), file) for file in sorted(path.rglob('*')) if file.is_file()]
    found = [(kind, file) for kind, file in files if kind]
    if html_reader.files(path):
        found.append(('html', path))
    if any(plaintext_reader.matches(_head(file), file.name) for file in path.rglob('*.txt')):
        found.append(('text', path))
    if not found:
        raise Unknown(f'{path}: no WordPress export, feed, saved page or text page in this folder')
    yield from found


def kind_of(file: Path) -> str:
    head = _head(file)
    if kind := _file_kind(head):
        return kind
    if html_reader.matches(head, file.name) or html_reader.holds_pages(file):
        return 'html'
    if plaintext_reader.matches(head, file.name):
        return 'text'
    raise Unknown(f'{file}: no WordPress export, feed, saved page or text page; name its kind with --as if it is one')


def _file_kind(head: bytes) -> str:
    """The kind of a file that holds many items, by its first bytes; '' for any other."""
    # A WordPress export is a feed as well.
    return 'wxr' if wxr_reader.matches(head) else 'feed' if feed_reader.matches(head) else ''


def _head(file: Path) -> bytes:
    with file.open('rb') as opened:
        return opened.read(HEAD)


def count(found: list[tuple[str, Path]]) -> int:
    """How many items the inputs hold, for a progress bar: counted, not read."""
    return sum(READERS[kind].count(path) for kind, path in found)


def lay_out(kind: str, folder: Path, head: bytes, originals: list[tuple[str, bytes, str, str]]) -> Path:
    """Writes originals into a folder so that the reader of that kind can read them again; returns what to give it.

    `head` is that of the file they were items of, if they were; each original has a name, content, and its
    address and encoding, empty where they are not known.
    """
    if head:
        file = folder / 'items'
        file.write_bytes(READERS[kind].together(head, [content for _, content, *_ in originals]))
        return file
    ending = '.txt' if kind == 'text' else '.html'
    for name, content, *_ in originals:
        (folder / f'{name}{ending}').write_bytes(content)
    with (folder / 'urls.csv').open('w', encoding='utf-8', newline='') as file:
        rows = csv.writer(file)
        rows.writerow(['file', 'url', 'encoding'])
        rows.writerows((f'{name}{ending}', url, encoding) for name, _, url, encoding in originals)
    return folder
