"""Finds the reader for a file or folder by its content, never by a file's name alone."""

import csv
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from articles.readers import packed, systems
from articles.readers.feed import reader as feed_reader
from articles.readers.html import reader as html_reader
from articles.readers.plaintext import reader as plaintext_reader
from articles.readers.wxr import reader as wxr_reader

READERS: dict[str, ModuleType] = {
    'wxr': wxr_reader,
    'feed': feed_reader,
    'html': html_reader,
    'text': plaintext_reader,
    **systems.READERS,
}
HEAD = 65536  # bytes in which every reader recognises its format


class UnknownFormat(Exception):
    """No reader reads this input; the message names it and what to do."""


def inputs(path: Path, kind: str | None = None) -> Iterator[tuple[str, Path]]:
    """Yields (kind of reader, path) for a file, or for each export and feed in a folder, its pages and its texts.

    All pages of a folder are one input, and so are all its texts. `kind` overrides detection. Raises UnknownFormat if
    no reader knows the file, or nothing in the folder.
    """
    if kind:
        # Exports and feeds are read file by file; the readers of pages take a folder whole.
        whole = kind in ('html', 'text', *systems.FOLDERS) or not path.is_dir()
        yield from ((kind, file) for file in ([path] if whole else sorted(filter(Path.is_file, path.rglob('*')))))
        return
    if not path.is_dir():
        yield kind_of(path), path
        return
    exports = systems.folders(path)
    files = [
        (systems.kind_of(file) or _file_kind(_head(file)), file)
        for file in sorted(path.rglob('*'))
        if file.is_file() and not systems.is_within(file, exports)
    ]
    recognised = [*exports, *((kind, file) for kind, file in files if kind)]
    if saved := html_reader.files(path):
        listing = set(html_reader.feeds(path, saved))
        recognised = [(kind, file) for kind, file in recognised if file not in listing]
        recognised.append(('html', path))
    if any(plaintext_reader.matches(_head(file), file.name) for file in path.rglob('*.txt') if file.is_file()):
        recognised.append(('text', path))
    if not recognised:
        raise UnknownFormat(f'{path}: no export, feed, saved page or text page in this folder')
    yield from recognised


def kind_of(file: Path) -> str:
    """The kind of reader for a file, a key of READERS. Raises UnknownFormat."""
    head = _head(file)
    kind = systems.kind_of(file) or _file_kind(head)
    # The feeds of a site that was packed with its pages are part of it.
    if kind and not (kind == 'feed' and html_reader.holds_pages(file)):
        return kind
    if html_reader.matches(head, file.name) or html_reader.holds_pages(file):
        return 'html'
    if plaintext_reader.matches(head, file.name):
        return 'text'
    if packed.is_tar(head):
        raise UnknownFormat(f'{file}: a tar archive without saved pages; unpack it and give the folder')
    raise UnknownFormat(f'{file}: no export, feed, saved page or text page; name its kind with --as if it is one')


def _file_kind(head: bytes) -> str:
    """The kind of a file that holds many items, by its first bytes; '' for any other."""
    # A WordPress export is a feed as well.
    return 'wxr' if wxr_reader.matches(head) else 'feed' if feed_reader.matches(head) else ''


def _head(file: Path) -> bytes:
    with file.open('rb') as opened:
        return opened.read(HEAD)


def count(inputs: list[tuple[str, Path]]) -> int:
    """The number of items in the inputs, for a progress bar; counts them without reading them."""
    return sum(READERS[kind].count(path) for kind, path in inputs)


def write_originals(kind: str, folder: Path, head: bytes, originals: list[tuple[str, bytes, str, str]]) -> Path:
    """Writes originals into a folder so that the reader of that kind can read them again; returns the path to read.

    `head`: the `original` of the SourceRecord if the originals are items of one file, else b''. Each original is
    (name, content, URL, encoding), the last two '' if unknown.
    """
    if hasattr(READERS[kind], 'join'):
        file = folder / 'items'
        file.write_bytes(READERS[kind].join(head, [content for _, content, *_ in originals]))
        return file
    ending = '.txt' if kind == 'text' else '.html'
    for name, content, *_ in originals:
        (folder / f'{name}{ending}').write_bytes(content)
    with (folder / 'urls.csv').open('w', encoding='utf-8', newline='') as listing:
        rows = csv.writer(listing)
        rows.writerow(['file', 'url', 'encoding'])
        rows.writerows((f'{name}{ending}', url, encoding) for name, _, url, encoding in originals)
    return folder
