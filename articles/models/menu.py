"""The menus of the site."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from . import address


class MenuLink(models.Model):
    """A link of one of the menus: to a section, to a page, or to any URL. Without a label it has the name of these.

    A link to a section without public articles, or to a page that is not public, is not shown.
    """

    class Menu(models.TextChoices):
        HEADER = 'header', 'at the top'
        FOOTER = 'footer', 'at the foot'

    MOST = 200  # of all menus together, since each is on every page

    menu = models.CharField(max_length=10, choices=Menu, default=Menu.HEADER)
    position = models.PositiveSmallIntegerField(default=0, help_text='Links are in the order of these numbers.')
    label = models.CharField(max_length=200, blank=True, help_text='Left blank, it is the name of the section or page.')
    category = models.ForeignKey(
        'Category', on_delete=models.CASCADE, null=True, blank=True, related_name='+', verbose_name='section'
    )
    page = models.ForeignKey(
        'Article',
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name='+',
        limit_choices_to={'kind': 'page'},
    )
    url = models.CharField('URL', max_length=500, blank=True, help_text='Or a path on this site, such as /tag/floods/.')

    class Meta:
        ordering = ['-menu', 'position', 'pk']
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False, page=None, url='')
                | Q(category=None, page__isnull=False, url='')
                | (Q(category=None, page=None) & ~Q(url='')),
                name='menu_link_has_one_target',
                violation_error_message='Choose a section, or a page, or enter a URL: one of these.',
            ),
            models.CheckConstraint(
                condition=Q(url='') | ~Q(label=''),
                name='menu_link_to_url_has_label',
                violation_error_message='Enter a label: a URL has no name of its own.',
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.page or self.category or self.url)

    def clean(self) -> None:
        if not address.is_url(self.url):
            raise ValidationError({'url': address.NOT_A_URL})
        if not self.pk and MenuLink.objects.count() >= self.MOST:
            raise ValidationError(f'There are {self.MOST} links already, which is the most: delete one first.')
