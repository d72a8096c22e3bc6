"""Headings of a body, in levels that follow on from the article's own."""

import re

_HEADING = re.compile(r'<(/?)h([2-6])\b')


def in_order(body_html: str) -> str:
    """The body with headings that begin at level 2 and go down one level at a time, as far as their order tells.

    Writers chose levels by their size: many old articles begin with the third or the fourth. Takes sanitised HTML.
    """
    above: list[int] = []

    def levelled(heading: re.Match) -> str:
        written = int(heading[2])
        if not heading[1]:
            while above and above[-1] >= written:
                above.pop()
            above.append(written)
        return f'<{heading[1]}h{len(above) + 1}'

    return _HEADING.sub(levelled, body_html)
