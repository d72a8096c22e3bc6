"""What merging a tag, author or category into another has changed, so that it can be undone."""

from django.conf import settings
from django.db import models


class TermMergeQuerySet(models.QuerySet):
    def in_force(self, model: type[models.Model]) -> list[tuple[dict, models.Model]]:
        """The columns of each tag, author or category that a merge removed, with the one that its articles have now."""
        merges = self.filter(kind=model._meta.model_name, undone=None).order_by('pk').values_list('merged', 'into')
        after = {merged['id']: into for merged, into in merges}

        def last(pk: int) -> int:
            while pk in after:
                pk = after[pk]
            return pk

        existing = model._default_manager.in_bulk(map(last, after)) if after else {}
        return [(merged, existing[last(into)]) for merged, into in merges if last(into) in existing]


class TermMerge(models.Model):
    """`merged` has the term that is gone: its columns; `moved` what changed, `dropped` those that went.

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

    objects = TermMergeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ['-pk']
        verbose_name = 'merge'

    def __str__(self) -> str:
        return f'{self.name} into {self.into_name}'
