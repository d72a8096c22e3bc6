"""Where two people changed the same: both are shown in the form of the article, and one is chosen."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from articles.editorial.merging import Merged
from articles.models import Article, Tag
from articles.text import paragraphs, sanitise

MOST = 200


def begun(merged: Merged, article: Article) -> dict[str, Any]:
    """Values to begin the form with: what was typed, merged into the current version of the article."""
    values = dict(merged.values)
    if 'tags' in values:
        # Those that the form was about to add were not stored with it.
        stored = set(Tag.objects.values_list('pk', flat=True).filter(pk__in=[tag.pk for tag in values['tags']]))
        values['tags'] = [tag.slug if tag.pk in stored else tag.name for tag in values['tags']]
    if 'lead_image' in values:
        values['lead_image'] = values['lead_image'] and values['lead_image'].pk
    return values


def chosen(values: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form after the choices that were made in it; what was written by hand instead stays."""
    values = dict(values)
    for number in range(_count(data)):
        name, choice = data.get(f'choice-{number}-field', ''), data.get(f'choice-{number}', '')
        if name == 'body' and 'body' in values:
            mine, theirs = (
                data.get(f'choice-{number}-{whose}', '').replace('\r\n', '\n') for whose in ('mine', 'theirs')
            )
            wanted = {'theirs': theirs, 'both': theirs + mine, 'mine': mine}.get(choice)
            if wanted is not None and wanted != (mine or theirs):
                values['body'] = paragraphs.replace(sanitise.article_html(values['body']), mine or theirs, wanted)
        elif choice == 'theirs':
            values.pop(name, None)
    return values


def _count(data: QueryDict | Mapping[str, Any]) -> int:
    number = data.get('choices', '') if data else ''
    return min(int(number), MOST) if number.isascii() and number.isdigit() and len(number) < 5 else 0
