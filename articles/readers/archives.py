"""Reads plain, gzip, xz and zip files as streams, within limits."""

import errno
import gzip
import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from binascii import crc32
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

CHUNK = 1 << 16
MOST_MEMBERS = 10_000
LARGEST_UNPACKED = 2_000_000_000  # bytes that are written to disk
# Times the packed size: text packs to a fifth or a tenth, so anything beyond this is a bomb, unless it is small.
MOST_RATIO = 200
SMALL = 10 * 1024 * 1024  # bytes

_LONGEST_NAME = 200  # bytes; file systems take 255
_NO_NAMES = (errno.ENAMETOOLONG, errno.EEXIST, errno.ENOTDIR, errno.EISDIR)
_XZ = b'\xfd7zXZ\0'
_UNSAFE_NAME = re.compile(r'^[/~]|^[a-zA-Z]:|\\|[\x00-\x1f\x7f]|(?:^|/)\.\.(?:/|$)')


class UnreadableFile(ValueError):
    """A file that cannot or must not be read; the message says why, `where` names a member of an archive or a place."""

    def __init__(self, reason: str, where: str = ''):
        super().__init__(reason)
        self.where = where


def contents(path: Path, suffix: str | tuple[str, ...]) -> Generator[tuple[str, Iterator[bytes]], None, None]:
    """Yields (name, chunks of bytes) for a file, or for each member of a zip archive whose name ends in `suffix`.

    The name is '' for a file that is no zip archive. Read each to its end before the next. Raises UnreadableFile, also
    while chunks are read.
    """
    with path.open('rb') as file:
        magic = file.read(4)
    if magic == b'PK\x03\x04' or magic == b'PK\x05\x06':
        yield from _members(path, suffix)
    elif magic[:2] == b'\x1f\x8b':
        with _damage_reported(''), gzip.open(path) as stream:
            yield '', _chunks(stream, path.stat().st_size, '')
    elif magic == _XZ[:4]:
        with _damage_reported(''), lzma.open(path) as stream:
            yield '', _chunks(stream, path.stat().st_size, '')
    else:
        with path.open('rb') as stream:
            yield '', iter(lambda: stream.read(CHUNK), b'')


def unpack(members: Iterator[tuple[str, Iterator[bytes]]], folder: Path) -> list[str]:
    """Writes the members of an archive into a folder, up to 2 GB.

    Names that are too long here, as other systems allow, are cut. Returns those that are left out since no file can
    have them. Raises UnreadableFile at the first that cannot be read; those before it are there.
    """
    size, left_out = 0, list[str]()
    for name, chunks in members:
        file = folder.joinpath(*map(_cut, name.split('/')))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(exist_ok=False)
        except OSError as error:
            if error.errno not in _NO_NAMES:
                raise
            left_out.append(name)
            continue
        try:
            with file.open('wb') as opened:
                for chunk in chunks:
                    size += opened.write(chunk)
                    if size > LARGEST_UNPACKED:
                        raise UnreadableFile(f'more than {LARGEST_UNPACKED // 1_000_000} MB unpacked', name)
        except UnreadableFile:
            file.unlink()
            raise
    return left_out


def _cut(name: str) -> str:
    data = name.encode()
    if len(data) <= _LONGEST_NAME:
        return name
    ending = Path(name).suffix[:20]
    return f'{data[: _LONGEST_NAME - 40].decode(errors="ignore")}-{crc32(data):08x}{ending}'


def is_unsafe(name: str) -> bool:
    """Whether the name of a file in an archive points outside of it."""
    return _UNSAFE_NAME.search(name) is not None


def unpacked(data: bytes, name: str, most: int) -> bytes:
    """Unpacks a member of an archive that is itself gzip or xz. Raises UnreadableFile above `most` bytes."""
    opener = gzip.open if data[:2] == b'\x1f\x8b' else lzma.open if data.startswith(_XZ) else None
    if not opener:
        return data
    with _damage_reported(name), opener(io.BytesIO(data)) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise UnreadableFile(f'larger than {most // 1_000_000} MB unpacked', name)
    return content


def openings(head: bytes, length: int = 8192) -> Iterator[bytes]:
    """The first `length` unpacked bytes, by which readers recognise a format, given the first bytes of a file.

    Yields one opening for a plain, gzip or xz file; for a zip archive one for each of its first members.
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


def _members(path: Path, suffix: str | tuple[str, ...]) -> Iterator[tuple[str, Iterator[bytes]]]:
    with _damage_reported(''), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        _check(members, path.stat().st_size)
        wanted = [m for m in members if m.filename.lower().endswith(suffix) and '__MACOSX/' not in m.filename]
        if not wanted:
            raise UnreadableFile(f'no {suffix if isinstance(suffix, str) else suffix[0]} file in the archive')
        for member in sorted(wanted, key=lambda m: (not m.filename.endswith('.csv'), m.filename)):
            with _damage_reported(member.filename), archive.open(member) as stream:
                yield member.filename, _chunks(stream, member.compress_size, member.filename)


def _check(members: list[zipfile.ZipInfo], size: int) -> None:
    """Raises UnreadableFile for an unsafe archive by its directory alone, before any member is read."""
    if len(members) > MOST_MEMBERS:
        raise UnreadableFile(
            f'{len(members)} files in the archive, more than {MOST_MEMBERS}: unpack it and give the folder'
        )
    for member in members:
        # zipfile cuts a name at a NUL; orig_filename has the whole name.
        if is_unsafe(member.orig_filename) or stat.S_ISLNK(member.external_attr >> 16):
            raise UnreadableFile('a name in the archive points outside of it', member.filename)
    if len({member.filename for member in members}) < len(members):
        raise UnreadableFile('two files in the archive have the same name')
    if sum(member.compress_size for member in members) > size:
        raise UnreadableFile('files in the archive overlap')
    if sum(member.file_size for member in members) > max(SMALL, size * MOST_RATIO):
        raise UnreadableFile('the archive would unpack to a size out of proportion')


def _chunks(stream: IO[bytes] | gzip.GzipFile, packed: int, name: str) -> Iterator[bytes]:
    """Counts bytes while unpacking, since the sizes in an archive's directory may be wrong."""
    count = 0
    with _damage_reported(name):
        while chunk := stream.read(CHUNK):
            count += len(chunk)
            if count > max(SMALL, packed * MOST_RATIO):
                raise UnreadableFile('the file unpacks to a size out of proportion', name)
            yield chunk


@contextmanager
def _damage_reported(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError, NotImplementedError) as error:
        raise UnreadableFile(f'damaged archive: {error}', name) from error
    except RuntimeError as error:
        raise UnreadableFile(f'encrypted archive: {error}', name) from error
