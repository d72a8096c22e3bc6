"""Comments of readers."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import MD5, Coalesce, Upper
from django.utils import timezone

from .conversation import CommentCount, CommentPlace
from .provenance import index_of_run, made_by_run

SHOWN = (
    *('article', 'parent', 'number', 'kind', 'official', 'status'),
    *('author_name', 'author_url', 'body_html', 'posted', 'edited'),
)
SHOWN_OF_PARENT = ('number', 'kind', 'status', 'author_name')


class LinkedHost(Func):
    """The host of the first link in texts; NULL without one."""

    template = (
        'substring(%(expressions)s from \'https?://(?:[^]@[/"<>?#[:space:]]*@)?(?:www[.])?'
        '([^]@[/"<>:?#[:space:]]{0,249}[^]@[/"<>:?#[:space:].])\')'
    )
    arg_joiner = " || ' ' || "
    output_field = models.TextField()


class FoldedText(Func):
    """A text without accents in lower case, cut where PostgreSQL could not make a tsvector of it."""

    template = "lower(regexp_replace(normalize(left(%(expressions)s, 100000), NFKD), '[\\u0300-\\u036f]', '', 'g'))"
    output_field = models.TextField()


class WordsOf(Func):
    """The words of a folded text, unstemmed."""

    template = "to_tsvector('simple'::regconfig, %(expressions)s)"
    output_field = models.TextField()


class Asked(Func):
    """What is asked of words, by a folded text: words, "phrases", OR and -."""

    template = "websearch_to_tsquery('simple'::regconfig, %(expressions)s)"
    output_field = models.TextField()


class Match(Func):
    template, arg_joiner = '%(expressions)s', ' @@ '
    output_field = models.BooleanField()


WORDS = WordsOf(FoldedText('body_text'))
# Held comments that share one of these are alike. The link may be the writer's website or in the text.
TEXT_DIGEST = MD5('body_text')
LINKED_HOST = LinkedHost('author_url', 'body_html')


class CommentQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(status=Comment.Status.APPROVED)

    def saying(self, text: str):
        """Public comments with these words, "phrases", one of words with OR, no -words; accents do not matter."""
        matches = Match(WORDS, Asked(FoldedText(Value(text))))
        return self.approved().filter(matches, kind=Comment.Kind.COMMENT, article__public_from__lte=timezone.now())

    def in_conversation(self, *, order: str = 'oldest', page: int = 1):
        """What `threads.conversation` takes: the comments of a page of one article, and removed ones with replies.

        `order` is a field of `CommentPlace`. Each comment has `total`, how many comments the article has, and `pages`.
        """
        of_article = CommentPlace.objects.filter(article=OuterRef('article'))
        last = of_article.order_by(f'-{order}').values(order)[:1]
        total = CommentCount.objects.filter(article=OuterRef('article')).values('comments')
        return (
            self.filter(**{'place__article': F('article'), f'place__{order}': page})
            .annotate(total=Coalesce(Subquery(total), 0), pages=Subquery(last))
            .select_related('parent')
            .only(*SHOWN, *(f'parent__{field}' for field in SHOWN_OF_PARENT))
            .order_by('posted', 'pk')
        )


class Comment(models.Model):
    """A reader's comment, or a pingback. Only `parent` is stored of a thread; `articles.comments.threads` orders it.

    `number` is that of the fragment `#comment-123`. An imported comment keeps its number, so that old links work.
    """

    class Status(models.TextChoices):
        HELD = 'held', 'held for review'
        APPROVED = 'approved'
        SPAM = 'spam'
        TRASHED = 'trashed'
        WITHDRAWN = 'withdrawn', 'withdrawn by its writer'

    class Kind(models.TextChoices):
        COMMENT = 'comment'
        PINGBACK = 'pingback'
        TRACKBACK = 'trackback'
        NOTE = 'note', 'private note'

    article = models.ForeignKey('Article', on_delete=models.CASCADE, related_name='comments', db_index=False)
    parent = models.ForeignKey('self', on_delete=models.RESTRICT, null=True, blank=True, related_name='replies')
    number = models.BigIntegerField(editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COMMENT)
    official = models.BooleanField(default=False, db_default=False, editable=False)  # by the paper itself
    status = models.CharField(max_length=10, choices=Status, default=Status.HELD)
    author_name = models.CharField('name', max_length=200)
    author_email = models.CharField('e-mail', max_length=254, blank=True, help_text='Private: never shown to readers.')
    author_url = models.CharField('website', max_length=500, blank=True)
    body_html = models.TextField('comment')
    body_text = models.TextField(editable=False)
    sanitiser_version = models.PositiveSmallIntegerField(editable=False)
    posted = models.DateTimeField()
    network_hash = models.CharField(max_length=64, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, null=True, editable=False)
    # What the spam filter said when the comment came, 0 to 1: the queue is sorted by it.
    suspicion = models.FloatField(default=0.5, db_default=0.5, editable=False)
    moderated = models.DateTimeField(null=True, editable=False)
    announced = models.DateTimeField(null=True, editable=False)  # to who follows by mail
    edited = models.DateTimeField(null=True, editable=False)  # by its writer
    # The moderator who was asked to decide.
    assigned = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name='+',
        editable=False,
        db_index=False,
    )
    source_key = models.TextField(null=True, editable=False)
    import_digest = models.CharField(max_length=64, blank=True, editable=False)
    meta = models.JSONField(default=dict, blank=True, editable=False)
    # Only of a comment added to an article of an earlier run: one imported with its article is deleted with it.
    run = made_by_run()

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ['posted', 'pk']
        constraints = [
            models.UniqueConstraint(fields=['article', 'number'], name='comment_number_unique'),
            models.UniqueConstraint(fields=['article', 'source_key'], name='comment_source_key_unique'),
            # The same form sent twice is one comment.
            models.UniqueConstraint(fields=['article', 'fingerprint'], name='comment_fingerprint_unique'),
            models.CheckConstraint(
                condition=Q(status__in=['held', 'approved', 'spam', 'trashed', 'withdrawn']),
                name='comment_status_known',
            ),
            models.CheckConstraint(
                condition=Q(kind__in=['comment', 'pingback', 'trackback', 'note']), name='comment_kind_known'
            ),
            models.CheckConstraint(condition=~Q(kind='note', status='approved'), name='comment_note_never_approved'),
        ]
        indexes = [
            models.Index(fields=['suspicion', '-posted', '-id'], condition=Q(status='held'), name='comment_queue'),
            models.Index(TEXT_DIGEST, F('id'), condition=Q(status='held'), name='comment_held_text'),
            models.Index(LINKED_HOST, F('id'), condition=Q(status='held'), name='comment_held_link'),
            models.Index(fields=['author_name', 'id'], condition=Q(status='held'), name='comment_held_name'),
            models.Index(
                fields=['moderated'],
                condition=Q(status='approved', announced=None, source_key=None),
                name='comment_to_announce',
            ),
            models.Index(Upper('author_email'), condition=~Q(author_email=''), name='comment_email'),
            models.Index(fields=['-posted', '-id'], name='comment_newest'),
            models.Index(fields=['network_hash', '-posted'], condition=~Q(network_hash=''), name='comment_network'),
            models.Index(fields=['assigned'], condition=~Q(assigned=None), name='comment_assigned'),
            GinIndex(WORDS, condition=Q(status='approved', kind='comment'), name='comment_words', fastupdate=False),
            index_of_run('comment'),
        ]

    def __str__(self) -> str:
        return f'{self.author_name} on {self.posted:%d %B %Y}'

    def get_absolute_url(self) -> str:
        """The permalink, which redirects to the page of the conversation where the comment is now."""
        return f'{self.article.get_absolute_url()}{self.anchor}/'

    @property
    def anchor(self) -> str:
        return f'comment-{self.number}'
