"""Authors."""

from django.db import models
from django.urls import reverse

from . import address
from .provenance import index_of_run, made_by_run
from .sort_key import SortKeyField


class Author(models.Model):
    """Someone named in bylines. Authors have no account: editors log in, authors are written about."""

    name = models.CharField(max_length=200)
    sort_key = SortKeyField()
    slug = models.CharField(max_length=200, unique=True, validators=[address.segment])
    bio = models.TextField(blank=True)
    portrait = models.ForeignKey('Media', on_delete=models.SET_NULL, null=True, blank=True, related_name='portrays')
    email = models.EmailField('e-mail', blank=True, help_text='Private: never shown to readers.')
    contact = models.EmailField(
        'e-mail for readers',
        blank=True,
        default='',
        db_default='',
        help_text='Shown to everybody at the author’s page.',
    )
    website = models.URLField(
        max_length=500, blank=True, default='', db_default='', help_text='A page of the author’s own elsewhere.'
    )
    source_key = models.TextField(null=True, editable=False)
    run = made_by_run()

    class Meta:
        ordering = ['name', 'pk']
        constraints = [models.UniqueConstraint(fields=['source_key'], name='author_source_key_unique')]
        indexes = [index_of_run('author')]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse('author', args=[self.slug])
