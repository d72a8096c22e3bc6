"""Signed tokens for links that name a row.

They hold the instant at which the row was made beside its key: in a database restored from a backup, another row may
have the key.
"""

from datetime import datetime

from django.core.signing import BadSignature, Signer


def sign(pk: int, made: datetime, *, salt: str) -> str:
    return Signer(salt=salt).sign_object([pk, made.isoformat()])


def unsign(token: str, *, salt: str) -> tuple[int, datetime] | None:
    """The key and the instant, an aware datetime; None if the token is forged."""
    try:
        pk, made = Signer(salt=salt).unsign_object(token)
    except BadSignature:
        return None
    return pk, datetime.fromisoformat(made)
