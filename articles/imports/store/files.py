"""Files of articles: found in the old site's folder, or fetched from it, and kept at the path they had there."""

import re
import shutil
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from PIL import Image, UnidentifiedImageError

from articles.images import upload
from articles.imports.store.report import Notebook
from articles.models import Article, ImportRun, Media
from articles.readers.fetch import Failed, Fetcher
from articles.readers.record import Note
from articles.text import image_sources
from articles.text.image_captions import images_in

from . import addresses as store_addresses

LONGEST_PATH = 500
# What is no picture, by the ending of its name: how its content begins.
_BEGINNINGS = {
    '.pdf': rb'\s*%PDF-',
    '.mp3': rb'ID3|\xff[\xe2-\xff]',
    '.wav': rb'RIFF....WAVE',
    '.ogg': rb'OggS',
    '.webm': rb'\x1a\x45\xdf\xa3',
    **dict.fromkeys(('.mp4', '.m4a'), rb'....ftyp'),
}


class Uploads:
    """Where files may be: kept already; in `folder`, laid out like `wp-content/uploads`; where `fetcher` gets them.

    `fetched` counts those it got, `failed` has a reason for each address where it got none. All of `on_fetch` are told
    of each before it is fetched, and may raise what ends the import.
    """

    def __init__(
        self,
        folder: Path | None = None,
        fetcher: Fetcher | None = None,
        *on_fetch: Callable[[str], object],
    ) -> None:
        self.folder, self.fetcher, self.on_fetch = folder, fetcher, [*on_fetch]
        self.fetched = 0
        self.failed: dict[str, str] = {}

    def fetch(self, urls: Iterable[str]) -> None:
        """Gets what is in neither place, each address once. Takes its time, so never within a transaction."""
        for url in urls if self.fetcher else ():
            path = path_of(url)
            if not path or url in self.failed or self._found(path):
                continue
            for tell in self.on_fetch:
                tell(url)
            try:
                content = self.fetcher.get(url)
                if _columns(path, BytesIO(content)) is None:
                    raise Failed('the content is not what the name says, or of a kind that is not kept')
                _write_whole(path, lambda draft, content=content: draft.write_bytes(content))
                self.fetched += 1
            except (Failed, OSError) as reason:
                self.failed[url] = str(reason)

    def take(self, url: str) -> dict | None:
        """Keeps the file of that address; returns its Media columns, None where it is missing.

        A file whose content is not what its name says, or which would leave the folder, counts as missing.
        """
        path = path_of(url)
        source = path and self._found(path)
        if not source:
            return None
        with source.open('rb') as opened:
            columns = _columns(path, opened)
        if columns and source != _place(path):
            _write_whole(path, lambda draft: shutil.copyfile(source, draft))
        return columns

    def _found(self, path: PurePosixPath) -> Path | None:
        places = (_place(path), *([self.folder / path] if self.folder else []))
        try:
            return next((place for place in places if place.is_file()), None)
        except OSError:  # A name that no file system takes.
            return None


def path_of(url: str) -> PurePosixPath | None:
    """The path that the file of an address has below the uploads of its site; None where it has none that is safe."""
    try:
        name = unquote(urlsplit(url).path).partition('/wp-content/uploads/')[2]
    except ValueError:
        return None
    path = PurePosixPath(name)
    unsafe = path.is_absolute() or '..' in path.parts or len(name) > LONGEST_PATH or not name.isprintable()
    return path if path.name and not unsafe else None


def keep_pictures_of_bodies(uploads: Uploads, notebook: Notebook) -> None:
    """Keeps the pictures that bodies show without an attachment, and notes which are missing.

    Where there is somewhere to look, looks for those of all articles, else only lists those of articles of this run.
    """
    shown = Article.objects.filter(body_html__contains=f'src="{settings.MEDIA_URL}')
    if not (uploads.folder or uploads.fetcher):
        shown = shown.filter(provenance__run=notebook.run)
    known = set(Media.objects.exclude(file='').values_list('file', flat=True))
    listed = {str(path_of(url)) for url in Media.objects.filter(file='').values_list('source_url', flat=True)}
    rows = shown.order_by('pk').values_list(
        'pk', 'body_html', 'provenance__url', 'provenance__document__meta__url', 'provenance__run'
    )
    for pk, body, url, site, run in rows.iterator(chunk_size=200):
        for image in images_in(body):
            path = image_sources.path_within(settings.MEDIA_URL, image.src)
            names = dict.fromkeys((image_sources.original(path), path))
            if not path or known.intersection(image_sources.versions(path)):
                continue
            known.add(path)
            addresses = [f'{_site(site, url)}{settings.MEDIA_URL}{quote(name)}' for name in names]
            kept = _keep_first(addresses, image.alt, uploads, notebook.run)
            if not kept and run == notebook.run.pk and not listed & names.keys():
                notebook.keep([(pk, None, Note('missing-media', addresses[-1]))])
                store_addresses.note([store_addresses.Row(addresses[0], run=run)])
    notebook.keep([(None, None, Note('not-fetched', f'{url}: {why}')) for url, why in uploads.failed.items()])
    notebook.report_kept()


def _keep_first(addresses: list[str], alt: str, uploads: Uploads, run: ImportRun) -> bool:
    """Keeps the first of these files that is to be had: the original of a picture, or else the smaller one."""
    for url in addresses:
        uploads.fetch([url])
        if file := uploads.take(url):
            Media.objects.get_or_create(
                file=file.pop('file'), defaults={**file, 'alt': alt, 'source_url': url, 'run': run}
            )
            return True
    return False


def _site(site: str | None, url: str | None) -> str:
    """The address of the site that an article is from, as its export says or as that of the article begins."""
    if site:
        return site.rstrip('/')
    parts = urlsplit(url or '')
    return f'{parts.scheme}://{parts.netloc}' if parts.netloc else ''


def _place(path: PurePosixPath) -> Path:
    return Path(settings.MEDIA_ROOT) / path


def _columns(path: PurePosixPath, content: BinaryIO) -> dict | None:
    """The Media columns of a file that may be kept: a picture, or what its beginning says that its name says."""
    beginning = _BEGINNINGS.get(path.suffix.lower())
    if beginning:
        return {'file': str(path)} if re.match(beginning, content.read(64), re.S) else None
    try:
        with Image.open(content, formats=list(upload.FORMATS)) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return {'file': str(path), 'width': width, 'height': height}


def _write_whole(path: PurePosixPath, write: Callable[[Path], object]) -> None:
    """Writes under another name first: who is stopped halfway leaves no half file that looks like a whole one."""
    target = _place(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f'.{target.name}.new')
    write(draft)
    draft.replace(target)
