"""Articles, with their links to authors, categories and tags, and the lists derived from them."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.validators import RegexValidator
from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    replaces = [
        ('articles', '0006_sitemap_index'),
        ('articles', '0007_awaited'),
        ('articles', '0009_unnamed_drafts'),
        ('articles', '0010_old_addresses'),
    ]

    dependencies = [('articles', '0001_imports'), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                (
                    'kind',
                    models.CharField(
                        choices=[('article', 'Article'), ('page', 'Page')], default='article', max_length=10
                    ),
                ),
                (
                    'status',
                    models.CharField(
                        choices=[
                            ('draft', 'Draft'),
                            ('review', 'in review'),
                            ('published', 'Published'),
                            ('withdrawn', 'Withdrawn'),
                            ('private', 'Private'),
                            ('trashed', 'Trashed'),
                        ],
                        default='draft',
                        max_length=10,
                    ),
                ),
                ('title', models.TextField(blank=True)),
                (
                    'slug',
                    models.CharField(
                        blank=True,
                        help_text='Last part of the URL. Left blank, it is made from the title. A page may have a/path.',
                        max_length=500,
                        validators=[
                            RegexValidator(
                                '^[^/?#\\s\\x00-\\x1f\\x7f]+(/[^/?#\\s\\x00-\\x1f\\x7f]+)*\\Z',
                                'Use letters, digits and hyphens: no spaces, “?” or “#”.',
                            )
                        ],
                    ),
                ),
                (
                    'standfirst',
                    models.TextField(blank=True, help_text='The sentence or two between headline and text.'),
                ),
                ('body_source', models.TextField(blank=True)),
                (
                    'body_format',
                    models.CharField(
                        choices=[('html', 'HTML'), ('wordpress', 'WordPress'), ('text', 'plain text')],
                        default='html',
                        editable=False,
                        max_length=10,
                    ),
                ),
                ('body_html', models.TextField(blank=True, verbose_name='body')),
                ('body_text', models.TextField(blank=True, editable=False)),
                ('sanitiser_version', models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    'language',
                    models.CharField(
                        blank=True, help_text='Where it is not the site’s own: fr, ar, zh-Hant.', max_length=20
                    ),
                ),
                ('published', models.DateTimeField(blank=True, null=True)),
                ('published_on', models.DateField(editable=False, null=True)),
                ('modified', models.DateTimeField(default=timezone.now, editable=False)),
                ('password', models.CharField(blank=True, editable=False, max_length=200)),
                (
                    'public_from',
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(('password', ''), ('status', 'published')), then=models.F('published')
                            ),
                            default=None,
                        ),
                        output_field=models.DateTimeField(null=True),
                    ),
                ),
                ('pinned', models.BooleanField(default=False, help_text='Shown first on the front page.')),
                ('comments_open', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('guid', models.TextField(blank=True, editable=False)),
                ('source_key', models.TextField(editable=False, null=True)),
                ('import_digests', models.TextField(blank=True, editable=False)),
                ('comments_digests', models.TextField(blank=True, editable=False)),
                ('lead_image_key', models.TextField(blank=True, editable=False)),
                ('imported_version', models.PositiveIntegerField(editable=False, null=True)),
                ('meta', models.JSONField(blank=True, default=dict, editable=False)),
                (
                    'edited_by',
                    models.ForeignKey(
                        editable=False, null=True, on_delete=models.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    'lead_image',
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name='leads', to='articles.media'
                    ),
                ),
                (
                    'awaited_keys',
                    models.JSONField(
                        blank=True, db_default=models.Value([], models.JSONField()), default=list, editable=False
                    ),
                ),
            ],
            options={
                'indexes': [
                    models.Index(
                        models.OrderBy(models.F('published_on'), descending=True),
                        models.OrderBy(models.F('public_from'), descending=True),
                        models.OrderBy(models.F('id'), descending=True),
                        condition=models.Q(('kind', 'article'), ('public_from__isnull', False)),
                        name='article_newest',
                    ),
                    models.Index(
                        condition=models.Q(('public_from__isnull', False)), fields=['public_from'], name='article_due'
                    ),
                    models.Index(fields=['-modified', '-id'], name='article_recently_edited'),
                    models.Index(fields=['status', '-modified', '-id'], name='article_desk'),
                    models.Index(
                        condition=models.Q(('lead_image', None), models.Q(('lead_image_key', ''), _negated=True)),
                        fields=['lead_image_key'],
                        name='article_awaits_lead_image',
                    ),
                    models.Index(condition=models.Q(('pinned', True)), fields=['pinned'], name='article_pinned'),
                    GinIndex(SearchVector('title', config='simple'), name='article_title_words'),
                    models.Index(
                        condition=models.Q(('public_from__isnull', False)),
                        fields=['id'],
                        include=('public_from', 'modified'),
                        name='article_sitemap',
                    ),
                    models.Index(
                        condition=models.Q(('awaited_keys', []), _negated=True),
                        fields=['id'],
                        name='article_awaits_parts',
                    ),
                    models.Index(
                        condition=models.Q(('public_from__isnull', False)), fields=['slug'], name='article_named'
                    ),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('source_key',), name='article_source_key_unique'),
                    models.UniqueConstraint(
                        condition=models.Q(('kind', 'page'), models.Q(('slug', ''), _negated=True)),
                        fields=('slug',),
                        name='article_page_path_unique',
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ('status__in', ['draft', 'review', 'published', 'withdrawn', 'private', 'trashed'])
                        ),
                        name='article_status_known',
                    ),
                    models.CheckConstraint(
                        condition=models.Q(('kind__in', ['article', 'page'])), name='article_kind_known'
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(('published', None), ('published_on', None)),
                            models.Q(('published__isnull', False), ('published_on__isnull', False)),
                            _connector='OR',
                        ),
                        name='article_day_goes_with_time',
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(('status', 'published'), _negated=True),
                            models.Q(('published__isnull', False), models.Q(('slug', ''), _negated=True)),
                            _connector='OR',
                        ),
                        name='article_published_has_address',
                    ),
                    models.CheckConstraint(
                        condition=models.Q(('kind', 'page'), ('slug__regex', '^[^/?#[:space:]]*$'), _connector='OR'),
                        name='article_slug_is_one_segment',
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(('kind', 'article'), models.Q(('slug', ''), _negated=True)),
                        fields=('published_on', 'slug'),
                        name='article_slug_unique_on_its_day',
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name='Byline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('listed_from', models.DateTimeField(editable=False, null=True)),
                (
                    'article',
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name='bylines', to='articles.article'
                    ),
                ),
                (
                    'author',
                    models.ForeignKey(
                        db_index=False, on_delete=models.RESTRICT, related_name='bylines', to='articles.author'
                    ),
                ),
            ],
            options={
                'ordering': ['position'],
                'indexes': [
                    models.Index(
                        models.F('author'),
                        models.OrderBy(models.F('listed_from'), descending=True),
                        models.OrderBy(models.F('article'), descending=True),
                        name='byline_newest',
                    )
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('article', 'author'), name='byline_names_an_author_once'),
                    models.UniqueConstraint(
                        deferrable=models.Deferrable.DEFERRED,
                        fields=('article', 'position'),
                        name='byline_position_unique',
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name='ArticleCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_primary', models.BooleanField(default=False)),
                ('listed_from', models.DateTimeField(editable=False, null=True)),
                (
                    'article',
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name='category_links', to='articles.article'
                    ),
                ),
                (
                    'category',
                    models.ForeignKey(
                        db_index=False, on_delete=models.RESTRICT, related_name='article_links', to='articles.category'
                    ),
                ),
            ],
            options={
                'verbose_name_plural': 'categories',
                'ordering': ['-is_primary', 'pk'],
                'indexes': [
                    models.Index(
                        models.F('category'),
                        models.OrderBy(models.F('listed_from'), descending=True),
                        models.OrderBy(models.F('article'), descending=True),
                        name='category_newest',
                    )
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('article', 'category'), name='category_holds_an_article_once'),
                    models.UniqueConstraint(
                        condition=models.Q(('is_primary', True)),
                        fields=('article',),
                        name='article_has_one_primary_category',
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name='ArticleTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listed_from', models.DateTimeField(editable=False, null=True)),
                (
                    'article',
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name='tag_links', to='articles.article'
                    ),
                ),
                (
                    'tag',
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name='article_links', to='articles.tag'
                    ),
                ),
            ],
            options={
                'indexes': [
                    models.Index(
                        models.F('tag'),
                        models.OrderBy(models.F('listed_from'), descending=True),
                        models.OrderBy(models.F('article'), descending=True),
                        name='tag_newest',
                    )
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('article', 'tag'), name='tag_stands_once_on_an_article')
                ],
            },
        ),
        migrations.CreateModel(
            name='CategoryListing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                (
                    'article',
                    models.ForeignKey(
                        db_index=False, on_delete=models.DO_NOTHING, related_name='+', to='articles.article'
                    ),
                ),
                (
                    'category',
                    models.ForeignKey(
                        db_index=False, on_delete=models.DO_NOTHING, related_name='listings', to='articles.category'
                    ),
                ),
                ('listed_from', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
                'constraints': [
                    models.UniqueConstraint(fields=('article', 'category'), name='category_lists_an_article_once')
                ],
                'indexes': [
                    models.Index(
                        models.F('category'),
                        models.OrderBy(models.F('listed_from'), descending=True),
                        models.OrderBy(models.F('article'), descending=True),
                        name='category_listing_newest',
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name='DayCount',
            fields=[('day', models.DateField(primary_key=True, serialize=False)), ('articles', models.IntegerField())],
        ),
        migrations.AddField(
            model_name='Article',
            name='authors',
            field=models.ManyToManyField(related_name='articles', through='articles.Byline', to='articles.author'),
        ),
        migrations.AddField(
            model_name='Article',
            name='categories',
            field=models.ManyToManyField(
                related_name='articles', through='articles.ArticleCategory', to='articles.category'
            ),
        ),
        migrations.AddField(
            model_name='Article',
            name='tags',
            field=models.ManyToManyField(
                blank=True, related_name='articles', through='articles.ArticleTag', to='articles.tag'
            ),
        ),
    ]
