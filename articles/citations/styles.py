"""Citations as text, in the styles of APA, MLA and Chicago. All are in English, whatever the language of the article.

Sources: Publication Manual of the APA, 7th ed., chapters 9 and 10; MLA Handbook, 9th ed., chapter 5; The Chicago
Manual of Style, 18th ed., chapters 13 and 14 (bibliography). Titles keep their capitals.
"""

from calendar import month_name
from dataclasses import dataclass
from datetime import date

from .names import Name
from .reference import Reference

MLA_MONTHS = ['', 'Jan.', 'Feb.', 'Mar.', 'Apr.', 'May', 'June', 'July', 'Aug.', 'Sept.', 'Oct.', 'Nov.', 'Dec.']


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as plain text in three parts; `work` is the part set in italics."""

    style: str
    before: str
    work: str
    after: str

    def __str__(self) -> str:
        return self.before + self.work + self.after


def apa(reference: Reference) -> Citation:
    day = reference.day
    when = f'({day.year}, {month_name[day.month]} {day.day})' if day else '(n.d.)'
    names, title = _apa_names(reference.authors), reference.title
    stop = _ended(title).removeprefix(title)
    # Without an author the title comes first, and the date after it.
    before, after = (f'{_ended(names)} {when}. ', stop) if names else ('', f'{stop} {when}.')
    if reference.is_page:
        publisher = '' if names == reference.site else f' {_ended(reference.site)}'
        # Only for what may change after it was cited (APA, 9.16).
        read = f' Retrieved {_american(reference.accessed)}, from' if reference.accessed else ''
        return Citation('APA', before, title, f'{after}{publisher}{read} {reference.url}')
    return Citation('APA', f'{before}{title}{after} ', reference.site, f'. {reference.url}')


def mla(reference: Reference) -> Citation:
    authors = reference.authors
    names = f'{authors[0].inverted}, et al' if len(authors) > 2 else _first_inverted(authors)
    day = reference.day
    when = f'{day.day} {MLA_MONTHS[day.month]} {day.year}, ' if day else ''
    read = reference.accessed
    accessed = f' Accessed {read.day} {MLA_MONTHS[read.month]} {read.year}.' if read else ''
    after = f', {when}{reference.url}.{accessed}'
    return Citation('MLA', _lead(names) + _quoted(reference.title), reference.site, after)


def chicago(reference: Reference) -> Citation:
    authors = reference.authors
    if len(authors) > 6:
        names = ', '.join([authors[0].inverted, *(name.natural for name in authors[1:3]), 'et al'])
    else:
        names = _first_inverted(authors)
    day = reference.day
    when = f', {_american(day)}' if day else ', n.d'
    accessed = f' Accessed {_american(reference.accessed)}.' if reference.accessed else ''
    after = f'{when}.{accessed} {reference.url}.'
    return Citation('Chicago', _lead(names) + _quoted(reference.title), reference.site, after)


def _american(day: date) -> str:
    return f'{month_name[day.month]} {day.day}, {day.year}'


def _apa_names(authors: tuple[Name, ...]) -> str:
    names = [name.initialled for name in authors]
    if len(names) > 20:
        return f'{", ".join(names[:19])}, … {names[-1]}'
    return f'{", ".join(names[:-1])}, & {names[-1]}' if len(names) > 1 else ''.join(names)


def _first_inverted(authors: tuple[Name, ...]) -> str:
    """The first name inverted ("Berg, Jan"), the others in natural order."""
    names = [name.natural if position else name.inverted for position, name in enumerate(authors)]
    return f'{", ".join(names[:-1])}, and {names[-1]}' if len(names) > 1 else ''.join(names)


def _lead(names: str) -> str:
    return f'{_ended(names)} ' if names else ''


def _quoted(title: str) -> str:
    """The title in quotation marks, with single ones inside it, and the full stop before the closing mark."""
    inner = title.replace('“', '‘').replace('”', '’')
    while '"' in inner:
        inner = inner.replace('"', '‘', 1).replace('"', '’', 1)
    return f'“{_ended(inner)}” '


def _ended(text: str) -> str:
    """The text with a full stop, unless it ends with a sentence mark already."""
    return text if text.rstrip('’”"\')').endswith(('.', '?', '!', '…', '。', '？', '！', '؟')) else f'{text}.'
