"""What every template may name about the site itself."""

from django.conf import settings


def site(request) -> dict[str, str]:
    return {'SITE_NAME': settings.SITE_NAME, 'SITE_URL': settings.SITE_URL}
