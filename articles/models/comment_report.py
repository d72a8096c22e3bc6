"""What readers report to the editors about comments."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CommentReport(models.Model):
    """A reader's report of a public comment, with the reason; open until a moderator has decided on the comment."""

    class Reason(models.TextChoices):
        ABUSE = 'abuse', _('It insults or threatens somebody')
        SPAM = 'spam', _('It is advertising')
        PRIVATE = 'private', _('It gives away something private')
        FALSE = 'false', _('It is false or misleading')
        OTHER = 'other', _('Something else')

    comment = models.ForeignKey('Comment', on_delete=models.CASCADE, related_name='reports')
    reason = models.CharField(max_length=10, choices=Reason)
    words = models.CharField(max_length=500, blank=True)
    network_hash = models.CharField(max_length=64, blank=True)
    reported = models.DateTimeField()
    settled = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=['comment', 'network_hash'],
                condition=Q(settled=None) & ~Q(network_hash=''),
                name='comment_report_once',
            ),
        ]
        indexes = [
            models.Index(fields=['comment'], condition=Q(settled=None), name='comment_report_open'),
            models.Index(
                fields=['network_hash', '-reported'], condition=~Q(network_hash=''), name='comment_report_net'
            ),
        ]

    def __str__(self) -> str:
        return f'{self.get_reason_display()}, {self.reported:%d %B %Y}'
