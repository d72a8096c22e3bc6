"""The text that Movable Type and TypePad export, cut into entries, and an entry into its fields.

https://www.movabletype.org/documentation/appendices/import-export-format.html describes the format: "KEY: value" lines,
then texts, each ended by "-----"; the entry ends at "--------". Texts hold such lines too, so one counts only where
what follows it can follow.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

LARGEST = 20_000_000  # bytes of an entry
ENTRY_END, TEXT_END = b'--------', b'-----'

_KEYS = (
    'AUTHOR', 'AUTHOR EMAIL', 'TITLE', 'BASENAME', 'STATUS', 'ALLOW COMMENTS', 'ALLOW PINGS', 'CONVERT BREAKS',
    'PRIMARY CATEGORY', 'CATEGORY', 'DATE', 'TAGS', 'UNIQUE URL', 'NO ENTRY', 'IMAGE',
)  # fmt: skip
_TEXTS = ('BODY', 'EXTENDED BODY', 'EXCERPT', 'KEYWORDS', 'COMMENT', 'PING')
_KEY = re.compile(rb'\s*(' + '|'.join(_KEYS).encode() + rb')\s*:')
_TEXT = re.compile(rf'({"|".join(_TEXTS)}|CF\d*_[\w-]+):[ \t]*$')
_REPLY_KEY = re.compile(r'(AUTHOR|TITLE|EMAIL|IP|URL|BLOG NAME|DATE):[ \t]*(.*)$')
_LEAST_KEYS = 2
_MANY_KEYS = 20  # more than any other text begins with


class Raw(NamedTuple):
    """The bytes of an entry, and the line on which it begins."""

    content: bytes
    line: int


@dataclass
class Reply:
    """A comment, or a ping of another site."""

    fields: dict[str, str] = field(default_factory=dict)
    text: str = ''
    is_ping: bool = False


@dataclass
class Entry:
    """What an entry says: of a key that comes twice, all values in their order."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)

    def get(self, key: str) -> str:
        return self.fields.get(key, [''])[0]


def is_export(opening: bytes) -> bool:
    """Whether text that begins with these bytes is such an export."""
    keys = 0
    lines = iter(opening.removeprefix(b'\xef\xbb\xbf').decode(errors='replace').split('\n'))
    for line in filter(str.strip, lines):
        if line.strip() == TEXT_END.decode():
            return keys >= _LEAST_KEYS and bool(_TEXT.match(next(filter(str.strip, lines), '').rstrip('\r')))
        if not _KEY.match(line.encode()):
            return False
        keys += 1
    return keys > _MANY_KEYS


def split(chunks: Iterable[bytes]) -> Iterator[Raw]:
    """The entries of a file, one after the other; of one that is too large only the beginning."""
    lines: list[bytes] = []
    first, size, ended = 1, 0, False
    for number, line in enumerate(_lines(chunks), 1):
        if ended and line.strip():
            if _KEY.match(line):
                yield Raw(b''.join(lines), first)
                lines, first, size = [], number, 0
            ended = False
        if size <= LARGEST:
            lines.append(line)
            size += len(line)
        ended = ended or line.strip() == ENTRY_END
    if any(line.strip() not in (b'', ENTRY_END) for line in lines):
        yield Raw(b''.join(lines), first)


def entry(text: str) -> Entry:
    """The fields and texts of an entry."""
    parsed = Entry()
    meta, *texts = _sections(text.split('\n'))
    for line in meta:
        key, colon, value = line.partition(':')
        if colon and key.strip() in _KEYS:
            parsed.fields.setdefault(key.strip(), []).append(value.strip())
    for name, lines in texts:
        if name in ('COMMENT', 'PING'):
            parsed.replies.append(_reply(lines, is_ping=name == 'PING'))
        else:
            parsed.texts.setdefault(name, '\n'.join(lines).strip('\n'))
    return parsed


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b''
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b'\n')
        yield from (line + b'\n' for line in lines)
        if len(rest) > LARGEST:
            yield rest
            rest = b''
    if rest:
        yield rest


def _sections(lines: list[str]) -> Iterator:
    """The lines of the metadata, then (name, lines) of each text."""
    lines = [line.removesuffix('\r') for line in lines]
    while lines and lines[-1].strip() in ('', ENTRY_END.decode()):
        lines.pop()
    begun: list[str] = []
    name, position = '', 0
    while position < len(lines):
        line = lines[position]
        is_end = line.strip() == TEXT_END.decode()
        following = _next_filled(lines, position + 1) if is_end else 0
        heading = _TEXT.match(lines[following]) if is_end and following < len(lines) else None
        if is_end and (heading or following == len(lines)):
            yield (name, begun) if name else begun
            if not heading:
                return
            name, begun, position = heading[1], [], following
        else:
            begun.append(line)
        position += 1
    yield (name, begun) if name else begun


def _next_filled(lines: list[str], position: int) -> int:
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


def _reply(lines: list[str], *, is_ping: bool) -> Reply:
    reply = Reply(is_ping=is_ping)
    for position, line in enumerate(lines):
        known = _REPLY_KEY.match(line)
        # Each key comes once: what looks like a second one is the text.
        if not known or known[1] in reply.fields:
            reply.text = '\n'.join(lines[position:]).strip('\n')
            return reply
        reply.fields[known[1]] = known[2].strip()
    return reply
