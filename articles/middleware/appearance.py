"""The reader's choice of light or dark, in a cookie that only those who choose get."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = 'appearance'
CHOICES = ('light', 'dark')
ONE_YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest) -> str:
    """'light' or 'dark'; '' where the reader has not chosen, and the device decides."""
    choice = request.COOKIES.get(COOKIE, '')
    return choice if choice in CHOICES else ''


def remember(response: HttpResponse, choice: str) -> None:
    """Stores a choice in a cookie; any other value deletes the cookie."""
    if choice in CHOICES:
        response.set_cookie(COOKIE, choice, max_age=ONE_YEAR, secure=settings.HTTPS, httponly=True, samesite='Lax')
    else:
        response.delete_cookie(COOKIE, samesite='Lax')
