import unicodedata
from dataclasses import dataclass
from datetime import date

from .names import Name


@dataclass(frozen=True, slots=True)
class Reference:
    """What reference lists say of an article. Every text is plain, on one line; `pk` tells articles apart.

    `site` is the newspaper; `is_page` says that it is no article of it but a page, such as *About*.
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

    @property
    def key(self) -> str:
        """What a text cites it by, the same for good: "berg2017-123", in plain letters."""
        name = (self.authors[0].family or self.authors[0].literal.partition(' ')[0]) if self.authors else ''
        letters = ''.join(c for c in unicodedata.normalize('NFKD', name) if c.isascii() and c.isalpha())
        return f'{letters.lower() or "article"}{self.day.year if self.day else ""}-{self.pk}'
