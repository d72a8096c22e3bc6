"""Shows what a body embedded from another site as a card: a link with its kind, site and title, which loads nothing.

Imports store an embed as a paragraph with one link in it, whose text is the title of the frame, or else the URL itself.
"""

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote, urlsplit

# Paragraphs that may hold a card; the sanitiser's output is regular. Lines of one paragraph may be links of their own.
_LINK = r'<a href="https?://[^"]+"[^<>]*>[^<>]+</a>'
_PARAGRAPH = re.compile(rf'<p(?P<marked> class="embed")?[^<>]*>\s*(?P<links>{_LINK}(?:\s*<br>\s*{_LINK})*)\s*</p>')
_PARTS = re.compile(r'<a href="(?P<url>[^"]+)"[^<>]*>(?P<label>[^<>]+)</a>')
_LONGEST = 80  # characters of an address that is shown

KINDS = ('video', 'audio', 'post', 'picture', 'document', 'map', 'form', 'link')
# The name of a site and what it serves, by its host without "www." and "m.".
_SITES = {
    'youtube.com': ('YouTube', 'video'),
    'youtu.be': ('YouTube', 'video'),
    'youtube-nocookie.com': ('YouTube', 'video'),
    'vimeo.com': ('Vimeo', 'video'),
    'dailymotion.com': ('Dailymotion', 'video'),
    'dai.ly': ('Dailymotion', 'video'),
    'ted.com': ('TED', 'video'),
    'twitch.tv': ('Twitch', 'video'),
    'tiktok.com': ('TikTok', 'video'),
    'videopress.com': ('VideoPress', 'video'),
    'soundcloud.com': ('SoundCloud', 'audio'),
    'w.soundcloud.com': ('SoundCloud', 'audio'),
    'open.spotify.com': ('Spotify', 'audio'),
    'mixcloud.com': ('Mixcloud', 'audio'),
    'twitter.com': ('Twitter', 'post'),
    'x.com': ('X', 'post'),
    'facebook.com': ('Facebook', 'post'),
    'reddit.com': ('Reddit', 'post'),
    'bsky.app': ('Bluesky', 'post'),
    'instagram.com': ('Instagram', 'picture'),
    'flickr.com': ('Flickr', 'picture'),
    'flic.kr': ('Flickr', 'picture'),
    'imgur.com': ('Imgur', 'picture'),
    'scribd.com': ('Scribd', 'document'),
    'slideshare.net': ('SlideShare', 'document'),
    'issuu.com': ('Issuu', 'document'),
    'docs.google.com': ('Google Docs', 'document'),
    'maps.google.com': ('Google Maps', 'map'),
    'openstreetmap.org': ('OpenStreetMap', 'map'),
    'polldaddy.com': ('Polldaddy', 'form'),
    'crowdsignal.com': ('Crowdsignal', 'form'),
}
_BY_PATH = (('docs.google.com', '/forms', 'form'), ('google.com', '/maps', 'map'))
_BY_ENDING = {'.pdf': 'document', '.mp3': 'audio', '.mp4': 'video'}


def as_cards(body_html: str, names: Mapping[str, str]) -> str:
    """A sanitised body whose embeds are cards. `names`: the word for each of KINDS, in the site's language."""
    if '://' not in body_html:
        return body_html

    def cards(paragraph: re.Match) -> str:
        links = list(_PARTS.finditer(paragraph['links']))
        # A paragraph that is a link with words of its own is a line of the text.
        if not (paragraph['marked'] or all(_is_bare(link['url'], link['label']) for link in links)):
            return paragraph[0]
        return ''.join(_card(unescape(link['url']), unescape(link['label']), names) for link in links)

    return _PARAGRAPH.sub(cards, body_html)


def kind(url: str) -> tuple[str, str]:
    """(one of KINDS, name of the site) of a web URL."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or '').removeprefix('www.').removeprefix('m.')
    except ValueError:
        return 'link', ''
    path = parts.path.lower()
    site, of_site = _SITES.get(host, (host, 'link'))
    of_path = next((one for of_host, start, one in _BY_PATH if host == of_host and path.startswith(start)), None)
    return of_path or _BY_ENDING.get(path[-4:]) or of_site, site


def _is_bare(url: str, label: str) -> bool:
    """Whether a link shows its own URL, whole or cut short."""
    return label == url or (label.endswith('…') and url.startswith(label[:-1]) and '://' in label)


def _card(url: str, label: str, names: Mapping[str, str]) -> str:
    of_kind, site = kind(url)
    bare = '://' in label
    title = escape(_readable(url) if bare else label)
    above = f'{escape(names[of_kind])} · {escape(site)}' if site else escape(names[of_kind])
    address = ' class="address" dir="ltr"' if bare else ''
    return (
        f'<p class="embed {of_kind}"><a href="{escape(url)}"><span class="kicker">{above}</span> '
        f'<span{address}>{title}</span></a></p>'
    )


def _readable(url: str) -> str:
    """The URL as people write it: without its scheme, its letters decoded, and cut where it is long."""
    rest = url.partition('://')[2]
    shown = re.sub(r'[\s\x00-\x1f\x7f]', '', unquote(rest)).removeprefix('www.').rstrip('/')
    return shown if len(shown) <= _LONGEST else f'{shown[:_LONGEST]}…'
