"""Files of articles: copied from the old site's folder or fetched from the site, and stored under the same path."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from unicodedata import normalize
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, UnidentifiedImageError

from articles.images import takedown, upload
from articles.imports.store.report import Notebook
from articles.models import Article, ImportRun, Media, TakenDown
from articles.readers.fetch import Failed, Fetcher
from articles.readers.record import Note
from articles.text import image_sources
from articles.text.image_captions import images_in

from . import old_urls

LONGEST_PATH = 500
# Files that are not pictures, by the extension of their name: how their content begins.
_BEGINNINGS = {
    '.pdf': rb'\s*%PDF-',
    '.mp3': rb'ID3|\xff[\xe2-\xff]',
    '.wav': rb'RIFF....WAVE',
    '.ogg': rb'OggS',
    '.webm': rb'\x1a\x45\xdf\xa3',
    **dict.fromkeys(('.mp4', '.m4a'), rb'....ftyp'),
}


class Uploads:
    """Where files come from: the storage; `folder`, laid out like `wp-content/uploads`; or `fetcher`, a downloader.

    `fetched` counts downloads, `failed` has the reason for each URL that could not be downloaded. Each function in
    `on_fetch` is called with the URL before a download, and may raise an exception to end the import.
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
        self._listed: dict[Path, dict[str, str]] = {}
        self._taken_down: set[str] | None = None

    def fetch(self, files: Iterable[tuple[str, PurePosixPath | None]]) -> None:
        """Downloads the files that are in neither place, each URL once: (URL, path below the uploads folder).

        Slow, so never call it within a transaction.
        """
        for url, path in files if self.fetcher else ():
            if (
                not path
                or self.is_taken_down(path)
                or url in self.failed
                or _is_stored(path)
                or self._in_folder(path, url)
            ):
                continue
            for callback in self.on_fetch:
                callback(url)
            try:
                content = self.fetcher.get(url)
                if _columns(path, BytesIO(content)) is None:
                    raise Failed('the content does not match the name, or is of a type that is not stored')
                _store(path, ContentFile(content))
                self.fetched += 1
            except (Failed, OSError, SuspiciousFileOperation) as reason:
                self.failed[url] = str(reason)

    def keep(self, files: Mapping[str, bytes]) -> None:
        """Stores files that came with a page, by their URLs. Those that are here already, or not safe, are left out."""
        for url, content in files.items():
            path = path_of(url)
            with suppress(OSError, SuspiciousFileOperation):
                if (
                    path
                    and not self.is_taken_down(path)
                    and not _is_stored(path)
                    and _columns(path, BytesIO(content)) is not None
                ):
                    _store(path, ContentFile(content))

    def take(self, url: str, path: PurePosixPath | None) -> dict | None:
        """Stores the file of that URL at `path`; returns its Media columns, or None where it is missing.

        A file whose content does not match its name, or which would be outside of the folder, counts as missing.
        """
        if not path or self.is_taken_down(path):
            return None
        if _is_stored(path):
            with default_storage.open(str(path)) as stored:
                return _columns(path, stored)
        source = self._in_folder(path, url)
        if not source:
            return None
        with source.open('rb') as opened:
            columns = _columns(path, opened)
            if columns:
                opened.seek(0)
                _store(path, File(opened))
        return columns

    def is_taken_down(self, path: PurePosixPath) -> bool:
        """Whether an editor has deleted the file for good."""
        if self._taken_down is None:
            self._taken_down = set(TakenDown.objects.values_list('path', flat=True))
        return bool(self._taken_down) and takedown.is_taken_down(str(path), self._taken_down)

    def _in_folder(self, path: PurePosixPath, url: str) -> Path | None:
        """The file in the folder, which may be that of a whole network of sites."""
        places = dict.fromkeys(filter(None, (path, path_of(url)))) if self.folder else ()
        return next(filter(None, map(self._file, places)), None)

    def _file(self, path: PurePosixPath) -> Path | None:
        """The file at a path in the folder, whose names may be composed or decomposed, and even some of each."""
        assert self.folder
        with suppress(OSError):  # A name that the file system does not accept.
            if (self.folder / path).is_file():
                return self.folder / path
            if not str(path).isascii():
                file = self.folder
                for name in path.parts:
                    file = file / self._names(file).get(name, name)
                return file if file.is_file() else None
        return None

    def _names(self, folder: Path) -> dict[str, str]:
        """The names in a folder by their composed forms."""
        if folder not in self._listed:
            self._listed[folder] = {normalize('NFC', name): name for name in os.listdir(folder)}
        return self._listed[folder]


