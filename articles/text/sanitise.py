"""The one place where HTML from outside becomes HTML that pages may print."""

import re
from collections import Counter
from urllib.parse import urlsplit

import nh3

# Raised whenever the same input would come out differently, so that stored text can be told from text to be redone.
VERSION = 1

# Ids of a body get this before them: none can take the place of an id of the page around it.
ID_PREFIX = 'text-'

_INLINE = {
    'a', 'em', 'strong', 'b', 'i', 'u', 's', 'sub', 'sup', 'br', 'abbr', 'cite', 'q', 'code', 'del', 'ins', 'span',
}  # fmt: skip
_BLOCKS = {
    'p', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'pre', 'hr', 'div',
    'details', 'summary',
}  # fmt: skip
_TABLES = {'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'}
_MEDIA = {'img', 'figure', 'figcaption', 'audio', 'video', 'source'}
_OTHER = {'mark', 'small', 'time'}

_CLASSES = {
    'alignleft', 'alignright', 'aligncenter', 'alignnone', 'alignwide', 'alignfull', 'wide', 'crosshead', 'gallery',
    'missing-picture', 'pullquote', 'has-text-align-left', 'has-text-align-center', 'has-text-align-right',
}  # fmt: skip
_WITH_CLASS = {'p', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'figure', 'img', 'div', 'table', 'ul', 'ol'}

# What these hold was never meant to be read as text.
_DROPPED_WHOLE = {
    'script', 'style', 'iframe', 'object', 'noscript', 'noembed', 'noframes', 'template', 'svg', 'math', 'select',
    'textarea', 'button', 'title',
}  # fmt: skip

_ATTRIBUTES = {
    '*': {'id', 'lang', 'dir', 'title'},
    'a': {'href', 'hreflang', 'name'},
    'img': {'src', 'alt', 'width', 'height'},
    'audio': {'src'},
    'video': {'src', 'poster', 'width', 'height'},
    'source': {'src', 'type'},
    'del': {'datetime'},
    'ins': {'datetime'},
    'time': {'datetime'},
    'ol': {'start', 'reversed'},
    'li': {'value'},
    'td': {'colspan', 'rowspan', 'headers'},
    'th': {'colspan', 'rowspan', 'headers', 'scope'},
    'details': {'open'},
}

_WEB_SCHEMES = {'http', 'https'}
_LINK_SCHEMES = _WEB_SCHEMES | {'mailto'}
# Stricter than the sanitiser's own check: whatever stands before a colon in the first part of a path is a scheme.
_SCHEME = re.compile(r'([^/?#:]*):')
_IN_XML = '\t\n\r -\ufffd\U00010000-\U0010ffff'
_CONTROLS = re.compile(f'[^{_IN_XML}]')
# To take all others in one sweep is five times as fast as to search for one of those.
_NO_CONTROLS = re.compile(f'[{_IN_XML}]*+')
_WRITTEN_OTHERWISE = re.compile('[<>&\xa0]')  # in HTML
_MANY_TAGS = 5000
_DEEPEST = 256
_TAG = re.compile(r'<(/?)([a-zA-Z][^\s/<>]*)(?:[^<>]*>)?')
# These end where the next one begins, or hold nothing.
_NEVER_DEEP = {'p', 'li', 'tr', 'td', 'th', 'dt', 'dd', 'br', 'img', 'hr', 'option', 'source'}
_PAGE_ANCHOR = re.compile(r'#(comment-\d+|comments|respond|top|text-.*)?$')
_NO_CLASS = re.compile(r'(<[^<>]*?) class=""')
# nh3 writes several attributes of its own in another order in each process, and what is imported has to stay the same.
_PLAYER = re.compile(r'<(audio|video)(?=[ >])')
_HEADLINE = re.compile(r'<(/?)h1(?=[\s/>])', re.I)


