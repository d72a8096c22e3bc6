"""Names that searches take for one another."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Synonym(models.Model):
    """Two or more names of one thing, such as the old and the new one of a town: whoever searches for one finds all.

    `keys` are the names as searches compare them (`articles.search.synonyms`), each in one row only.
    """

    names = models.TextField(help_text='Separated by commas: Bombay, Mumbai. At most ten words.')
    keys = ArrayField(models.TextField(), editable=False)

    class Meta:
        indexes = [GinIndex(fields=['keys'], name='synonym_keys')]

    def __str__(self) -> str:
        return self.names
