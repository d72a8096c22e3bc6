"""Earlier versions of articles, and versions that an import did not write."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .provenance import ImportRun, Original, SourceDocument, index_of_run, made_by_run


class Revision(models.Model):
    """A former version of an article: its values, who saved it, and when.

    The current version is the article itself. `articles.editorial.revisions` writes `values` and documents them. `by`
    is the editor who saved the version, or `run` the import that wrote it, from `original` in `document`.
    """

    article = models.ForeignKey('Article', on_delete=models.CASCADE, related_name='revisions', db_index=False)
    version = models.PositiveIntegerField()
    saved = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    values = models.JSONField()
    run = made_by_run()
    document = models.ForeignKey(SourceDocument, on_delete=models.RESTRICT, null=True, related_name='+')
    original = models.ForeignKey(Original, on_delete=models.RESTRICT, null=True, related_name='revisions')

    class Meta:
        default_permissions = ()
        ordering = ['-version']
        constraints = [models.UniqueConstraint(fields=['article', 'version'], name='revision_of_a_version_once')]
        indexes = [index_of_run('revision')]

    def __str__(self) -> str:
        return f'version {self.version} of article {self.article_id}'


class Conflict(models.Model):
    """A version of the source that was not imported because the article had been edited here since its import.

    `values` is what the import would have written, in the format of `Revision.values`; `mark` is the digest of the
    record. Once an editor has decided, the article remembers the digest, so the same version does not conflict again.
    """

    class Decision(models.TextChoices):
        OURS = 'ours', 'kept ours'
        THEIRS = 'theirs', 'took theirs'
        MERGED = 'merged', 'merged'

    article = models.ForeignKey('Article', on_delete=models.CASCADE, related_name='conflicts', db_index=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name='conflicts')
    document = models.ForeignKey(SourceDocument, on_delete=models.RESTRICT, related_name='+')
    original = models.ForeignKey(Original, on_delete=models.RESTRICT, null=True, related_name='conflicts')
    mark = models.CharField(max_length=64)
    values = models.JSONField()
    found = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)

    class Meta:
        default_permissions = ()  # Who may change articles may decide.
        ordering = ['-pk']
        constraints = [models.UniqueConstraint(fields=['article', 'mark'], name='conflict_once_for_a_version')]
        indexes = [models.Index(fields=['-id'], condition=Q(decision=''), name='conflict_open')]

    def __str__(self) -> str:
        return f'{self.article}'
