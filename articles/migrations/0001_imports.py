"""Import runs and what they read; authors, categories, tags and media."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import RegexValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ('articles', '0001_tables'),
        ('articles', '0005_provenance'),
        ('articles', '0008_import_jobs'),
        ('articles', '0011_fetch_media'),
    ]

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started', models.DateTimeField(auto_now_add=True)),
                ('finished', models.DateTimeField(null=True)),
                (
                    'state',
                    models.CharField(
                        choices=[
                            ('waiting', 'Waiting'),
                            ('running', 'Running'),
                            ('looked', 'previewed'),
                            ('finished', 'Finished'),
                            ('failed', 'Failed'),
                            ('interrupted', 'Interrupted'),
                            ('undoing', 'being undone'),
                            ('undone', 'Undone'),
                        ],
                        default='running',
                        max_length=20,
                    ),
                ),
                ('source', models.TextField()),
                ('counts', models.JSONField(default=dict)),
                ('error', models.TextField(blank=True)),
                ('by', models.ForeignKey(null=True, on_delete=models.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('done', models.BigIntegerField(default=0, help_text='Items read so far.')),
                ('files', models.JSONField(default=list)),
                ('node', models.CharField(blank=True, max_length=100)),
                ('stop', models.BooleanField(default=False, help_text='An editor has asked it to stop.')),
                (
                    'task',
                    models.CharField(
                        choices=[('look', 'preview'), ('import', 'import'), ('undo', 'undo')],
                        default='import',
                        max_length=10,
                    ),
                ),
                ('total', models.BigIntegerField(help_text='Number of items to read, once they have been counted.', null=True)),
                (
                    'uploads',
                    models.TextField(
                        blank=True, help_text='Folder of the old site’s pictures, in the imports folder.'
                    ),
                ),
                (
                    'fetch_media',
                    models.BooleanField(default=False, help_text='Missing files are fetched from the old site.'),
                ),
            ],
            options={'ordering': ['-pk'], 'permissions': [('run_import', 'Can run and undo imports')]},
        ),
        migrations.CreateModel(
            name='Original',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size', models.BigIntegerField()),
                ('content', models.BinaryField(null=True)),
            ],
            options={'default_permissions': ()},
        ),
        migrations.CreateModel(
            name='SourceDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.TextField(help_text='Path or URL as given to the import.')),
                ('kind', models.CharField(max_length=20)),
                ('captured', models.DateTimeField()),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField(help_text='bytes')),
                ('importer_version', models.PositiveSmallIntegerField()),
                ('meta', models.JSONField(default=dict, help_text='What the file says about the site as a whole.')),
                (
                    'run',
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name='documents', to='articles.importrun'
                    ),
                ),
                (
                    'original',
                    models.ForeignKey(
                        null=True, on_delete=models.RESTRICT, related_name='documents', to='articles.original'
                    ),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(
                        fields=('sha256', 'origin', 'importer_version'), name='source_document_unique'
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name='KeptItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_key', models.TextField()),
                ('kind', models.CharField(max_length=100)),
                ('title', models.TextField(blank=True)),
                ('record', models.JSONField()),
                ('import_digests', models.TextField()),
                (
                    'source_document',
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name='kept_items', to='articles.sourcedocument'
                    ),
                ),
                (
                    'run',
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name='+',
                        to='articles.importrun',
                    ),
                ),
                (
                    'original',
                    models.ForeignKey(
                        null=True, on_delete=models.RESTRICT, related_name='kept_items', to='articles.original'
                    ),
                ),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='kept_item_of_run')
                ],
                'constraints': [models.UniqueConstraint(fields=('source_key',), name='kept_item_source_key_unique')],
            },
        ),
        migrations.CreateModel(
            name='Overwritten',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=20)),
                ('row', models.BigIntegerField()),
                ('before', models.JSONField(encoder=DjangoJSONEncoder)),
                ('after', models.JSONField(encoder=DjangoJSONEncoder)),
                (
                    'run',
                    models.ForeignKey(on_delete=models.CASCADE, related_name='overwritten', to='articles.importrun'),
                ),
            ],
            options={
                'verbose_name_plural': 'overwritten',
                'default_permissions': (),
                'indexes': [models.Index(fields=['table', 'row'], name='overwritten_row')],
            },
        ),
        migrations.CreateModel(
            name='Author',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                (
                    'slug',
                    models.CharField(
                        max_length=200,
                        unique=True,
                        validators=[
                            RegexValidator(
                                '^[^/?#\\s\\x00-\\x1f\\x7f]+\\Z',
                                'Use letters, digits and hyphens: no spaces, “/”, “?” or “#”.',
                            )
                        ],
                    ),
                ),
                ('bio', models.TextField(blank=True)),
                (
                    'email',
                    models.EmailField(
                        blank=True, help_text='Private: never shown to readers.', max_length=254, verbose_name='e-mail'
                    ),
                ),
                ('source_key', models.TextField(editable=False, null=True)),
                (
                    'run',
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name='+',
                        to='articles.importrun',
                    ),
                ),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('source_key',), name='author_source_key_unique')],
                'indexes': [
                    models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='author_of_run')
                ],
            },
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                (
                    'slug',
                    models.CharField(
                        max_length=200,
                        validators=[
                            RegexValidator(
                                '^[^/?#\\s\\x00-\\x1f\\x7f]+\\Z',
                                'Use letters, digits and hyphens: no spaces, “/”, “?” or “#”.',
                            )
                        ],
                    ),
                ),
                ('description', models.TextField(blank=True)),
                (
                    'parent',
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=models.CASCADE,
                        related_name='children',
                        to='articles.category',
                        verbose_name='parent',
                    ),
                ),
                (
                    'run',
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name='+',
                        to='articles.importrun',
                    ),
                ),
            ],
            options={
                'verbose_name_plural': 'categories',
                'ordering': ['name', 'pk'],
                'indexes': [
                    models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='category_of_run')
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('parent', 'slug'), name='category_slug_unique_in_parent'),
                    models.UniqueConstraint(
                        condition=models.Q(('parent', None)), fields=('slug',), name='category_slug_unique_at_top'
                    ),
                    models.CheckConstraint(
                        condition=models.Q(('parent', models.F('id')), _negated=True),
                        name='category_not_its_own_parent',
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                (
                    'slug',
                    models.CharField(
                        max_length=200,
                        unique=True,
                        validators=[
                            RegexValidator(
                                '^[^/?#\\s\\x00-\\x1f\\x7f]+\\Z',
                                'Use letters, digits and hyphens: no spaces, “/”, “?” or “#”.',
                            )
                        ],
                    ),
                ),
                ('description', models.TextField(blank=True)),
                (
                    'run',
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name='+',
                        to='articles.importrun',
                    ),
                ),
            ],
            options={
                'ordering': ['name', 'pk'],
                'indexes': [
                    models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='tag_of_run')
                ],
            },
        ),
        migrations.CreateModel(
            name='Media',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(blank=True, max_length=500, upload_to='%Y/%m')),
                ('title', models.TextField(blank=True)),
                (
                    'alt',
                    models.TextField(
                        blank=True,
                        help_text='What a reader who cannot see it should know.',
                        verbose_name='alternative text',
                    ),
                ),
                ('caption', models.TextField(blank=True)),
                ('credit', models.CharField(blank=True, max_length=300)),
                ('width', models.PositiveIntegerField(editable=False, null=True)),
                ('height', models.PositiveIntegerField(editable=False, null=True)),
                ('uploaded', models.DateTimeField(blank=True, null=True)),
                ('source_url', models.TextField(blank=True, editable=False)),
                ('source_key', models.TextField(editable=False, null=True)),
                ('import_digests', models.TextField(blank=True, editable=False)),
                ('meta', models.JSONField(blank=True, default=dict, editable=False)),
                (
                    'run',
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name='+',
                        to='articles.importrun',
                    ),
                ),
                (
                    'original',
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=models.RESTRICT,
                        related_name='media',
                        to='articles.original',
                    ),
                ),
                ('parent_key', models.TextField(blank=True, editable=False)),
            ],
            options={
                'verbose_name_plural': 'media',
                'ordering': ['-uploaded', '-pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('source_key',), name='media_source_key_unique'),
                    models.UniqueConstraint(
                        condition=models.Q(('file', ''), _negated=True), fields=('file',), name='media_file_unique'
                    ),
                ],
                'indexes': [
                    models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='media_of_run'),
                    models.Index(
                        condition=models.Q(('parent_key', ''), _negated=True),
                        fields=['parent_key'],
                        name='media_below_an_article',
                    ),
                ],
            },
        ),
    ]
