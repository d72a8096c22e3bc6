"""Writes a reference as BibTeX, RIS and CSL-JSON, for reference managers."""

import json
import re
from calendar import month_abbr

from articles.text import sanitise

from .names import Name
from .reference import Reference

# Characters that TeX reads as commands. Accented letters need no escape: the files are UTF-8, which TeX reads today.
# Braces become commands, since BibTeX counts even escaped braces.
_TEX = str.maketrans(
    {c: f'\\{c}' for c in '&%$#_'}
    | {
        '{': r'{\lbrace}',
        '}': r'{\rbrace}',
        '\\': r'{\textbackslash}',
        '~': r'{\textasciitilde}',
        '^': r'{\textasciicircum}',
    }
)
# Signs that TeX, in one font encoding or another, prints as a single other character: -- as a dash, ?` as ¿.
_BETWEEN_JOINED = re.compile(r"(?<=[`!?])(?=`)|(?<=-)(?=-)|(?<=')(?=')|(?<=,)(?=,)|(?<=<)(?=<)|(?<=>)(?=>)")


def bibtex(reference: Reference) -> str:
    """One entry: `@article`, or `@online` for a page. The second pair of braces keeps the capitals of the title."""
    day = reference.day
    fields = {
        'author': ' and '.join(filter(None, map(_bibtex_name, reference.authors))),
        'title': f'{{{_tex(reference.title)}}}',
        ('organization' if reference.is_page else 'journal'): _tex(reference.site),
        'year': f'{day.year}' if day else '',
        'date': day.isoformat() if day else '',
        'url': _line(reference.url),
        'urldate': reference.accessed.isoformat() if reference.accessed else '',
        'language': _tex(reference.language),
        'keywords': ', '.join(map(_tex, reference.keywords)),
        'abstract': _tex(reference.abstract),
    }
    lines = [f'  {name} = {{{value}}},\n' for name, value in fields.items() if value]
    if day:
        lines.append(f'  month = {month_abbr[day.month].lower()},\n  day = {{{day.day}}},\n')
    return f'@{"online" if reference.is_page else "article"}{{{reference.key},\n{"".join(lines)}}}\n'


def ris(reference: Reference) -> str:
    """One record. Each line is a tag, two spaces, a hyphen, a space and the value, ended by CR LF (RIS Format
    Specifications)."""
    day = reference.day
    lines: list[tuple[str, str]] = [
        ('TY', 'ELEC' if reference.is_page else 'NEWS'),
        ('ID', reference.key),
        *(('AU', name.inverted.replace('*', '')) for name in reference.authors),
        ('TI', reference.title),
        ('T2', reference.site),
        ('PY', f'{day.year}' if day else ''),
        ('DA', f'{day:%Y/%m/%d}' if day else ''),
        ('SE', reference.section),
        ('LA', reference.language),
        ('AB', reference.abstract),
        *(('KW', word) for word in reference.keywords),
        ('UR', reference.url),
        ('Y2', f'{reference.accessed:%Y/%m/%d}' if reference.accessed else ''),
    ]
    return ''.join(f'{tag}  - {_line(value)}\r\n' for tag, value in lines if value) + 'ER  - \r\n'


def csl_json(reference: Reference) -> str:
    """An array of one item (citeproc-js, CSL-JSON input model)."""
    day, read = reference.day, reference.accessed
    item = {
        'id': reference.key,
        'type': 'webpage' if reference.is_page else 'article-newspaper',
        'title': _line(reference.title),
        'container-title': _line(reference.site),
        'author': [_csl_name(name) for name in reference.authors],
        'issued': {'date-parts': [[day.year, day.month, day.day]]} if day else None,
        'accessed': {'date-parts': [[read.year, read.month, read.day]]} if read else None,
        'URL': reference.url,
        'language': reference.language,
        'section': _line(reference.section),
        'abstract': _line(reference.abstract),
        'keyword': ', '.join(map(_line, reference.keywords)),
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + '\n'


def _bibtex_name(name: Name) -> str:
    if name.literal:
        return f'{{{_tex(name.literal)}}}'
    return ', '.join(filter(None, map(_tex, [name.last, name.suffix, name.given])))


def _csl_name(name: Name) -> dict[str, str]:
    parts = {
        'literal': name.literal,
        'family': name.family,
        'given': name.given,
        'non-dropping-particle': name.particle,
        'suffix': name.suffix,
    }
    return {part: _line(value) for part, value in parts.items() if value}


def _tex(text: str) -> str:
    """The text so that TeX prints exactly its characters; an empty group keeps two signs from being joined."""
    return _BETWEEN_JOINED.sub('{}', _line(text).translate(_TEX))


def _line(text: str) -> str:
    """The text on one line, without control characters."""
    return ' '.join(sanitise.without_controls(text).split())
