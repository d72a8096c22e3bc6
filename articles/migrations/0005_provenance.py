"""Originals, versions, conflicts, and which run made what. Where an article came from moves beside it."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MOVE = """
-- Compressed by us already: PostgreSQL need not try again.
ALTER TABLE articles_original ALTER COLUMN content SET STORAGE EXTERNAL;

SET LOCAL statement_timeout = 0;
INSERT INTO articles_provenance (article_id, document_id, run_id, url, fields)
SELECT a.id, d.id, d.run_id, '', '{}'
FROM articles_article a LEFT JOIN articles_sourcedocument d ON d.id = a.source_document_id
WHERE a.source_key IS NOT NULL;
-- The table cannot be altered while a check of its rows is due.
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ('articles', '0004_category_listings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=64)),
                ('values', models.JSONField()),
                ('found', models.DateTimeField(auto_now_add=True)),
                (
                    'decision',
                    models.CharField(
                        blank=True,
                        choices=[('ours', 'kept ours'), ('theirs', 'took theirs'), ('merged', 'merged')],
                        max_length=10,
                    ),
                ),
                ('decided', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Original',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size', models.BigIntegerField()),
                ('content', models.BinaryField(null=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Overwritten',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=20)),
                ('row', models.BigIntegerField()),
                ('before', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('after', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
            ],
            options={
                'verbose_name_plural': 'overwritten',
                'default_permissions': (),
                'indexes': [models.Index(fields=['table', 'row'], name='overwritten_row')],
            },
        ),
        migrations.CreateModel(
            name='Provenance',
            fields=[
                (
                    'article',
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name='provenance',
                        serialize=False,
                        to='articles.article',
                    ),
                ),
                ('url', models.TextField(blank=True)),
                ('fields', models.JSONField(default=dict)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('saved', models.DateTimeField()),
                ('values', models.JSONField()),
            ],
            options={
                'ordering': ['-version'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='author',
            name='run',
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='articles.importrun',
            ),
        ),
        migrations.AddField(
            model_name='category',
            name='run',
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='articles.importrun',
            ),
        ),
        migrations.AddField(
            model_name='comment',
            name='run',
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='articles.importrun',
            ),
        ),
        migrations.AddField(
            model_name='keptitem',
            name='run',
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='articles.importrun',
            ),
        ),
        migrations.AddField(
            model_name='media',
            name='run',
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='articles.importrun',
            ),
        ),
        migrations.AddField(
            model_name='oldurl',
            name='run',
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='articles.importrun',
            ),
        ),
        migrations.AddField(
            model_name='tag',
            name='run',
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='articles.importrun',
            ),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='state',
            field=models.CharField(
                choices=[
                    ('running', 'Running'),
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
        migrations.AddIndex(
            model_name='author',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='author_of_run'),
        ),
        migrations.AddIndex(
            model_name='category',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='category_of_run'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='comment_of_run'),
        ),
        migrations.AddIndex(
            model_name='oldurl',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='old_url_of_run'),
        ),
        migrations.AddIndex(
            model_name='tag',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='tag_of_run'),
        ),
        migrations.AddField(
            model_name='conflict',
            name='article',
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name='conflicts',
                to='articles.article',
            ),
        ),
        migrations.AddField(
            model_name='conflict',
            name='by',
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name='conflict',
            name='document',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='articles.sourcedocument'
            ),
        ),
        migrations.AddField(
            model_name='conflict',
            name='run',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='articles.importrun'
            ),
        ),
        migrations.AddField(
            model_name='conflict',
            name='original',
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name='conflicts',
                to='articles.original',
            ),
        ),
        migrations.AddField(
            model_name='keptitem',
            name='original',
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name='kept_items',
                to='articles.original',
            ),
        ),
        migrations.AddField(
            model_name='media',
            name='original',
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name='media',
                to='articles.original',
            ),
        ),
        migrations.AddField(
            model_name='sourcedocument',
            name='original',
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name='documents',
                to='articles.original',
            ),
        ),
        migrations.AddIndex(
            model_name='keptitem',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='kept_item_of_run'),
        ),
        migrations.AddIndex(
            model_name='media',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='media_of_run'),
        ),
        migrations.AddField(
            model_name='overwritten',
            name='run',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name='overwritten', to='articles.importrun'
            ),
        ),
        migrations.AddField(
            model_name='provenance',
            name='document',
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name='provenances',
                to='articles.sourcedocument',
            ),
        ),
        migrations.AddField(
            model_name='provenance',
            name='original',
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name='provenances',
                to='articles.original',
            ),
        ),
        migrations.AddField(
            model_name='provenance',
            name='run',
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='provenances',
                to='articles.importrun',
            ),
        ),
        migrations.AddField(
            model_name='revision',
            name='article',
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name='revisions',
                to='articles.article',
            ),
        ),
        migrations.AddField(
            model_name='revision',
            name='by',
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name='revision',
            name='document',
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='articles.sourcedocument'
            ),
        ),
        migrations.AddField(
            model_name='revision',
            name='original',
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name='revisions',
                to='articles.original',
            ),
        ),
        migrations.AddField(
            model_name='revision',
            name='run',
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='+',
                to='articles.importrun',
            ),
        ),
        migrations.AddIndex(
            model_name='conflict',
            index=models.Index(condition=models.Q(('decision', '')), fields=['-id'], name='conflict_open'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.UniqueConstraint(fields=('article', 'mark'), name='conflict_once_for_a_version'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='revision_of_run'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('article', 'version'), name='revision_of_a_version_once'),
        ),
        migrations.RunSQL(MOVE, reverse_sql=migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='article',
            name='source_document',
        ),
    ]
