"""Pictures and other files that may not come back."""

from django.conf import settings
from django.db import models


class TakenDown(models.Model):
    """A path below the uploads whose file was deleted for good: no import stores it again."""

    path = models.CharField(max_length=500, unique=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name='+')

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.path
