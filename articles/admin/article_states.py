"""The states of an article: their descriptions, and the actions each allows."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from articles.models import Article, Review

LABELS = {
    'submit': 'Submit for review',
    'return_to_draft': 'Return to draft',
    'publish': 'Publish now',
    'schedule': 'Schedule',
    'withdraw': 'Withdraw',
    'trash': 'Move to trash',
    'restore': 'Restore from trash',
}
ACTS = {
    'new': ['submit', 'publish', 'schedule'],
    'draft': ['submit', 'publish', 'schedule', 'trash'],
    'review': ['return_to_draft', 'publish', 'schedule', 'trash'],
    'scheduled': ['publish', 'withdraw', 'trash'],
    'published': ['withdraw', 'trash'],
    'protected': ['publish', 'withdraw', 'trash'],
    'withdrawn': ['publish', 'trash'],
    'private': ['publish', 'trash'],
    'trashed': ['restore'],
}


def state_of(article: Article) -> str:
    """The status; for a published article that readers do not see, 'scheduled' or 'protected' (by a password)."""
    if article.status == Article.Status.PUBLISHED and article.password:
        return 'protected'
    return 'scheduled' if article.is_scheduled else article.status


def describe(article: Article) -> str:
    """The state in words: *Scheduled for 23 November 2026 06:00 Europe/Berlin*."""
    if article.is_embargoed:
        embargo = f'Embargo until {moment(article.embargo, "j F Y H:i")} {settings.TIME_ZONE}: {article.embargo_reason}'
        return f'{_state_in_words(article)}. {embargo}'
    return _state_in_words(article)


def _state_in_words(article: Article) -> str:
    state = state_of(article)
    if state == 'scheduled':
        return f'Scheduled for {moment(article.published, "j F Y H:i")} {settings.TIME_ZONE}'
    if state == 'protected':
        return 'Protected by a password, hidden from readers'
    return article.get_status_display().capitalize()


def describe_review(review: Review | None) -> str:
    """A review in words: *Submitted by ada for bo, 1 Dec 2026 13:00: Check the names.*; '' without one."""
    if not review:
        return ''
    act = 'Returned' if review.is_return else 'Submitted'
    to = f' {"to" if review.is_return else "for"} {review.to}' if review.to else ''
    said = f': {review.note}' if review.note else ''
    return f'{act} by {review.by or "somebody"}{to}, {moment(review.at)}{said}'


def moment(at: datetime | None, date_format_string: str = 'j M Y H:i') -> str:
    return date_format(timezone.localtime(at), date_format_string) if at else ''
