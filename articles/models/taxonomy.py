"""Categories and tags."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from tree_queries.models import TreeNode

from . import address
from .provenance import index_of_run, made_by_run
from .sort_key import SortKeyField


class Category(TreeNode):
    """A section of the paper. Categories nest; the list of one shows the articles of its descendants too."""

    name = models.CharField(max_length=200)
    sort_key = SortKeyField()
    slug = models.CharField(max_length=200, validators=[address.segment])
    description = models.TextField(blank=True)
    run = made_by_run()

    class Meta:
        ordering = ['name', 'pk']
        verbose_name_plural = 'categories'
        constraints = [
            models.UniqueConstraint(fields=['parent', 'slug'], name='category_slug_unique_in_parent'),
            models.UniqueConstraint(fields=['slug'], condition=Q(parent=None), name='category_slug_unique_at_top'),
            models.CheckConstraint(condition=~Q(parent=F('id')), name='category_not_its_own_parent'),
        ]
        indexes = [index_of_run('category')]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Path of its URL, with the slugs of its ancestors: one query where it has a parent.

        `lists.Sections` has the URLs of all categories in one query.
        """
        lineage = self.ancestors(include_self=True) if self.parent_id else [self]
        return reverse('category', args=['/'.join(category.slug for category in lineage)])


class Tag(models.Model):
    name = models.CharField(max_length=200)
    sort_key = SortKeyField()
    slug = models.CharField(max_length=200, unique=True, validators=[address.segment])
    description = models.TextField(blank=True)
    run = made_by_run()

    class Meta:
        ordering = ['name', 'pk']
        indexes = [index_of_run('tag')]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse('tag', args=[self.slug])
