"""Tables of a body, which may be wider than a phone."""

import re

_EDGE = re.compile(r'<table\b[^>]*>|</table>')
_REGION = '<div class="scroll" role="region" aria-label="Table" tabindex="0">'


def scrollable(body_html: str) -> str:
    """The body with each table in a region that scrolls by itself, which keyboards reach. Takes sanitised HTML."""
    depth = 0

    def framed(edge: re.Match) -> str:
        nonlocal depth
        begins = edge[0] != '</table>'
        depth += 1 if begins else -1
        if begins:
            return _REGION + edge[0] if depth == 1 else edge[0]
        return edge[0] if depth else f'{edge[0]}</div>'

    return _EDGE.sub(framed, body_html)
