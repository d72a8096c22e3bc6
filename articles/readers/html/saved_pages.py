"""Finds saved pages in files, folders, archives, web archives (WARC, WACZ) and files of browsers (MHTML)."""

import csv
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath

from articles.readers import archives, packed, systems
from articles.readers.feed import reader as feed_reader
from articles.readers.html import api_answers, listings, mhtml, mirrors, roots, web_archives
from articles.readers.html.saved_page import Listing, SavedPage
from articles.readers.html.tree import LARGEST
from articles.readers.record import RefusedRecord

SUFFIXES = tuple(f'{kind}{packing}' for kind in ('.html', '.htm', '.xhtml') for packing in ('', '.gz', '.xz'))
_MARKUP = re.compile(
    rb'^(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|title|body|meta)\b', re.I | re.S
)
_WEB_ARCHIVES = ('.warc', '.warc.gz')
_BUNDLES = ('.zip', '.wacz', '.tar', '.tgz', '.tar.gz', '.tar.xz', *_WEB_ARCHIVES)
_IN_ARCHIVES = (*SUFFIXES, *_WEB_ARCHIVES, *mhtml.SUFFIXES)
IN_ARCHIVES = (*_IN_ARCHIVES, *feed_reader.SUFFIXES, 'urls.csv')
_OF_PROGRAM = 'This is a note of the program that saved the site, not an article.'
_FEED = 'This is a feed, not an article: give it by itself to import what it holds.'


def matches(head: bytes, name: str) -> bool:
    """Whether a file with these first bytes and this name holds saved pages: HTML, MHTML, a WARC, a zip archive."""
    if name.lower().endswith(SUFFIXES) or mhtml.matches(head):
        return True
    # Without the NULs, UTF-16 reads like ASCII.
    openings = [opening.replace(b'\0', b'') for opening in archives.openings(head)]
    return any(opening.startswith(b'WARC/') or bool(_MARKUP.match(opening)) for opening in openings)


def files(path: Path) -> list[Path]:
    """The files with saved pages in a folder and its subfolders, sorted; for a file the file itself."""
    if not path.is_dir():
        return [path]
    exports = systems.folders(path)
    return [
        file
        for file in sorted(path.rglob('*'))
        if not systems.is_within(file, exports)
        and _is_page(file)
        and not (systems.kind_of(file) or systems.is_template(file))
    ]


def feeds(path: Path, saved: list[Path]) -> list[Path]:
    """The feeds in a folder that list its pages: they were captured with them, and are no sources of their own.

    `saved`: the files with pages, as from `files`, which takes a look into each.
    """
    if not path.is_dir() or not saved:
        return []
    places, known = listings.places(path, saved), set(saved)
    others = (
        file for file in sorted(path.rglob('*')) if file not in known and file.is_file() and not file.is_symlink()
    )
    return [
        file for file in others if _is_feed(file) and listings.belongs(file, places | listings.places(path, [file]))
    ]


def _is_feed(file: Path) -> bool:
    with file.open('rb') as opened:
        return feed_reader.matches(opened.read(archives.CHUNK))


def answers(path: Path) -> Iterator[Listing]:
    """What WordPress' API answered, as programs that mirror sites put it into folders."""
    for file in sorted(path.rglob('*')) if path.is_dir() else ():
        is_answer = api_answers.is_of_api(file.as_posix()) and file.is_file() and not file.is_symlink()
        if is_answer and file.stat().st_size <= api_answers.LARGEST:
            yield Listing(str(file), file.read_bytes(), '')


def count(path: Path) -> int:
    """The number of pages in a path, for a progress bar; a web archive counts as 0."""
    return sum(_count(file) for file in files(path))


def is_bundle(path: Path) -> bool:
    """Whether a path holds, or may hold, several pages."""
    return path.is_dir() or not path.name.lower().endswith((*SUFFIXES, *mhtml.SUFFIXES))


def pages(path: Path, held: list[Path]) -> Iterator[SavedPage | Listing | RefusedRecord]:
    """Yields every page in a path, and the listings in web archives; a RefusedRecord for what is neither or damaged.

    `held`: the files with pages, as from `files`.

    A file urls.csv (file,url) in the folder or archive gives the URLs of its pages, and in a third column optionally
    their encodings. Without it the folders that a page lies in may tell its URL.
    """
    folder = path if path.is_dir() else path.parent
    listed = _listed_in(folder)
    given = len(path.resolve().parts) - 1
    root = cache(lambda: roots.url(path, held) if path.is_dir() else '')
    for file in held:
        place = file.relative_to(folder)
        try:
            if _is_web_archive(file):
                with file.open('rb') as stream:
                    yield from web_archives.pages(stream, str(file))
                continue
            for page in _of_file(file, *listed.get(place.as_posix(), ())):
                if isinstance(page, SavedPage) and not page.url:
                    member = PurePosixPath(page.source.removeprefix(str(file)).lstrip('/')).parts
                    page = _as_mirrored(page, member or file.resolve().parts, 0 if member else given)
                    if isinstance(page, SavedPage) and not page.url and not member:
                        page = replace(page, url=roots.located(page, root, place.as_posix()))
                yield page
        except archives.UnreadableFile as refused:
            yield RefusedRecord(str(file), refused.where, str(refused))


