"""One address for each thing: other spellings of it lead there."""

from datetime import date
from urllib.parse import unquote

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect

from articles.models import Article
from articles.text import slugs


def spellings(slug: str) -> list[str]:
    """What a slug or path in an address may stand for, nearest first: itself, decoded, in small letters."""
    decoded = '/'.join(slugs.decode(part) for part in slug.split('/'))
    return list(dict.fromkeys([slug, decoded, slug.lower(), decoded.lower()]))


def articles_at(year: int | None = None, month: int | None = None, day: int | None = None) -> QuerySet:
    """The articles whose address begins with that day, or the pages, whose address has none; public or not."""
    if not year:
        return Article.objects.filter(kind=Article.Kind.PAGE)
    try:
        return Article.objects.listed().filter(published_on=date(year, month, day))
    except ValueError as error:
        raise Http404 from error


def by_slug(rows: QuerySet, slug: str) -> Model:
    """The row that a slug, however spelled, stands for. Raises Http404."""
    found = {row.slug: row for row in rows.filter(slug__in=spellings(slug))}
    for spelling in spellings(slug):
        if spelling in found:
            return found[spelling]
    raise Http404


def moved(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect | None:
    """A redirect to the address, unless it is the one that was asked for."""
    return None if unquote(request.path) == unquote(address) else HttpResponsePermanentRedirect(address)
