"""The body of an article whose page says which element holds its text: all of it, without what plugins add."""

from html import escape

from lxml import etree
from lxml.html import HtmlElement

from articles.readers.html import pictures as html_pictures
from articles.readers.html import wordpress
from articles.readers.html.document import Document, absolute, name_matcher, text_of
from articles.readers.html.document import marks as names_of
from articles.readers.html.wordpress import Marks
from articles.text import markup, url_forms

# Boxes that plugins put into the text: buttons to share it, other articles, forms. A paragraph, list or table is never
# one of them, whatever its class.
_is_called_addition = name_matcher(
    r'(?:^|[-_ ])(?:sharedaddy|sd-sharing|sociable|addtoany|a2a_kit|heateor\w*|ssba\w*|shar(?:e|ing)[-_]?(?:buttons?'
    r'|bar|links|icons|box|post|this)?|social[-_]?(?:share|sharing|icons|links|buttons|bar|media|box)?'
    r'|jp-relatedposts|jp-post-flair|yarpp\w*|related[-_]?(?:posts?|articles|stories|content)?|crp_related'
    r'|newsletter[-_]?\w*|subscribe[-_]?\w*|author[-_]?(?:bio|box|info|card)|about-?author|post-?(?:tags|meta|nav\w*)'
    r'|wp-pagenavi|pagination|breadcrumbs?|toc[-_]?container|ez-toc\w*|rp4wp\w*'
    r'|wpcnt|code-block|adsbygoogle|ads?|advert\w*|ad-?(?:container|unit|slot|wrap\w*)|screen-?reader-text|sr-only'
    r'|ratings?|post-ratings|likes?|donat\w+|printfriendly|pf-content-buttons|cookies?|popup|modal)(?:$|[-_ ])'
)
_is_called_about_author = name_matcher(r'(?:^|[-_ ])(?:author[-_]?(?:bio|box|info|card)|about-?author)(?:$|[-_ ])')
# Controls of Ghost's players, the icons of what it refers to, and its fence before texts for subscribers.
_CONTROLS = frozenset(
    'kg-video-overlay kg-video-player-container kg-video-player kg-audio-player kg-bookmark-icon kg-bookmark-thumbnail'
    ' kg-signup-card gh-post-upgrade-cta gh-cta'.split()
)
# The way to the other pages of a text: wp_link_pages(), and what core's themes make of it.
_WAYS = frozenset(('post-nav-links', 'page-link', 'page-links', 'post-page-numbers', 'wp-block-page-links'))
# The class of such a link.
WAY = b'post-page-numbers'
_BOXES = ('div', 'section', 'aside', 'form', 'nav', 'footer', 'ul', 'span')
_SMALLEST = 3  # pixels: a picture of this size counts readers


def pages(page: Document) -> int:
    """How many pages the text has, by the links of wp_link_pages(); 1 where there are none."""
    links = page.tree.iter('a', 'span')
    numbers = (text_of(link) for link in links if 'post-page-numbers' in (link.get('class') or '').split())
    return max((int(number) for number in numbers if number.isdecimal() and len(number) < 4), default=1)


def source(marks: Marks, page: Document) -> str:
    """The HTML of the marked text and of the picture above it, with absolute URLs. Changes the page's tree."""
    content, number, above = marks.content, marks.number, _lead(marks, page)
    assert content is not None
    html_pictures.reveal(content)
    whole = len(content.text_content())
    for element in list(content.iterdescendants('*')):
        if element.getparent() is not None and _is_no_text(element, number, whole):
            element.drop_tree()
    for picture in list(content.iter('img')):
        _set_picture(picture, page)
    for element in content.iter('a', 'iframe', 'video', 'audio', 'source', 'embed', 'object'):
        for name in ('href', 'src', 'poster', 'data'):
            if value := element.get(name):
                element.set(name, within_page(absolute(page.base, value.strip()), page))
    inner = [etree.tostring(child, method='html', encoding='unicode') for child in content]
    text = escape(content.text or '', quote=False) + ''.join(inner)
    text = above + markup.frames_as_links(markup.modern(text))[0].strip()
    return markup.uploads_within(text, url_forms.host(page.url))


def _lead(marks: Marks, page: Document) -> str:
    """The picture above the text with its caption as a figure; '' without one, and where the text shows it again."""
    picture = marks.lead
    if picture is None or marks.content is None:
        return ''
    url, shown = html_pictures.source(picture), map(html_pictures.source, marks.content.iter('img'))
    if not url or html_pictures.file_name(url) in map(html_pictures.file_name, shown):
        return ''
    box = next(picture.iterancestors('figure'), None)
    caption = html_pictures.caption_and_credit(box)[0] if box is not None else ''
    below = f'<figcaption>{escape(caption)}</figcaption>' if caption else ''
    alt = ' '.join((picture.get('alt') or '').split())
    return f'<figure><img src="{escape(absolute(page.base, url))}" alt="{escape(alt)}">{below}</figure>'


def _is_no_text(element: HtmlElement, number: str, whole: int) -> bool:
    if number and wordpress.shows_others(element, number):
        return True
    if not (_WAYS | _CONTROLS).isdisjoint((element.get('class') or '').split()):
        return True
    return (
        element.tag in _BOXES
        and not element.get('class', '').startswith('wp-block-')
        and ((_is_called_addition(element) and len(element.text_content()) < 0.5 * whole) or _is_about_author(element))
    )


def _is_about_author(box: HtmlElement) -> bool:
    """Whether a box presents a person, whose articles it links to: in a short article it is longer than the text."""
    links = (link for link in box.iter('a') if 'author' in (link.get('rel') or '').split())
    return _is_called_about_author(box) and next(links, None) is not None


def _set_picture(picture: HtmlElement, page: Document) -> None:
    """Sets the URL of the largest version; a picture without one, or that counts readers, goes."""
    sizes = [value for name in ('width', 'height') if (value := picture.get(name) or '').isdigit()]
    url = html_pictures.source(picture)
    if (not url and not picture.get('src', '').startswith('data:')) or (
        any(int(size) <= _SMALLEST for size in sizes) and not html_pictures.is_delayed(picture)
    ):
        picture.drop_tree()
        return
    if 'emoji' not in names_of(picture) and 'smiley' not in names_of(picture):
        picture.set('src', absolute(page.base, url))


def within_page(url: str, page: Document) -> str:
    """A link to a place within the page as that place alone."""
    page_url, mark, place = url.partition('#')
    return f'#{place}' if mark and place and page_url == page.base.partition('#')[0] else url
