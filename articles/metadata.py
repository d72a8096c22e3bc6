"""Metadata of an article's page: its reference for citations, JSON-LD, and titles for search engines."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from articles import lists
from articles.citations import Name, Reference
from articles.editorial import corrections
from articles.images import share_cards
from articles.images.share_cards import Card
from articles.lists import Section, Sections
from articles.models import Article

# Within <script>, nothing may look like a tag or a comment (HTML standard, 4.12.1.3).
_IN_SCRIPT = str.maketrans({'<': '\\u003c', '>': '\\u003e', '&': '\\u0026'})

# %%title%% of Yoast, %title% of Rank Math, #post_title of All in One SEO.
_FILLED_IN = re.compile(r'%\w+%|#\w+_\w+')


def reference(article: Article, sections: Sections) -> Reference:
    """The reference for an article, which has to be fetched `for_reading()`."""
    filed_under = [section.name for section in map(sections.get, article.filed_under) if section]
    return Reference(
        pk=article.pk,
        title=str(article),
        site=lists.site().name,
        url=settings.SITE_URL + article.get_absolute_url(),
        authors=tuple(Name.parse(author['name']) for author in article.byline),
        day=article.published_on,
        language=article.language or settings.LANGUAGE_CODE,
        section=filed_under[0] if filed_under else '',
        abstract=article.standfirst,
        keywords=tuple(tag['name'] for tag in article.tag_list),
        is_page=article.kind == Article.Kind.PAGE,
        accessed=timezone.localdate(),
    )


def linked_data(
    article: Article,
    cited: Reference,
    picture: 'Picture',
    lineages: Sequence[list[Section]],
    updated: datetime,
    comments: int,
) -> str:
    """JSON-LD of an article and its breadcrumbs, safe within `<script>`. Pages are WebPages, not NewsArticles.

    `picture` is its `image()`; `lineages` has for each of its sections those from the top down to it, the primary one
    first; `comments` is the number of its comments.
    """
    graph = [
        _story(article, cited, picture, lineages, updated, comments),
        _trail(cited, lineages[0] if lineages else []),
    ]
    return json.dumps({'@context': 'https://schema.org', '@graph': graph}, ensure_ascii=False).translate(_IN_SCRIPT)


def for_search_engines(article: Article) -> dict[str, str]:
    """The title and description for search engines from plugins of the old site (`meta['seo']`, here `article.seo`).

    Left out if they have placeholders that a plugin would have filled in, or once the article has been edited here,
    since editors do not see them.
    """
    untouched = article.version == article.imported_version
    imported = article.seo if article.seo and untouched else {}
    return {name: text for name, text in imported.items() if not _FILLED_IN.search(text)}


class Picture(NamedTuple):
    """A picture by its absolute URL, with its size in pixels if known."""

    url: str
    width: int | None
    height: int | None
    alt: str


def image(article: Article) -> Picture:
    """The picture for previews of an article: its lead image, or the card drawn for articles without one."""
    lead = article.lead_image
    if lead and lead.file:
        return Picture(settings.SITE_URL + quote(lead.address), lead.width, lead.height, lead.alt)
    return Picture(settings.SITE_URL + Card.of(article).address, share_cards.WIDTH, share_cards.HEIGHT, str(article))


def _story(article, cited, picture, lineages, updated, comments) -> dict:
    site, own = settings.SITE_URL, lists.site()
    story = {
        '@type': 'WebPage' if cited.is_page else 'NewsArticle',
        'mainEntityOfPage': cited.url,
        'url': cited.url,
        'identifier': site + reverse('short', args=[article.pk]),
        'headline': cited.title,
        'description': cited.abstract,
        'image': [picture.url],
        'datePublished': article.published.isoformat(),
        'dateModified': updated.isoformat(),
        'author': [_author(author, name) for author, name in zip(article.byline, cited.authors, strict=True)],
        'publisher': {
            '@type': 'NewsMediaOrganization',
            'name': cited.site,
            'url': f'{site}/',
            'logo': site + (quote(own.logo.address) if own.logo else static('img/icon-512.png')),
            **({'sameAs': own.social_urls} if own.social_urls else {}),
        },
        'articleSection': [lineage[-1].name for lineage in lineages],
        'keywords': list(cited.keywords),
        'inLanguage': cited.language,
        'isAccessibleForFree': True,
        'commentCount': comments,
        'correction': [
            {'@type': 'CorrectionComment', 'text': one.note, 'datePublished': one.at.isoformat()}
            for one in corrections.shown(article)
            if one.kind == corrections.Kind.CORRECTION
        ],
    }
    return {name: value for name, value in story.items() if value not in ('', [])}


def _trail(cited: Reference, lineage: list[Section]) -> dict:
    steps = [(cited.site, f'{settings.SITE_URL}/')]
    steps += [(section.name, settings.SITE_URL + section.address) for section in lineage]
    return {
        '@type': 'BreadcrumbList',
        'itemListElement': [
            {'@type': 'ListItem', 'position': position, 'name': name, 'item': address}
            for position, (name, address) in enumerate([*steps, (cited.title, cited.url)], 1)
        ],
    }


def _author(author: dict[str, str], name: Name) -> dict[str, str]:
    # A literal of several words is an organisation's name; one word may be a person's.
    kind = 'Organization' if ' ' in name.literal else 'Person'
    return {'@type': kind, 'name': author['name'], 'url': settings.SITE_URL + reverse('author', args=[author['slug']])}