def path_of(url: str) -> PurePosixPath | None:
    """The path of the file of a URL below the uploads folder of its site; None where it has no safe one."""
    try:
        name = unquote(urlsplit(url).path).partition('/wp-content/uploads/')[2]
    except ValueError:
        return None
    return _safe(name)


def path_of_attachment(url: str, meta: Mapping) -> PurePosixPath | None:
    """The path of the file of an attachment below the uploads folder; None where it has no safe one.

    WordPress keeps it in the field _wp_attached_file of `meta`, whatever folder or host the URL has:
    https://developer.wordpress.org/reference/functions/wp_get_attachment_url/
    """
    attached = meta.get('postmeta', {}).get('_wp_attached_file')
    try:
        name = normalize('NFC', unquote(urlsplit(url).path))
    except ValueError:
        return None
    if isinstance(attached, str) and attached and name.endswith(f'/{normalize("NFC", attached)}'):
        return _safe(attached)
    return path_of(url)


def _safe(name: str) -> PurePosixPath | None:
    """A path in composed letters; None for one that leaves the folder, or that no file can have."""
    name = normalize('NFC', name)
    path = PurePosixPath(name)
    unsafe = path.is_absolute() or '..' in path.parts or len(name) > LONGEST_PATH or not name.isprintable()
    return path if path.name and not unsafe else None


def store_pictures_of_bodies(uploads: Uploads, notebook: Notebook) -> None:
    """Stores the pictures that bodies show without an attachment, and notes which are missing.

    With a folder or a fetcher it looks at all articles; without, it only lists what is missing in those of this run.
    """
    shown = Article.objects.filter(body_html__contains=f'src="{settings.MEDIA_URL}')
    if not (uploads.folder or uploads.fetcher):
        shown = shown.filter(provenance__run=notebook.run)
    known = set(Media.objects.exclude(file='').values_list('file', flat=True))
    missing = Media.objects.filter(file='').values_list('source_url', 'meta')
    listed = {str(path_of_attachment(url, meta)) for url, meta in missing}
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
            urls = [f'{_site(site, url)}{settings.MEDIA_URL}{quote(name)}' for name in names]
            stored = _store_first(urls, image.alt, uploads, notebook.run)
            if not stored and run == notebook.run.pk and not listed & names.keys():
                notebook.keep([(pk, None, Note('missing-media', urls[-1]))])
                old_urls.write_old_urls([old_urls.Row(urls[0], run=run)])
    notebook.keep([(None, None, Note('not-fetched', f'{url}: {why}')) for url, why in uploads.failed.items()])
    notebook.committed()


def _store_first(urls: list[str], alt: str, uploads: Uploads, run: ImportRun) -> bool:
    """Stores the first of these files that is available: the full picture, or else a smaller version."""
    for url in urls:
        path = path_of(url)
        uploads.fetch([(url, path)])
        if file := uploads.take(url, path):
            Media.objects.get_or_create(
                file=file.pop('file'), defaults={**file, 'alt': alt, 'source_url': url, 'run': run}
            )
            return True
    return False


def _site(site: str | None, url: str | None) -> str:
    """The URL of an article's former site: as its export says, or else from the article's own former URL."""
    if site:
        return site.rstrip('/')
    parts = urlsplit(url or '')
    return f'{parts.scheme}://{parts.netloc}' if parts.netloc else ''


def _is_stored(path: PurePosixPath) -> bool:
    try:
        return os.path.isfile(default_storage.path(str(path)))
    except SuspiciousFileOperation:
        return False


def _columns(path: PurePosixPath, content: BinaryIO) -> dict | None:
    """The Media columns of a file that may be stored: a picture, or a file whose first bytes match its extension."""
    beginning = _BEGINNINGS.get(path.suffix.lower())
    if beginning:
        return {'file': str(path)} if re.match(beginning, content.read(64), re.S) else None
    try:
        with Image.open(content, formats=list(upload.FORMATS)) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return {'file': str(path), 'width': width, 'height': height}


def _store(path: PurePosixPath, content: File) -> None:
    """Writes under another name first: an import that is killed halfway must not leave half a file under this name."""
    draft = str(path.with_name(f'.{path.name}.new'))
    default_storage.delete(draft)
    draft = default_storage.save(draft, content)
    os.replace(default_storage.path(draft), default_storage.path(str(path)))
