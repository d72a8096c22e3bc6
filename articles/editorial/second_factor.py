"""Which accounts have a second factor, and which need one."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

CODES = 10  # recovery codes
ABANDONED = timedelta(days=1)  # after which a key that was shown and not confirmed goes


def has_one(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def needs_one(user: User) -> bool:
    """Whether settings.SECOND_FACTOR names a group of theirs; where it names any, superusers need one too."""
    names = settings.SECOND_FACTOR
    return bool(names) and (user.is_superuser or user.groups.filter(name__in=names).exists())


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Codes of which each is good once; those from before are good for nothing any more."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name='recovery')
    codes = [StaticToken.random_token() for _ in range(CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


@transaction.atomic
def remove(user: User) -> bool:
    """Takes the second factor off an account; returns whether it had one."""
    had = has_one(user)
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user=user).delete()
    return had


def delete_abandoned() -> int:
    """Deletes keys that were shown and never confirmed; returns how many."""
    old = timezone.now() - ABANDONED
    return TOTPDevice.objects.filter(confirmed=False, created_at__lt=old).delete()[0]
