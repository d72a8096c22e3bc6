from django.conf import settings
from django.db import models


class ImportRun(models.Model):
    """One run of an import: what it was given, what became of it. Counts add up: read is the sum of the others."""

    class State(models.TextChoices):
        RUNNING = 'running'
        FINISHED = 'finished'
        FAILED = 'failed'
        INTERRUPTED = 'interrupted'

    started = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=State, default=State.RUNNING)
    source = models.TextField()
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)

    class Meta:
        ordering = ['-pk']

    def __str__(self) -> str:
        return f'{self.source}, {self.started:%d %B %Y %H:%M}'


class SourceDocument(models.Model):
    """A file that articles were read from: where it came from, when it was captured, and which importer read it."""

    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name='documents')
    origin = models.TextField(help_text='Path or address as the import was given it.')
    kind = models.CharField(max_length=20)
    captured = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text='bytes')
    importer_version = models.PositiveSmallIntegerField()
    meta = models.JSONField(default=dict, help_text='What it says of the site as a whole.')

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=['sha256', 'origin', 'importer_version'], name='source_document_unique')
        ]

    def __str__(self) -> str:
        return self.origin


class ImportNote(models.Model):
    """Something a reader noted while reading: what was blank, orphaned or unknown, and which article it concerns."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name='notes')
    article = models.ForeignKey('Article', on_delete=models.CASCADE, null=True, related_name='import_notes')
    source_key = models.TextField(blank=True)
    code = models.CharField(max_length=40)
    detail = models.TextField()

    class Meta:
        ordering = ['pk']

    def __str__(self) -> str:
        return f'{self.code}: {self.detail}'


class KeptItem(models.Model):
    """An item of a type the archive has no place for, such as a menu: kept whole, shown to nobody."""

    source_key = models.TextField()
    kind = models.CharField(max_length=100)
    title = models.TextField(blank=True)
    record = models.JSONField()
    import_digests = models.TextField()
    source_document = models.ForeignKey(SourceDocument, on_delete=models.CASCADE, related_name='kept_items')

    class Meta:
        constraints = [models.UniqueConstraint(fields=['source_key'], name='kept_item_source_key_unique')]

    def __str__(self) -> str:
        return f'{self.kind} {self.title}'
