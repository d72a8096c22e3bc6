"""Records of the articles of one export, and a store that takes them."""

from datetime import UTC, datetime

import pytest

from articles.imports.store.files import Uploads
from articles.imports.store.report import Report
from articles.imports.store.store import Store, join
from articles.models import ImportRun
from articles.readers.record import ArticleRecord, SourceRecord

NOON = datetime(2017, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def source(tmp_path):
    file = tmp_path / 'export.xml'
    file.write_text('the export')
    return str(file)


@pytest.fixture
def record(source):
    """Makes a record of a published article; two with the same number are the same article."""

    def make(number: int = 1, **fields) -> ArticleRecord:
        defaults = {
            'source': source,
            'source_key': f'wordpress:old.example:{number}',
            'status': 'published',
            'title': f'Story {number}',
            'slug': f'story-{number}',
            'published': NOON,
            'body_html': '<p>Text.</p>',
            'body_text': 'Text.',
        }
        return ArticleRecord(**defaults | fields)

    return make


@pytest.fixture
def import_records(source):
    def write(*records, uploads=None, site='') -> Report:
        report = Report()
        run = ImportRun.objects.create(source=source)
        store = Store(run, report, Uploads(uploads), kind='wxr', version=1, site=site)
        store.write([SourceRecord(source, 'wxr', url='http://old.example/'), *records])
        join()
        return report

    return write
