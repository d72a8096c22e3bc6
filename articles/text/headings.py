"""Renumbers the headings of a body, so that they continue from the h1 of its page without gaps."""

import re

_HEADING = re.compile(r'<(/?)h([2-6])\b')


def in_order(body_html: str) -> str:
    """A sanitised body whose headings begin at level 2 and never skip a level downwards.

    Writers chose levels by their looks: many old articles begin with h3 or h4.
    """
    open_levels: list[int] = []

    def renumbered(heading: re.Match) -> str:
        written = int(heading[2])
        if not heading[1]:
            while open_levels and open_levels[-1] >= written:
                open_levels.pop()
            open_levels.append(written)
        return f'<{heading[1]}h{len(open_levels) + 1}'

    return _HEADING.sub(renumbered, body_html)
