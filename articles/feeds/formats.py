"""Writes RSS 2.0 (rssboard.org/rss-specification), Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from articles import lists
from articles.feeds.entries import Entry, Feed
from articles.text import sanitise

# The date of a feed without entries. Django would take the current time, which changes the ETag with every request.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+\Z')


class _Rss(Rss201rev2Feed):
    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {
            'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
            'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
        }

    def add_item_elements(self, handler, item) -> None:
        super().add_item_elements(handler, item)
        for person in item['entry'].authors:
            handler.addQuickElement('dc:creator', _clean(person.name))
        handler.addQuickElement('content:encoded', _clean(item['entry'].html))


class _Atom(Atom1Feed):
    def item_attributes(self, item) -> dict[str, str]:
        language = item['entry'].language
        return super().item_attributes(item) | ({'xml:lang': language} if language else {})

    def add_item_elements(self, handler, item) -> None:
        super().add_item_elements(handler, item)
        for person in item['entry'].authors:
            handler.startElement('author', {})
            handler.addQuickElement('name', _clean(person.name))
            if person.url:
                handler.addQuickElement('uri', person.url)
            handler.endElement('author')
        handler.addQuickElement('content', _clean(item['entry'].html), {'type': 'html'})


def rss(feed: Feed) -> str:
    return _xml(_Rss, feed, lambda entry: entry.guid)


def atom(feed: Feed) -> str:
    # Atom ids have to be IRIs, but the guids of some old sites were plain numbers.
    return _xml(_Atom, feed, lambda entry: entry.guid if _IRI.match(entry.guid) else entry.link)


def json_feed(feed: Feed) -> str:
    document = {
        'version': 'https://jsonfeed.org/version/1.1',
        'title': feed.title,
        'description': feed.description,
        'home_page_url': feed.url,
        'feed_url': feed.feed_url,
        'language': settings.LANGUAGE_CODE,
        'authors': [{'name': lists.site().name, 'url': f'{settings.SITE_URL}/'}],
        'items': [_json_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


class Format(NamedTuple):
    write: Callable[[Feed], str]
    content_type: str


# By the last part of the feed's URL.
FORMATS = {
    '': Format(rss, 'application/rss+xml; charset=utf-8'),
    'atom': Format(atom, 'application/atom+xml; charset=utf-8'),
    'json': Format(json_feed, 'application/feed+json; charset=utf-8'),
}


def _xml(generator: type[SyndicationFeed], feed: Feed, guid: Callable[[Entry], str]) -> str:
    writer = generator(
        title=_clean(feed.title),
        link=feed.url,
        description=_clean(feed.description),
        subtitle=_clean(feed.description),
        language=settings.LANGUAGE_CODE,
        author_name=_clean(lists.site().name),
        feed_url=feed.feed_url,
    )
    writer.latest_post_date = lambda: feed.updated or NEVER
    for entry in feed.entries:
        writer.add_item(
            title=_clean(entry.title),
            link=entry.link,
            description=escape(_clean(entry.summary), quote=False),  # Feed readers take it for HTML.
            pubdate=timezone.localtime(entry.published),
            updateddate=timezone.localtime(entry.updated),
            unique_id=_clean(guid(entry)),
            unique_id_is_permalink=entry.guid == entry.link,
            categories=[_clean(tag) for tag in entry.tags],
            entry=entry,
        )
    return writer.writeString('utf-8')


def _json_item(entry: Entry) -> dict:
    item = {
        'id': entry.guid,
        'url': entry.link,
        'title': entry.title,
        'content_html': entry.html,
        'summary': entry.summary,
        'image': entry.image,
        'date_published': timezone.localtime(entry.published).isoformat(),
        'date_modified': timezone.localtime(entry.updated).isoformat(),
        'authors': [{'name': person.name} | ({'url': person.url} if person.url else {}) for person in entry.authors],
        'tags': list(entry.tags),
        'language': entry.language,
    }
    return {name: value for name, value in item.items() if value}


def _clean(text: str) -> str:
    """The text without control characters, which XML does not allow."""
    return sanitise.without_controls(text)
