"""What `manage.py check --deploy` says beside Django's own checks."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def secret_key(app_configs, **options) -> list[CheckMessage]:
    if settings.SECRET_KEY_STAYS:
        return []
    hint = 'Put a long random one into newsroom.env: SECRET_KEY=…'
    return [Error('SECRET_KEY is not set, so that each restart makes a new one.', hint, id='articles.E001')]
