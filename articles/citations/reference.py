"""A reference: what a citation of an article needs to know of it."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from .names import Name


@dataclass(frozen=True, slots=True)
class Reference:
    """An article as reference lists describe it. Every text is plain and on one line.

    `pk` makes keys unique; `site` is the newspaper; `is_page` is true for pages such as *About*, which are no articles;
    `accessed` is the day on which it was read.
    """

    pk: int
    title: str
    site: str
    url: str
    authors: tuple[Name, ...] = ()
    day: date | None = None
    language: str = ''
    section: str = ''
    abstract: str = ''
    keywords: tuple[str, ...] = ()
    is_page: bool = False
    accessed: date | None = None

    @property
    def key(self) -> str:
        """The citation key, in ASCII: "berg2017-123". It stays the same while author and date do."""
        name = (self.authors[0].family or self.authors[0].literal.partition(' ')[0]) if self.authors else ''
        letters = ''.join(c for c in unicodedata.normalize('NFKD', name) if c.isascii() and c.isalpha())
        return f'{letters.lower() or "article"}{self.day.year if self.day else ""}-{self.pk}'
