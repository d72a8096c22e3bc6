"""Who is told of comments by mail, and the mails that are to be sent."""

from django.db import models
from django.db.models import Q


class Subscription(models.Model):
    """An e-mail address that is told of new comments on an article, or with `comment` of replies to that one only.

    Until it is confirmed by a link in a mail, nothing but that mail is sent. `email` is in lower case.
    """

    email = models.EmailField(max_length=254)
    article = models.ForeignKey('Article', on_delete=models.CASCADE, related_name='+')
    comment = models.ForeignKey('Comment', on_delete=models.CASCADE, null=True, related_name='+')
    made = models.DateTimeField()
    confirmed = models.DateTimeField(null=True)
    network_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=['article', 'email'], condition=Q(comment=None), name='subscription_to_article_once'
            ),
            models.UniqueConstraint(
                fields=['comment', 'email'], condition=~Q(comment=None), name='subscription_to_comment_once'
            ),
        ]
        indexes = [
            models.Index(fields=['email'], name='subscription_email'),
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
