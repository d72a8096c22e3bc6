from django.conf import settings
from django.db import models
from django.db.models import Q

from .provenance import ImportRun, Original, SourceDocument, index_of_run, made_by_run


class Revision(models.Model):
    """A version of an article that another has taken the place of: its values, who saved it, and when.

    The current version is the article itself. `values` are written by `articles.editorial.revisions`, which says what
    they hold. `by` is the editor who saved it, `run` the import that wrote it, from `original` in `document`.
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
    """A version in the source that was not imported, because the article had been changed here since.

    `values` are those that the import would have written, in the form of a revision's; `mark` is the digest of the
    record they come from. Someone decides; from then on the article remembers the mark, and the same version of the
    source conflicts no more.
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
