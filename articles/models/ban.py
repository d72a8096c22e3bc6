"""What moderators have banned: comments that have it are taken for spam."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class BanQuerySet(models.QuerySet):
    def of_writer(self, comment) -> 'BanQuerySet':
        """Those of the name and the e-mail address of whoever wrote a comment."""
        name, email = (
            Q(way='name', value=comment.author_name.lower()),
            Q(way='email', value=comment.author_email.lower()),
        )
        return self.filter(name | email)


class Ban(models.Model):
    """A name, an e-mail address, a network, the host of a link, or words that no new comment may have.

    `value` is in lower case; of a network it is the hash that comments have, and the ban ends when they forget it;
    of words it is what `articles.comments.bans.folded` returns.
    """

    class Way(models.TextChoices):
        NAME = 'name', 'name'
        EMAIL = 'email', 'e-mail address'
        NETWORK = 'network', 'network'
        LINK = 'link', 'link'
        WORDS = 'words', 'words'

    way = models.CharField(max_length=10, choices=Way)
    value = models.CharField(max_length=254)
    made = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name='+')

    objects = BanQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=['way', 'value'], name='ban_once')]

    def __str__(self) -> str:
        shown = self.value[:8] if self.way == self.Way.NETWORK else self.value
        return f'{self.get_way_display()} {shown}'
