"""URLs that readers asked for and that are not here."""

from django.db import models


class MissedUrl(models.Model):
    """How often a path was answered with 404 on a day. Nothing of who asked is stored."""

    path = models.CharField(max_length=500)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=['day', 'path'], name='missed_url_once_a_day')]

    def __str__(self) -> str:
        return self.path
