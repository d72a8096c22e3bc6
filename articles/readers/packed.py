"""Reads files in archives of any kind: tar archives, plain or packed with gzip or xz, here, zip archives by `archives`.

Tar archives have the limits of zip archives. What is in one is known only once all of it was unpacked, so that a first
look goes through the whole.
"""

import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from articles.readers import archives
from articles.readers.archives import CHUNK, UnreadableFile

_HEAD = 65536  # bytes in which the beginning of an archive is
_LONGEST_HEADER = 1 << 20  # bytes of a name or of extended headers, which tarfile reads at once
_PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_LINKS = (tarfile.SYMTYPE, tarfile.LNKTYPE)


def is_archive(head: bytes) -> bool:
    """Whether a file with these first bytes is a zip or tar archive."""
    return head[:2] == b'PK' or is_tar(head)


def is_tar(head: bytes) -> bool:
    """Whether a file with these first bytes is a tar archive, packed or not: "ustar" of POSIX.1-2017, pax."""
    return head[:2] != b'PK' and any(opening[257:262] == b'ustar' for opening in archives.openings(head))


def names(path: Path) -> Iterator[str]:
    """The names of the files in an archive, as far as it can be read; none for a file that is no archive."""
    if _is_tar(path):
        try:
            yield from (member.name for member, _ in _members(path))
        except UnreadableFile:
            return
        return
    try:
        with ZipFile(path) as archive:
            yield from archive.namelist()
    except (BadZipFile, OSError, ValueError):
        return


def contents(path: Path, suffix: str | tuple[str, ...]) -> Generator[tuple[str, Iterator[bytes]], None, None]:
    """Like `archives.contents`, of tar archives too."""
    yield from _contents(path, suffix) if _is_tar(path) else archives.contents(path, suffix)


def check(path: Path) -> None:
    """Raises UnreadableFile if an archive is damaged, unsafe or out of proportion, as far as its directory says."""
    with closing(contents(path, '')) as members:
        next(members, None)


def _is_tar(path: Path) -> bool:
    if path.is_dir():
        return False
    with path.open('rb') as file:
        return is_tar(file.read(_HEAD))


def _contents(path: Path, suffix: str | tuple[str, ...]) -> Iterator[tuple[str, Iterator[bytes]]]:
    held = [member.name for member, _ in _members(path)]
    if len(set(held)) < len(held):
        raise UnreadableFile('two files in the archive have the same name')
    wanted = [name for name in held if name.lower().endswith(suffix) and '__MACOSX/' not in name]
    if not wanted:
        raise UnreadableFile(f'no {suffix if isinstance(suffix, str) else suffix[0]} file in the archive')
    # Tables first, as in zip archives.
    for is_table in (True, False):
        chosen = {name for name in wanted if name.endswith('.csv') is is_table}
        for member, stream in _members(path) if chosen else ():
            if member.name in chosen:
                yield member.name, _chunks(stream, member.name)


def _members(path: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    with _damage_reported(''), _Unpacked(path) as unpacked, tarfile.open(fileobj=unpacked, mode='r:') as archive:
        number = 0
        while member := archive.next():
            archive.members.clear()  # type: ignore[attr-defined]  # It would keep all of them.
            number += 1
            if number > archives.MOST_MEMBERS:
                most = archives.MOST_MEMBERS
                raise UnreadableFile(f'more than {most} files in the archive: unpack it and give the folder')
            if member.isdir():
                continue
            member.name = _decoded(member.name.removeprefix('./'))
            if archives.is_unsafe(member.name) or member.type in _LINKS:
                raise UnreadableFile('a name in the archive points outside of it', member.name)
            stream = archive.extractfile(member) if member.type in _PLAIN else None
            if stream is None:
                raise UnreadableFile('something in the archive is no file', member.name)
            yield member, stream
        # tarfile takes the place where an archive is cut for its end, which is a block of zeros.
        if unpacked.last != bytes(tarfile.BLOCKSIZE):
            raise UnreadableFile('damaged archive: it is cut')


def _decoded(name: str) -> str:
    """A name in another encoding than UTF-8 with a letter for each of its bytes."""
    data = name.encode(errors='surrogateescape')
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode('latin-1')


def _chunks(stream: IO[bytes], name: str) -> Iterator[bytes]:
    with _damage_reported(name):
        while chunk := stream.read(CHUNK):
            yield chunk


class _Unpacked(io.RawIOBase):
    """The unpacked bytes of an archive; `last` is what was read last.

    Raises UnreadableFile above the size that is in proportion.
    """

    def __init__(self, path: Path) -> None:
        with path.open('rb') as file:
            magic = file.read(4)
        opener = gzip.open if magic[:2] == b'\x1f\x8b' else lzma.open if magic == b'\xfd7zX' else open
        self._stream = opener(path, 'rb')
        packed = path.stat().st_size
        self.last = b''
        self._most = min(archives.LARGEST_UNPACKED, max(archives.SMALL, packed * archives.MOST_RATIO))

    def read(self, size: int = -1, /) -> bytes:
        if not 0 <= size <= _LONGEST_HEADER:
            raise UnreadableFile('damaged archive: a header is too long')
        self.last = self._stream.read(size)
        self._check()
        return self.last

    def seek(self, position: int, whence: int = 0, /) -> int:
        while (rest := position - self._stream.tell()) > 0 and self._stream.read(min(rest, CHUNK)):
            self._check()
        return self._stream.seek(position) if rest < 0 else self._stream.tell()

    def tell(self) -> int:
        return self._stream.tell()

    def close(self) -> None:
        self._stream.close()
        super().close()

    def _check(self) -> None:
        if self._stream.tell() > self._most:
            raise UnreadableFile('the archive would unpack to a size out of proportion')


@contextmanager
def _damage_reported(name: str) -> Iterator[None]:
    try:
        yield
    except UnreadableFile:
        raise
    except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError, OverflowError) as error:
        raise UnreadableFile(f'damaged archive: {error}', name) from error
    except RecursionError as error:
        raise UnreadableFile('damaged archive: too many headers before a file', name) from error
