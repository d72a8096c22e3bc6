"""WordPress' HTML comments: block delimiters, <!--more--> and <!--nextpage-->.

https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/#serialization says how blocks are
written down.
"""

import re
from dataclasses import dataclass, field

from . import placeholders

_SHARED = re.compile(r'wp:(?:core/)?block\s*\{\s*"ref"\s*:\s*(\d+)')

# Blocks that stand alone and print nothing, so nothing is missing where they were.
_SILENT = {'more', 'nextpage', 'spacer', 'separator', 'page-break', 'core/more', 'core/nextpage', 'core/spacer'}


@dataclass
class Source:
    """parts: (stands inside a block, HTML without comments), in order, neighbours of a kind joined.

    pages: how many <!--nextpage--> makes. filled_in: names of blocks whose content the site made when it was shown.
    """

    parts: list[tuple[bool, str]] = field(default_factory=list)
    pages: int = 1
    filled_in: list[str] = field(default_factory=list)

    def add(self, inside: bool, html: str) -> None:
        if self.parts and self.parts[-1][0] == inside:
            html = self.parts.pop()[1] + html
        self.parts.append((inside, html))


def read(text: str) -> Source:
    """Takes a stored body apart; no comment of any kind is left in it. What follows one that never ends is text."""
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
            deeper = _step(comment, source)
            # Only where a block begins or ends at the top does the kind of text change.
            if deeper and (depth == 0 or depth + deeper == 0):
                source.add(depth > 0, ''.join(pieces))
                pieces = []
            depth = max(0, depth + deeper)
    # A browser would hide all that follows a comment's beginning.
    source.add(depth > 0, ''.join(pieces) + text[position:].replace('<!--', ''))
    return source


def _step(comment: str, source: Source) -> int:
    """How much deeper a delimiter leads: 1, -1, or 0 for a block without content."""
    if comment.startswith('/'):
        return -1
    if not comment.endswith('/'):
        return 1
    name = comment[3:].rstrip('/').split(None, 1)[0] if comment[3:].rstrip('/').strip() else ''
    if name and name not in _SILENT and name not in source.filled_in:
        source.filled_in.append(name)
    return 0
