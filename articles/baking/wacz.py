"""Packs pages as a web archive, a WACZ file (specs.webrecorder.net/wacz/1.1.1), for replayweb.page and imports."""

import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles import lists

from .answers import Answer

_TITLE = re.compile(r'<title>(.*?)</title>', re.S)
_OURS = ('surrogate-key', 'content-length')  # headers that say nothing of what was answered
WARC, INDEX, PAGES = 'archive/data.warc.gz', 'indexes/index.cdx', 'pages/pages.jsonl'


class Archive:
    """A web archive in the making: records of answers in one file, the lines of its index and list of pages beside."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.writer = file, WARCWriter(file, gzip=True)
        self.index: list[str] = []
        self.pages: list[str] = []

    def add(self, path: str, answer: Answer) -> None:
        """Adds what the site answered for a path."""
        url, now = settings.SITE_URL + path, datetime.now(UTC)
        lines = [(name, value) for name, value in answer.headers.items() if name not in _OURS]
        headers = StatusAndHeaders(f'{answer.status} OK', lines, protocol='HTTP/1.1')
        date = f'{now:%Y-%m-%dT%H:%M:%SZ}'
        record = self.writer.create_warc_record(
            url, 'response', BytesIO(answer.content), http_headers=headers, warc_headers_dict={'WARC-Date': date}
        )
        offset = self.file.tell()
        self.writer.write_record(record)
        place = {
            'url': url,
            'mime': answer.type,
            'status': str(answer.status),
            'digest': record.rec_headers.get_header('WARC-Payload-Digest'),
            'length': str(self.file.tell() - offset),
            'offset': str(offset),
            'filename': WARC.rpartition('/')[2],
        }
        self.index.append(f'{_sort_key(url)} {now:%Y%m%d%H%M%S} {json.dumps(place)}')
        if answer.type == 'text/html' and answer.status == 200:
            title = _TITLE.search(answer.content.decode(errors='replace'))
            page = {
                'id': str(len(self.pages) + 1),
                'url': url,
                'ts': date,
                'title': unescape(title[1]) if title else url,
            }
            self.pages.append(json.dumps(page, ensure_ascii=False))


@contextmanager
def writing(target: Path) -> Iterator[Archive]:
    """A web archive that becomes the file `target` when the block ends without error; one that is there stays else."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=f'.{target.name}.') as folder:
        with open(f'{folder}/data.warc.gz', 'w+b') as warc:
            archive = Archive(warc)
            yield archive
            packed = Path(folder) / target.name
            _pack(archive, packed)
        packed.replace(target)


def _pack(archive: Archive, packed: Path) -> None:
    head = json.dumps({'format': 'json-pages-1.0', 'id': 'pages', 'title': 'All pages'})
    texts = {INDEX: sorted(archive.index), PAGES: [head, *archive.pages]}
    # Players read parts of the records where they are in the file, so these are stored as they are.
    with zipfile.ZipFile(packed, 'w', zipfile.ZIP_STORED) as bundle:
        archive.file.seek(0)
        resources = [(WARC, file_digest(archive.file, 'sha256').hexdigest(), archive.file.tell())]
        bundle.write(archive.file.name, WARC)
        for name, lines in texts.items():
            content = ''.join(f'{line}\n' for line in lines).encode()
            bundle.writestr(name, content)
            resources.append((name, sha256(content).hexdigest(), len(content)))
        package = json.dumps(_package(resources), indent=2).encode()
        bundle.writestr('datapackage.json', package)
        digest = {'path': 'datapackage.json', 'hash': f'sha256:{sha256(package).hexdigest()}'}
        bundle.writestr('datapackage-digest.json', json.dumps(digest))


def _package(resources: list[tuple[str, str, int]]) -> dict:
    return {
        'profile': 'data-package',
        'wacz_version': '1.1.1',
        'title': lists.site().name,
        'software': f'Newsroom {settings.VERSION}',
        'created': f'{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}',
        'mainPageUrl': f'{settings.SITE_URL}/',
        'resources': [
            {'name': path.rpartition('/')[2], 'path': path, 'hash': f'sha256:{digest}', 'bytes': size}
            for path, digest, size in resources
        ],
    }


def _sort_key(url: str) -> str:
    """A URL as indexes of web archives sort it, host first: org,example)/2017/."""
    parts = urlsplit(url)
    host = parts.hostname or ''
    turned = host if host.replace('.', '').isdigit() else ','.join(reversed(host.split('.')))
    return f'{turned}{f":{parts.port}" if parts.port else ""}){parts.path.lower()}'
