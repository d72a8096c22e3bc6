"""URLs of the past, and where they redirect to."""

from django.db import models
from django.db.models import Q

from .provenance import index_of_run, made_by_run


class OldUrl(models.Model):
    """A URL that the archive answered at before: its path and query, without the host.

    It redirects to an article or to `target`, a path on this site; without either, it answers 410 Gone. A path that
    ends in /* redirects everything below it to the same path below its target: /topics/* to /tag/*.
    """

    path = models.TextField()
    article = models.ForeignKey('Article', on_delete=models.CASCADE, null=True, related_name='old_urls')
    target = models.TextField(blank=True)
    # Only of a redirect to a file or to an article of an earlier run: the others are deleted with their article.
    run = made_by_run()

    class Meta:
        verbose_name = 'old URL'
        verbose_name_plural = 'old URLs'
        constraints = [
            models.UniqueConstraint(fields=['path'], name='old_url_path_unique'),
            models.CheckConstraint(condition=Q(article=None) | Q(target=''), name='old_url_has_one_target'),
            models.CheckConstraint(
                condition=Q(target__regex=r'^(/([^/\\].*)?)?$'),
                name='old_url_target_is_local',
                violation_error_message='Enter a path on this site, beginning with one “/”.',
            ),
        ]
        indexes = [index_of_run('old_url')]

    def __str__(self) -> str:
        return self.path
