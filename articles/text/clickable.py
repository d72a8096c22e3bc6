"""Makes links of the URLs in a comment, as WordPress does when it shows one.

https://developer.wordpress.org/reference/functions/make_clickable/
"""

import re
from html import escape, unescape

# What is skipped: links, code and tags; then a URL, or an address without its scheme.
_URL = re.compile(
    r'<a\b.*?</a\s*>|<(?P<verbatim>code|pre|script|style|textarea)\b.*?</(?P=verbatim)\s*>|<[^<>]*>'
    r'|(?P<url>\bhttps?://(?:(?!&[lg]t;|&quot;|&#3[49];)[^\s<>"])+'
    r'|(?<![\w@/.-])www\.(?=[\w-]+\.)(?:(?!&[lg]t;|&quot;|&#3[49];)[^\s<>"])+)',
    re.I | re.S,
)
_AFTER = re.compile(r"(?:[.,;:!?'*’”»]|&#8217;|&#8221;|&rsquo;|&rdquo;)$", re.I)
_REFERENCE = re.compile(r'&(?:#\w+|\w+);$')


def with_links(html: str) -> str:
    """HTML in which each URL of the text is a link. What ends a sentence or a bracket around it is no part of a URL."""
    return _URL.sub(_linked, html) if '://' in html or 'www.' in html.lower() else html


def _linked(match: re.Match) -> str:
    url = match['url']
    if not url:
        return match[0]
    rest = ''
    while True:
        end = _AFTER.search(url)
        if end and not (end[0] == ';' and _REFERENCE.search(url)):
            url, rest = url[: end.start()], url[end.start() :] + rest
        elif url.endswith(')') and url.count(')') > url.count('('):
            url, rest = url[:-1], f'){rest}'
        else:
            break
    scheme = '' if url[:4].lower() == 'http' else 'http://'
    return f'<a href="{escape(scheme + unescape(url))}">{url}</a>{rest}'
