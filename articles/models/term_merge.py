"""What merging a tag, author or category into another has changed, so that it can be undone."""

from django.conf import settings
from django.db import models


class TermMerge(models.Model):
    """`merged` has the term that is gone: its columns; `moved` the links that changed, `dropped` those that went.

    A link is dropped where its article had both terms.
    """

    class Kind(models.TextChoices):
        TAG = 'tag'
        AUTHOR = 'author'
        CATEGORY = 'category'

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.TextField('what was merged')
    into = models.BigIntegerField()
    into_name = models.TextField('into')
    merged = models.JSONField()
    moved = models.JSONField()
    dropped = models.JSONField()
    redirects = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name='+')
    undone = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ['-pk']
        verbose_name = 'merge'

    def __str__(self) -> str:
        return f'{self.name} into {self.into_name}'
