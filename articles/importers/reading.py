"""Which reader reads what: by content, never by a file's name alone."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from . import html_page, text_page, wxr

READERS: dict[str, ModuleType] = {'wxr': wxr, 'html': html_page, 'text': text_page}
HEAD = 65536  # bytes that tell a kind


class Unknown(Exception):
    """Nothing here reads that input; the message says what it is and what could be done."""


def inputs(path: Path, kind: str | None = None) -> Iterator[tuple[str, Path]]:
    """Kind and path of each input that a path holds: itself, or of a folder every export, all pages and all texts.

    Raises Unknown where it holds nothing that a reader knows, or a file of a kind it does not.
    """
    if kind:
        yield kind, path
        return
    if not path.is_dir():
        yield kind_of(path), path
        return
    exports = [file for file in sorted(path.rglob('*')) if file.is_file() and wxr.matches(_head(file))]
    yield from (('wxr', file) for file in exports)
    has_pages = bool(html_page.files(path))
    if has_pages:
        yield 'html', path
    has_text = any(text_page.matches(_head(file), file.name) for file in path.rglob('*.txt'))
    if has_text:
        yield 'text', path
    if not (exports or has_pages or has_text):
        raise Unknown(f'{path}: no WordPress export, no saved page and no text page in this folder')


def kind_of(file: Path) -> str:
    head = _head(file)
    if wxr.matches(head):
        return 'wxr'
    if html_page.matches(head, file.name) or html_page.holds_pages(file):
        return 'html'
    if text_page.matches(head, file.name):
        return 'text'
    raise Unknown(f'{file}: no WordPress export, saved page or text page; name its kind with --as if it is one')


def _head(file: Path) -> bytes:
    with file.open('rb') as opened:
        return opened.read(HEAD)


def count(found: list[tuple[str, Path]]) -> int:
    """How many items the inputs hold, for a progress bar: counted, not read."""
    return sum(READERS[kind].count(path) for kind, path in found)
