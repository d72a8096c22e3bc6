"""What somebody is typing: the working copy of an article that is open in a form."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class WorkingCopy(models.Model):
    """An article as it is in an open form, which only its owner sees; and that the form is open, which all editors see.

    `key` is the form's own: the same article in two windows has two. `fields` holds each field as the form sends it,
    {name: [values]}; NULL while nothing has been typed. `version` is the version of the article that it was typed upon.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name='+', db_index=False)
    article = models.ForeignKey('Article', on_delete=models.CASCADE, null=True, related_name='working_copies')
    key = models.UUIDField()
    version = models.PositiveIntegerField()
    fields = models.JSONField(null=True)
    browser = models.CharField(max_length=60, blank=True)
    opened = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now)
    typed = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ['-typed', '-pk']
        constraints = [models.UniqueConstraint(fields=['owner', 'key'], name='working_copy_once_for_a_form')]
        indexes = [models.Index(fields=['seen'], name='working_copy_seen')]

    def __str__(self) -> str:
        # Without its title: whoever deletes the article is shown what goes with it.
        return f'begun on {self.opened:%d %B %Y}'
