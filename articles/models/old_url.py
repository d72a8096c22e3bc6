from django.db import models
from django.db.models import Q

from .provenance import index_of_run, made_by_run


class OldUrl(models.Model):
    """An address that the archive answered at before: path and query of it, without the host.

    It leads to an article, or to another address of this site; where it has neither, what stood there is gone (410).
    A path that ends with /* leads all that stands below it to the same places below its target: /topics/* to /tag/*.
    """

    path = models.TextField()
    article = models.ForeignKey('Article', on_delete=models.CASCADE, null=True, related_name='old_urls')
    target = models.TextField(blank=True)
    # Of one that leads to a file, or to an article of an earlier run; the others go with their article.
    run = made_by_run()

    class Meta:
        verbose_name = 'old address'
        verbose_name_plural = 'old addresses'
        constraints = [
            models.UniqueConstraint(fields=['path'], name='old_url_path_unique'),
            models.CheckConstraint(condition=Q(article=None) | Q(target=''), name='old_url_leads_to_one_place'),
            models.CheckConstraint(
                condition=Q(target__regex=r'^(/([^/\\].*)?)?$'),
                name='old_url_leads_nowhere_else',
                violation_error_message='Give an address of this site, which begins with one “/”.',
            ),
        ]
        indexes = [index_of_run('old_url')]

    def __str__(self) -> str:
        return self.path
