"""Reads exports of Movable Type and TypePad: text, plain, compressed or in a zip of one or several."""

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from pathlib import Path

import charset_normalizer

from articles.readers import archives
from articles.readers.movabletype import entries
from articles.readers.movabletype.record import article, site_of
from articles.readers.record import ArticleRecord, Note, RefusedRecord, SourceRecord
from articles.readers.wxr.text import ascii_compatible
from articles.text import sanitise

# Raised whenever the same file would be read differently.
IMPORTER_VERSION = 1

# Those that blogs of that time were written in; trying every encoding there is takes seconds.
ENCODINGS = ('cp1252', 'cp1251', 'koi8_r', 'shift_jis', 'euc_jp', 'gb18030', 'big5', 'euc_kr')
SAMPLE = 8000  # bytes by which the encoding is guessed
SUFFIXES = ('.txt', '.mt', '.mtif', '')


def matches(opening: bytes) -> bool:
    """Whether what begins with these bytes, unpacked, is such an export."""
    return entries.is_export(b''.join(ascii_compatible([opening])))


def count(path: Path) -> int:
    """How many entries a file holds, for a progress bar; 0 where it cannot be read."""
    try:
        return sum(
            sum(1 for _ in entries.split(ascii_compatible(chunks))) for _, chunks in archives.contents(path, SUFFIXES)
        )
    except archives.UnreadableFile:
        return 0


def join(_head: bytes, originals: list[bytes]) -> bytes:
    """A file of entries, to be read once more."""
    return b''.join(original if original.endswith(b'\n') else original + b'\n' for original in originals)


def read(path: Path, *, zone: tzinfo) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    """A record for the file and one for each entry; what is none comes as RefusedRecord with its line.

    `zone` is the site's: the format has no offsets.
    """
    try:
        for member, chunks in archives.contents(path, SUFFIXES):
            yield from _records(f'{path}/{member}' if member else str(path), chunks, zone, inside=bool(member))
    except archives.UnreadableFile as refused:
        yield RefusedRecord(str(path), refused.where, str(refused))


class _Decoder:
    """Decodes the entries of a file: UTF-8, or what the first that is not looks like, since the file does not say."""

    def __init__(self) -> None:
        self.encoding = ''

    def decode(self, content: bytes) -> tuple[str, list[Note]]:
        """The text of an entry without control characters, and what was done to it."""
        notes = []
        try:
            text = content.decode('utf-8-sig')
        except UnicodeDecodeError:
            self.encoding = self.encoding or _guess(content)
            text = content.decode(self.encoding, errors='replace')
            notes.append(Note('guessed-encoding', f'The text is not valid Unicode; it was read as {self.encoding}.'))
        clean = sanitise.without_controls(text)
        if len(clean) < len(text):
            notes.append(Note('control-characters', f'{len(text) - len(clean)} control characters were taken out.'))
        return clean, notes


def _records(
    source: str, chunks: Iterable[bytes], zone: tzinfo, *, inside: bool
) -> Iterator[SourceRecord | ArticleRecord | RefusedRecord]:
    announced, decoder = False, _Decoder()
    for raw in entries.split(ascii_compatible(chunks)):
        if inside and not announced and not entries.is_export(raw.content):
            # A text beside the export, in the same archive; read to its end, since it is a stream.
            continue
        if not announced:
            url = site_of(entries.entry(decoder.decode(raw.content)[0]))
            yield SourceRecord(source=source, kind='movabletype', title=Path(source).name, url=url)
            announced = True
        yield _record(source, raw, zone, decoder)
    if not announced and not inside:
        yield RefusedRecord(source, '1:1', 'no entry of Movable Type in it')


def _record(source: str, raw: entries.Raw, zone: tzinfo, decoder: _Decoder) -> ArticleRecord | RefusedRecord:
    where = f'{raw.line}:1'
    if len(raw.content) > entries.LARGEST:
        return RefusedRecord(source, where, f'an entry larger than {entries.LARGEST // 1_000_000} MB')
    text, notes = decoder.decode(raw.content)
    entry = entries.entry(text)
    if 'NO ENTRY' in entry.fields:
        return RefusedRecord(source, where, 'comments of an entry that is not in the file')
    if not (entry.texts.get('BODY') or entry.texts.get('EXTENDED BODY') or entry.get('TITLE')):
        return RefusedRecord(source, where, 'an entry without title and text')
    return article(entry, source=source, zone=zone, original=raw.content, notes=notes)


def _guess(content: bytes) -> str:
    best = charset_normalizer.from_bytes(content[:SAMPLE], cp_isolation=list(ENCODINGS)).best()
    return best.encoding if best else 'cp1252'
