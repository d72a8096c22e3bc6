"""The web archive of a baked site, as programs that read web archives see it."""

import json
import zipfile
from contextlib import suppress
from hashlib import sha256
from io import BytesIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from warcio.archiveiterator import ArchiveIterator

from articles.baking import files
from articles.models import Article, Comment
from tests.every import every
from tests.factories import make_article, make_category, make_comment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TEXT = '<p>The river rose over its banks in the night, and the mill was cut off until the morning.</p>' * 3


@pytest.fixture
def packed(static_files, tmp_path):
    world = make_category('World')
    flood = make_article(title='Flood', body_html=TEXT, authors=['Ada Berg'], categories=[world], tags=['weather'])
    make_comment(flood, text='I saw it.')
    make_article(title='Été', slug='été', published='2017-11-23', body_html=TEXT, categories=[world])
    call_command('bake', str(tmp_path / 'site'), '--wacz', str(tmp_path / 'site.wacz'), verbosity=0)
    return tmp_path / 'site.wacz'


def test_the_index_finds_each_record_and_the_package_has_the_digest_of_each_file(packed):
    with zipfile.ZipFile(packed) as bundle:
        assert every(entry.compress_type == zipfile.ZIP_STORED for entry in bundle.infolist())
        package = json.loads(bundle.read('datapackage.json'))
        for resource in package['resources']:
            assert f'sha256:{sha256(bundle.read(resource["path"])).hexdigest()}' == resource['hash']
        warc, lines = bundle.read('archive/data.warc.gz'), bundle.read('indexes/index.cdx').decode().splitlines()
        pages = [json.loads(line) for line in bundle.read('pages/pages.jsonl').decode().splitlines()]
    assert lines == sorted(lines)
    for line in lines:
        place = json.loads(line.split(' ', 2)[2])
        start = int(place['offset'])
        (record,) = ArchiveIterator(BytesIO(warc[start : start + int(place['length'])]))
        assert record.rec_headers.get_header('WARC-Target-URI') == place['url']
        assert record.http_headers.get_statuscode() == place['status']
    assert 'Flood' in [page['title'].partition(' ·')[0] for page in pages[1:]]


def test_an_import_of_the_archive_has_the_same_articles_and_comments(packed):
    before = {article.title: article.published for article in Article.objects.all()}
    Article.objects.all().delete()
    with suppress(SystemExit):  # Lists and feeds are refused.
        call_command('import_archive', str(packed), verbosity=0)
    after = {article.title: article.published for article in Article.objects.all()}
    assert before.items() <= after.items()
    flood = Article.objects.get(title='Flood')
    assert flood.get_absolute_url() == '/2017/11/22/flood/'
    assert 'cut off until the morning' in flood.body_text
    assert [tag.name for tag in flood.tags.all()] == ['weather']
    assert [byline.author.name for byline in flood.bylines.all()] == ['Ada Berg']
    assert [(comment.author_name, comment.body_html) for comment in Comment.objects.all()] == [
        ('Ada', '<p>I saw it.</p>')
    ]


def test_a_bake_that_fails_leaves_the_archive_before_and_nothing_else(packed, monkeypatch):
    before = packed.read_bytes()

    def fail(*_):
        raise OSError('the disk is full')

    monkeypatch.setattr(files, 'write', fail)
    with pytest.raises(CommandError, match='the disk is full'):
        call_command('bake', str(packed.with_name('site')), '--wacz', str(packed), verbosity=0)
    assert packed.read_bytes() == before
    assert [file.name for file in packed.parent.iterdir() if file.name.startswith('.site.wacz')] == []
    assert settings.READ_ONLY is False
