"""Exports of other systems than WordPress: which is which, by what they hold."""

import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import ModuleType

from articles.readers import archives
from articles.readers.blogger import reader as blogger_reader
from articles.readers.disqus import reader as disqus_reader
from articles.readers.ghost import reader as ghost_reader
from articles.readers.medium import reader as medium_reader
from articles.readers.movabletype import reader as movabletype_reader
from articles.readers.substack import reader as substack_reader

READERS: dict[str, ModuleType] = {
    'blogger': blogger_reader,
    'disqus': disqus_reader,
    'ghost': ghost_reader,
    'medium': medium_reader,
    'movabletype': movabletype_reader,
    'substack': substack_reader,
}
# These may be a folder as a whole.
FOLDERS = ('medium', 'substack')

LENGTH = 8192  # bytes of a file that tell its kind
MOST_MEMBERS = 60  # of an archive that are looked into
_SUFFIXES = ('.xml', '.atom', '.json', '.csv', '.txt', '.html', '.mt', '.mtif')


def kind_of(file: Path) -> str:
    """The kind of a file, packed or not; '' where none of these systems wrote it."""
    openings = list(_openings(file))
    return next((kind for kind, reader in READERS.items() if any(map(reader.matches, openings))), '')


def kind_of_text(opening: bytes) -> str:
    """The same of what begins with these bytes, unpacked."""
    return next((kind for kind, reader in READERS.items() if reader.matches(opening)), '')


def folders(path: Path) -> list[tuple[str, Path]]:
    """Kind and path of each folder that is an export as a whole: the folder itself, or those below it."""
    exports: list[tuple[str, Path]] = []
    for folder in (path, *sorted(below for below in path.rglob('*') if below.is_dir())):
        if not is_within(folder, exports):
            exports += [(kind, folder) for kind in FOLDERS if READERS[kind].is_root(folder)][:1]
    return exports


def is_within(file: Path, exports: list[tuple[str, Path]]) -> bool:
    """Whether a file lies in one of these folders."""
    return any(file.is_relative_to(folder) for _, folder in exports)


def is_template(file: Path) -> bool:
    """Whether a page is the template of a blog, which Takeout puts beside the blog's feed."""
    feed = file.with_name('feed.atom')
    return feed.is_file() and kind_of(feed) == 'blogger'


def _openings(file: Path) -> Iterator[bytes]:
    """The first bytes of what a file holds: of an archive, of those files in it whose names say that they are text."""
    with file.open('rb') as opened:
        head = opened.read(archives.CHUNK)
    if head[:2] != b'PK':
        yield from archives.openings(head, LENGTH)
        return
    try:
        with zipfile.ZipFile(file) as archive:
            members = (member for member in archive.infolist() if member.filename.lower().endswith(_SUFFIXES))
            for member in islice((m for m in members if '__MACOSX/' not in m.filename), MOST_MEMBERS):
                with archive.open(member) as stream:
                    yield stream.read(LENGTH)
    # What is wrong with it, its reader says.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        return
