"""What the page of an article tells programs about it: the reference to cite it by, and schema.org's JSON-LD."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from articles.citations import Name, Reference
from articles.images import share_cards
from articles.images.share_cards import Card
from articles.lists import Section, Sections
from articles.models import Article

# Within <script> nothing may begin a tag or a comment (HTML standard, 4.12.1.3).
_IN_SCRIPT = str.maketrans({'<': '\\u003c', '>': '\\u003e', '&': '\\u0026'})

# %%title%% of Yoast, %title% of Rank Math, #post_title of All in One SEO.
_FILLED_IN = re.compile(r'%\w+%|#\w+_\w+')


def reference(article: Article, sections: Sections) -> Reference:
    """The reference to an article that was fetched `for_reading()`."""
    filed_under = [section.name for section in map(sections.get, article.filed_under) if section]
    return Reference(
        pk=article.pk,
        title=str(article),
        site=settings.SITE_NAME,
        url=settings.SITE_URL + article.get_absolute_url(),
        authors=tuple(Name.parse(author['name']) for author in article.byline),
        day=article.published_on,
        language=article.language or settings.LANGUAGE_CODE,
        section=filed_under[0] if filed_under else '',
        abstract=article.standfirst,
        keywords=tuple(topic['name'] for topic in article.topics),
        is_page=article.kind == Article.Kind.PAGE,
    )


def linked_data(
    article: Article, cited: Reference, lineages: Sequence[list[Section]], updated: datetime, comments: int
) -> str:
    """JSON-LD of an article and of the way to it, safe within `<script>`. A page is a WebPage, and no news.

    `lineages` are the ways to its sections, the primary one first; `comments` is how many it has.
    """
    graph = [_story(article, cited, lineages, updated, comments), _trail(cited, lineages[0] if lineages else [])]
    return json.dumps({'@context': 'https://schema.org', '@graph': graph}, ensure_ascii=False).translate(_IN_SCRIPT)


def for_search_engines(article: Article) -> dict[str, str]:
    """The title and description that plugins of the old site gave search engines: `meta['seo']`, here `article.seo`.

    No patterns that a plugin filled in when it was asked; and none once somebody has edited the article here, who saw
    neither.
    """
    untouched = article.version == article.imported_version
    found = article.seo if article.seo and untouched else {}
    return {name: text for name, text in found.items() if not _FILLED_IN.search(text)}


class Picture(NamedTuple):
    """A picture by its whole address, with its size in pixels where that is known."""

    address: str
    width: int | None
    height: int | None
    alt: str


def image(article: Article) -> Picture:
    """The picture that stands for an article: its lead image, or the card drawn for it where it has none."""
    lead = article.lead_image
    if lead and lead.file:
        return Picture(settings.SITE_URL + quote(lead.address), lead.width, lead.height, lead.alt)
    return Picture(settings.SITE_URL + Card.of(article).address, share_cards.WIDTH, share_cards.HEIGHT, str(article))


def _story(article, cited, lineages, updated, comments) -> dict:
    site = settings.SITE_URL
    story = {
        '@type': 'WebPage' if cited.is_page else 'NewsArticle',
        'mainEntityOfPage': cited.url,
        'url': cited.url,
        'identifier': site + reverse('short', args=[article.pk]),
        'headline': cited.title,
        'description': cited.abstract,
        'image': [image(article).address],
        'datePublished': article.published.isoformat(),
        'dateModified': updated.isoformat(),
        'author': [_author(author, name) for author, name in zip(article.byline, cited.authors, strict=True)],
        'publisher': {
            '@type': 'NewsMediaOrganization',
            'name': cited.site,
            'url': f'{site}/',
            'logo': site + static('img/icon-512.png'),
        },
        'articleSection': [lineage[-1].name for lineage in lineages],
        'keywords': list(cited.keywords),
        'inLanguage': cited.language,
        'isAccessibleForFree': True,
        'commentCount': comments,
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
    # One word may be anybody's name, or an agency's; more than one that are no person's name are an organisation's.
    kind = 'Organization' if ' ' in name.literal else 'Person'
    return {'@type': kind, 'name': author['name'], 'url': settings.SITE_URL + reverse('author', args=[author['slug']])}
