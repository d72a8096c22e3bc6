from django.db import models
from django.db.models import F


class CategoryListing(models.Model):
    """That the list of a category holds an article: one filed there, or in a category below.

    Triggers keep it from the links and the tree, so that a section of half a million articles is read from one index
    and none is listed twice. They also delete, hence DO_NOTHING.
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
