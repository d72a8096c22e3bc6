"""Comments and old URLs; where articles came from, their earlier versions, and conflicts."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [('articles', '0004_category_listings')]

    dependencies = [('articles', '0002_articles'), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article_id', models.BigIntegerField()),
                ('xid', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
            ],
            options={'db_table': 'articles_change', 'managed': False},
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(editable=False)),
                (
                    'kind',
                    models.CharField(
                        choices=[
                            ('comment', 'Comment'),
                            ('pingback', 'Pingback'),
                            ('trackback', 'Trackback'),
                            ('note', 'private note'),
                        ],
                        default='comment',
                        max_length=10,
                    ),
                ),
                (
                    'status',
                    models.CharField(
                        choices=[
                            ('held', 'held for review'),
                            ('approved', 'Approved'),
                            ('spam', 'Spam'),
                            ('trashed', 'Trashed'),
                            ('withdrawn', 'withdrawn by its writer'),
                        ],
                        default='held',
                        max_length=10,
                    ),
                ),
                ('author_name', models.CharField(max_length=200, verbose_name='name')),
                (
                    'author_email',
                    models.CharField(
                        blank=True, help_text='Private: never shown to readers.', max_length=254, verbose_name='e-mail'
                    ),
                ),
                ('author_url', models.CharField(blank=True, max_length=500, verbose_name='website')),
                ('body_html', models.TextField(verbose_name='comment')),
                ('body_text', models.TextField(editable=False)),
                ('sanitiser_version', models.PositiveSmallIntegerField(editable=False)),
                ('posted', models.DateTimeField()),
                ('network_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('fingerprint', models.CharField(editable=False, max_length=64, null=True)),
                ('moderated', models.DateTimeField(editable=False, null=True)),
                ('source_key', models.TextField(editable=False, null=True)),
                ('import_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('meta', models.JSONField(blank=True, default=dict, editable=False)),
                (
                    'article',
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name='comments', to='articles.article'
                    ),
                ),
                (
                    'parent',
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.RESTRICT, related_name='replies', to='articles.comment'
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
                'ordering': ['posted', 'pk'],
                'indexes': [
                    models.Index(
                        condition=models.Q(('status', 'held')), fields=['-posted', '-id'], name='comment_queue'
                    ),
                    models.Index(fields=['-posted', '-id'], name='comment_newest'),
                    models.Index(
                        condition=models.Q(('network_hash', ''), _negated=True),
                        fields=['network_hash', '-posted'],
                        name='comment_network',
                    ),
                    models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='comment_of_run'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('article', 'number'), name='comment_number_unique'),
                    models.UniqueConstraint(fields=('article', 'source_key'), name='comment_source_key_unique'),
                    models.UniqueConstraint(fields=('article', 'fingerprint'), name='comment_fingerprint_unique'),
                    models.CheckConstraint(
                        condition=models.Q(('status__in', ['held', 'approved', 'spam', 'trashed', 'withdrawn'])),
                        name='comment_status_known',
                    ),
                    models.CheckConstraint(
                        condition=models.Q(('kind__in', ['comment', 'pingback', 'trackback', 'note'])),
                        name='comment_kind_known',
                    ),
                    models.CheckConstraint(
                        condition=models.Q(('kind', 'note'), ('status', 'approved'), _negated=True),
                        name='comment_note_never_approved',
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name='OldUrl',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.TextField()),
                ('target', models.TextField(blank=True)),
                (
                    'article',
                    models.ForeignKey(
                        null=True, on_delete=models.CASCADE, related_name='old_urls', to='articles.article'
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
                'verbose_name': 'old URL',
                'verbose_name_plural': 'old URLs',
                'indexes': [
                    models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='old_url_of_run')
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('path',), name='old_url_path_unique'),
                    models.CheckConstraint(
                        condition=models.Q(('article', None), ('target', ''), _connector='OR'),
                        name='old_url_leads_to_one_place',
                    ),
                    models.CheckConstraint(
                        condition=models.Q(('target__regex', '^(/([^/\\\\].*)?)?$')),
                        name='old_url_leads_nowhere_else',
                        violation_error_message='Enter a path on this site, beginning with one “/”.',
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name='ImportNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_key', models.TextField(blank=True)),
                ('code', models.CharField(max_length=40)),
                ('detail', models.TextField()),
                (
                    'article',
                    models.ForeignKey(
                        null=True, on_delete=models.CASCADE, related_name='import_notes', to='articles.article'
                    ),
                ),
                ('run', models.ForeignKey(on_delete=models.CASCADE, related_name='notes', to='articles.importrun')),
            ],
            options={'ordering': ['pk']},
        ),
        migrations.CreateModel(
            name='Provenance',
            fields=[
                (
                    'article',
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        primary_key=True,
                        related_name='provenance',
                        serialize=False,
                        to='articles.article',
                    ),
                ),
                ('url', models.TextField(blank=True)),
                ('fields', models.JSONField(default=dict)),
                (
                    'document',
                    models.ForeignKey(
                        null=True, on_delete=models.RESTRICT, related_name='provenances', to='articles.sourcedocument'
                    ),
                ),
                (
                    'original',
                    models.ForeignKey(
                        null=True, on_delete=models.RESTRICT, related_name='provenances', to='articles.original'
                    ),
                ),
                (
                    'run',
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name='provenances', to='articles.importrun'
                    ),
                ),
            ],
            options={'default_permissions': ()},
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('saved', models.DateTimeField()),
                ('values', models.JSONField()),
                (
                    'article',
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name='revisions', to='articles.article'
                    ),
                ),
                ('by', models.ForeignKey(null=True, on_delete=models.SET_NULL, to=settings.AUTH_USER_MODEL)),
                (
                    'document',
                    models.ForeignKey(
                        null=True, on_delete=models.RESTRICT, related_name='+', to='articles.sourcedocument'
                    ),
                ),
                (
                    'original',
                    models.ForeignKey(
                        null=True, on_delete=models.RESTRICT, related_name='revisions', to='articles.original'
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
                'ordering': ['-version'],
                'default_permissions': (),
                'indexes': [
                    models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='revision_of_run')
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('article', 'version'), name='revision_of_a_version_once')
                ],
            },
        ),
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
                (
                    'article',
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name='conflicts', to='articles.article'
                    ),
                ),
                ('by', models.ForeignKey(null=True, on_delete=models.SET_NULL, to=settings.AUTH_USER_MODEL)),
                (
                    'document',
                    models.ForeignKey(on_delete=models.RESTRICT, related_name='+', to='articles.sourcedocument'),
                ),
                ('run', models.ForeignKey(on_delete=models.CASCADE, related_name='conflicts', to='articles.importrun')),
                (
                    'original',
                    models.ForeignKey(
                        null=True, on_delete=models.RESTRICT, related_name='conflicts', to='articles.original'
                    ),
                ),
            ],
            options={
                'ordering': ['-pk'],
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('decision', '')), fields=['-id'], name='conflict_open')],
                'constraints': [
                    models.UniqueConstraint(fields=('article', 'mark'), name='conflict_once_for_a_version')
                ],
            },
        ),
    ]