def article_html(html: str) -> str:
    """The HTML of a body, safe to print inside an article. What is clean may be cleaned again."""
    clean = without_controls(_ARTICLE.clean(_HEADLINE.sub(r'<\1h2', _shallow(html))))
    clean = _PLAYER.sub(r'<\1 controls="" preload="none"', clean)
    return _NO_CLASS.sub(r'\1', clean) if ' class=""' in clean else clean


def comment_html(html: str) -> str:
    """The HTML of a comment: words, links, quotations and lists, with links that vouch for nothing."""
    return without_controls(_COMMENT.clean(_shallow(html)))


def text_only(html: str) -> str:
    """HTML without any of its tags, still escaped."""
    return _NO_TAGS.clean(_shallow(html))


def without_controls(text: str) -> str:
    """The text without the control characters that XML forbids, and a feed therefore, and PostgreSQL in part."""
    return text if _NO_CONTROLS.fullmatch(text) else _CONTROLS.sub('', text)


def is_plain(text: str) -> bool:
    """Whether there is nothing in a text that the sanitiser would take out or write otherwise."""
    return not _WRITTEN_OTHERWISE.search(text) and without_controls(text) is text


def web_address(url: str) -> str:
    """The address if it is one of the web (http or https, with a host), otherwise ''."""
    url = url.strip()
    if re.search(r'[\s\x00-\x1f\x7f<>"\\^`{|}]', url):
        return ''
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ('http', 'https') and parts.hostname else ''
    except ValueError:
        return ''


def _shallow(html: str) -> str:
    """Without the tags that nest deeper than anyone means to: the parser's time grows with the square of the depth."""
    if html.count('<') < _MANY_TAGS:
        return html
    opened: Counter[str] = Counter()
    depth = 0

    def kept(tag: re.Match) -> str:
        nonlocal depth
        name, change = tag[2].lower(), -1 if tag[1] else 1
        if name in _NEVER_DEEP or (tag[1] and not opened[name]):
            return tag[0]
        opened[name] += change
        depth += change
        return tag[0] if depth + (change < 0) <= _DEEPEST else ''

    return _TAG.sub(kept, html)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in ('width', 'height', 'colspan', 'rowspan'):
        return value if value.isascii() and value.isdigit() and len(value) < 5 else None
    if name in ('href', 'src', 'poster'):
        return _address(name, value)
    if name in ('name', 'headers') and not value.startswith(ID_PREFIX):
        return ID_PREFIX + value
    return value


def _address(name: str, value: str) -> str | None:
    scheme = _SCHEME.match(value)
    if scheme and scheme[1].strip().lower() not in (_LINK_SCHEMES if name == 'href' else _WEB_SCHEMES):
        return None
    if name == 'href' and value.startswith('#') and not _PAGE_ANCHOR.match(value):
        return f'#{ID_PREFIX}{value[1:]}'
    return value


def _comment_attribute(tag: str, name: str, value: str) -> str | None:
    return _address(name, value) if name == 'href' else value


_ARTICLE = nh3.Cleaner(
    tags=_INLINE | _BLOCKS | _TABLES | _MEDIA | _OTHER,
    clean_content_tags=_DROPPED_WHOLE,
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    allowed_classes=dict.fromkeys(_WITH_CLASS, _CLASSES),
    url_schemes=_LINK_SCHEMES,
    id_prefix=ID_PREFIX,
    link_rel=None,
)
_COMMENT = nh3.Cleaner(
    tags=_INLINE - {'span'} | {'p', 'blockquote', 'pre', 'ul', 'ol', 'li'},
    clean_content_tags=_DROPPED_WHOLE,
    attributes={'a': {'href'}, 'abbr': {'title'}},
    attribute_filter=_comment_attribute,
    url_schemes=_LINK_SCHEMES,
    link_rel='nofollow ugc',
)
_NO_TAGS = nh3.Cleaner(tags=set(), clean_content_tags=_DROPPED_WHOLE, attributes={})
