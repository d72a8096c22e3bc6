"""Makes the tables and formulae of a body scroll, since they may be wider than a phone."""

import re
from html import escape

_EDGE = re.compile(r'<table\b[^>]*>|</table>')
_FORMULA = re.compile(r'<math\b[^<>]* ?display="block"[^<>]*>.*?</math>', re.S)


def scrollable(body_html: str, name: str = 'Table') -> str:
    """A sanitised body with each outermost table in a scrollable region that keyboards reach.

    `name` is the label of the region for screen readers.
    """
    region, depth = _region(name), 0

    def framed(edge: re.Match) -> str:
        nonlocal depth
        begins = edge[0] != '</table>'
        depth += 1 if begins else -1
        if begins:
            return region + edge[0] if depth == 1 else edge[0]
        return edge[0] if depth else f'{edge[0]}</div>'

    return _EDGE.sub(framed, body_html)


def scrollable_formulae(body_html: str, name: str = 'Formula') -> str:
    """A sanitised body with each formula that has lines of its own in such a region."""
    if '<math' not in body_html:
        return body_html
    return _FORMULA.sub(lambda formula: f'{_region(name)}{formula[0]}</div>', body_html)


def _region(name: str) -> str:
    return f'<div class="scroll" role="region" aria-label="{escape(name)}" tabindex="0">'
