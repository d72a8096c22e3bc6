"""Reads what WordPress' API answered to the program that saved a site: it knows of pages what themes do not print.

https://developer.wordpress.org/rest-api/reference/posts/ and https://oembed.com.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from articles.readers.html.filing import Filing
from articles.readers.html.glances import key_of
from articles.readers.wxr.dates import moment
from articles.text import plain, url_forms

# get_rest_url(): with permalinks, and without.
_OF_API = re.compile(r'(?:^|/)wp-json/|[?&]rest_route=')
_LINK = re.compile(r'<a\b[^>]{0,200}?\bhref="(https?://[^"]{1,2000})"')
_MOST = 100_000
LARGEST = 5_000_000  # bytes of an answer, which has at most a hundred items
_LONGEST_NAME = 200


def is_of_api(url: str) -> bool:
    """Whether a URL, or the path of a file in a mirror, is one of WordPress' API."""
    return bool(_OF_API.search(url))


@dataclass
class Answers:
    """What the API said of pages, by their keys: `moments` of publication, aware, who wrote them, and of
    the names of terms.

    `zone` is the site's time zone, for local times whose distance to UTC is no offset.
    """

    zone: tzinfo
    moments: dict[str, datetime] = field(default_factory=dict)
    filing: Filing = field(default_factory=Filing)
    _writers: dict[str, str] = field(default_factory=dict)  # people, as host and number, by the keys of pages
    _names: dict[str, str] = field(default_factory=dict)  # by host and number of a person, or the key of a page

    def take(self, data: bytes) -> None:
        """Takes note of an answer; one that cannot be read says nothing."""
        try:
            answer = json.loads(data)
        except (ValueError, RecursionError):
            return
        for thing in answer if isinstance(answer, list) else [answer]:
            if isinstance(thing, dict) and len(self._writers) + len(self._names) < _MOST:
                self._note(thing)

    def author(self, key: str) -> str:
        """The name of who wrote a page; '' where no answer says."""
        return self._names.get(self._writers.get(key, ''), '') or self._names.get(key, '')

    def _note(self, thing: dict[str, Any]) -> None:
        link = _text(thing.get('link'))
        key, host = key_of(link), url_forms.host(link)
        if key and 'date_gmt' in thing:
            if when := moment(_text(thing.get('date')), _text(thing.get('date_gmt')), self.zone):
                self.moments[key] = when
            self._writers[key] = f'{host}:{thing.get("author")}'
        elif key and 'avatar_urls' in thing:
            self._names[f'{host}:{thing.get("id")}'] = _name(thing.get('name'))
        elif 'taxonomy' in thing:
            self.filing.take(thing)
        elif embedded := _LINK.search(_text(thing.get('html'))):
            self._names[key_of(embedded[1])] = _name(thing.get('author_name'))


def _name(value: object) -> str:
    return plain.title(_text(value)[:_LONGEST_NAME])


def _text(value: object) -> str:
    return value if isinstance(value, str) else ''