def _as_mirrored(page: SavedPage, names: tuple[str, ...], given: int) -> SavedPage | RefusedRecord:
    """A page with the URL that its place in a mirror of a site tells; refused where it is the program's own."""
    if mirrors.is_of_program(page.data):
        return RefusedRecord(page.source, '', _OF_PROGRAM)
    if feed_reader.matches(page.data[: archives.CHUNK]):
        return RefusedRecord(page.source, '', _FEED)
    url, captured = mirrors.noted(page.data)
    return replace(page, url=url or mirrors.url(names, page.data, given), captured=captured, is_listed=False)


def _is_page(file: Path) -> bool:
    if file.name.startswith('.') or file.is_symlink() or not file.is_file() or file.suffix.lower() == '.txt':
        return False
    with file.open('rb') as opened:
        head = opened.read(archives.CHUNK)
    if feed_reader.matches(head):
        return False
    return matches(head, file.name) or (packed.is_archive(head) and holds_pages(file))


def holds_pages(file: Path) -> bool:
    """Whether a page is in an archive."""
    return any(name.lower().endswith(_IN_ARCHIVES) for name in packed.names(file))


def is_packed_folder(file: Path) -> bool:
    """Whether a file is a zip or tar archive with pages in it, and not a bundle of web archives."""
    if file.is_dir() or file.name.lower().endswith('.wacz'):
        return False
    return any(name.lower().endswith(SUFFIXES) for name in packed.names(file))


def innermost(folder: Path) -> Path:
    """The folder within which everything is, as whoever packs a folder packs its name as well."""
    inner = list(folder.iterdir())
    return innermost(inner[0]) if len(inner) == 1 and inner[0].is_dir() else folder


def _count(file: Path) -> int:
    if not file.name.lower().endswith(_BUNDLES):
        return 1
    return sum(name.lower().endswith(SUFFIXES) for name in packed.names(file))


def _is_web_archive(file: Path) -> bool:
    with file.open('rb') as opened:
        return any(opening.startswith(b'WARC/') for opening in archives.openings(opened.read(archives.CHUNK)))


def _of_file(file: Path, url: str = '', charset: str = '') -> Iterator[SavedPage | Listing | RefusedRecord]:
    listed = {}
    for member, chunks in packed.contents(file, (*_IN_ARCHIVES, 'urls.csv')):
        if member.lower().endswith(_WEB_ARCHIVES):
            yield from _of_member(f'{file}/{member}', chunks)
            continue
        data = _joined(chunks, member)
        if member.rpartition('/')[2] == 'urls.csv':
            listed = _listed(data.decode('utf-8-sig', errors='replace'), member.removesuffix('urls.csv'))
            continue
        if member:
            data = archives.unpacked(data, member, LARGEST)
            url, charset = listed.get(member, ('', ''))
        source = f'{file}/{member}' if member else str(file)
        if mhtml.matches(data):
            page = mhtml.page(data, source)
            yield replace(page, url=url or page.url)
        else:
            yield SavedPage(source, data, url, charset=charset)


def _of_member(source: str, chunks: Iterator[bytes]) -> Iterator[SavedPage | Listing | RefusedRecord]:
    """The pages of a web archive within a zip archive, which is unpacked to be searched after a broken record."""
    with tempfile.TemporaryFile() as unpacked:
        for chunk in chunks:
            unpacked.write(chunk)
        yield from web_archives.pages(unpacked, source)


def _joined(chunks: Iterator[bytes], member: str) -> bytes:
    parts, size = [], 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise archives.UnreadableFile(f'the page is larger than {LARGEST // 1_000_000} MB', member)
    return b''.join(parts)


def _listed_in(folder: Path) -> dict[str, tuple[str, str]]:
    file = folder / 'urls.csv'
    return _listed(file.read_text(encoding='utf-8-sig', errors='replace'), '') if file.is_file() else {}


def _listed(text: str, folder: str) -> dict[str, tuple[str, str]]:
    """(URL, encoding) by the path of a file, from the text of a urls.csv; the encoding may be ''."""
    rows = ([*row, ''] for row in csv.reader(text.splitlines()) if len(row) > 1 and row[0] != 'file')
    return {f'{folder}{file}': (url.strip(), encoding.strip()) for file, url, encoding, *_ in rows}
