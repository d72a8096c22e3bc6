"""What readers may know of the versions of an article."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import JSONObject


class PublicChange(models.Model):
    """That a version of an article became public at `at`, or was withdrawn, and what kind of change it was.

    A version without a row is private: one of an import, or from before changes were recorded. `until` is when the next
    version replaced it. An editor may close the version, its note, or both: readers see `public_note` only.
    """

    class Kind(models.TextChoices):
        PUBLISHED = 'published'
        FIX = 'fix', 'small fix'
        UPDATE = 'update'
        CORRECTION = 'correction'
        WITHDRAWN = 'withdrawn'

    article = models.ForeignKey('Article', on_delete=models.CASCADE, related_name='public_changes', db_index=False)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name='+')
    is_closed = models.BooleanField(default=False)
    note_is_closed = models.BooleanField(default=False, db_default=False)

    class Meta:
        default_permissions = ()
        ordering = ['-version']
        constraints = [
            models.UniqueConstraint(fields=['article', 'version'], name='public_change_once_for_a_version'),
            models.CheckConstraint(
                condition=~Q(kind='correction') | ~Q(note=''), name='public_change_correction_has_a_sentence'
            ),
        ]
        indexes = [
            models.Index(fields=['-at', '-id'], condition=Q(kind='correction'), name='public_change_corrections'),
        ]

    def __str__(self) -> str:
        return f'{self.get_kind_display()} of article {self.article_id}, version {self.version}'

    @property
    def public_note(self) -> str:
        return '' if self.note_is_closed else self.note

    @staticmethod
    def as_json() -> JSONObject:
        note = Case(When(note_is_closed=True, then=Value('')), default=F('note'), output_field=models.TextField())
        return JSONObject(version='version', kind='kind', note=note, at='at', is_closed='is_closed')
