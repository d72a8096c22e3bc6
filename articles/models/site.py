"""The site's own settings."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxValueValidator
from django.db import models
from django.db.models import Q

from articles.text import colours

from .address import NOT_A_URL, is_url

# What the accent colour is read upon: the page, tinted boxes, and the words upon a button. See static/css/site.css.
LIGHT, DARK = ('#fdfcf8', '#f4f0e6', '#ffffff'), ('#151617', '#1f2021')
MOST_ELSEWHERE, LONGEST_URL = 20, 300
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3


class Site(models.Model):
    """The site's own settings: one row, or none where nobody has changed any.

    What the environment sets wins, so read them by `articles.lists.site()`.
    """

    class Place(models.TextChoices):
        FOOT = 'foot', 'below its text'
        TOP = 'top', 'above its text'

    name = models.CharField(max_length=200, blank=True, help_text='The nameplate. Left blank, it is “Newsroom”.')
    tagline = models.CharField(max_length=200, blank=True, help_text='A line below the nameplate of the front page.')
    logo = models.ForeignKey(
        'Media',
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name='+',
        help_text='A picture in place of the name on the nameplate.',
    )
    accent = models.CharField('accent colour', max_length=7, blank=True, help_text='Such as #96201a, on light pages.')
    accent_dark = models.CharField(
        'accent colour in the dark', max_length=7, blank=True, help_text='Such as #f2958b, on dark pages.'
    )
    contact = models.CharField(max_length=300, blank=True, help_text='An e-mail address, a URL, or a path: /contact/.')
    imprint = models.CharField(max_length=300, blank=True, help_text='A URL, or a path on this site: /imprint/.')
    privacy = models.CharField(max_length=300, blank=True, help_text='A URL, or a path on this site: /privacy/.')
    social = models.TextField(
        'elsewhere', blank=True, help_text='URLs of this site’s accounts on other sites, one on each line.'
    )
    training_crawlers = models.BooleanField(
        'crawlers for language models are welcome',
        default=True,
        help_text='If not, robots.txt asks those that collect texts to train language models to stay away.',
    )
    comments_open = models.BooleanField(
        'readers can comment', default=True, help_text='If not, comments are closed everywhere.'
    )
    comments_days = models.PositiveSmallIntegerField(
        'comments close after',
        null=True,
        blank=True,
        validators=[MaxValueValidator(30_000)],
        help_text='Days since an article was published. Left blank, they stay open.',
    )
    corrections = models.CharField('corrections of an article', max_length=4, choices=Place, default=Place.FOOT)
    public_history = models.BooleanField('readers can see the history of articles', default=True)
    feeds_full = models.BooleanField(
        'feeds have whole texts', default=True, help_text='If not, they have the beginning of each article.'
    )

    class Meta:
        default_permissions = ('view', 'change')
        verbose_name = verbose_name_plural = 'site settings'
        constraints = [models.CheckConstraint(condition=Q(pk=1), name='site_is_one')]

    def __str__(self) -> str:
        return 'Site settings'

    @property
    def look_path(self) -> str:
        """Where the style sheet with the site's colours is; '' where it has none of its own."""
        colours = self.accent, self.accent_dark
        return f'/look/{"-".join(one.lower().removeprefix("#") for one in colours)}.css' if any(colours) else ''

    @property
    def foot(self) -> tuple[str, ...]:
        """What the foot of every page has of these settings."""
        return self.contact, self.imprint, self.privacy, self.social

    @property
    def contact_url(self) -> str:
        return f'mailto:{self.contact}' if '@' in self.contact and '/' not in self.contact else self.contact

    @property
    def social_urls(self) -> list[str]:
        return self.social.split()

    def clean(self) -> None:
        problems = {
            'accent': _problem_of_colour(self.accent, LIGHT, 'light'),
            'accent_dark': _problem_of_colour(self.accent_dark, DARK, 'dark'),
            'imprint': '' if is_url(self.imprint) else NOT_A_URL,
            'privacy': '' if is_url(self.privacy) else NOT_A_URL,
            'contact': '' if is_url(self.contact) or _is_email(self.contact) else f'{NOT_A_URL} Or an e-mail address.',
            'social': _problem_of_urls(self.social_urls),
        }
        if wrong := {field: problem for field, problem in problems.items() if problem}:
            raise ValidationError(wrong)


def _problem_of_urls(urls: list[str]) -> str:
    if len(urls) > MOST_ELSEWHERE:
        return f'Enter at most {MOST_ELSEWHERE}: all of them are at the foot of every page.'
    wrong = next((url for url in urls if not is_url(url) or len(url) > LONGEST_URL), '')
    return f'“{wrong[:LONGEST_URL]}”: {NOT_A_URL} At most {LONGEST_URL} characters.' if wrong else ''


def _problem_of_colour(colour: str, papers: tuple[str, ...], light: str) -> str:
    if not colour:
        return ''
    if not colours.is_colour(colour):
        return 'Enter a colour as # and six digits from 0 to f, such as #96201a.'
    least = min(colours.contrast(colour, paper) for paper in papers)
    if least < LEAST_CONTRAST:
        # Rounded down, or 4.49 would read as 4.5, which is enough.
        return (
            f'This is hard to read on {light} pages: its contrast is {int(least * 10) / 10} to 1, and has to be '
            f'{LEAST_CONTRAST} to 1. Choose a {"darker" if light == "light" else "lighter"} one.'
        )
    return ''


def _is_email(text: str) -> bool:
    try:
        EmailValidator()(text)
    except ValidationError:
        return False
    return True
