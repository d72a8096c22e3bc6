"""Cards of Koenig in HTML that Ghost rendered, recognised by their classes, as plain HTML."""

import re
from collections.abc import Callable
from html import escape

from lxml import etree

from articles.text import fragments, ghost_cards

_GATED = re.compile(r'<!--\s*kg-gated-block:begin(?![^<>]*nonMember:true)[^<>]*-->')
_GATED_END = '<!--kg-gated-block:end-->'


def plain_cards(text: str) -> str:
    """HTML as Ghost rendered it, with every card in it as `ghost_cards.card` makes it, and without what members see."""
    text = _for_everyone(text)
    if 'kg-' not in text:
        return text
    root = fragments.parse(text)
    # A card in a card goes with the one around it.
    for element in fragments.of_class(root, *_CARDS):
        card, values = next(_CARDS[css] for css in fragments.classes(element) if css in _CARDS)
        fragments.replace(element, ghost_cards.card(card, values(element)))
    return fragments.inner(root)


def _for_everyone(text: str) -> str:
    """Without the blocks that only members see. One that never ends takes all that follows along."""
    shown, position = [], 0
    for begin in _GATED.finditer(text):
        if begin.start() >= position:
            end = text.find(_GATED_END, begin.end())
            shown.append(text[position : begin.start()])
            position = end + len(_GATED_END) if end >= 0 else len(text)
    return ''.join(shown) + text[position:]


def _words(element: etree._Element, css: str) -> str:
    return fragments.words(fragments.first(element, css))


def _inner(element: etree._Element, css: str) -> str:
    return fragments.inner(fragments.first(element, css))


def _caption(element: etree._Element) -> str:
    return fragments.inner(element.find('.//figcaption'))


def _attribute(element: etree._Element, path: str, name: str) -> str:
    owner = element if not path else element.find(f'.//{path}')
    return (owner.get(name) or '') if owner is not None else ''


def _of_gallery(element: etree._Element) -> dict:
    pictures = [{'src': img.get('src'), 'alt': img.get('alt')} for img in element.iter('img')]
    return {'images': pictures, 'caption': _caption(element)}


def _of_bookmark(element: etree._Element) -> dict:
    # Ghost writes the publisher with the class of the author, and the author with that of the publisher.
    about = {
        'title': _words(element, 'kg-bookmark-title'),
        'description': _words(element, 'kg-bookmark-description'),
        'publisher': _words(element, 'kg-bookmark-author'),
        'author': _words(element, 'kg-bookmark-publisher'),
    }
    return {'url': _attribute(element, 'a', 'href'), 'metadata': about, 'caption': _caption(element)}


def _of_callout(element: etree._Element) -> dict:
    return {'emoji': _words(element, 'kg-callout-emoji'), 'text': _inner(element, 'kg-callout-text')}


def _of_file(element: etree._Element) -> dict:
    return {
        'src': _attribute(element, 'a', 'href'),
        'fileTitle': _words(element, 'kg-file-card-title'),
        'fileName': _words(element, 'kg-file-card-filename'),
        'fileCaption': _words(element, 'kg-file-card-caption'),
    }


def _of_product(element: etree._Element) -> dict:
    button = fragments.first(element, 'kg-product-card-button')
    stars = sum(1 for _ in fragments.of_class(element, 'kg-product-card-rating-active'))
    return {
        'productImageSrc': _attribute(element, 'img', 'src'),
        'productTitle': _inner(element, 'kg-product-card-title'),
        'productDescription': _inner(element, 'kg-product-card-description'),
        'productStarRating': stars,
        'productUrl': button.get('href') if button is not None else '',
        'productButton': fragments.words(button),
    }


def _of_player(kind: str) -> Callable[[etree._Element], dict]:
    def values(element: etree._Element) -> dict:
        return {
            'src': _attribute(element, kind, 'src'),
            'thumbnailSrc': element.get('data-kg-custom-thumbnail') or element.get('data-kg-thumbnail'),
            'caption': _caption(element),
            'title': _words(element, 'kg-audio-title'),
        }

    return values


def _of_toggle(element: etree._Element) -> dict:
    return {'heading': _inner(element, 'kg-toggle-heading-text'), 'content': _inner(element, 'kg-toggle-content')}


def _of_header(element: etree._Element) -> dict:
    return {
        'header': _inner(element, 'kg-header-card-heading') or _inner(element, 'kg-header-card-header'),
        'subheader': _inner(element, 'kg-header-card-subheading') or _inner(element, 'kg-header-card-subheader'),
        'buttonUrl': _attribute(element, 'a', 'href'),
        'buttonText': _words(element, 'kg-header-card-button'),
    }


def _of_button(element: etree._Element) -> dict:
    return {'buttonUrl': _attribute(element, 'a', 'href'), 'buttonText': _words(element, 'kg-btn')}


def _of_call(element: etree._Element) -> dict:
    sponsor = _words(element, 'kg-cta-sponsor-label')
    button = fragments.first(element, 'kg-cta-button')
    return {
        'hasSponsorLabel': bool(sponsor),
        'sponsorLabel': f'<p>{escape(sponsor)}</p>',
        'imageUrl': _attribute(element, 'img', 'src'),
        'textValue': _inner(element, 'kg-cta-text'),
        'showButton': button is not None,
        'buttonUrl': button.get('href') if button is not None else '',
        'buttonText': fragments.words(button),
    }


# By the class of a card: its name, and how to read its values. Images, embeds and code are good HTML as they are.
_CARDS: dict[str, tuple[str, Callable[[etree._Element], dict]]] = {
    'kg-gallery-card': ('gallery', _of_gallery),
    'kg-bookmark-card': ('bookmark', _of_bookmark),
    'kg-callout-card': ('callout', _of_callout),
    'kg-file-card': ('file', _of_file),
    'kg-product-card': ('product', _of_product),
    'kg-video-card': ('video', _of_player('video')),
    'kg-audio-card': ('audio', _of_player('audio')),
    'kg-toggle-card': ('toggle', _of_toggle),
    'kg-header-card': ('header', _of_header),
    'kg-button-card': ('button', _of_button),
    'kg-cta-card': ('call-to-action', _of_call),
    'kg-email-card': ('email', lambda _: {}),
    'kg-signup-card': ('signup', lambda _: {}),
}
