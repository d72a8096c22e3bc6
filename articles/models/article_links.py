"""The links of an article to its authors, categories and tags.

Each carries `listed_from`, a copy of the article's `public_from` maintained by triggers, so that the newest articles of
a list are read from one index, which serves as index of the foreign key too.
"""

from django.db import models
from django.db.models import F, Q


class Byline(models.Model):
    """An author of an article, and the author's position in its byline."""

    article = models.ForeignKey('Article', on_delete=models.CASCADE, related_name='bylines', db_index=False)
    author = models.ForeignKey('Author', on_delete=models.RESTRICT, related_name='bylines', db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    listed_from = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ['position']
        constraints = [
            models.UniqueConstraint(fields=['article', 'author'], name='byline_names_an_author_once'),
            models.UniqueConstraint(
                fields=['article', 'position'], name='byline_position_unique', deferrable=models.Deferrable.DEFERRED
            ),
        ]
        indexes = [
            models.Index('author', F('listed_from').desc(), F('article').desc(), name='byline_newest'),
        ]

    def __str__(self) -> str:
        return f'{self.author} at {self.position}'


class ArticleCategory(models.Model):
    article = models.ForeignKey('Article', on_delete=models.CASCADE, related_name='category_links', db_index=False)
    category = models.ForeignKey('Category', on_delete=models.RESTRICT, related_name='article_links', db_index=False)
    is_primary = models.BooleanField(default=False)
    listed_from = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ['-is_primary', 'pk']
        verbose_name_plural = 'categories'
        constraints = [
            models.UniqueConstraint(fields=['article', 'category'], name='category_holds_an_article_once'),
            models.UniqueConstraint(
                fields=['article'], condition=Q(is_primary=True), name='article_has_one_primary_category'
            ),
        ]
        indexes = [
            models.Index('category', F('listed_from').desc(), F('article').desc(), name='category_newest'),
        ]

    def __str__(self) -> str:
        return str(self.category)


class ArticleTag(models.Model):
    article = models.ForeignKey('Article', on_delete=models.CASCADE, related_name='tag_links', db_index=False)
    tag = models.ForeignKey('Tag', on_delete=models.CASCADE, related_name='article_links', db_index=False)
    listed_from = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=['article', 'tag'], name='tag_once_per_article')]
        indexes = [models.Index('tag', F('listed_from').desc(), F('article').desc(), name='tag_newest')]

    def __str__(self) -> str:
        return str(self.tag)
