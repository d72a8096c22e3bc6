"""The parts of an article's page around its text, written in Python: as templates they took as long as all else on the
page. What goes in is escaped here."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from html import escape

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from articles.citations import Citation, Reference
from articles.lists import Section

from .articles import byline, day, own_language, portraits, years_old
from .cards import beside
from .conversation import count
from .texts import once_a_language

register = template.Library()
LONG = 120  # characters of a headline
AT_ONCE = 24  # tags that are shown unfolded


@register.simple_tag(takes_context=True)
def heading(context) -> SafeString:
    """What is above the text of the `article`: section, headline, standfirst, and who wrote it when.

    The context has `sections`, `updated`, `reading_minutes` and `comments`.
    """
    article = context['article']
    language, section = own_language(article), context['sections'].of(article)
    kicker = f'<p class="kicker">{_section(section)}</p>\n' if section else ''
    size = ' class="long"' if len(article.title) > LONG else ''
    written = [f'{kicker}<h1{size}{language}>{escape(str(article))}</h1>']
    if article.standfirst:
        written.append(f'\n<p class="standfirst"{language}>{escape(article.standfirst)}</p>')
    if article.kind == article.Kind.ARTICLE:
        written.append(f'\n<p class="credits">\n{_credits(context)}\n</p>{_age(article)}')
    return mark_safe(''.join(written))


def _credits(context) -> str:
    article, minutes, comments = context['article'], context['reading_minutes'], context['comments'].count
    credits = [f'{portraits(article.byline)}{byline(article.byline, "author")}', _published(article)]
    if updated := context['updated']:
        updated, texts = timezone.localtime(updated), _texts()
        moment = escape(date_format(updated, texts['j F Y, H:i']))
        credits.append(
            f'<span class="updated">{texts["Updated"]} <time datetime="{updated.isoformat()}">{moment}</time></span>'
        )
    if minutes > 1:
        words = ngettext('%(n)s minute to read', '%(n)s minutes to read', minutes) % {'n': minutes}
        credits.append(f'<span>{words}</span>')
    if comments:
        credits.append(f'<span><a href="#comments">{count(comments)}</a></span>')
    return '\n'.join(credits)


def _published(article) -> str:
    one = article.published_on
    moment = timezone.localtime(article.published).isoformat()
    return f'<time datetime="{moment}"><a href="{_day_url(one)}">{escape(day(one))}</a></time>'


def _age(article) -> str:
    years = years_old(article)
    if not years:
        return ''
    words = ngettext('This article is %(years)s year old.', 'This article is %(years)s years old.', years)
    return f'\n<p class="age">{words % {"years": years}}</p>'


@register.simple_tag
def filing(lineages: Sequence[list[Section]], tags: Sequence[dict[str, str]]) -> SafeString:
    """The sections, each with those that it is in, and the tags of an article, given as {'name', 'slug'}."""
    texts, written = _texts(), []
    if lineages:
        items = (f'<li>{"".join(map(_section, lineage))}</li>' for lineage in lineages)
        written.append(
            f'<nav aria-label="{texts["Filed under"]}"><span class="count" aria-hidden="true">{texts["Filed under"]}'
            f'</span><ul class="lineages">{"".join(items)}</ul></nav>'
        )
    if tags:
        written.append(f'<ul class="tags" aria-label="{texts["Topics"]}">{_tags(tags[:AT_ONCE])}</ul>')
    if len(tags) > AT_ONCE:
        words = gettext('All %(n)s topics') % {'n': len(tags)}
        written.append(f'<details class="tags"><summary>{words}</summary><ul>{_tags(tags[AT_ONCE:])}</ul></details>')
    return mark_safe(f'<footer class="filed">{"".join(written)}</footer>') if written else mark_safe('')


def _tags(tags: Sequence[dict[str, str]]) -> str:
    return ''.join(f'<li><a rel="tag" href="{_tag_url(one["slug"])}">{escape(one["name"])}</a></li>' for one in tags)


def _section(section: Section) -> str:
    return f'<a href="{escape(section.address)}">{escape(section.name)}</a>'


@register.simple_tag
def clipping(article, name: str) -> SafeString:
    """Where the article is from, on paper: the name of the site, its day and its URL."""
    when = f', {escape(day(article.published_on))}' if article.kind == article.Kind.ARTICLE else ''
    url = settings.SITE_URL + article.get_absolute_url()
    return mark_safe(f'<p class="clipping">{escape(name)}{when}<br>{escape(url)}</p>')


@register.simple_tag
def citing(article, cited: Reference, citations: Sequence[Citation]) -> SafeString:
    """How to cite an article: as text in each style, in files for reference managers, and its short URL."""
    texts, address, short = _texts(), escape(article.get_absolute_url()), reverse('short', args=[article.pk])
    summary = texts['Cite this page' if cited.is_page else 'Cite this article']
    return mark_safe(
        f'<details class="cite">\n<summary>{summary}</summary>'
        f'\n<dl dir="ltr" lang="en">{"".join(map(_citation, citations))}</dl>\n'
        f'<p>{texts["For a reference manager:"]} <a href="{address}cite.bib">BibTeX</a>, '
        f'<a href="{address}cite.ris">RIS</a>, <a href="{address}cite.json">CSL-JSON</a>.\n'
        f'{texts["Permanent address:"]} <a href="{short}">{escape(settings.SITE_URL)}{short}</a></p>\n</details>'
    )


def _citation(one: Citation) -> str:
    return (
        f'\n<dt>{escape(one.style)}</dt>'
        f'\n<dd>{escape(one.before)}<cite>{escape(one.work)}</cite>{escape(one.after)}</dd>'
    )


@register.simple_tag
def others(related: Sequence, neighbours: dict) -> SafeString:
    """The articles like an article, and those published just before ('older') and after ('newer') it."""
    texts, written = _texts(), []
    if related:
        items = ''.join(f'<li>{beside(one)}</li>' for one in related)
        written.append(
            f'<section class="related" aria-labelledby="related">\n<h2 id="related">{texts["More like this"]}</h2>'
            f'\n<ul>{items}</ul>\n</section>'
        )
    if neighbours:
        sides = ''.join(
            f'<div class="{side}">{beside(neighbours[side], above=texts[above], rel=rel)}</div>'
            for side, above, rel in (('older', 'Before', 'prev'), ('newer', 'After', 'next'))
            if side in neighbours
        )
        written.append(f'<nav class="neighbours" aria-label="{texts["Articles before and after"]}">{sides}</nav>')
    return mark_safe('\n'.join(written))


@lru_cache(maxsize=20_000)
def _day_url(one: date) -> str:
    return reverse('day', args=[f'{one:%Y}', f'{one:%m}', f'{one:%d}'])


@lru_cache(maxsize=20_000)
def _tag_url(slug: str) -> str:
    return escape(reverse('tag', args=[slug]))


@once_a_language
def _texts() -> dict[str, str]:
    """The fixed texts in the language that is active, by themselves in English. As in templates, they are HTML."""
    return {
        'After': gettext('After'),
        'Articles before and after': gettext('Articles before and after'),
        'Before': gettext('Before'),
        'Cite this article': gettext('Cite this article'),
        'Cite this page': gettext('Cite this page'),
        'Filed under': gettext('Filed under'),
        'For a reference manager:': gettext('For a reference manager:'),
        'More like this': gettext('More like this'),
        'Permanent address:': gettext('Permanent address:'),
        'Topics': gettext('Topics'),
        'Updated': gettext('Updated'),
        'j F Y, H:i': gettext('j F Y, H:i'),
    }
