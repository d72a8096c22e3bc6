"""Finds rows by the slugs and dates of URLs, and redirects other spellings to the one URL of each."""

from datetime import date
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
    if not year:
        return Article.objects.filter(kind=Article.Kind.PAGE)
    try:
        return Article.objects.listed().filter(published_on=date(year, month, day))
    except ValueError as error:
        raise Http404 from error


def by_slug(rows: QuerySet, slug: str) -> Model:
    """The row with a slug, in any of its spellings. Raises Http404."""
    by_slug = {row.slug: row for row in rows.filter(slug__in=spellings(slug))}
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
