"""Requests every URL that imports know of from the site itself, without a network, and counts the outcomes."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.test import Client

from articles.redirects.current import Place
from articles.redirects.inventory import Holder, KnownUrl

_COMMENT = re.compile(rb' id="comment-(\d+)"')
OUTCOMES = ('answered', 'redirected', 'gone', 'hidden', 'failed')


class Failure(NamedTuple):
    known: KnownUrl
    reason: str


class Audit:
    """Counts the outcomes of each kind of URL in `outcomes`: {(kind, outcome): how many}.

    answered: the page itself, 200. redirected: one 301 to a page that answers. gone: 410. hidden: 404, since what the
    URL belonged to is not public. `elsewhere` counts redirects to another article that had the same URL.
    """

    def __init__(self) -> None:
        site = urlsplit(settings.SITE_URL)
        self._client = Client(raise_request_exception=False, SERVER_NAME=site.hostname, SERVER_PORT=site.port or 80)
        self._secure = site.scheme == 'https'
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.elsewhere = 0
        # All URLs of a holder are requested one after the other, so a small cache is enough.
        self._answer = lru_cache(maxsize=500)(self._request)

    def check(self, holder: Holder) -> Iterator[Failure]:
        """Requests each URL of a holder, and yields the failures."""
        for known in holder.known_urls:
            outcome, reason = self._outcome(known.url, holder.place)
            self.outcomes[known.kind, outcome] += 1
            if reason:
                yield Failure(known, reason)
        if holder.comments:
            yield from self._comments(holder)

    def _outcome(self, url: str, place: Place) -> tuple[str, str]:
        """(outcome, reason of a failure or '')."""
        status, target, _ = self._answer(url)
        if status == 301:
            final_status = self._answer(target)[0]
            if final_status != 200:
                return 'failed', f'301 to {target}, which answers {final_status}'
            self.elsewhere += not unquote(target).startswith(unquote(place.url))
            return 'redirected', ''
        if status == 404 and place.hidden:
            return 'hidden', ''
        if status == 410 and not place.url:
            return 'gone', ''
        return ('answered', '') if status == 200 else ('failed', str(status))

    def _comments(self, holder: Holder) -> Iterator[Failure]:
        shown = self._answer(holder.place.url)[2]
        for number in holder.comments:
            # Where there are many, others are on further pages, to which their permalinks redirect.
            lost = number not in shown and self._answer(f'{holder.place.url}comment-{number}/')[0] != 302
            self.outcomes['comment', 'failed' if lost else 'answered'] += 1
            if lost:
                yield Failure(KnownUrl('comment', f'{holder.place.url}#comment-{number}'), 'is not on the page')

    def _request(self, url: str) -> tuple[int, str, frozenset[int]]:
        """(status, target of the redirect or '', numbers of the comments on the page)."""
        response = self._client.get(url, secure=self._secure)
        body = b'' if response.streaming or response.status_code != 200 else response.content
        return response.status_code, response.headers.get('Location', ''), frozenset(map(int, _COMMENT.findall(body)))
