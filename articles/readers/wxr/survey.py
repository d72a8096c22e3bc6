"""What has to be known of a WordPress export before its items are read, since they may name what stands after them."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from articles.readers.record import AuthorRecord
from articles.text import url_forms

from . import guests, xml
from .text import pieces

MOST_BASES = 20
_KEPT = re.compile(rb'<!-- survey of the export: (\{.*?\}) -->', re.S)
_VALUE = rb'>\s*(?:<!\[CDATA\[)?\s*([^<\]]*)'
_ATTACHMENT = re.compile(rb'attachment_url' + _VALUE)
_ATTACHED_FILE = re.compile(rb'_wp_attached_file\s*(?:\]\]>)?\s*</wp:meta_key>\s*<wp:meta_value' + _VALUE)
_TYPE = re.compile(rb'<wp:post_type' + _VALUE)
_STATUS = re.compile(rb'<wp:status>\s*(?:<!\[CDATA\[)?\s*publish\b')
_LINK = re.compile(rb'<link' + _VALUE)
_SLUG = re.compile(rb'<wp:post_name' + _VALUE)
_TEXT = re.compile(rb'<content:encoded>\s*(?:<!\[CDATA\[)?\s*(?:<[^<>]*>\s*)*[^\s<\]\[]+\s+[^\s<\]]+\s')
_REDIRECT = 'redirect_rule'
_READ_ANYHOW = frozenset({'', 'post', 'page', 'nav_menu_item', 'revision', 'custom_css', 'oembed_cache'})
# Types, and beginnings of types, of things that are no articles though they have a page of their own.
_NO_ARTICLES = re.compile(
    r'(?:wp|acf|elementor|et|fl|jp|amp|tribe|shop|edd|wpcf7|wpforms|mec|sfwd|lp|llms)[_-].*|(?:.*[_-])?(?:ads?'
    r'|adverts?|advertisements?|authors?|banners?|blocks?|bookings?|clients?|coupons?|courses?|docs?|downloads?|events?'
    r'|faqs?|footers?|forms?|forums?|galler(?:y|ies)|headers?|jobs?|layouts?|lessons?|listings?|locations?|logos?'
    r'|members?|menus?|modals?|newsletters?|orders?|partners?|persons?|people|players?|podcasts?|polls?|popups?'
    r'|portfolios?|products?|projects?|properties|property|quiz(?:zes)?|redirects?|repl(?:y|ies)|services?|sidebars?'
    r'|sliders?|slides?|snippets?|sponsors?|staff|surveys?|teams?|templates?|testimonials?|tickets?|topics?|users?'
    r'|venues?|widgets?)',
    re.I,
)  # fmt: skip


@dataclass
class Survey:
    """Filled by `add`, and read when all of the export was added.

    uploads: where files are kept that are not below /wp-content/uploads/ of the site itself, as host and path without a
    slash at the end. guests: guest authors by the names that items know them by. articles: the site's own types whose
    items are articles: published texts at URLs of their own. redirects: old URLs by the key of the URL that a rule of
    the plugin Safe Redirect Manager led them to.
    """

    guests: dict[str, AuthorRecord] = field(default_factory=dict)
    articles: set[str] = field(default_factory=set)
    redirects: dict[str, list[str]] = field(default_factory=dict)
    bases: Counter[str] = field(default_factory=Counter)

    @cached_property
    def uploads(self) -> tuple[str, ...]:
        return tuple(base for base, _ in self.bases.most_common(MOST_BASES))

    def add(self, chunks: Iterable[bytes]) -> None:
        """Adds a file of the export, or the beginning of one with the comment that `as_comment` made of it."""
        for number, piece in enumerate(pieces(chunks)):
            if number == 0 and (kept := _KEPT.search(piece)):
                self._restore(kept[1])
            kind = _value(_TYPE, piece)
            if kind in _READ_ANYHOW:
                continue
            piece = piece[max(0, piece.rfind(b'<item')) :]
            if kind == 'attachment':
                if base := _base(_value(_ATTACHMENT, piece), _value(_ATTACHED_FILE, piece)):
                    self.bases[base] += 1
            elif kind in guests.TYPES:
                self._add_guest(piece)
            elif kind == _REDIRECT:
                self._add_redirect(piece)
            elif kind not in self.articles and _is_article(kind, piece):
                self.articles.add(kind)

    def as_comment(self) -> bytes:
        """An XML comment from which `add` restores all of this when some items of the export are read again."""
        kept = {
            'uploads': self.uploads,
            'articles': sorted(self.articles),
            'redirects': self.redirects,
            'guests': {name: [guest.name, guest.slug, guest.email, guest.bio] for name, guest in self.guests.items()},
        }
        # Two hyphens would end the comment.
        text = json.dumps(kept).replace('-', '\\u002d')
        return f'<!-- survey of the export: {text} -->\n'.encode() if any(kept.values()) else b''

    def _restore(self, kept: bytes) -> None:
        with suppress(ValueError, TypeError, KeyError, AttributeError):
            values = json.loads(kept)
            self.bases.update(dict.fromkeys(map(str, values['uploads']), 1))
            self.articles.update(map(str, values['articles']))
            self.redirects |= {
                str(key): [str(url) for url in urls] for key, urls in values.get('redirects', {}).items()
            }
            for name, (label, slug, email, bio) in values['guests'].items():
                self.guests[name] = AuthorRecord(str(label), str(slug), email=str(email), bio=str(bio))

    def _add_redirect(self, piece: bytes) -> None:
        """Takes note of a rule that is in force for one path; a pattern leads many, and stays among the kept items."""
        _, meta = _read(piece)
        old, new = (meta.get(f'_redirect_rule_{name}', '').strip() for name in ('from', 'to'))
        is_pattern = '*' in old or meta.get('_redirect_rule_from_regex', '') not in ('', '0')
        if _STATUS.search(piece) and old.startswith('/') and not is_pattern and (target := url_forms.key(new)):
            self.redirects.setdefault(target, []).append(old)

    def _add_guest(self, piece: bytes) -> None:
        names, author = guests.author(*_read(piece))
        if author:
            self.guests |= {name: author for name in names if name not in self.guests}


def _read(piece: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """(The children of an item by name, its first wp:postmeta of each key), both empty where it cannot be read."""
    element = xml.fragment(piece)
    children = [] if element is None else list(reversed(element))
    fields = {xml.name(child): xml.value(child) for child in children}
    return fields, dict(xml.pair(child) for child in children if xml.name(child) == 'postmeta')


def _value(pattern: re.Pattern, piece: bytes) -> str:
    match = pattern.search(piece)
    return match[1].decode(errors='replace').strip() if match else ''


def _base(url: str, attached: str) -> str:
    """Where the uploads folder is: 'files.example/a' for https://files.example/a/2019/x.jpg, attached as 2019/x.jpg."""
    url, file = normalize('NFC', unquote(unescape(url))), normalize('NFC', unescape(attached)).strip('/')
    if not file or not url.partition('?')[0].endswith(f'/{file}'):
        return ''
    try:
        parts = urlsplit(url.partition('?')[0].removesuffix(f'/{file}'))
    except ValueError:
        return ''
    return f'{parts.netloc.lower().removeprefix("www.")}{parts.path}' if parts.netloc else ''


def _is_article(kind: str, piece: bytes) -> bool:
    """Whether an item of a type of the site's own is a text that readers found at a URL of its own."""
    if _NO_ARTICLES.fullmatch(kind) or not _STATUS.search(piece):
        return False
    link, slug = _value(_LINK, piece), _value(_SLUG, piece)
    return bool(slug) and '?' not in link and link.rstrip('/').endswith(f'/{slug}') and bool(_TEXT.search(piece))
