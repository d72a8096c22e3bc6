"""Asks the site itself, without a network, for every address that imports know of."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.test import Client

from articles.redirects.current import Place
from articles.redirects.inventory import Holder, Known

_COMMENT = re.compile(rb' id="comment-(\d+)"')
OUTCOMES = ('answered', 'led on', 'gone', 'hidden', 'failed')


class Failure(NamedTuple):
    known: Known
    reason: str


class Walk:
    """Counts what became of each kind of address in `outcomes`: {(kind, outcome): how many}.

    answered: the page itself, 200. led on: one 301 to a page that answers. gone: 410. hidden: 404, since what stood
    there is nothing that readers may see. `elsewhere` counts those that lead to another that had the same address.
    """

    def __init__(self) -> None:
        site = urlsplit(settings.SITE_URL)
        self._client = Client(raise_request_exception=False, SERVER_NAME=site.hostname, SERVER_PORT=site.port or 80)
        self._secure = site.scheme == 'https'
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.elsewhere = 0
        # A thing is asked for at all its addresses one after the other, so few need to be remembered.
        self._answer = lru_cache(maxsize=500)(self._ask)

    def ask(self, holder: Holder) -> Iterator[Failure]:
        """Asks for each address of a holder, and returns what went wrong."""
        for known in holder.known:
            outcome, reason = self._outcome(known.address, holder.place)
            self.outcomes[known.kind, outcome] += 1
            if reason:
                yield Failure(known, reason)
        if holder.comments:
            yield from self._comments(holder)

    def _outcome(self, address: str, place: Place) -> tuple[str, str]:
        """The outcome and, of a failure, the reason."""
        status, target, _ = self._answer(address)
        if status == 301:
            there = self._answer(target)[0]
            if there != 200:
                return 'failed', f'301 to {target}, which answers {there}'
            self.elsewhere += not unquote(target).startswith(unquote(place.address))
            return 'led on', ''
        if status == 404 and place.hidden:
            return 'hidden', ''
        if status == 410 and not place.address:
            return 'gone', ''
        return ('answered', '') if status == 200 else ('failed', str(status))

    def _comments(self, holder: Holder) -> Iterator[Failure]:
        shown = self._answer(holder.place.address)[2]
        for number in holder.comments:
            lost = number not in shown
            self.outcomes['comment', 'failed' if lost else 'answered'] += 1
            if lost:
                yield Failure(Known('comment', f'{holder.place.address}#comment-{number}'), 'is not on the page')

    def _ask(self, address: str) -> tuple[int, str, frozenset[int]]:
        """Status, where it leads, and the numbers of the comments on the page."""
        response = self._client.get(address, secure=self._secure)
        body = b'' if response.streaming or response.status_code != 200 else response.content
        return response.status_code, response.headers.get('Location', ''), frozenset(map(int, _COMMENT.findall(body)))
