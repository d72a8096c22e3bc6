"""Puts the footnotes that plugins keep in the text, as [fn]…[/fn], into a list below it."""

import re

# Simple Footnotes, Easy Footnotes, Modern Footnotes and those who took over their names.
_NOTE = re.compile(
    r'(?<!\[)\[(ref|fn|footnote|efn(?:_note)?|mfn|modern_footnote)(?:\s[^\[\]]*)?\]((?:[^\[]|\[(?!/?\1\b))*)\[/\1\]',
    re.I,
)
_PARAGRAPH = re.compile(r'</?p\b[^<>]*>|\n\s*\n')


def listed(source: str) -> tuple[str, list[str]]:
    """(A stored body whose notes are numbered links to a list at its end, the names of their shortcodes)."""
    notes: list[str] = []
    names: dict[str, None] = {}

    def mark(tag: re.Match) -> str:
        names[tag[1].lower()] = None
        notes.append(' '.join(_PARAGRAPH.sub(' ', tag[2]).split()))
        number = len(notes)
        return f'<sup><a href="#note-{number}" id="note-{number}-link">{number}</a></sup>'

    source = _NOTE.sub(mark, source) if '[/' in source else source
    if not notes:
        return source, []
    items = (
        f'<li id="note-{number}">{note} <a href="#note-{number}-link">↩︎</a></li>'
        for number, note in enumerate(notes, 1)
    )
    return f'{source}\n\n<!-- wp:list --><ol>{"".join(items)}</ol><!-- /wp:list -->', list(names)
