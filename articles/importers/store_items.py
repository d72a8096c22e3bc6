"""What an import holds beside articles: attachments with their files, and items the archive has no place for."""

import shutil
from collections import Counter
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from PIL import Image, UnidentifiedImageError

from articles import media, originals
from articles.models import ImportRun, KeptItem, Media, OldUrl
from articles.text import addresses

from .record import ArticleRecord, Note, digest, packed, remembered
from .store_articles import LONGEST_OLD_URL
from .store_provenance import overwrite
from .store_report import Notebook


class Uploads:
    """The folder given with an import, laid out as WordPress lays out `wp-content/uploads`. None given: no files."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def take(self, url: str) -> dict | None:
        """Copies the file of that address into the media folder; returns its Media columns, None where it is missing.

        A file whose content is no picture, or which would leave the folder, counts as missing.
        """
        path = PurePosixPath(unquote(urlsplit(url).path).partition('/wp-content/uploads/')[2])
        if not path.name or path.is_absolute() or '..' in path.parts:
            return None
        target = Path(settings.MEDIA_ROOT) / path
        source = target if target.exists() or not self.folder else self.folder / path
        try:
            with Image.open(source, formats=list(media.FORMATS)) as picture:
                width, height = picture.size
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
            return None
        if source != target:
            _copy_whole(source, target)
        return {'file': str(path), 'width': width, 'height': height}


def write_media(records: list[ArticleRecord], uploads: Uploads, notebook: Notebook) -> Counter:
    outcome = Counter()
    keys = [record.source_key for record in records]
    known = {item.source_key: item for item in Media.objects.filter(source_key__in=keys)}
    for record in records:
        file, there, mark = uploads.take(record.file_url), known.get(record.source_key), digest(record)
        if there and mark in there.import_digests.split() and (there.file or not file):
            outcome['unchanged'] += 1
            continue
        values = {
            'title': record.title,
            'alt': record.alt,
            'caption': record.standfirst,
            'credit': record.credit[:300],
            'uploaded': record.published,
            'source_url': record.file_url,
            'parent_key': record.parent_key,
            'import_digests': remembered(there.import_digests if there else '', mark),
            'original_id': originals.keep([packed(record)]).get(packed(record)),
            'meta': dict(record.meta),
            **(file or {}),
        }
        if there:
            overwrite(there, values, notebook.run)
        else:
            Media.objects.create(source_key=record.source_key, run=notebook.run, **values)
        if file:
            _lead_to(f'{settings.MEDIA_URL}{file["file"]}', record, notebook.run)
        outcome['updated' if there else 'created'] += 1
        notes = [*record.notes, *([] if file else [Note('missing-media', record.file_url or 'no address given')])]
        notebook.keep([(None, record, note) for note in notes])
    return outcome


def keep_items(records: list[ArticleRecord], documents: dict[str, int], notebook: Notebook) -> Counter:
    outcome = Counter()
    keys = [record.source_key for record in records]
    known = {item.source_key: item for item in KeptItem.objects.filter(source_key__in=keys)}
    for record in records:
        mark, there = digest(record), known.get(record.source_key)
        if there and mark in there.import_digests.split():
            outcome['unchanged'] += 1
            continue
        values = {
            'kind': record.kind[:100],
            'title': record.title,
            'record': record.as_json() | {'body_source': record.body_source},
            'import_digests': remembered(there.import_digests if there else '', mark),
            'source_document_id': documents[record.source],
            'original_id': originals.keep([packed(record)]).get(packed(record)),
        }
        if there:
            overwrite(there, values, notebook.run)
        else:
            KeptItem.objects.create(source_key=record.source_key, run=notebook.run, **values)
        outcome['updated' if there else 'created'] += 1
        detail = f'an item of type “{record.kind}” is kept, but not shown'
        notebook.keep([(None, record, note) for note in (*record.notes, Note('kept-item', detail))])
    return outcome


def _copy_whole(source: Path, target: Path) -> None:
    """Copies under another name first: who is stopped halfway leaves no half picture that looks like a whole one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f'.{target.name}.new')
    shutil.copyfile(source, draft)
    draft.replace(target)


def _lead_to(address: str, record: ArticleRecord, run: ImportRun) -> None:
    """The addresses that an attachment had lead to its file."""
    paths = {addresses.key(url) for url in record.old_urls} - {'', '/', addresses.key(address)}
    OldUrl.objects.bulk_create(
        [OldUrl(path=path, target=address, run=run) for path in paths if len(path) <= LONGEST_OLD_URL],
        ignore_conflicts=True,
    )
