"""The change journal."""

from django.db import models


class Change(models.Model):
    """A row of the change journal, written by triggers whenever an article, or anything its page shows, changes.

    Read it through `articles.changes.journal`, which knows when a row is safe to read.
    """

    article_id = models.BigIntegerField()
    xid = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = 'articles_change'

    def __str__(self) -> str:
        return f'article {self.article_id} in transaction {self.xid}'
