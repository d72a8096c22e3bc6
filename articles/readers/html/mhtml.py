"""Reads pages that browsers saved as one file (MHTML): RFC 2557, and what Chromium adds to it."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import islice

from articles.readers import archives
from articles.readers.html.saved_page import SavedPage
from articles.readers.html.tree import LARGEST

SUFFIXES = ('.mhtml', '.mht')
_HEAD = re.compile(rb'(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){1,40}?MIME-Version:', re.I)
_RELATED = re.compile(rb'^Content-Type:\s*multipart/related', re.I | re.M)
_HTML = ('text/html', 'application/xhtml+xml')
_MOST_PARTS = 5000


def matches(head: bytes) -> bool:
    """Whether a file with these first bytes is a page saved as MHTML."""
    start = head[:8192].lstrip()
    return bool(_HEAD.match(start) and _RELATED.search(start)) or start[:14] == b'From: <Saved b'


def page(data: bytes, source: str) -> SavedPage:
    """The page in a file: its first part in HTML, or the one that it names as its start. Raises UnreadableFile."""
    if len(data) > 2 * LARGEST:
        raise archives.UnreadableFile(f'larger than {2 * LARGEST // 1_000_000} MB')
    try:
        message = message_from_bytes(data)
        parts = [part for part in islice(message.walk(), _MOST_PARTS) if part.get_content_type() in _HTML]
        if not parts:
            raise archives.UnreadableFile('no page in this MHTML file')
        start = message.get_param('start')
        root = next((part for part in parts if start and part.get('Content-ID') == start), parts[0])
        content = root.get_payload(decode=True)
    except (MessageError, RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise archives.UnreadableFile(f'damaged MHTML file: {error}') from error
    if not isinstance(content, bytes):
        raise archives.UnreadableFile('damaged MHTML file')
    url = _header(message, 'Snapshot-Content-Location') or _header(root, 'Content-Location')
    when, charset = _moment(_header(message, 'Date')), root.get_content_charset() or ''
    return SavedPage(source, content, url, when, charset, files=_pictures(message))


def _pictures(message: Message) -> dict[str, bytes]:
    """The pictures in a file, by their URLs."""
    pictures = {}
    for part in islice(message.walk(), _MOST_PARTS):
        url = _header(part, 'Content-Location')
        if part.get_content_maintype() == 'image' and url.startswith(('http://', 'https://')):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                pictures[url] = content
    return pictures


def _header(message: Message, name: str) -> str:
    return ''.join(str(message.get(name) or '').split()) if name != 'Date' else str(message.get(name) or '')


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
