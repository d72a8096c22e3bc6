"""Which articles the list of each category shows."""

from django.db import models
from django.db.models import F


class CategoryListing(models.Model):
    """An article in the list of a category: it is filed there, or in a descendant of the category.

    Triggers derive the rows from the links and the category tree, so that the list of a category of half a million
    articles is read from one index and shows none twice. They delete rows too, hence DO_NOTHING.
    """

    article = models.ForeignKey('Article', on_delete=models.DO_NOTHING, related_name='+', db_index=False)
    category = models.ForeignKey('Category', on_delete=models.DO_NOTHING, related_name='listings', db_index=False)
    listed_from = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=['article', 'category'], name='category_lists_an_article_once')]
        indexes = [
            models.Index('category', F('listed_from').desc(), F('article').desc(), name='category_listing_newest')
        ]

    def __str__(self) -> str:
        return f'{self.article_id} in {self.category_id}'
