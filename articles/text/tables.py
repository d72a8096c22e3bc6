"""Makes the tables of a body scroll, since they may be wider than a phone."""

import re
from html import escape

_EDGE = re.compile(r'<table\b[^>]*>|</table>')


def scrollable(body_html: str, name: str = 'Table') -> str:
    """A sanitised body with each outermost table in a scrollable region that keyboards reach.

    `name` is the label of the region for screen readers.
    """
    region = f'<div class="scroll" role="region" aria-label="{escape(name)}" tabindex="0">'
    depth = 0

    def framed(edge: re.Match) -> str:
        nonlocal depth
        begins = edge[0] != '</table>'
        depth += 1 if begins else -1
        if begins:
            return region + edge[0] if depth == 1 else edge[0]
        return edge[0] if depth else f'{edge[0]}</div>'

    return _EDGE.sub(framed, body_html)
