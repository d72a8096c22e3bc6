"""Sanitises HTML from outside; only what this module returns may be printed unescaped."""

import re
from collections import Counter
from urllib.parse import urlsplit

import nh3

# Increased with every change of the output, so that text sanitised by an older version can be recognised.
VERSION = 2

# Prefix for ids in a body, so that none equals an id of the page around it.
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
_RUBY = {'ruby', 'rb', 'rt', 'rtc', 'rp'}
# Formulae (MathML Core), without elements that may hold HTML or pictures: nothing in them can be parsed in two ways.
_MATH = {
    'math', 'mrow', 'mi', 'mn', 'mo', 'ms', 'mtext', 'mspace', 'mfrac', 'msqrt', 'mroot', 'msub', 'msup', 'msubsup',
    'munder', 'mover', 'munderover', 'mmultiscripts', 'mprescripts', 'mtable', 'mtr', 'mtd', 'mstyle', 'mpadded',
    'mphantom', 'merror', 'semantics',
}  # fmt: skip

_CLASSES = {
    'alignleft', 'alignright', 'aligncenter', 'alignnone', 'alignwide', 'alignfull', 'wide', 'crosshead', 'embed',
    'gallery', 'missing-picture', 'pullquote', 'verse', 'has-text-align-left', 'has-text-align-center',
    'has-text-align-right',
}  # fmt: skip
_WITH_CLASS = {'p', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'figure', 'img', 'div', 'table', 'ul', 'ol', 'pre'}

# Elements that are removed with their content, which is no text for readers.
_DROPPED_WHOLE = {
    'script', 'style', 'iframe', 'object', 'noscript', 'noembed', 'noframes', 'template', 'svg', 'select', 'textarea',
    'button', 'title', 'annotation', 'annotation-xml', 'mglyph', 'malignmark',
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
    'math': {'display'},
    'mo': {'stretchy', 'fence', 'separator'},
    'mi': {'mathvariant'},
    'mtd': {'columnspan', 'rowspan'},
}

_WEB_SCHEMES = {'http', 'https'}
_LINK_SCHEMES = _WEB_SCHEMES | {'mailto', 'tel', 'sms'}
# Stricter than nh3: anything before a colon in the first segment of a path counts as a scheme.
_SCHEME = re.compile(r'([^/?#:]*):')
# Without U+0080 to U+009F, which XML allows and nobody means.
_IN_XML = '\t\n\r -\x7f\xa0-\ufffd\U00010000-\U0010ffff'
_CONTROLS = re.compile(f'[^{_IN_XML}]')
# To match allowed characters to the end is five times as fast as to search for a forbidden one.
_NO_CONTROLS = re.compile(f'[{_IN_XML}]*+')
WINDOWS_1252 = {
    byte: character for byte in range(0x80, 0xA0) if (character := bytes([byte]).decode('cp1252', errors='ignore'))
}
_NOT_IN_URLS = re.compile(r'[\s\x00-\x1f\x7f<>"\\^`{|}]')
_CHANGED_BY_SANITISER = re.compile('[<>&\xa0]')
_MANY_TAGS = 5000
_DEEPEST = 256
_TAG = re.compile(r'<(/?)([a-zA-Z][^\s/<>]*)(?:[^<>]*>)?')
# Elements that the next one closes, or that are empty.
_NEVER_DEEP = {'p', 'li', 'tr', 'td', 'th', 'dt', 'dd', 'br', 'img', 'hr', 'option', 'source'}
_PAGE_ANCHOR = re.compile(r'#(comment-\d+|comments|respond|top|text-.*)?$')
_NO_CLASS = re.compile(r'(<[^<>]*?) class=""')
# Not by nh3: it orders the attributes it adds at random, and re-imports compare the output.
_PLAYER = re.compile(r'<(audio|video)(?=[ >])')
_HEADLINE = re.compile(r'<(/?)h1(?=[\s/>])', re.I)


def article_html(html: str) -> str:
    """The HTML of a body, safe to print inside an article. Sanitising it again does not change it."""
    clean = without_controls(_ARTICLE.clean(_HEADLINE.sub(r'<\1h2', _shallow(html))))
    clean = _PLAYER.sub(r'<\1 controls="" preload="none"', clean)
    return _NO_CLASS.sub(r'\1', clean) if ' class=""' in clean else clean


def comment_html(html: str) -> str:
    """The HTML of a comment: inline text, links (nofollow), quotations and lists."""
    return without_controls(_COMMENT.clean(_shallow(html)))


def text_only(html: str) -> str:
    """HTML without its tags; entities stay escaped."""
    return _NO_TAGS.clean(_shallow(html))


def without_controls(text: str) -> str:
    """The text without the control characters that are forbidden in XML, and so in feeds, and in part in PostgreSQL.

    U+0080 to U+009F are read as bytes of Windows-1252, as browsers read &#146; ('’'):
    https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state
    """
    # What is printable throughout, as most lines are, has none, and asking for that is quicker than the pattern.
    if text.isprintable() or _NO_CONTROLS.fullmatch(text):
        return text
    return _CONTROLS.sub('', text.translate(WINDOWS_1252))


def is_plain(text: str) -> bool:
    """Whether the sanitiser would return a text unchanged."""
    return not _CHANGED_BY_SANITISER.search(text) and without_controls(text) is text


def web_url(url: str) -> str:
    """The URL, stripped, if it is a valid http or https URL with a host, otherwise ''."""
    url = url.strip()
    if not url or _NOT_IN_URLS.search(url):
        return ''
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ('http', 'https') and parts.hostname else ''
    except ValueError:
        return ''


def _shallow(html: str) -> str:
    """Removes tags nested deeper than 256 levels: the parser's time grows with the square of the depth."""
    if html.count('<') < _MANY_TAGS:
        return html
    opened: Counter[str] = Counter()
    depth = 0

    def without_deep(tag: re.Match) -> str:
        nonlocal depth
        name, change = tag[2].lower(), -1 if tag[1] else 1
        if name in _NEVER_DEEP or (tag[1] and not opened[name]):
            return tag[0]
        opened[name] += change
        depth += change
        return tag[0] if depth + (change < 0) <= _DEEPEST else ''

    return _TAG.sub(without_deep, html)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in ('width', 'height', 'colspan', 'rowspan'):
        return value if value.isascii() and value.isdigit() and len(value) < 5 else None
    if name in ('href', 'src', 'poster'):
        return _url(name, value)
    if name in ('name', 'headers') and not value.startswith(ID_PREFIX):
        return ID_PREFIX + value
    return value


def _url(name: str, value: str) -> str | None:
    scheme = _SCHEME.match(value)
    if scheme and scheme[1].strip().lower() not in (_LINK_SCHEMES if name == 'href' else _WEB_SCHEMES):
        return None
    if name == 'href' and value.startswith('#') and not _PAGE_ANCHOR.match(value):
        return f'#{ID_PREFIX}{value[1:]}'
    return value


def _comment_attribute(tag: str, name: str, value: str) -> str | None:
    return _url(name, value) if name == 'href' else value


_ARTICLE = nh3.Cleaner(
    tags=_INLINE | _BLOCKS | _TABLES | _MEDIA | _OTHER | _RUBY | _MATH,
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
_NO_TAGS = nh3.Cleaner(tags=set(), clean_content_tags=_DROPPED_WHOLE | _RUBY - {'ruby', 'rb'}, attributes={})
