"""The entries of feeds, made of articles and comments."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import lists
from articles.editorial import corrections
from articles.lists import Sections
from articles.models import Article, Comment, PublicChange
from articles.text import plain

WORDS = 55  # of a summary
# URLs without a host, which feed readers cannot resolve.
_ROOTED = re.compile(r'(\s(?:href|src|poster|cite)=")(?=/(?!/))')


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    url: str = ''


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. URLs are absolute; `guid` identifies the entry even if everything else changes."""

    title: str
    link: str
    guid: str
    published: datetime
    updated: datetime
    authors: tuple[Person, ...]
    summary: str
    html: str
    tags: tuple[str, ...] = ()
    language: str = ''
    image: str = ''


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of the page at `url`; `feed_url` is its own. Both are absolute URLs."""

    title: str
    description: str
    url: str
    feed_url: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime | None:
        return max((entry.updated for entry in self.entries), default=None)


def of_article(article: Article, sections: Sections) -> Entry:
    """The entry for an article, which has to be fetched `for_reading()`."""
    filed_under = [section.name for section in map(sections.get, article.filed_under) if section]
    lead = article.lead_image
    summary = plain.excerpt(article.standfirst or plain.from_html(article.body_html), WORDS)
    html = _absolute(article.body_html) if lists.site().feeds_full else f'<p>{escape(summary)}</p>'
    return Entry(
        title=str(article),
        link=settings.SITE_URL + article.get_absolute_url(),
        guid=article.guid or tag_uri(article),
        published=article.public_from,
        updated=max(corrections.updated(article) or article.public_from, article.public_from),
        authors=tuple(
            Person(author['name'], settings.SITE_URL + reverse('author', args=[author['slug']]))
            for author in article.byline
        ),
        summary=summary,
        html=_notes(article) + html,
        tags=(*filed_under, *(tag['name'] for tag in article.tag_list)),
        language=article.language,
        image=settings.SITE_URL + quote(lead.address) if lead and lead.file else '',
    )


def of_comment(comment: Comment) -> Entry:
    """The entry for a comment, which has to be fetched with its article."""
    article = comment.article
    name = comment.author_name or _('Anonymous')
    return Entry(
        title=_('%(name)s on %(title)s') % {'name': name, 'title': article},
        link=f'{settings.SITE_URL}{comment.get_absolute_url()}',
        guid=f'{article.guid or tag_uri(article)}#{comment.anchor}',
        published=comment.posted,
        updated=max(comment.posted, comment.moderated or comment.posted),
        authors=(Person(name),),
        summary=plain.excerpt(comment.body_text, WORDS),
        html=_absolute(comment.body_html),
    )


def of_correction(change: PublicChange) -> Entry:
    """The entry for a correction, which has to be fetched with its article."""
    article = change.article
    return Entry(
        title=_('Correction: %(title)s') % {'title': article},
        link=settings.SITE_URL + article.get_absolute_url(),
        guid=f'{tag_uri(article)}/{change.version}',
        published=change.at,
        updated=change.at,
        authors=(),
        summary=change.public_note,
        html=f'<p>{escape(change.public_note)}</p>',
        language=article.language,
    )


def _notes(article: Article) -> str:
    """The corrections and updates of an article, before its text."""
    lines = []
    for one in corrections.shown(article):
        day = date_format(timezone.localtime(one.at), _('j F Y'))
        lines.append(f'<p><strong>{_label(one)}, {day}:</strong> {escape(one.note)}</p>')
    return ''.join(lines)


def _label(change: corrections.Correction) -> str:
    return _('Correction') if change.kind == corrections.Kind.CORRECTION else _('Update')


def tag_uri(article: Article) -> str:
    """A permanent identifier of an article, whatever its URL becomes: a tag URI (RFC 4151)."""
    return f'tag:{urlsplit(settings.SITE_URL).hostname},{article.published_on}:article/{article.pk}'


def _absolute(html: str) -> str:
    return _ROOTED.sub(lambda match: match[1] + settings.SITE_URL, html)
