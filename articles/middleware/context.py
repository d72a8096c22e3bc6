"""Context for every template: the name and URL of the site, and the reader's appearance."""

from django.conf import settings

from . import appearance


def site(request) -> dict[str, str | bool]:
    return {
        'SITE_NAME': settings.SITE_NAME,
        'SITE_URL': settings.SITE_URL,
        'VERSION': settings.VERSION,
        'OFFLINE': settings.OFFLINE,
        'SENDS_MAIL': bool(settings.EMAIL_URL) and not settings.READ_ONLY,
        'READ_ONLY': settings.READ_ONLY,
        'appearance': appearance.chosen(request),
    }
