"""Saves what two people typed at the same time: field by field, and the text paragraph by paragraph."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.utils.dateparse import parse_datetime

from articles.models import Article, Revision
from articles.text import paragraphs, plain, sanitise, word_diff

from . import corrections, diff, publishing, revisions

ATTEMPTS = 3


class Choice(NamedTuple):
    """What both changed: a field, or one paragraph of the text (`clash`), with their changes marked up."""

    name: str
    label: str
    mine: list[list[word_diff.Part]]
    theirs: list[list[word_diff.Part]]
    clash: paragraphs.Clash | None = None


class Merged(NamedTuple):
    """Values for `publishing.save` upon the current version, where `choices` are as this writer wants them."""

    values: dict[str, Any]
    choices: list[Choice]


class NeedsDecision(Exception):
    """Somebody has to look before this is saved: both changed the same, or the state of the article is another."""

    def __init__(self, article: Article, merged: Merged):
        super().__init__(f'changed in the meantime by {article.edited_by or "an import"}')
        self.article, self.merged = article, merged


def version_of(article: Article, version: int | None) -> dict[str, Any] | None:
    """The values of a version, now or in its history; None where it is not there."""
    if version == article.version:
        return revisions.values(article)
    revision = Revision.objects.filter(article=article, version=version).first()
    return revision.values if revision else None


def save(
    article: Article,
    *,
    by: AbstractBaseUser,
    is_plain_save: bool = True,
    change: corrections.Change = corrections.SMALL_FIX,
    **values: Any,
) -> Article:
    """Saves as `publishing.save` does; if the article has been saved since `article.version`, merges both.

    `values` are the fields that differ from that version. Raises NeedsDecision where both changed the same, where
    the state changed meanwhile, and where more than saving (`is_plain_save` is False) is to be done; ValidationError as
    `publishing.save`. Nothing is written then.
    """
    read = article.version
    for _ in range(ATTEMPTS):
        try:
            return publishing.save(article, by=by, change=change, **values)
        except publishing.StaleArticle as stale:
            base, theirs = version_of(stale.article, read), revisions.values(stale.article)
            merged = merge(base, values, theirs)
            state_changed = base is None or base['status'] != theirs['status']
            if merged.choices or state_changed or not is_plain_save:
                raise NeedsDecision(stale.article, merged) from stale
            article, values, read = stale.article, merged.values, stale.article.version
    raise NeedsDecision(article, Merged(values, []))


def merge(base: Mapping[str, Any] | None, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Merges the values that one writer changed into those of the current version, both made from `base`.

    Where `base` is not known, every value that differs is for somebody to choose.
    """
    values: dict[str, Any] = {}
    choices: list[Choice] = []
    for name, value in mine.items():
        if name == 'body':
            values[name], clashes = _bodies(base, sanitise.article_html(value), theirs)
            choices += clashes
        elif base is not None and name == 'tags':
            values[name] = _tags(base, value, theirs)
        else:
            values[name] = value
            now, was = _of_version(name, theirs), _of_version(name, base) if base else None
            if now != was and now != _typed(name, value):
                choices.append(_choice(name, was or '', _typed(name, value), now))
    return Merged(values, choices)


def _bodies(base: Mapping[str, Any] | None, mine: str, theirs: Mapping[str, Any]) -> tuple[str, list[Choice]]:
    was, now = base['body_html'] if base else None, theirs['body_html']
    if was is None and paragraphs.key(mine) != paragraphs.key(now):
        pieces: list[str | paragraphs.Clash] = [paragraphs.Clash('', mine, now)]
    else:
        pieces = paragraphs.merge(was or '', mine, now)
    clashes = [piece for piece in pieces if isinstance(piece, paragraphs.Clash)]
    html = ''.join(piece.placed if isinstance(piece, paragraphs.Clash) else piece for piece in pieces)
    return html, [_choice('body', *map(_readable, clash), clash) for clash in clashes]


def _choice(name: str, was: str, mine: str, theirs: str, clash: paragraphs.Clash | None = None) -> Choice:
    return Choice(name, diff.LABELS.get(name, name), *(word_diff.between(was, now) for now in (mine, theirs)), clash)


def _readable(html: str) -> str:
    """Its words; its HTML where it has none, as a picture."""
    return plain.from_html(html) or html


def _tags(base: Mapping[str, Any], mine: list, theirs: Mapping[str, Any]) -> list:
    """Their tags with what this writer added and removed."""
    before, now = ({tag['id'] for tag in values['tags']} for values in (base, theirs))
    wanted = {tag.pk for tag in mine}
    removed = before - wanted
    added = [tag for tag in mine if tag.pk not in before | now]
    return [tag for tag in revisions.links(theirs)['tags'] if tag.pk not in removed] + added


def _of_version(name: str, values: Mapping[str, Any] | None) -> str:
    """A value of a version as text; '' where there is none."""
    return diff.shown(name, values) if values else ''


def _typed(name: str, value: Any) -> str:
    """A value of a form, written as `diff` writes the values of versions."""
    if name in revisions.LINKS:
        return diff.shown(name, {name: [{'name': row.name} for row in value]})
    if name == 'lead_image':
        return str(value or '')
    if name in ('published', 'embargo'):
        return diff.shown(name, {name: value.isoformat() if value else None})
    return diff.shown(name, {name: value})


def parsed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a version as the fields of a form have them; none for none."""
    if not values:
        return {}
    links = revisions.links(values)
    times = {name: values.get(name) for name in ('published', 'embargo')}
    names = ('title', 'standfirst', 'slug', 'language', 'pinned', 'comments_open', 'kind', 'embargo_reason')
    columns = {name: values[name] for name in names if name in values}
    image = revisions.lead_image(values)
    return (
        columns
        | links
        | {
            'body': values['body_html'],
            'lead_image': image.pk if image else None,
            **{name: at and parse_datetime(at) for name, at in times.items()},
        }
    )
