"""Where articles came from: runs of imports, what they read, and what they noted and changed."""

import zlib

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


def made_by_run() -> models.ForeignKey:
    """The import run that made a row, so that it can be taken back whole; None for what people made.

    Its index leaves out the empty ones, and stands in `Meta` therefore: see `index_of_run`.
    """
    return models.ForeignKey(
        'ImportRun', on_delete=models.SET_NULL, null=True, editable=False, related_name='+', db_index=False
    )


def index_of_run(table: str) -> models.Index:
    return models.Index(fields=['run'], condition=Q(run__isnull=False), name=f'{table}_of_run')


class ImportRun(models.Model):
    """One run of an import: what it was given, how far it is, what became of it.

    Counts add up: what was read is the sum of the outcomes. `files` lie in the folder of imports of the `node`; a run
    from the command line has none. `task` is what waits to be done, is being done, or was done last.
    """

    class State(models.TextChoices):
        WAITING = 'waiting'
        RUNNING = 'running'
        LOOKED = 'looked', 'looked at'
        FINISHED = 'finished'
        FAILED = 'failed'
        INTERRUPTED = 'interrupted'
        UNDOING = 'undoing', 'being undone'
        UNDONE = 'undone'

    class Task(models.TextChoices):
        LOOK = 'look', 'reading without writing'
        IMPORT = 'import', 'import'
        UNDO = 'undo', 'undo'

    started = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=State, default=State.RUNNING)
    task = models.CharField(max_length=10, choices=Task, default=Task.IMPORT)
    source = models.TextField()
    files = models.JSONField(default=list)
    uploads = models.TextField(blank=True, help_text='Folder of the old site’s pictures, in the folder of imports.')
    fetch_media = models.BooleanField(default=False, help_text='Missing files are fetched from the old site.')
    node = models.CharField(max_length=100, blank=True)
    total = models.BigIntegerField(null=True, help_text='Items to be read, once they were counted.')
    done = models.BigIntegerField(default=0, help_text='Items read so far.')
    stop = models.BooleanField(default=False, help_text='Somebody asked for it to be stopped.')
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)

    class Meta:
        ordering = ['-pk']
        permissions = [('run_import', 'Can run imports and take them back')]

    def __str__(self) -> str:
        return f'{self.source}, {self.started:%d %B %Y %H:%M}'

    @property
    def is_active(self) -> bool:
        """Whether it changes by itself: somebody who looks at it will want to look again."""
        return self.state in (self.State.WAITING, self.State.RUNNING, self.State.UNDOING)


class Original(models.Model):
    """What records were read from, byte for byte: a page, an item of an export, or what stands before its items.

    Each stands here once, compressed with zlib, however many records came from it. `content` is None once it was
    erased; the row stays, so that the same bytes are not taken in again. `size` is in bytes, before compression.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    content = models.BinaryField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.sha256

    def read(self) -> bytes:
        """The bytes as they came; none where they were erased."""
        return zlib.decompress(self.content) if self.content else b''


class SourceDocument(models.Model):
    """A file that articles were read from: where it came from, when it was captured, and which importer read it.

    `original` is what a file of many items says before the first of them; each item is kept with what it became.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name='documents')
    origin = models.TextField(help_text='Path or address as the import was given it.')
    kind = models.CharField(max_length=20)
    captured = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text='bytes')
    importer_version = models.PositiveSmallIntegerField()
    original = models.ForeignKey(Original, on_delete=models.RESTRICT, null=True, related_name='documents')
    meta = models.JSONField(default=dict, help_text='What it says of the site as a whole.')

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=['sha256', 'origin', 'importer_version'], name='source_document_unique')
        ]

    def __str__(self) -> str:
        return self.origin


class Provenance(models.Model):
    """Where an imported article came from, as it was imported last.

    It stands beside the article, not in it: what changes here changes nothing for readers of the article, so the
    journal need not tell. `url` is where the article stood, `run` wrote it, and `fields` says where a reader that had
    to look for its values found each, and how sure it was: {'title': {'from': 'json-ld', 'confidence': 0.9}}.
    """

    article = models.OneToOneField('Article', on_delete=models.CASCADE, primary_key=True, related_name='provenance')
    document = models.ForeignKey(SourceDocument, on_delete=models.RESTRICT, null=True, related_name='provenances')
    original = models.ForeignKey(Original, on_delete=models.RESTRICT, null=True, related_name='provenances')
    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name='provenances')
    url = models.TextField(blank=True)
    fields = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f'{self.article_id} from {self.document}'


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
    original = models.ForeignKey(Original, on_delete=models.RESTRICT, null=True, related_name='kept_items')
    run = made_by_run()

    class Meta:
        constraints = [models.UniqueConstraint(fields=['source_key'], name='kept_item_source_key_unique')]
        indexes = [index_of_run('kept_item')]

    def __str__(self) -> str:
        return f'{self.kind} {self.title}'


class Overwritten(models.Model):
    """What an import changed in a row that had been there before it, so that it can be taken back.

    `table` names a model: media, keptitem, comment, or article, of which only the digests of its comments are meant:
    the rest of an article is a `Revision`. `before` and `after` hold the columns that were written.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name='overwritten')
    table = models.CharField(max_length=20)
    row = models.BigIntegerField()
    before = models.JSONField(encoder=DjangoJSONEncoder)
    after = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=['table', 'row'], name='overwritten_row')]
        verbose_name_plural = 'overwritten'

    def __str__(self) -> str:
        return f'{self.table} {self.row}'
