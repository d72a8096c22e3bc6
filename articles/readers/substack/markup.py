"""The HTML of a Substack post without what only works on Substack."""

import json
from collections.abc import Mapping
from html import escape, unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from articles.text import fragments, ghost_cards, sanitise

# Prompts: for a subscription, a share, a comment, a vote.
_PROMPTS = (
    'subscription-widget-wrap', 'subscription-widget-wrap-editor', 'subscription-widget', 'paywall-jump', 'poll-embed',
    'captioned-button-wrap', 'community-chat', 'install-substack-app-embed', 'directMessage', 'image-link-expand',
)  # fmt: skip
_BUTTONS = ('subscribe', 'comments', 'share', 'gift', 'survey')


def cleaned(text: str, podcast_url: str = '') -> str:
    """The text of a post, with the sound of its podcast above it."""
    root = fragments.parse(text)
    for prompt in fragments.of_class(root, *_PROMPTS):
        prompt.drop_tree()
    for button in fragments.of_class(root, 'button-wrapper'):
        link = button.find('.//a')
        if link is None or _asks(link.get('href') or ''):
            button.drop_tree()
    for source in list(root.iter('source')):
        if source.getparent().tag == 'picture':
            source.drop_tag()
    for picture in list(root.iter('img')):
        src = _text(_attributes(picture), 'src') or picture.get('src') or ''
        picture.set('src', sanitise.without_controls(_original(src)))
    for css, made in _EMBEDS.items():
        for embed in fragments.of_class(root, css):
            fragments.replace(embed, made(embed, _attributes(embed)))
    sound = ghost_cards.card('audio', {'src': podcast_url}) if podcast_url else ''
    return sound + fragments.inner(root)


def _attributes(element: etree._Element) -> Mapping[str, Any]:
    """What the editor stored with an element. Of a post that was embedded, it is escaped twice."""
    stored = element.get('data-attrs') or ''
    for text in (stored, unescape(stored)):
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            continue
        return values if isinstance(values, dict) else {}
    return {}


def _asks(url: str) -> bool:
    """Whether a button leads to something that is to be done on Substack."""
    parts = urlsplit(url) if url.isprintable() and '[' not in url else urlsplit('')
    last = parts.path.rstrip('/').rpartition('/')[2]
    return not url or url.startswith('%%') or last in _BUTTONS or 'action=share' in parts.query


def _original(src: str) -> str:
    """A picture's own URL: substackcdn.com has it at the end of those of its sizes."""
    _, fetched, url = src.partition('/image/fetch/')
    place = url.find('http')
    return unquote(url[place:]) if fetched and place >= 0 else src


def _text(values: Mapping[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := values.get(name), str) and value.strip()), '')


def _post(_: etree._Element, values: Mapping[str, Any]) -> str:
    about = {
        'title': _text(values, 'title'),
        'description': _text(values, 'truncated_body_text'),
        'publisher': _text(values, 'publication_name'),
    }
    return ghost_cards.card('bookmark', {'url': _text(values, 'url', 'canonical_url'), 'metadata': about})


def _tweet(_: etree._Element, values: Mapping[str, Any]) -> str:
    words, url = escape(_text(values, 'full_text')), escape(_text(values, 'url'))
    by = escape(_text(values, 'name', 'username'))
    link = f'<p><a href="{url}">{by or url}</a></p>' if url else ''
    return f'<blockquote><p>{words}</p>{link}</blockquote>' if words or link else ''


def _link(embed: etree._Element, values: Mapping[str, Any]) -> str:
    link = embed.find('.//a')
    url = _text(values, 'url') or (link.get('href') or '' if link is not None else '')
    return ghost_cards.card('embed', {'url': url}) if url else ''


def _formula(_: etree._Element, values: Mapping[str, Any]) -> str:
    return f'<p><code>{escape(_text(values, "persistentExpression"))}</code></p>'


_EMBEDS = {
    'embedded-post-wrap': _post,
    'embedded-publication': _link,
    'digest-post-embed': _post,
    'tweet': _tweet,
    'instagram': _link,
    'instagram-embed-wrap': _link,
    'native-video-embed': _link,
    'latex-rendered': _formula,
}
