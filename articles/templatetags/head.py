"""What an article's page says of itself to search engines, networks and reference managers, in its head. Written in
Python, as these are thirty elements of one form. What goes in is escaped here."""

import re
from html import escape
from urllib.parse import quote

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from articles.citations import Reference

from .articles import teaser

register = template.Library()

# What css/elements.css is for, as sanitised bodies have it; a list item with an id is a footnote.
_ELEMENTS = re.compile(
    r'<(?:table|pre|hr|audio|math|dl|h[456])\b|<li [^<>]*\bid='
    r'|\bclass="[^"<>]*\b(?:alignfull|alignwide|embed|has-text-align-\w+|pullquote|scroll|verse)\b'
)


@register.simple_tag
def sheets(body: str) -> SafeString:
    """The style sheets for a body as it is shown: one more where it has what few bodies have."""
    names = ['article', 'elements'] if _ELEMENTS.search(body) else ['article']
    return mark_safe('\n  '.join(f'<link rel="stylesheet" href="{static(f"css/{name}.css")}">' for name in names))


@register.simple_tag(takes_context=True)
def about(context) -> SafeString:
    """The elements for the `article`, files and feeds, from `cited`, `seo`, `image`, `updated` and `linked_data`."""
    article, cited, name = context['article'], context['cited'], str(context['SITE_NAME'])
    short, summary = reverse('short', args=[article.pk]), teaser(article)
    oembed = f'{settings.SITE_URL}{reverse("oembed")}?url={quote(cited.url, safe="")}'
    elements = [
        sheets(context['body']),
        f'<script type="module" src="{static("js/article.js")}"></script>',
        f'<link rel="canonical" href="{escape(cited.url)}">',
        f'<link rel="shortlink" href="{escape(settings.SITE_URL + short)}">',
        f'<meta name="description" content="{escape(context["seo"].get("description") or summary)}">',
        *_shared(article, cited, name, summary, context['image']),
        f'<link rel="alternate" type="application/json+oembed" href="{escape(oembed)}">',
        *([] if cited.is_page else [*_published(article, cited, context['updated']), *_citable(article, cited, name)]),
        f'<script type="application/ld+json">{context["linked_data"]}</script>',
        *_feeds(article),
    ]
    return mark_safe('\n  '.join(elements))


def _feeds(article) -> list[str]:
    """The feeds of the comments on it."""
    name = escape(gettext('Comments on %(title)s') % {'title': article})
    address = escape(article.get_absolute_url())
    kinds = (
        ('rss+xml', name, 'feed/'),
        ('atom+xml', f'{name} (Atom)', 'feed/atom/'),
        ('feed+json', f'{name} (JSON)', 'feed/json/'),
    )
    return [
        f'<link rel="alternate" type="application/{kind}" title="{title}" href="{address}{path}">'
        for kind, title, path in kinds
    ]


def _shared(article, cited: Reference, name: str, summary: str, image) -> list[str]:
    """Open Graph and Twitter's: how it looks where its link is shared."""
    properties = [
        ('og:type', 'website' if cited.is_page else 'article'),
        ('og:site_name', name),
        ('og:title', str(article)),
        ('og:description', summary),
        ('og:url', cited.url),
        ('og:image', image.url),
    ]
    if image.width and image.height:
        properties += [('og:image:width', str(image.width)), ('og:image:height', str(image.height))]
    if image.alt:
        properties.append(('og:image:alt', image.alt))
    return [*_metas('property', properties), '<meta name="twitter:card" content="summary_large_image">']


def _published(article, cited: Reference, updated) -> list[str]:
    properties = [('article:published_time', timezone.localtime(article.published).isoformat())]
    if updated:
        properties.append(('article:modified_time', timezone.localtime(updated).isoformat()))
    if cited.section:
        properties.append(('article:section', cited.section))
    return _metas('property', properties + [('article:tag', word) for word in cited.keywords])


def _citable(article, cited: Reference, name: str) -> list[str]:
    """What Google Scholar, Zotero and readers of Dublin Core look for."""
    authors, title = [one.for_meta for one in cited.authors], str(article)
    citation = [
        ('citation_title', title),
        *(('citation_author', one) for one in authors),
        ('citation_publication_date', f'{cited.day:%Y/%m/%d}'),
        ('citation_journal_title', name),
        ('citation_language', cited.language),
        ('citation_public_url', cited.url),
    ]
    dublin_core = [
        ('DC.type', 'newspaperArticle'),
        ('DC.title', title),
        *(('DC.creator', one) for one in authors),
        ('DC.date', f'{cited.day:%Y-%m-%d}'),
        ('DC.publisher', name),
        ('DC.language', cited.language),
        ('DC.identifier', cited.url),
    ]
    schema = '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">'
    return [*_metas('name', citation), schema, *_metas('name', dublin_core)]


def _metas(kind: str, pairs: list[tuple[str, str]]) -> list[str]:
    return [f'<meta {kind}="{name}" content="{escape(content)}">' for name, content in pairs]
