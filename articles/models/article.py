"""Articles and pages, which are rows of one table."""

from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Self
from urllib.parse import quote

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject, Left
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from . import address
from .article_links import ArticleCategory, ArticleTag, Byline
from .media import Media
from .public_change import PublicChange

# Columns that no page of an article or list shows: what editors and imports need, and those of its picture.
UNREAD = (
    *('body_source', 'body_text', 'meta', 'body_format', 'sanitiser_version', 'password', 'pinned', 'edited_by'),
    *('lead_image_key', 'pending_keys', 'import_digests', 'comments_digests'),
    *('lead_image__title', 'lead_image__uploaded', 'lead_image__source_url', 'lead_image__source_key'),
    *('lead_image__parent_key', 'lead_image__import_digests', 'lead_image__meta', 'lead_image__original'),
    'lead_image__run',
    *('embargo', 'embargo_reason'),
)
_PLAIN = "!$&'()*+,;=/~:@"  # characters that Django's reverse() leaves unquoted in a URL


class ArticleQuerySet(models.QuerySet):
    def public(self, at: datetime | None = None) -> Self:
        """Articles that anyone may see at the aware datetime `at`, which is now by default."""
        return self.filter(public_from__lte=at or timezone.now())

    def withdrawn(self) -> Self:
        """Articles that were public and are now withdrawn or trashed, as `Article.is_withdrawn` says of one."""
        return self.filter(status__in=Article.HIDDEN_AGAIN, password='', published__lte=timezone.now())

    def listed(self) -> Self:
        """Only articles: pages such as *About* appear in no list or feed."""
        return self.filter(kind=Article.Kind.ARTICLE)

    def newest_first(self) -> Self:
        return self.order_by('-published_on', '-public_from', '-pk')

    def in_category(self, category) -> Self:
        links = ArticleCategory.objects.filter(category__in=category.descendants(include_self=True))
        return self.filter(pk__in=links.values('article'))

    def tagged(self, tag) -> Self:
        return self.filter(pk__in=ArticleTag.objects.filter(tag=tag).values('article'))

    def by(self, author) -> Self:
        return self.filter(pk__in=Byline.objects.filter(author=author).values('article'))

    def for_listing(self) -> Self:
        """Loads what the card of an article shows, in one query, without the columns that no list prints.

        Adds `first_picture` to those without a lead image: the values of the first picture of the body that is here.
        """
        first = Media.objects.filter(
            pk=Func(OuterRef('body_html'), function='articles_first_picture', output_field=models.BigIntegerField())
        )
        shown = first.values(shown=JSONObject(file='file', alt='alt', width='width', height='height'))
        articles = self.defer('body_html', 'guid', *UNREAD).select_related('lead_image').with_card()
        return articles.annotate(first_picture=Case(When(lead_image=None, then=Subquery(shown[:1]))))

    def for_reading(self) -> Self:
        """Loads what the page of an article shows, in one query: its card, its body, `tag_list` and `change_list`.

        `tag_list` is a list of {'name', 'slug'}, sorted by name; `change_list` has its public changes, oldest first,
        for `articles.editorial.corrections`.
        """
        tags = ArticleTag.objects.filter(article=OuterRef('pk')).order_by('tag__name', 'tag')
        tag_list = ArraySubquery(tags.values(term=JSONObject(name='tag__name', slug='tag__slug')))
        changes = PublicChange.objects.filter(article=OuterRef('pk')).order_by('version')
        articles = self.defer(*UNREAD).select_related('lead_image')
        return articles.with_card(portrait='author__portrait__file', width='author__portrait__width').annotate(
            tag_list=tag_list, change_list=ArraySubquery(changes.values(change=PublicChange.as_json()))
        )

    def with_card(self, **more: str) -> Self:
        """Adds `byline`, `filed_under` and `opening`, without a query for each article.

        `byline` is a list of {'name', 'slug'} in byline order, with `more` values by the names of their fields;
        `filed_under` a list of category ids, the primary one first; `opening` the first 500 characters of the text
        where there is no standfirst, else ''.
        """
        people = Byline.objects.filter(article=OuterRef('pk')).order_by('position')
        links = ArticleCategory.objects.filter(article=OuterRef('pk')).order_by('-is_primary', 'pk')
        return self.annotate(
            byline=ArraySubquery(people.values(person=JSONObject(name='author__name', slug='author__slug', **more))),
            filed_under=ArraySubquery(links.values('category')),
            opening=Case(When(standfirst='', then=Left('body_text', 500)), default=Value('')),
        )


