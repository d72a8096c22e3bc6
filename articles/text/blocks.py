"""Parses the HTML comments of WordPress: block delimiters, <!--more--> and <!--nextpage-->.

The format: https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/#serialization
"""

import json
import re
from dataclasses import dataclass, field

from . import kept_texts, placeholders

_SHARED = re.compile(r'wp:(?:core/)?block\s*\{\s*"ref"\s*:\s*(\d+)')

# Blocks without content that print nothing, so that nothing is missing without them.
_SILENT = {'more', 'nextpage', 'spacer', 'separator', 'page-break', 'core/more', 'core/nextpage', 'core/spacer'}


@dataclass
class Source:
    """A body without its comments.

    parts: (whether it is inside a block, HTML), in order. pages: the number of pages that <!--nextpage--> separates.
    filled_in: names of dynamic blocks, whose content the old site rendered and did not store.
    kept: names of those that keep their text in their attributes, which is part of the body.
    """

    parts: list[tuple[bool, str]] = field(default_factory=list)
    pages: int = 1
    filled_in: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def add(self, inside: bool, html: str) -> None:
        if self.parts and self.parts[-1][0] == inside:
            html = self.parts.pop()[1] + html
        self.parts.append((inside, html))


def read(text: str) -> Source:
    """Splits a stored body at its blocks and removes all comments. What follows an unclosed comment is kept as text."""
    source, depth, position = Source(), 0, 0
    pieces: list[str] = []
    while True:
        start = text.find('<!--', position)
        end = text.find('-->', start + 4) if start >= 0 else -1
        if end < 0:
            break
        pieces.append(text[position:start])
        position = end + 3
        comment = text[start + 4 : end].strip()
        if comment == 'nextpage':
            source.pages += 1
            pieces.append('\n\n')
        elif shared := _SHARED.match(comment):
            pieces.append(f'\n\n{placeholders.shared_block(shared[1])}\n\n')
        elif comment.startswith(('wp:', '/wp:')):
            if text_kept := _kept(comment, source):
                pieces.append(f'\n\n{text_kept}\n\n')
                continue
            change = _step(comment, source)
            # Nested blocks belong to the part of the outermost one.
            if change and (depth == 0 or depth + change == 0):
                source.add(depth > 0, ''.join(pieces))
                pieces = []
            depth = max(0, depth + change)
    # A browser would hide everything after an unclosed comment.
    source.add(depth > 0, ''.join(pieces) + text[position:].replace('<!--', ''))
    return source


def _kept(comment: str, source: Source) -> str:
    """The text that a block of a plugin without content has in its attributes, such as those of ACF and Divi 5."""
    name, brace, attributes = comment[3:-1].partition('{')
    if not (comment.endswith('/') and brace and '/' in name) or name.startswith('core/'):
        return ''
    try:
        shown = kept_texts.shown(json.loads(f'{{{attributes}'), is_heading=name.strip().endswith('/heading'))
    except (ValueError, RecursionError):
        return ''
    if shown and name.strip() not in source.kept:
        source.kept.append(name.strip())
    return shown


def _step(comment: str, source: Source) -> int:
    """The change of depth at a delimiter: 1, -1, or 0 for a block without content."""
    if comment.startswith('/'):
        return -1
    if not comment.endswith('/'):
        return 1
    name = comment[3:].rstrip('/').split(None, 1)[0] if comment[3:].rstrip('/').strip() else ''
    if name and name not in _SILENT and name not in source.filled_in:
        source.filled_in.append(name)
    return 0
