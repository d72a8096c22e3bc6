"""Deletes a picture or other file everywhere at once: its file, all copies of it, and what imports could bring back.

Pages say that the picture is not in the archive. Copies of the database and of the files in backups are not touched.
"""

from contextlib import suppress
from pathlib import PurePosixPath
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Q

from articles.editorial import originals
from articles.models import Article, Author, Media, OldUrl, Original, Site, TakenDown
from articles.text import image_sources, url_forms

from . import renditions

MOST = 1000  # articles that are listed
LONGEST = 60  # seconds that reading all texts may take
DROP_ALL_PAGES = 'INSERT INTO articles_change (article_id) VALUES (0) ON CONFLICT DO NOTHING'


def uses(media: Media, seconds: int = LONGEST) -> list[Article]:
    """The articles that show a file, as their main picture or in their text, newest first, at most MOST.

    Raises OperationalError where reading all texts takes longer than that many seconds.
    """
    if not media.file:
        return list(media.leads.only('kind', 'title', 'slug', 'published_on')[:MOST])
    shown = Q(lead_image=media)
    for stem in {_stem(media.file.name), quote(_stem(media.file.name))}:
        shown |= Q(body_html__contains=f'{settings.MEDIA_URL}{stem}')
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute('SET LOCAL statement_timeout = %s', [f'{seconds}s'])
        articles = Article.objects.filter(shown).order_by('-published_on', '-pk')
        candidates = articles.only('kind', 'title', 'slug', 'published_on', 'body_html', 'lead_image_id')[: 2 * MOST]
        return [one for one in candidates if one.lead_image_id == media.pk or _shows(one, media.file.name)][:MOST]


def elsewhere(media: Media) -> dict[Author | Site, str]:
    """What shows a file besides articles, and as what."""
    return dict.fromkeys(media.portrays.all(), 'portrait') | dict.fromkeys(Site.objects.filter(logo=media), 'logo')


@transaction.atomic
def take_down(media: Media, *, by: AbstractBaseUser) -> list[Article]:
    """Deletes a file and everything made of it; returns the articles that showed it.

    Its URL answers 410, and no import stores it again. The originals that have its caption, its own and those of the
    articles, are erased as a whole. Raises OSError where the disk refuses: then nothing has changed.
    """
    showed = uses(media)
    names = _files(media.file.name) if media.file else []
    wanted = names or [image_sources.path_within(settings.MEDIA_URL, url_forms.key(media.source_url))]
    for name in filter(None, wanted):
        TakenDown.objects.get_or_create(path=name, defaults={'by': by})
        gone = {'article': None, 'target': ''}
        OldUrl.objects.update_or_create(path=url_forms.key(f'{settings.MEDIA_URL}{quote(name)}'), defaults=gone)
    gone_media = Media.objects.filter(Q(pk=media.pk) | Q(file__in=names))
    Original.objects.filter(media__in=gone_media).update(content=None)
    for article in showed:
        originals.erase(article)
    gone_media.delete()
    with connection.cursor() as cursor:  # Any page may show it, so all are made again.
        cursor.execute(DROP_ALL_PAGES)
    for name in names:
        renditions.forget(name)
        default_storage.delete(name)
    return showed


def is_taken_down(path: str, known: set[str]) -> bool:
    """Whether a file shows the same picture as one of those that were taken down, whose paths are `known`."""
    return not known.isdisjoint(image_sources.versions(path))


def _files(name: str) -> list[str]:
    """The stored files that show the same picture: WordPress's smaller copies, which lie beside it, as well."""
    folder = str(PurePosixPath(name).parent)
    beside = []
    with suppress(FileNotFoundError):
        beside = [str(PurePosixPath(folder, file)) for file in default_storage.listdir(folder)[1]]
    full = set(image_sources.versions(name))
    return list(dict.fromkeys([name, *(one for one in beside if full & set(image_sources.versions(one)))]))


def _stem(name: str) -> str:
    return str(PurePosixPath(image_sources.original(name)).with_suffix(''))


def _shows(article: Article, name: str) -> bool:
    paths = (image_sources.path_within(settings.MEDIA_URL, src) for src in _sources(article.body_html))
    return any(name in image_sources.versions(path) for path in paths if path)


def _sources(body_html: str) -> list[str]:
    """Pictures and links of a text: a picture that is only linked to is shown by its viewer."""
    return [part.partition('"')[0] for part in body_html.split('="') if part.startswith(settings.MEDIA_URL)]
