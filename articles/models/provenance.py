"""Where articles came from: import runs, what they read, and what they noted and changed."""

import zlib

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q, Value


def made_by_run() -> models.ForeignKey:
    """The import run that made a row, so that the run can be undone; None for what people made.

    Its index is partial, so the model's `Meta` declares it: see `index_of_run`.
    """
    return models.ForeignKey(
        'ImportRun', on_delete=models.SET_NULL, null=True, editable=False, related_name='+', db_index=False
    )


def index_of_run(table: str) -> models.Index:
    return models.Index(fields=['run'], condition=Q(run__isnull=False), name=f'{table}_of_run')


class ImportRun(models.Model):
    """One run of an import: its input, its progress and its outcome.

    The counts of outcomes add up to the number of items read. `files` are paths in the imports folder of the machine
    `node`; a run from the command line has none. `task` is what is pending, running, or was done last. A run with an
    `act` imports nothing: it does that, an `editorial.filing.Act`, with the articles of its notes, or merges terms:
    `imports.merge_jobs`.
    """

    class State(models.TextChoices):
        WAITING = 'waiting'
        RUNNING = 'running'
        LOOKED = 'looked', 'previewed'
        FINISHED = 'finished'
        FAILED = 'failed'
        INTERRUPTED = 'interrupted'
        UNDOING = 'undoing', 'being undone'
        UNDONE = 'undone'

    class Task(models.TextChoices):
        LOOK = 'look', 'preview'
        IMPORT = 'import', 'import'
        UNDO = 'undo', 'undo'

    started = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=State, default=State.RUNNING)
    task = models.CharField(max_length=10, choices=Task, default=Task.IMPORT)
    source = models.TextField()
    files = models.JSONField(default=list)
    uploads = models.TextField(blank=True, help_text='Folder of the old site’s pictures, in the imports folder.')
    fetch_media = models.BooleanField(default=False, help_text='Missing files are fetched from the old site.')
    act = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    node = models.CharField(max_length=100, blank=True)
    total = models.BigIntegerField(null=True, help_text='Number of items to read, once they have been counted.')
    done = models.BigIntegerField(default=0, help_text='Items read so far.')
    stop = models.BooleanField(default=False, help_text='An editor has asked it to stop.')
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)

    class Meta:
        ordering = ['-pk']
        permissions = [('run_import', 'Can run imports'), ('undo_importrun', 'Can undo imports')]

    def __str__(self) -> str:
        return f'{self.source}, {self.started:%d %B %Y %H:%M}'

    @property
    def is_active(self) -> bool:
        """Whether its progress is going to change, so that a page which shows it has to refresh."""
        return self.state in (self.State.WAITING, self.State.RUNNING, self.State.UNDOING)


class Original(models.Model):
    """The bytes that records were read from: a page, an item of an export, or the head of an export before its items.

    Stored once, compressed with zlib, however many records came from it. `content` is None once it was erased; the row
    stays, so that the same bytes are not stored again. `size` is in bytes, before compression.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    content = models.BinaryField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.sha256

    def read(self) -> bytes:
        """The original bytes; b'' where they were erased."""
        return zlib.decompress(self.content) if self.content else b''


class SourceDocument(models.Model):
    """A file that articles were read from: where it came from, when it was captured, and which importer read it.

    `original` is the head of a file with many items; each item is an original of the article that it became.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name='documents')
    origin = models.TextField(help_text='Path or URL as given to the import.')
    kind = models.CharField(max_length=20)
    captured = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text='bytes')
    importer_version = models.PositiveSmallIntegerField()
    original = models.ForeignKey(Original, on_delete=models.RESTRICT, null=True, related_name='documents')
    meta = models.JSONField(default=dict, help_text='What the file says about the site as a whole.')

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=['sha256', 'origin', 'importer_version'], name='source_document_unique')
        ]

    def __str__(self) -> str:
        return self.origin


class Provenance(models.Model):
    """Where an imported article came from at its last import.

    A table of its own, because a change here changes nothing that readers see and must not enter the journal. `url` is
    the former URL of the article, `run` the import that wrote it. `fields` says where on a saved page each value was
    found, and how sure that is from 0 to 1: {'title': {'from': 'json-ld', 'confidence': 0.9}}.
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
    """Something that an import noted, such as a blank title or an orphaned comment, and the article it concerns."""

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
    """An item of a type that the archive does not show, such as a menu: stored whole."""

    source_key = models.TextField()
    kind = models.CharField(max_length=100)
    title = models.TextField(blank=True)
    record = models.JSONField()
    import_digests = ArrayField(models.CharField(max_length=64), default=list)
    source_document = models.ForeignKey(SourceDocument, on_delete=models.CASCADE, related_name='kept_items')
    original = models.ForeignKey(Original, on_delete=models.RESTRICT, null=True, related_name='kept_items')
    run = made_by_run()

    class Meta:
        constraints = [models.UniqueConstraint(fields=['source_key'], name='kept_item_source_key_unique')]
        indexes = [index_of_run('kept_item')]

    def __str__(self) -> str:
        return f'{self.kind} {self.title}'


class Overwritten(models.Model):
    """What an import changed in an existing row, so that the run can be undone.

    `table` is the name of a model: media, keptitem, comment, article or termmerge. Of an article this covers only
    `comments_digests`; a `Revision` has the rest. `before` and `after` hold the columns that were written.
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
