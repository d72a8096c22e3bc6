"""Light or dark: as the reader's device has it, unless the reader chose. Only who chooses gets a cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = 'appearance'
CHOICES = ('light', 'dark')
ONE_YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest) -> str:
    """'light' or 'dark', or '' for a reader who left it to the device."""
    choice = request.COOKIES.get(COOKIE, '')
    return choice if choice in CHOICES else ''


def remember(response: HttpResponse, choice: str) -> None:
    """Keeps a choice in the browser; anything that is none is forgotten there."""
    if choice in CHOICES:
        response.set_cookie(COOKIE, choice, max_age=ONE_YEAR, secure=settings.HTTPS, httponly=True, samesite='Lax')
    else:
        response.delete_cookie(COOKIE, samesite='Lax')
