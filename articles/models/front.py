"""What editors chose for the front page; without a choice, the newest articles and largest sections are on it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class FrontStory(models.Model):
    """An article at the top of the front page: the first by position is the lead story. Gone from there at `until`."""

    article = models.OneToOneField('Article', on_delete=models.CASCADE, related_name='+')
    position = models.PositiveSmallIntegerField(default=0)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ('view', 'change')
        ordering = ['position', 'pk']
        verbose_name_plural = 'front page'

    def __str__(self) -> str:
        return str(self.article)


class FrontSection(models.Model):
    """A section on the front page, with how many of its articles; where there are any, no others are there."""

    category = models.OneToOneField('Category', on_delete=models.CASCADE, related_name='+', verbose_name='section')
    position = models.PositiveSmallIntegerField(default=0)
    articles = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(10)], help_text='From 1 to 10.'
    )

    class Meta:
        default_permissions = ()
        ordering = ['position', 'pk']

    def __str__(self) -> str:
        return str(self.category)
