"""What the spam filter has learnt from moderators."""

from django.db import models
from django.db.models.functions import Now


class SpamSign(models.Model):
    """In how many comments a sign was that moderators called spam, and in how many that they approved.

    `key` is a value of `spam_signs.key`; with 0, the row counts all comments the filter learnt from. `day` is when the
    sign was last counted: the rarest and oldest are forgotten first.
    """

    key = models.BigIntegerField(primary_key=True)
    spam = models.IntegerField(default=0)
    good = models.IntegerField(default=0)
    day = models.DateField(db_default=Now())

    class Meta:
        verbose_name_plural = 'signs of spam'

    def __str__(self) -> str:
        return f'{self.spam} spam, {self.good} good'
