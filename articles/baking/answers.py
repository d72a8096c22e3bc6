"""Asks the site for pages in this process, as a reader without cookies would."""

import re
from contextlib import contextmanager
from html import unescape
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

# What has no file, since it is made for whoever asks.
DYNAMIC = re.compile(r'/(?:admin/|respond/|appearance/|api/|comments/held/|search/$|search/suggestions|search\.)')
_DYNAMIC_TOO = re.compile(r'/(?:oembed|opensearch\.xml|livez|readyz|metrics|worker\.js)$|.*/history/time(?:gate|map)/$')
# What needs a program: forms, of which the sanitiser leaves none in bodies, and the orders of comments.
_FORM = re.compile(r'<form\b.*?</form>|<nav class="orders".*?</nav>', re.S)
_HEAD_LINK = re.compile(r'<link\b[^<>]*(?:oembed|opensearch)[^<>]*>\s*')
_ATTRIBUTE = re.compile(r'\b(?:href|src|poster|data-script|content)="([^"]*)"|\bsrcset="([^"]*)"')
_LOCATION = re.compile(r'<loc>([^<]*)</loc>')
_IN_STATIC = re.compile(r"""["'(]([\w./-]+\.(?:css|js|mjs|woff2|svg|png|webp|ico))["')]""")


class Answer(NamedTuple):
    """What the site answered: header names are in lower case, `location` is the path that a redirect leads to."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def type(self) -> str:
        return self.headers.get('content-type', '').partition(';')[0]

    @property
    def keys(self) -> list[str]:
        return self.headers.get('surrogate-key', '').split()

    @property
    def location(self) -> str:
        url, mark, fragment = self.headers.get('location', '').partition('#')
        path = own_path(url, '/')
        return path and path + mark + fragment


@contextmanager
def site():
    """A function from a path to an Answer. While it is used the site takes no comments and keeps no pages."""
    changed = {'READ_ONLY': True, 'KEPT_PAGES': 0, 'SHARED_CACHE': True}
    before = {name: getattr(settings, name) for name in changed}
    for name, value in changed.items():
        setattr(settings, name, value)
    try:
        application = WSGIHandler()
        yield lambda path: _ask(application, path)
    finally:
        for name, value in before.items():
            setattr(settings, name, value)


def _ask(application: WSGIHandler, path: str) -> Answer:
    scheme, host = urlsplit(settings.SITE_URL)[:2]
    environ = {
        'PATH_INFO': unquote(path, 'latin-1'),
        'HTTP_HOST': host,
        'HTTP_X_FORWARDED_PROTO': scheme,
        'wsgi.url_scheme': scheme,
    }
    setup_testing_defaults(environ)
    said: dict = {}

    def start_response(status: str, headers: list[tuple[str, str]], *_) -> None:
        said.update(status=int(status[:3]), headers={name.lower(): value for name, value in headers})

    response = application(environ, start_response)
    try:
        content = b''.join(response)
    finally:
        response.close()
    answer = Answer(said['status'], said['headers'], content)
    return answer._replace(content=without_forms(content)) if answer.type == 'text/html' else answer


def links(path: str, answer: Answer) -> list[str]:
    """The paths on this site that a page, style sheet or sitemap names, without queries; none twice."""
    if answer.type not in ('text/html', 'text/css', 'application/xml', 'text/javascript'):
        return []
    text = answer.content.decode(errors='replace')
    if answer.type == 'text/html':
        named = [unescape(one) for one, _ in _ATTRIBUTE.findall(text) if one]
        named += [part.split()[0] for _, several in _ATTRIBUTE.findall(text) for part in several.split(', ') if part]
    else:
        named = [unescape(one) for one in (_LOCATION if answer.type.endswith('xml') else _IN_STATIC).findall(text)]
    paths = dict.fromkeys(own_path(one, path) for one in named)
    return [one for one in paths if one and not DYNAMIC.match(one) and not _DYNAMIC_TOO.match(one)]


def own_path(url: str, base: str) -> str:
    """The path of a URL of this site, quoted; '' for any other. `base` is the path of the page that names it."""
    # Attributes such as `content` hold words as well.
    if not url.startswith(('/', '.', '?', settings.SITE_URL)) and not base.startswith('/static/'):
        return ''
    try:
        parts = urlsplit(urljoin(settings.SITE_URL + base, url))
    except ValueError:
        return ''
    if f'{parts.scheme}://{parts.netloc}' != settings.SITE_URL:
        return ''
    return quote(unquote(parts.path), safe="/~!$&'()*+,;=:@")


def without_forms(content: bytes) -> bytes:
    return _HEAD_LINK.sub('', _FORM.sub('', content.decode())).encode()
