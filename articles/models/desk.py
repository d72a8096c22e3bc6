"""What readers never see: notes, reviews, links to a version that is not public, and requests for a new password."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Note(models.Model):
    """What an editor tells the others about an article. No public page, feed or file reads this table."""

    article = models.ForeignKey('Article', on_delete=models.CASCADE, related_name='notes')
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name='+')
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()

    class Meta:
        default_permissions = ()
        ordering = ['-at', '-pk']

    def __str__(self) -> str:
        # Without its text: whoever deletes the article is shown what goes with it.
        return f'of {self.at:%d %B %Y}'


class PreviewLink(models.Model):
    """A URL at which whoever has it reads one version of an article, until it expires or is revoked.

    Its token is signed and not stored: `articles.editorial.preview_links`.
    """

    article = models.ForeignKey('Article', on_delete=models.CASCADE, related_name='preview_links')
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name='+')
    made = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ['-pk']

    def __str__(self) -> str:
        return f'to version {self.version}, until {self.expires:%d %B %Y}'


class Review(models.Model):
    """That a draft was submitted for review, or returned to its writer: by whom, to whom, and with what note."""

    article = models.ForeignKey('Article', on_delete=models.CASCADE, related_name='reviews')
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name='+')
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name='+')
    at = models.DateTimeField(default=timezone.now)
    is_return = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        ordering = ['-at', '-pk']

    def __str__(self) -> str:
        # Without its note: whoever deletes the article is shown what goes with it.
        return f'{"return" if self.is_return else "review"} of {self.at:%d %B %Y}'


class PasswordRequest(models.Model):
    """An address for which somebody wants a link to set a password, whether there is an account with it or not.

    It is gone within seconds, or within an hour where the mail server is away.
    """

    email = models.EmailField(max_length=254)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f'of {self.at:%d %B %Y}'
