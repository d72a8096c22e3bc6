"""Cards of Koenig, the editor of Ghost, as plain HTML.

The names of cards and values are those of the packages @tryghost/kg-default-nodes (Lexical) and kg-default-cards
(Mobiledoc). The result still has to be sanitised.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

_STARS = 5


def card(name: str, values: Mapping[str, Any]) -> str:
    """A card as HTML, from its values as the editor stores them.

    '' for what is no part of a text (e-mails to members, forms to sign up, the mark of a paywall), or not for everyone.
    """
    make, known = _CARDS.get(name), _Values(values)
    return make(known) if make and not _is_gated(known) else ''


class _Values:
    """The values of a card by name: those that are no text are none."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values if isinstance(values, Mapping) else {}

    def html(self, *names: str) -> str:
        """The first that is there, which is HTML."""
        values = (self.values.get(name) for name in names)
        return next((value for value in values if isinstance(value, str) and value.strip()), '').strip()

    def text(self, *names: str) -> str:
        """The first that is there, which is no HTML, escaped."""
        return escape(self.html(*names))

    def maps(self, name: str) -> list['_Values']:
        value = self.values.get(name)
        return [_Values(one) for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []

    def within(self, name: str) -> '_Values':
        return _Values(self.values.get(name) or {})

    def number(self, name: str) -> int:
        value = self.values.get(name)
        return int(value) if isinstance(value, int | float) and 0 <= value <= _STARS else 0


def _is_gated(values: _Values) -> bool:
    """Whether only members see a card, in today's way of saying so or in those of before."""
    visibility = values.within('visibility')
    web = visibility.within('web').values
    flags = (web.get('nonMember'), visibility.values.get('showOnWeb'), not visibility.values.get('emailOnly'))
    return False in flags


def _figure(content: str, caption: str = '', css: str = '') -> str:
    words = f'<figcaption>{caption}</figcaption>' if caption else ''
    return f'<figure{css}>{content}{words}</figure>' if content else ''


def _picture(values: _Values, source: str = 'src') -> str:
    src = values.text(source)
    return f'<img src="{src}" alt="{values.text("alt")}">' if src else ''


def _link(url: str, words: str) -> str:
    return f'<a href="{url}">{words or url}</a>' if url else words


def _paragraph(*parts: str) -> str:
    inside = '<br>'.join(filter(None, parts))
    return f'<p>{inside}</p>' if inside else ''


def _image(values: _Values) -> str:
    picture, url = _picture(values), values.text('href')
    return _figure(f'<a href="{url}">{picture}</a>' if url and picture else picture, values.html('caption'))


def _gallery(values: _Values) -> str:
    pictures = ''.join(map(_picture, values.maps('images')))
    return _figure(pictures, values.html('caption'), ' class="gallery"')


def _bookmark(values: _Values) -> str:
    about = values.within('metadata')
    url = values.text('url') or about.text('url')
    by = ', '.join(dict.fromkeys(filter(None, (about.text('publisher'), about.text('author')))))
    lines = _paragraph(_link(url, about.text('title')), about.text('description'), by and f'<cite>{by}</cite>')
    return _figure(f'<blockquote>{lines}</blockquote>' if lines else '', values.html('caption'))


def _callout(values: _Values) -> str:
    text, emoji = values.html('calloutText', 'text'), values.text('calloutEmoji', 'emoji')
    emoji = f'{emoji} ' if emoji else ''
    if text.startswith('<p>'):
        return f'<p>{emoji}{text.removeprefix("<p>")}'
    return f'<p>{emoji}{text}</p>' if text else ''


def _file(values: _Values) -> str:
    name = values.text('fileTitle', 'fileName')
    return _paragraph(_link(values.text('src'), name), values.text('fileCaption'))


def _product(values: _Values) -> str:
    stars = values.number('productStarRating') if values.values.get('productRatingEnabled', True) else 0
    title = values.html('productTitle')
    # One that is switched off in the editor keeps its words.
    button = values.text('productButton') if values.values.get('productButtonEnabled', True) else ''
    return ''.join((
        _figure(_picture(values, 'productImageSrc')),
        f'<h4>{title}</h4>' if title else '',
        _paragraph('★' * stars + '☆' * (_STARS - stars) if stars else ''),
        values.html('productDescription'),
        _paragraph(_link(values.text('productUrl'), button) if button else ''),
    ))  # fmt: skip


def _player(kind: str) -> Callable[[_Values], str]:
    def player(values: _Values) -> str:
        src, poster = values.text('src'), values.text('customThumbnailSrc', 'thumbnailSrc')
        shown = f' poster="{poster}"' if kind == 'video' and poster else ''
        return _figure(
            f'<{kind} src="{src}"{shown}></{kind}>' if src else '', values.html('caption') or values.text('title')
        )

    return player


def _embed(values: _Values) -> str:
    url = values.text('url')
    content = values.html('html')
    # Of a script that would have fetched what it shows, only the address is left.
    shown = content if '<iframe' in content or '<blockquote' in content else _paragraph(_link(url, ''))
    return _figure(shown, values.html('caption'))


def _code(values: _Values) -> str:
    code = values.text('code')
    return _figure(f'<pre><code>{code}</code></pre>' if code else '', values.html('caption'))


def _toggle(values: _Values) -> str:
    return f'<details><summary>{values.html("heading")}</summary>{values.html("content")}</details>'


def _header(values: _Values) -> str:
    heading = values.html('header')
    return ''.join((
        f'<h2>{heading}</h2>' if heading else '',
        _paragraph(values.html('subheader')),
        _button(values) if values.html('buttonUrl') and values.values.get('buttonEnabled', True) else '',
    ))  # fmt: skip


def _button(values: _Values) -> str:
    return _paragraph(_link(values.text('buttonUrl'), values.text('buttonText')))


def _call(values: _Values) -> str:
    sponsor = values.html('sponsorLabel') if values.values.get('hasSponsorLabel') else ''
    button = _button(values) if values.values.get('showButton') else ''
    picture = _figure(_picture(values, 'imageUrl'))
    return f'{sponsor}{picture}{values.html("textValue")}{button}'


def _html(values: _Values) -> str:
    return values.html('html')


_CARDS: dict[str, Callable[[_Values], str]] = {
    'image': _image,
    'gallery': _gallery,
    'bookmark': _bookmark,
    'callout': _callout,
    'file': _file,
    'product': _product,
    'video': _player('video'),
    'audio': _player('audio'),
    'embed': _embed,
    'code': _code,
    'codeblock': _code,
    'toggle': _toggle,
    'header': _header,
    'button': _button,
    'call-to-action': _call,
    'html': _html,
    'hr': lambda _: '<hr>',
    'horizontalrule': lambda _: '<hr>',
}