class Article(models.Model):
    """An article, or a page such as *About*.

    `body_source` is the text as its writer or its source supplied it; `body_html` is what readers see, sanitised by
    version `sanitiser_version` of the sanitiser. `published_on` is the day in the URL: the local day at the place of
    publication, which an import knows and which does not follow from the site's time zone. An article whose `version`
    is its `imported_version` has not been edited here since an import wrote it.
    """

    class Kind(models.TextChoices):
        ARTICLE = 'article'
        PAGE = 'page'

    class Status(models.TextChoices):
        DRAFT = 'draft'
        REVIEW = 'review', 'in review'
        PUBLISHED = 'published'
        WITHDRAWN = 'withdrawn'
        PRIVATE = 'private'
        TRASHED = 'trashed'

    # With these an article that was public is gone for good (410), not hidden (404).
    HIDDEN_AGAIN = (Status.WITHDRAWN, Status.TRASHED)

    class Format(models.TextChoices):
        HTML = 'html', 'HTML'
        WORDPRESS = 'wordpress', 'WordPress'
        TEXT = 'text', 'plain text'

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ARTICLE)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    title = models.TextField(blank=True)
    slug = models.CharField(
        max_length=500,
        blank=True,
        validators=[address.path],
        help_text='Last part of the URL. Left blank, it is made from the title. A page may have a/path.',
    )
    standfirst = models.TextField(blank=True, help_text='The sentence or two between headline and text.')
    body_source = models.TextField(blank=True)
    body_format = models.CharField(max_length=10, choices=Format, default=Format.HTML, editable=False)
    body_html = models.TextField('body', blank=True)
    body_text = models.TextField(blank=True, editable=False)
    sanitiser_version = models.PositiveSmallIntegerField(default=0, editable=False)
    language = models.CharField(max_length=20, blank=True, help_text='Where it is not the site’s own: fr, ar, zh-Hant.')

    published = models.DateTimeField(null=True, blank=True)
    published_on = models.DateField(null=True, editable=False)
    modified = models.DateTimeField(default=timezone.now, editable=False)
    password = models.CharField(max_length=200, blank=True, editable=False)
    # The only place that says what is public: everything else, triggers and indexes included, reads this column.
    public_from = models.GeneratedField(
        expression=Case(When(Q(status='published', password=''), then=F('published')), default=None),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )
    # Before this moment nobody can publish it: `articles.editorial.publishing` refuses.
    embargo = models.DateTimeField(null=True, blank=True)
    embargo_reason = models.TextField(blank=True, default='', db_default='')
    pinned = models.BooleanField(default=False, help_text='Shown first on the front page.')
    comments_open = models.BooleanField(default=True)

    lead_image = models.ForeignKey('Media', on_delete=models.SET_NULL, null=True, blank=True, related_name='leads')
    authors = models.ManyToManyField('Author', through='Byline', related_name='articles')
    categories = models.ManyToManyField('Category', through='ArticleCategory', related_name='articles')
    tags = models.ManyToManyField('Tag', through='ArticleTag', related_name='articles', blank=True)

    version = models.PositiveIntegerField(default=1, editable=False)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False)
    guid = models.TextField(blank=True, editable=False)
    source_key = models.TextField(null=True, editable=False)
    lead_image_key = models.TextField(blank=True, editable=False)
    # Of what is not imported yet: source keys of items that the body will show, and URLs that it links to.
    pending_keys = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True, editable=False)
    # SHA-256 of every version that was imported, newest last: importing an older export again changes nothing.
    import_digests = ArrayField(models.CharField(max_length=64), default=list, blank=True, editable=False)
    comments_digests = ArrayField(models.CharField(max_length=64), default=list, blank=True, editable=False)
    imported_version = models.PositiveIntegerField(null=True, editable=False)
    meta = models.JSONField(default=dict, blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        permissions = [
            ('write_article', 'Can write drafts and submit them'),
            ('view_hidden', 'Can view articles that are not public'),
        ]
        constraints = [
            models.UniqueConstraint(fields=['source_key'], name='article_source_key_unique'),
            models.UniqueConstraint(
                fields=['published_on', 'slug'],
                condition=Q(kind='article') & ~Q(slug=''),
                name='article_slug_unique_on_its_day',
            ),
            models.UniqueConstraint(
                fields=['slug'], condition=Q(kind='page') & ~Q(slug=''), name='article_page_path_unique'
            ),
            models.CheckConstraint(
                condition=Q(status__in=['draft', 'review', 'published', 'withdrawn', 'private', 'trashed']),
                name='article_status_known',
            ),
            models.CheckConstraint(condition=Q(kind__in=['article', 'page']), name='article_kind_known'),
            models.CheckConstraint(
                condition=Q(published=None, published_on=None) | Q(published__isnull=False, published_on__isnull=False),
                name='article_day_goes_with_time',
            ),
            models.CheckConstraint(
                condition=~Q(status='published') | (Q(published__isnull=False) & ~Q(slug='')),
                name='article_published_has_address',
            ),
            models.CheckConstraint(
                condition=Q(kind='page') | Q(slug__regex=r'^[^/?#[:space:]]*$'), name='article_slug_is_one_segment'
            ),
        ]
        indexes = [
            models.Index(
                F('published_on').desc(),
                F('public_from').desc(),
                F('id').desc(),
                condition=Q(kind='article', public_from__isnull=False),
                name='article_newest',
            ),
            models.Index(fields=['public_from'], condition=Q(public_from__isnull=False), name='article_due'),
            models.Index(
                fields=['id'],
                include=['public_from', 'modified'],
                condition=Q(public_from__isnull=False),
                name='article_sitemap',
            ),
            models.Index(fields=['-modified', '-id'], name='article_recently_edited'),
            models.Index(fields=['status', '-modified', '-id'], name='article_desk'),
            models.Index(
                fields=['lead_image_key'],
                condition=Q(lead_image=None) & ~Q(lead_image_key=''),
                name='article_pending_lead_image',
            ),
            models.Index(fields=['id'], condition=~Q(pending_keys=[]), name='article_pending_keys'),
            models.Index(fields=['slug'], condition=Q(public_from__isnull=False), name='article_named'),
            models.Index(fields=['pinned'], condition=Q(pinned=True), name='article_pinned'),
            GinIndex(SearchVector('title', config='simple'), name='article_title_words'),
        ]

    def __str__(self) -> str:
        return self.title or gettext('(no title)')

    def get_absolute_url(self) -> str:
        """Path of its URL; '' while it has no slug, or is an article without a date."""
        if self.kind == self.Kind.PAGE:
            # Not by reverse(), which raises an exception for a slug that no pattern matches.
            return f'/{quote(self.slug, safe=f"{_PLAIN}/")}/' if self.slug else ''
        if not (self.slug and self.published_on):
            return ''
        return f'{_day_url(self.published_on)}{quote(self.slug, safe=_PLAIN)}/'

    @cached_property
    def picture(self) -> Media | None:
        """What lists show: the lead image, or the first picture of the body where it was loaded `for_listing()`."""
        first = getattr(self, 'first_picture', None)
        return self.lead_image or (Media(**first) if first else None)

    @property
    def is_public(self) -> bool:
        return self.public_from is not None and self.public_from <= timezone.now()

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was public and is now withdrawn or trashed; False for one that was so before it appeared."""
        appeared = self.published is not None and self.published <= timezone.now()
        return self.status in self.HIDDEN_AGAIN and appeared and not self.password

    @property
    def is_embargoed(self) -> bool:
        return self.embargo is not None and self.embargo > timezone.now()

    @property
    def is_scheduled(self) -> bool:
        return self.public_from is not None and self.public_from > timezone.now()


@lru_cache(maxsize=20_000)
def _day_url(day: date) -> str:
    """Path of a day's list. Cached: a list has many articles of few days, and Django's reverse() is slow."""
    return reverse('day', args=[f'{day:%Y}', f'{day:%m}', f'{day:%d}'])
