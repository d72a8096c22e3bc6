"""Headers and the list of versions of RFC 7089 (Memento), by which programs find the version of a day."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.http import http_date

from articles.models import Article, PublicChange


def links(article: Article) -> str:
    """The header `Link` of an article: where its versions are."""
    url = settings.SITE_URL + article.get_absolute_url()
    return (
        f'<{url}history/timegate/>; rel="timegate", '
        f'<{url}history/timemap/>; rel="timemap"; type="application/link-format"'
    )


def links_of_version(article: Article) -> str:
    return f'<{settings.SITE_URL}{article.get_absolute_url()}>; rel="original", {links(article)}'


def time_map(article: Article, versions: Sequence[PublicChange]) -> str:
    """The versions, oldest first, in the format of RFC 6690; `versions` has the newest first, and is not empty."""
    url = settings.SITE_URL + article.get_absolute_url()
    lines = [
        f'<{url}>; rel="original"',
        f'<{url}history/timemap/>; rel="self"; type="application/link-format"; '
        f'from="{_date(versions[-1])}"; until="{_date(versions[0])}"',
        f'<{url}history/timegate/>; rel="timegate"',
    ]
    for one in reversed(versions):
        place = ['first'] * (one is versions[-1]) + ['last'] * (one is versions[0]) + ['memento']
        lines.append(f'<{url}history/{one.version}/>; rel="{" ".join(place)}"; datetime="{_date(one)}"')
    return ',\n'.join(lines) + '\n'


def _date(version: PublicChange) -> str:
    return http_date(version.at.timestamp())
