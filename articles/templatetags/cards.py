"""Articles in lists, written in Python: a front page has fifty of them, and each as a template took fifteen times as
long. What goes in is escaped here."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from articles import lists
from articles.images import renditions
from articles.lists import Section
from articles.lists.front import Block

from .articles import byline, day, own_language, teaser

register = template.Library()
LARGE = '(min-width: 64rem) 46rem, 92vw'
PLAIN = '(min-width: 64rem) 17rem, 6.5rem'
BESIDE_WORDS = '(min-width: 42rem) 11rem, 26vw'
BESIDE = '7rem'


@register.simple_tag
def picture(image, sizes: str, first: bool = False) -> SafeString:
    """A picture, `sizes` in which it is shown, `first` if it is among the first things seen."""
    written = [f'<img src="{escape(image.address)}"']
    if srcset := renditions.srcset(image.file.name, image.width):
        written.append(f' srcset="{escape(srcset)}" sizes="{escape(sizes)}"')
    written.append(f' alt="{escape(image.alt)}"')
    if image.width:
        written.append(f' width="{image.width}" height="{image.height}"')
    written.append(' fetchpriority="high">' if first else ' loading="lazy" decoding="async">')
    return mark_safe(''.join(written))


@register.simple_tag
def headline(article, *, dated: bool = False, rel: str = '') -> SafeString:
    """The title of an article as a link to it, with `rel` if given, and with its day if it is `dated`."""
    return mark_safe(_link(article, own_language(article), rel) + (f' {_day(article, "count")}' if dated else ''))


@register.simple_tag
def beside(article, above: str = '', rel: str = '') -> SafeString:
    """An article beside another: `above` are the words above its title, `rel` that of its link."""
    kicker = f'<span class="kicker">{escape(above)}</span> ' if above else ''
    return mark_safe(f'{_thumb(article.picture, BESIDE)}<p>{kicker}{headline(article, dated=True, rel=rel)}</p>')


@register.simple_tag(takes_context=True)
def cards(context, articles: Iterable, **how) -> SafeString:
    """The cards of articles, each with its picture, as `card` shows one."""
    return mark_safe('\n'.join(card(context, article, **how) for article in articles))


@register.simple_tag(takes_context=True)
def card(
    context,
    article,
    *,
    level: int = 2,
    plain: bool = False,
    pictured: bool = True,
    large: bool = False,
    first: bool = False,
    within: Section | None = None,
) -> SafeString:
    """An article in a list: `level` of its heading, `plain` without teaser and byline, which the list of one author has
    no need of either, `large` for one with a large picture, `first` if that is among the first things seen, `within`
    the section whose block it is in. The context has `sections`, and `listing` where the page is one."""
    language, listing = own_language(article), context.get('listing')
    thumb = _thumb(article.picture, LARGE if large else PLAIN if plain else BESIDE_WORDS, first) if pictured else ''
    summary = '' if plain else _teaser(article, language)
    credits = '' if plain or _is_known(article.byline, listing) else byline(article.byline)
    return mark_safe(
        f'<article class="card{" large" if large else ""}">{thumb}'
        f'{_kicker(article, context["sections"], within, listing)}'
        f'<h{level}{language}>{_link(article)}</h{level}>{summary}'
        f'<p class="credits">{credits} {_day(article)}</p></article>'
    )


@register.simple_tag(takes_context=True)
def blocks(context, blocks: Iterable[Block]) -> SafeString:
    """Sections on the front page, each with the headlines of its articles, the first one as a card."""
    return mark_safe('\n'.join(block_of(context, one) for one in blocks))


@register.simple_tag(takes_context=True)
def block_of(context, block: Block, *, large: bool = False) -> SafeString:
    """A section on the front page; the one that is `large` has a larger picture, and dated headlines."""
    section, (first, *others) = block.section, block.articles
    lead = card(context, first, level=3, within=section, plain=not large, large=large and lists.can_be_large(first))
    lines = ''.join(f'<li>{headline(one, dated=large)}</li>\n' for one in others)
    return mark_safe(
        f'<section class="section{" large" if large else ""}" aria-labelledby="section-{section.pk}">\n'
        f'<h2 id="section-{section.pk}"><a href="{escape(section.address)}">{escape(section.name)}</a></h2>\n'
        f'{lead}\n<ul class="headlines">{lines}</ul>\n</section>'
    )


@register.simple_tag
def past(articles: Iterable) -> SafeString:
    """The headlines of articles of earlier years, each with its year."""
    lines = (f'<li><span class="year">{one.published_on.year:04}</span> {headline(one)}</li>\n' for one in articles)
    return mark_safe(f'<ul class="headlines on-this-day">{"".join(lines)}</ul>')


def _thumb(image, sizes: str, first: bool = False) -> str:
    return f'<div class="thumb">{picture(image, sizes, first)}</div>' if image and image.fits_a_card else ''


def _kicker(article, sections: lists.Sections, within: Section | None, listing: lists.Listing | None) -> str:
    section = sections.of(article)
    if not section or section is within or not sections.tell_apart or (listing and section.address == listing.address):
        return ''
    return f'<p class="kicker"><a href="{escape(section.address)}">{escape(section.name)}</a></p>'


def _teaser(article, language: str) -> str:
    text = teaser(article)
    return f'<p class="teaser"{language}>{escape(text)}</p>' if text else ''


def _is_known(authors: list[dict], listing: lists.Listing | None) -> bool:
    """Whether the author is the one whose list it is."""
    return bool(listing and listing.narrowed.get('authors')) and len(authors) < 2


def _link(article, language: str = '', rel: str = '') -> str:
    attribute = f' rel="{rel}"' if rel else ''
    return f'<a{attribute} href="{escape(article.get_absolute_url())}"{language}>{escape(str(article))}</a>'


def _day(article, kind: str = '') -> str:
    attribute = f' class="{kind}"' if kind else ''
    one = article.published_on
    return f'<time{attribute} datetime="{one.isoformat()}">{escape(day(one))}</time>'
