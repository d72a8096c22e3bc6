"""Who is told of comments by mail, and the mails that are to be sent."""

from uuid import uuid4

from django.db import models
from django.db.models import Q


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
    """A follower who is told of new comments on an article, or with `comment` of replies to that one only.

    Until it is confirmed by a link in a mail, nothing but that mail is sent.
    """

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name='subscriptions')
    article = models.ForeignKey('Article', on_delete=models.CASCADE, related_name='+')
    comment = models.ForeignKey('Comment', on_delete=models.CASCADE, null=True, related_name='+')
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
        ]
        indexes = [
            models.Index(fields=['network_hash', '-made'], condition=~Q(network_hash=''), name='subscription_network'),
        ]

    def __str__(self) -> str:
        return f'subscription {self.pk}'


class Mail(models.Model):
    """A mail to a subscriber: of a new comment, or without one, the mail that asks to confirm.

    It is sent once `due`. The row remains, so that nobody is told of the same comment twice.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name='mails')
    comment = models.ForeignKey('Comment', on_delete=models.CASCADE, null=True, related_name='+')
    due = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent = models.DateTimeField(null=True)
    given_up = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=['subscription', 'comment'], condition=~Q(comment=None), name='mail_of_comment_once'
            ),
            models.UniqueConstraint(fields=['subscription'], condition=Q(comment=None), name='mail_to_confirm_once'),
        ]
        indexes = [models.Index(fields=['due'], condition=Q(sent=None, given_up=None), name='mail_due')]

    def __str__(self) -> str:
        return f'mail {self.pk}'
