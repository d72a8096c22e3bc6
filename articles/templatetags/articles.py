"""Template filters of the public pages."""

import html
import re
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from cachetools import LRUCache
from django import template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from articles import lists
from articles.images import renditions
from articles.lists import Section, Sections, Step
from articles.search.snippets import Part
from articles.text import image_sources, plain

register = template.Library()
_URL = re.compile(r'https?://(?:www\.)?([^\s/]{1,60})\S*')
_LINES_OF_URLS = re.compile(r'^(?:https?://\S+\s*)+$', re.M)  # as embeds leave them in the text
# A first paragraph of a few words that end without a mark: a heading, which would run into the sentence after it.
_HEADING = re.compile(r'\s*(?:\S+ ){0,7}\S*\w\n\n(?=\S)')
_rendered: LRUCache = LRUCache(500)
_rendering = threading.Lock()
MOST_PORTRAITS = 3
MOST_NAMED, NAMED_OF_MANY = 5, 3  # authors of an article in a list
RIGHT_TO_LEFT = {'ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi'}


@register.simple_tag(takes_context=True)
def once(context, name: str, *state) -> SafeString:
    """A template that looks the same wherever these values are equal: rendered once for each set of them."""
    key = (name, translation.get_language(), str(context.get('SITE_NAME')), context.get('SITE_URL'), *state)
    with _rendering:
        if (text := _rendered.get(key)) is not None:
            return text
    with context.push():
        text = context.template.engine.get_template(name).render(context)
    with _rendering:
        _rendered[key] = text
    return text


@register.filter
def among(address: str, sections: Sections) -> str:
    """The URL of a list if the navigation shows it, else ''."""
    return address if any(shown == address for _, shown in sections.header) else ''


@register.filter
def section(article, sections: Sections) -> Section | None:
    """The section that is named above the headline of an article."""
    return sections.of(article)


@register.filter
def own_language(article) -> SafeString:
    """The `lang` and `dir` attributes for an article's own words; '' where its language is unknown or the page's.

    Dates, credits and buttons do not get them: these are in the language of the site.
    """
    language = article.language
    if not language or language.lower() == translation.get_language():
        return mark_safe('')
    direction = 'rtl' if language.partition('-')[0].lower() in RIGHT_TO_LEFT else 'ltr'
    return format_html(' lang="{}" dir="{}"', language, direction)


@register.filter
def byline(authors: list[dict], rel: str = '') -> SafeString:
    """The names of authors, given as {'name', 'slug'}, each linked to the author's list, with `rel` if given.

    Without `rel`, as in lists, three of many are named.
    """
    if not authors:
        return mark_safe('')
    by, comma, last, others = _joints(translation.get_language())
    if len(authors) > MOST_NAMED and not rel:
        named = comma.join(_link(one['slug'], one['name'], rel) for one in authors[:NAMED_OF_MANY])
        return mark_safe(f'<span>{by} {named}{others}</span>')
    names = [_link(one['slug'], one['name'], rel) for one in authors]
    written = last.join([comma.join(names[:-1]), names[-1]]) if names[1:] else names[0]
    return mark_safe(f'<span>{by} {written}</span>')


@register.filter
def portraits(authors: list[dict]) -> SafeString:
    """The portraits of authors, given as {'portrait', 'width'}, without a description: the names are beside them."""
    images = [
        format_html('<img src="{}" width="40" height="40" alt="">', renditions.smallest(one['portrait'], one['width']))
        for one in authors
        if one['portrait']
    ]
    return mark_safe(f'<span class="faces">{"".join(images[:MOST_PORTRAITS])}</span> ') if images else mark_safe('')


@lru_cache
def _joints(language: str) -> tuple[str, ...]:
    last = translation.gettext(' and '), translation.gettext(' and others')
    texts = translation.pgettext('byline', 'By'), translation.gettext(', '), *last
    return tuple(escape(text) for text in texts)


@lru_cache(maxsize=20_000)
def _link(slug: str, name: str, rel: str) -> SafeString:
    """Cached, since lists print the same names over and over."""
    attribute = format_html(' rel="{}"', rel) if rel else ''
    return format_html('<a href="{}"{}><bdi>{}</bdi></a>', reverse('author', args=[slug]), attribute, name)


@register.filter
def day(one: date) -> str:
    """A date in words. Cached, since lists print the same dates and formatting one costs as much as fetching a row."""
    return _day(one, translation.get_language())


@lru_cache(maxsize=20_000)
def _day(one: date, language: str) -> str:
    return date_format(one, translation.gettext('j F Y'))


@register.filter
def grouped(number: int) -> str:
    """A number with thousands separators of the site's language."""
    return _grouped(number, translation.get_language())


@lru_cache(maxsize=20_000)
def _grouped(number: int, language: str) -> str:
    return number_format(number, 0, force_grouping=True)


@register.simple_tag
def extent(articles: int, since: str = '') -> SafeString:
    """How many articles there are, and since which year if given."""
    words = translation.ngettext('%(total)s article', '%(total)s articles', articles)
    if since:
        words = translation.ngettext('%(total)s article since %(year)s', '%(total)s articles since %(year)s', articles)
    return mark_safe(words % {'total': grouped(articles), 'year': escape(since)})


@register.filter
def teaser(article) -> str:
    """The text below a headline in a list: the standfirst, or else the beginning of the text."""
    return _without_urls(article.standfirst or article.opening, 32)


@register.filter
def beginning(text: str) -> str:
    """The first lines of a text, in place of a picture."""
    return _without_urls(text, 320)


@register.filter
def briefly(text: str) -> str:
    """The first lines of what is said of a section, a topic or an author."""
    return plain.excerpt(text)


def _without_urls(text: str, words: int) -> str:
    """The first words of a text without embeds and heading, and with the host instead of a URL, which few read."""
    text = _LINES_OF_URLS.sub('', text) or text
    if heading := _HEADING.match(text):
        text = text[heading.end() :]
    return plain.excerpt(_URL.sub(r'\1', text), words)


@register.filter
def can_be_large(article) -> bool:
    return lists.can_be_large(article)


@register.filter
def as_bars(steps: Sequence[Step]) -> list[tuple[Step, int, int]]:
    """(step, height, space above it), in per cent of the highest bar; at least 2 where there are articles."""
    most = max((step.count for step in steps), default=0)
    heights = [max(round(100 * step.count / most), 2) if step.count else 0 for step in steps]
    return [(step, height, 100 - height) for step, height in zip(steps, heights, strict=True)]


@register.filter
def host(url: str) -> str:
    """The host in a URL, without its www."""
    return (urlsplit(url).hostname or url).removeprefix('www.')


@register.filter
def srcset(image) -> str:
    """The `srcset` of a picture."""
    return renditions.srcset(image.file.name, image.width)


@register.filter
def of(counts: Counter, key: int) -> int:
    """A count by its key; 0 where there is none."""
    return counts[key]


@register.filter
def is_large(image) -> bool:
    """Whether a picture is worth a page of its own."""
    return image_sources.is_large(image.width)


@register.filter
def years_old(article) -> int:
    """The age of an article in whole years."""
    today, day = timezone.localdate(), article.published_on
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


@register.filter
def marked(parts: list[Part]) -> SafeString:
    """A text with the words of the search marked."""
    # html.escape and not Django's, which also handles lazy texts and takes longer: there are many parts.
    escaped = ((html.escape(text), matches) for text, matches in parts)
    return mark_safe(''.join(f'<mark>{text}</mark>' if matches else text for text, matches in escaped))
