"""What every template may name about the site itself, and how its reader wants to see it."""

from django.conf import settings

from . import appearance


def site(request) -> dict[str, str]:
    return {
        'SITE_NAME': settings.SITE_NAME,
        'SITE_URL': settings.SITE_URL,
        'VERSION': settings.VERSION,
        'appearance': appearance.chosen(request),
    }
