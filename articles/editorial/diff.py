"""Compares two versions of an article, field by field, as people read them."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

from articles.models import Article
from articles.text import plain, word_diff

from . import revisions

LABELS = {
    'status': 'State',
    'title': 'Title',
    'standfirst': 'Standfirst',
    'body': 'Text',
    'authors': 'Byline',
    'categories': 'Categories',
    'tags': 'Tags',
    'lead_image': 'Lead image',
    'language': 'Language',
    'slug': 'Slug',
    'published': 'Date and time',
    'embargo': 'Embargo until',
    'embargo_reason': 'Reason of the embargo',
    'pinned': 'Pinned',
    'comments_open': 'Comments open',
}


class Difference(NamedTuple):
    """A field that differs: name and label, both values as text, and `between`, the marked-up difference."""

    name: str
    label: str
    before: str
    after: str
    between: list[list[word_diff.Part]]


def compare(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Collection[str] = tuple(LABELS)
) -> list[Difference]:
    """The fields that differ between the values of two versions, in reading order."""
    differences = []
    for name, label in LABELS.items():
        pair = [shown(name, values) for values in (before, after)]
        if name == 'body' and pair[0] == pair[1]:
            # The words are the same: the difference is in markup, links or pictures.
            pair = [before['body_html'], after['body_html']]
        if name in names and pair[0] != pair[1]:
            differences.append(Difference(name, label, *pair, word_diff.between(*pair)))
    return differences


def shown(name: str, values: Mapping[str, Any]) -> str:
    """One value of a version, as people read it."""
    if name in revisions.LINKS:
        names = [linked['name'] for linked in values[name]]
        return ', '.join(sorted(names) if name == 'tags' else names)
    show = _SHOWN.get(name)
    return show(values) if show else str(values[name])


def _time(values: Mapping[str, Any], name: str) -> str:
    at = values.get(name) and parse_datetime(values[name])
    return date_format(timezone.localtime(at), 'j F Y H:i') if at else ''


_SHOWN: dict[str, Callable[[Mapping[str, Any]], str]] = {
    'status': lambda values: Article.Status(values['status']).label,
    'body': lambda values: plain.from_html(values['body_html']),
    'lead_image': lambda values: str(revisions.lead_image(values) or ''),
    'published': lambda values: _time(values, 'published'),
    # Versions from before there were embargoes have neither.
    'embargo': lambda values: _time(values, 'embargo'),
    'embargo_reason': lambda values: values.get('embargo_reason', ''),
    'pinned': lambda values: 'yes' if values['pinned'] else 'no',
    'comments_open': lambda values: 'yes' if values['comments_open'] else 'no',
}
