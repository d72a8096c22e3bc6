"""Who may try another password: limits by network and by account within a network, never by account alone.

A limit by account alone would let anybody close an editor's account by sending wrong passwords for it.
"""

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse

from articles.comments import client_ip
from articles.middleware.error_pages import error_page

FAILURES_OF_PAIR = 10  # wrong passwords for one account from one network, within settings.AXES_COOLOFF_TIME
FAILURES_OF_NETWORK = settings.AXES_FAILURE_LIMIT  # for all accounts together


class LoginAttempts(AxesDatabaseHandler):
    """django-axes' handler with a limit of its own for each of the two counts."""

    def get_failures(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """The failures that count against `settings.AXES_FAILURE_LIMIT`, which is the network's limit.

        axes has one limit for all counts, so those of a pair are weighed by how much lower its limit is.
        """
        of_pair, of_network = self.failures(request, credentials)
        return max(of_pair * FAILURES_OF_NETWORK // FAILURES_OF_PAIR, of_network)

    def failures(self, request: HttpRequest, credentials: dict | None) -> tuple[int, int]:
        """(of this account from this network, of this network)."""
        of_pair, of_network = (
            sum(attempts.values_list('failures_since_start', flat=True))
            for attempts in self.get_user_attempts(request, credentials)
        )
        return of_pair, of_network

    def reset_user_attempts(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """Forgets the failures of who logged in, and only those.

        Were the network's forgotten too, one account of one's own would buy any number of tries at others.
        """
        pair, _network = self.filter_user_attempts(request, credentials)
        return pair.delete()[0]

    def seconds_locked(self, request: HttpRequest, credentials: dict | None) -> int:
        """How long until this account may be tried again from this network: seconds, at least 1."""
        pair, network = self.get_user_attempts(request, credentials)
        _, of_network = self.failures(request, credentials)
        counted = network if of_network >= FAILURES_OF_NETWORK else pair
        latest = counted.aggregate(latest=Max('attempt_time'))['latest'] or request.axes_attempt_time
        return max(1, round((latest + get_cool_off(request) - request.axes_attempt_time).total_seconds()))


def network(request: HttpRequest) -> str | None:
    """What axes counts by: the first address of the visitor's network, as comments have it."""
    first = client_ip.network(request)
    return str(first) if first else None


def visitor(username: str, network: str, user_agent: str, path: str, request: HttpRequest) -> str:
    """The visitor in the log: the address. Not the account's name: people type passwords into the wrong field."""
    return str(client_ip.client_address(request.META))


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict | None) -> HttpResponse:
    """The page for who has tried too often."""
    seconds = LoginAttempts().seconds_locked(request, credentials)
    page = error_page(request, '429', 429, minutes=-(-seconds // 60))
    page['Retry-After'] = seconds
    page['Cache-Control'] = 'no-store'
    return page
