"""What readers browse: the lists of the archive, and their pages at a cost that does not grow with depth."""

from .addresses import articles_at, by_slug, moved
from .calendars import weekdays
from .front import Front, front
from .listings import Listing, Step, author, by_year, category, dated, tag, whole
from .pages import Page
from .sections import Section, Sections

__all__ = [
    'Front',
    'Listing',
    'Page',
    'Section',
    'Sections',
    'Step',
    'articles_at',
    'author',
    'by_slug',
    'by_year',
    'category',
    'dated',
    'front',
    'moved',
    'tag',
    'weekdays',
    'whole',
]
