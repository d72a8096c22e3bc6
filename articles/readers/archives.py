"""Files as they come: plain, gzipped or in a zip archive, read as streams and never unpacked to disk."""

import gzip
import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

CHUNK = 1 << 16
MOST_MEMBERS = 1000
# Text shrinks to a fifth or a tenth; what shrinks to less than this is a bomb, unless it is small anyway.
MOST_RATIO = 200
SMALL = 10 * 1024 * 1024

_XZ = b'\xfd7zXZ\0'
_UNSAFE_NAME = re.compile(r'^[/~]|^[a-zA-Z]:|\\|[\x00-\x1f\x7f]|(?:^|/)\.\.(?:/|$)')


class Refused(ValueError):
    """A file that cannot be read, and why; `where` names the member of an archive."""

    def __init__(self, reason: str, where: str = ''):
        super().__init__(reason)
        self.where = where


def contents(path: Path, suffix: str | tuple[str, ...]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """(name in the archive or '', chunks of bytes) of a file, or of each file in a zip whose name ends in `suffix`.

    Each must be read to its end before the next. Raises Refused, also while chunks are read.
    """
    with path.open('rb') as file:
        magic = file.read(4)
    if magic == b'PK\x03\x04' or magic == b'PK\x05\x06':
        yield from _members(path, suffix)
    elif magic[:2] == b'\x1f\x8b':
        with _reported(''), gzip.open(path) as stream:
            yield '', _chunks(stream, path.stat().st_size, '')
    elif magic == _XZ[:4]:
        with _reported(''), lzma.open(path) as stream:
            yield '', _chunks(stream, path.stat().st_size, '')
    else:
        with path.open('rb') as stream:
            yield '', iter(lambda: stream.read(CHUNK), b'')


def check(path: Path) -> None:
    """Raises Refused where the directory of a zip archive shows already that it cannot or must not be read."""
    with closing(contents(path, '')) as members:
        next(members, None)


def unpacked(data: bytes, name: str, most: int) -> bytes:
    """A member of an archive, unpacked where it is gzipped or xz itself. Raises Refused above `most` bytes."""
    opener = gzip.open if data[:2] == b'\x1f\x8b' else lzma.open if data.startswith(_XZ) else None
    if not opener:
        return data
    with _reported(name), opener(io.BytesIO(data)) as stream:
        found = stream.read(most + 1)
    if len(found) > most:
        raise Refused(f'larger than {most // 1_000_000} MB unpacked', name)
    return found


def openings(head: bytes, length: int = 8192) -> Iterator[bytes]:
    """The first bytes of what a file holds, by which readers recognise it, from the first bytes of the file itself.

    Those of a plain or gzipped file are one; of a zip, one for each of the first files in it.
    """
    if head[:2] == b'\x1f\x8b':
        yield _inflated(head, zlib.MAX_WBITS | 16, length)
    elif head.startswith(_XZ):
        try:
            yield lzma.LZMADecompressor().decompress(head, length)
        except lzma.LZMAError:
            yield b''
    elif head[:4] == b'PK\x03\x04':
        for entry in islice(re.finditer(rb'PK\x03\x04', head), 20):
            header = head[entry.start() : entry.start() + 30]
            if len(header) == 30:
                # Section 4.3.7 of the zip specification: method at 8, lengths of name and extra field at 26 and 28.
                method, name, extra = struct.unpack_from('<H16xHH', header, 8)
                data = head[entry.start() + 30 + name + extra :]
                yield data[:length] if method == zipfile.ZIP_STORED else _inflated(data, -zlib.MAX_WBITS, length)
    else:
        yield head[:length]


def _inflated(data: bytes, bits: int, length: int) -> bytes:
    try:
        return zlib.decompressobj(bits).decompress(data, length)
    except zlib.error:
        return b''


def _members(path: Path, suffix: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    with _reported(''), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        _check(members, path.stat().st_size)
        wanted = [m for m in members if m.filename.lower().endswith(suffix) and '__MACOSX/' not in m.filename]
        if not wanted:
            raise Refused(f'no {suffix if isinstance(suffix, str) else suffix[0]} file in the archive')
        for member in sorted(wanted, key=lambda m: (not m.filename.endswith('.csv'), m.filename)):
            with _reported(member.filename), archive.open(member) as stream:
                yield member.filename, _chunks(stream, member.compress_size, member.filename)


def _check(members: list[zipfile.ZipInfo], size: int) -> None:
    """Refuses an archive for what its directory says, before anything in it is read."""
    if len(members) > MOST_MEMBERS:
        raise Refused(f'{len(members)} files in the archive, more than {MOST_MEMBERS}')
    for member in members:
        # zipfile cuts a name at a NUL; what stood there is in orig_filename.
        if _UNSAFE_NAME.search(member.orig_filename) or stat.S_ISLNK(member.external_attr >> 16):
            raise Refused('a name in the archive leads out of it', member.filename)
    if len({member.filename for member in members}) < len(members):
        raise Refused('two files in the archive have the same name')
    if sum(member.compress_size for member in members) > size:
        raise Refused('files in the archive overlap')
    if sum(member.file_size for member in members) > max(SMALL, size * MOST_RATIO):
        raise Refused('the archive would grow out of proportion')


def _chunks(stream, packed: int, name: str) -> Iterator[bytes]:
    """What directories claim proves nothing, so bytes are counted as they come."""
    count = 0
    with _reported(name):
        while chunk := stream.read(CHUNK):
            count += len(chunk)
            if count > max(SMALL, packed * MOST_RATIO):
                raise Refused('the file grows out of proportion while it is unpacked', name)
            yield chunk


@contextmanager
def _reported(name: str):
    try:
        yield
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError, NotImplementedError) as error:
        raise Refused(f'damaged archive: {error}', name) from error
    except RuntimeError as error:
        raise Refused(f'encrypted archive: {error}', name) from error
