"""Lists of articles that readers browse, with pages whose cost does not grow with their number."""

from .calendars import weekdays
from .front import Front, can_be_large, front, has_picture
from .listings import Listing, Step, author, by_year, category, dated, in_decades, tag, whole
from .pages import numbered
from .sections import Sections
from .settings import VARIABLES, last_site, locked, site
from .state import Section, read_once
from .url_lookup import articles_at, articles_on, best_spelt, by_slug, contact_page, given_day, moved, spellings

__all__ = [
    'VARIABLES',
    'Front',
    'Listing',
    'Section',
    'Sections',
    'Step',
    'articles_at',
    'articles_on',
    'author',
    'best_spelt',
    'by_slug',
    'by_year',
    'can_be_large',
    'category',
    'contact_page',
    'dated',
    'front',
    'given_day',
    'has_picture',
    'in_decades',
    'last_site',
    'locked',
    'moved',
    'numbered',
    'read_once',
    'site',
    'spellings',
    'tag',
    'weekdays',
    'whole',
]
