"""RSS 2.0 (rssboard.org/rss-specification), Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from articles.feeds.entries import Entry, Feed
from articles.text import sanitise

# A feed without entries is as old as time; Django's would be new at every moment, and so never the same.
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
    return _written(_Rss, feed, lambda entry: entry.guid)


def atom(feed: Feed) -> str:
    # Its ids have to be addresses or the like, and some old sites had plain numbers.
    return _written(_Atom, feed, lambda entry: entry.guid if _IRI.match(entry.guid) else entry.link)


def json_feed(feed: Feed) -> str:
    told = {
        'version': 'https://jsonfeed.org/version/1.1',
        'title': feed.title,
        'description': feed.description,
        'home_page_url': feed.address,
        'feed_url': feed.feed_address,
        'language': settings.LANGUAGE_CODE,
        'authors': [{'name': settings.SITE_NAME, 'url': f'{settings.SITE_URL}/'}],
        'items': [_json_item(entry) for entry in feed.entries],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


class Form(NamedTuple):
    write: Callable[[Feed], str]
    content_type: str


# By the last part of a feed's address.
FORMS = {
    '': Form(rss, 'application/rss+xml; charset=utf-8'),
    'atom': Form(atom, 'application/atom+xml; charset=utf-8'),
    'json': Form(json_feed, 'application/feed+json; charset=utf-8'),
}


def _written(generator: type[SyndicationFeed], feed: Feed, guid: Callable[[Entry], str]) -> str:
    written = generator(
        title=_clean(feed.title),
        link=feed.address,
        description=_clean(feed.description),
        subtitle=_clean(feed.description),
        language=settings.LANGUAGE_CODE,
        author_name=_clean(settings.SITE_NAME),
        feed_url=feed.feed_address,
    )
    written.latest_post_date = lambda: feed.updated or NEVER
    for entry in feed.entries:
        written.add_item(
            title=_clean(entry.title),
            link=entry.link,
            description=escape(_clean(entry.summary), quote=False),  # Programs take it for HTML.
            pubdate=timezone.localtime(entry.published),
            updateddate=timezone.localtime(entry.updated),
            unique_id=_clean(guid(entry)),
            unique_id_is_permalink=entry.guid == entry.link,
            categories=[_clean(tag) for tag in entry.tags],
            entry=entry,
        )
    return written.writeString('utf-8')


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
    """Without the characters that no XML document can hold."""
    return sanitise.without_controls(text)
