"""What a button that undoes acts of moderation sends."""

from django.core import signing

from articles.comments.moderation import Change

_SALT = 'articles.admin.undo'


def token(change: Change) -> str:
    return signing.dumps({'at': change.at, 'before': change.before}, salt=_SALT, compress=True)


def changes(tokens: list[str]) -> list[Change]:
    """Raises signing.BadSignature."""
    return [Change(**signing.loads(one, salt=_SALT)) for one in tokens]
