"""Pictures and other files."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from .provenance import Original, index_of_run, made_by_run

# Pictures in lists
MOST_OBLONG = 5  # times as long as wide
LEAST_WIDTH = 100  # pixels: less than this is an icon, and would be blown up


class Media(models.Model):
    """A picture or other file, with its caption, credit and alternative text.

    `file` is its name in the default storage, the path that it had under `/wp-content/uploads/`. It is blank while the
    file itself is missing; `source_url` then says where it was.
    """

    file = models.FileField(max_length=500, blank=True, upload_to='%Y/%m')
    title = models.TextField(blank=True)
    alt = models.TextField('alternative text', blank=True, help_text='What a reader who cannot see it should know.')
    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=300, blank=True)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    uploaded = models.DateTimeField(null=True, blank=True)
    source_url = models.TextField(blank=True, editable=False)
    source_key = models.TextField(null=True, editable=False)
    parent_key = models.TextField(blank=True, editable=False)
    import_digests = ArrayField(models.CharField(max_length=64), default=list, blank=True, editable=False)
    meta = models.JSONField(default=dict, blank=True, editable=False)
    original = models.ForeignKey(Original, on_delete=models.RESTRICT, null=True, editable=False, related_name='media')
    run = made_by_run()

    class Meta:
        ordering = ['-uploaded', '-pk']
        verbose_name_plural = 'media'
        constraints = [
            models.UniqueConstraint(fields=['source_key'], name='media_source_key_unique'),
            models.UniqueConstraint(fields=['file'], condition=~Q(file=''), name='media_file_unique'),
        ]
        indexes = [
            index_of_run('media'),
            models.Index(fields=['parent_key'], condition=~Q(parent_key=''), name='media_below_an_article'),
        ]

    def __str__(self) -> str:
        return self.title or self.file.name or self.source_url

    @property
    def fits_a_card(self) -> bool:
        """Whether the file is here, and a part of it, as lists cut it to 3 by 2, shows more than a strip or an icon."""
        if not (self.width and self.height):
            return bool(self.file)
        oblong = self.width / self.height
        return bool(self.file) and self.width >= LEAST_WIDTH and 1 / MOST_OBLONG <= oblong <= MOST_OBLONG

    @property
    def address(self) -> str:
        return f'{settings.MEDIA_URL}{self.file.name}' if self.file else self.source_url
