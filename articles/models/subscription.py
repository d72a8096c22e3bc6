"""Who is told of comments and articles by mail, and the mails that are to be sent."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _


class Follower(models.Model):
    """An e-mail address that follows something. `email` is in lower case.

    `key` stands for the address in links, which do not tell it. It is random: in a database restored from a backup,
    another row may have the primary key.
    """

    email = models.EmailField(max_length=254, unique=True)
    key = models.UUIDField(default=uuid4, unique=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f'follower {self.pk}'


class Subscription(models.Model):
    """A follower who is told of new comments on an article, of replies to one comment of it, or of new articles.

    These are the results of `search`, the query string of a search with ids in place of slugs; a section, an author or
    a tag is a search without words. Until it is confirmed by a link in a mail, nothing but that mail is sent.
    """

    class Pace(models.TextChoices):
        AT_ONCE = 'at once', _('at once')
        DAILY = 'daily', _('once a day')
        WEEKLY = 'weekly', _('once a week')

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name='subscriptions')
    article = models.ForeignKey('Article', on_delete=models.CASCADE, null=True, related_name='+')
    comment = models.ForeignKey('Comment', on_delete=models.CASCADE, null=True, related_name='+')
    search = models.TextField(blank=True)
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.AT_ONCE)
    made = models.DateTimeField()
    confirmed = models.DateTimeField(null=True)
    network_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=['article', 'follower'], condition=Q(comment=None), name='subscription_to_article_once'
            ),
            models.UniqueConstraint(
                fields=['comment', 'follower'], condition=~Q(comment=None), name='subscription_to_comment_once'
            ),
            # The digest, since an index cannot hold the longest searches.
            models.UniqueConstraint(
                'follower', MD5('search'), condition=~Q(search=''), name='subscription_to_search_once'
            ),
            models.CheckConstraint(
                condition=Q(article=None, comment=None) & ~Q(search='') | Q(article__isnull=False, search=''),
                name='subscription_to_one_thing',
            ),
        ]
        indexes = [
            models.Index(fields=['network_hash', '-made'], condition=~Q(network_hash=''), name='subscription_network'),
        ]

    def __str__(self) -> str:
        return f'subscription {self.pk}'


class Mail(models.Model):
    """A mail to a subscriber, that asks to confirm or tells the `News` that belong to it; or to a `follower`, the link
    to all that they have written, for which they asked. One that asked to confirm what was ended instead is the
    follower's too: it counts for a day.

    It is sent once `due`; until then, news are added to a mail of a day or a week. The row remains for some time.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, null=True, related_name='mails')
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, null=True, related_name='links')
    network_hash = models.CharField(max_length=64, blank=True, default='')  # from which a link was asked for
    confirms = models.BooleanField(default=False, db_default=False)
    due = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent = models.DateTimeField(null=True)
    given_up = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=['subscription'], condition=Q(confirms=True), name='mail_to_confirm_once'),
            models.CheckConstraint(
                condition=Q(subscription=None, follower__isnull=False) | Q(subscription__isnull=False, follower=None),
                name='mail_to_one',
            ),
        ]
        indexes = [models.Index(fields=['due'], condition=Q(sent=None, given_up=None), name='mail_due')]

    def __str__(self) -> str:
        return f'mail {self.pk}'

    @property
    def recipient(self) -> Follower:
        return self.follower or self.subscription.follower


class News(models.Model):
    """What a mail tells: a comment or an article. Nobody is told of one twice, whatever they follow."""

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name='news')
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name='+')
    comment = models.ForeignKey('Comment', on_delete=models.CASCADE, null=True, related_name='+')
    article = models.ForeignKey('Article', on_delete=models.CASCADE, null=True, related_name='+')

    class Meta:
        default_permissions = ()
        verbose_name_plural = 'news'
        constraints = [
            models.UniqueConstraint(
                fields=['comment', 'follower'], condition=~Q(comment=None), name='news_of_comment_once'
            ),
            models.UniqueConstraint(
                fields=['article', 'follower'], condition=~Q(article=None), name='news_of_article_once'
            ),
        ]

    def __str__(self) -> str:
        return f'news {self.pk}'


class Announced(models.Model):
    """An article of which followers have been told, also where there were none."""

    article = models.OneToOneField('Article', on_delete=models.CASCADE, primary_key=True, related_name='announced')
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f'article {self.article_id}'
