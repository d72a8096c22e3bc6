"""A saved page, wherever it was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The bytes of a page with its URL, time of capture (aware) and charset, as far as a list or archive gives them.

    `files`: pictures that were saved in the same file, by their URLs.
    `is_listed`: whether a list or archive gives the URL, and not only the folders that the page lies in.
    """

    source: str
    data: bytes
    url: str = ''
    captured: datetime | None = None
    charset: str = ''
    is_listed: bool = True
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed, or an answer of an API, that was saved with the pages it knows of."""

    source: str
    data: bytes
    url: str
