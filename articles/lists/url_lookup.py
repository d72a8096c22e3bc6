"""Finds rows by the slugs and dates of URLs, and redirects other spellings to the one URL of each."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import unquote

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect

from articles.models import Article
from articles.text import slugs

# Slugs of the page that says how to reach the editors, the likeliest first.
CONTACT = (
    *('contact', 'contact-us', 'kontakt', 'contacto', 'contato', 'contatti', 'nous-contacter', 'about/contact'),
    *('imprint', 'impressum', 'mentions-legales', 'about', 'about-us', 'ueber-uns', 'a-propos', 'acerca-de', 'sobre'),
)


def spellings(slug: str) -> list[str]:
    """The stored slugs that a slug or path in a URL may mean, best first: as it is, decoded, in lower case."""
    decoded = '/'.join(slugs.decode(part) for part in slug.split('/'))
    return list(dict.fromkeys([slug, decoded, slug.lower(), decoded.lower()]))


def articles_at(year: int | None = None, month: int | None = None, day: int | None = None) -> QuerySet:
    """The articles of a day, public or not; without a day, the pages. Raises Http404 for dates that do not exist."""
    return articles_on(given_day(year, month, day))


def given_day(year: int | None = None, month: int | None = None, day: int | None = None) -> date | None:
    """The day in a URL; None where there is none in it. Raises Http404 for dates that do not exist."""
    try:
        return date(year, month, day) if year else None
    except ValueError as error:
        raise Http404 from error


def articles_on(day: date | None) -> QuerySet:
    """The articles of a day, public or not; without a day, the pages."""
    return Article.objects.listed().filter(published_on=day) if day else Article.objects.filter(kind=Article.Kind.PAGE)


def by_slug(rows: QuerySet, slug: str) -> Model:
    """The row with a slug, in any of its spellings. Raises Http404."""
    return best_spelt(rows.filter(slug__in=spellings(slug)), slug)


def best_spelt(rows: Iterable[Any], slug: str) -> Any:
    """The row whose slug is the likeliest spelling of this one. Raises Http404 where none is."""
    by_slug = {row.slug: row for row in rows}
    for spelling in spellings(slug):
        if spelling in by_slug:
            return by_slug[spelling]
    raise Http404


def moved(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect | None:
    """A redirect to an address, unless it is the requested one."""
    return None if unquote(request.path) == unquote(address) else HttpResponsePermanentRedirect(address)


def contact_page() -> Article | None:
    """The page that says whom to ask: *Contact* in one of its names, or else *About*; None where there is none."""
    pages = Article.objects.public().filter(kind=Article.Kind.PAGE, slug__in=CONTACT).only('kind', 'slug', 'title')
    return min(pages, key=lambda page: CONTACT.index(page.slug), default=None)
