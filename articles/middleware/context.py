"""Context for every template: the site's own settings and URL, and the reader's appearance."""

from typing import Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from articles import lists

from . import appearance


def site(request) -> dict[str, Any]:
    # Lazily: most pages of the admin show nothing of them.
    current = SimpleLazyObject(lists.site)
    return {
        'SITE': current,
        'SITE_NAME': SimpleLazyObject(lambda: current.name),
        'SITE_URL': settings.SITE_URL,
        'VERSION': settings.VERSION,
        'OFFLINE': settings.OFFLINE,
        'SENDS_MAIL': bool(settings.EMAIL_URL) and not settings.READ_ONLY,
        'READ_ONLY': settings.READ_ONLY,
        'appearance': appearance.chosen(request),
    }
