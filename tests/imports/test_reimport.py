"""Articles redone from their originals by a newer importer."""

from dataclasses import replace
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.editorial import publishing
from articles.imports import run as import_run
from articles.models import Article, Conflict, ImportRun, OldUrl, Original, Revision, SourceDocument
from articles.readers.plaintext import reader as plaintext_reader
from articles.readers.wxr import reader as wxr_reader
from tests.factories import make_article, make_editor, make_media

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo('UTC')
EXPORT = (
    '<?xml version="1.0" encoding="utf-8"?>\n<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old</title><link>http://old.example</link>'
    '<wp:wxr_version>1.2</wp:wxr_version>{items}</channel></rss>'
)
ITEM = (
    '<item><title>Story {n}</title><wp:post_id>{n}</wp:post_id><wp:post_name>story-{n}</wp:post_name>'
    '<content:encoded>Text of {n}.</content:encoded><wp:post_date_gmt>2017-11-22 12:00:00</wp:post_date_gmt>'
    '<wp:post_date>2017-11-22 12:00:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>'
    '</item>'
)
PAGE = 'Rain over {0}\n\nNovember 22, 2017 | By Ada\n\nIt rained in {0} all day, and nobody minded it at all.\n'


@pytest.fixture
def export(tmp_path):
    """Three articles imported from a WordPress export."""
    file = tmp_path / 'export.xml'
    file.write_text(EXPORT.format(items=''.join(ITEM.format(n=n) for n in (1, 2, 3))))
    import_run.run([('wxr', file)], zone=ZONE, on_record=lambda: None)
    return file


VERSION = wxr_reader.IMPORTER_VERSION


@pytest.fixture
def newer(monkeypatch):
    """Makes the importers of today read titles in capitals, as another version."""

    def become(reader, version=None):
        former = reader.IMPORTER_VERSION
        read = reader.article

        def article(*args, **kwargs):
            record = read(*args, **kwargs)
            return replace(record, title=record.title.upper())

        monkeypatch.setattr(reader, 'article', article)
        monkeypatch.setattr(reader, 'IMPORTER_VERSION', version or former + 1)

    return become


def reimport(*arguments) -> str:
    out = StringIO()
    call_command('reimport', *arguments, stdout=out, verbosity=0)
    return out.getvalue()


def titles() -> list[str]:
    return list(Article.objects.order_by('slug').values_list('title', flat=True))


def test_what_nobody_edited_is_updated_by_a_newer_importer(export, newer):
    export.unlink()
    newer(wxr_reader)
    assert 'Read 3: 0 created, 3 updated, 0 unchanged, 0 conflict, 0 refused.' in reimport('--all')
    assert titles() == ['STORY 1', 'STORY 2', 'STORY 3']
    assert Revision.objects.count() == 3
    document = Article.objects.first().provenance.document
    assert (document.origin, document.importer_version) == (str(export), wxr_reader.IMPORTER_VERSION)
    assert document.original.read().startswith(b'<?xml')
    assert 'Read 3: 0 created, 0 updated, 3 unchanged' in reimport('--all')


def test_what_was_edited_is_a_conflict_and_the_rest_goes_on(export, newer):
    publishing.save(Article.objects.get(slug='story-2'), by=make_editor(), title='Edited')
    newer(wxr_reader)
    assert '2 updated, 0 unchanged, 1 conflict' in reimport('--all')
    assert titles() == ['STORY 1', 'Edited', 'STORY 3']
    assert Conflict.objects.get().values['title'] == 'STORY 2'
    assert sorted(SourceDocument.objects.values_list('importer_version', flat=True)) == [VERSION, VERSION + 1]


def test_what_comes_out_as_before_is_unchanged_and_its_importer_moves_on(export, monkeypatch):
    before = list(Article.objects.order_by('pk').values())
    monkeypatch.setattr(wxr_reader, 'IMPORTER_VERSION', 7)
    assert '3 unchanged' in reimport('--all')
    assert list(Article.objects.order_by('pk').values()) == before
    assert SourceDocument.objects.get().importer_version == 7
    assert {article.provenance.document.importer_version for article in Article.objects.all()} == {7}


def test_a_dry_run_says_what_would_become_of_each_and_writes_nothing(export, newer):
    publishing.save(Article.objects.get(slug='story-2'), by=make_editor(), title='Edited')
    newer(wxr_reader)
    said = reimport('--all', '--dry-run')
    assert 'nothing was written' in said
    assert '2 updated, 0 unchanged, 1 conflict' in said
    assert titles() == ['Story 1', 'Edited', 'Story 3']
    assert not Conflict.objects.exists()
    assert ImportRun.objects.count() == 1
    assert SourceDocument.objects.get().importer_version == VERSION


def test_a_dry_run_joins_nothing_that_an_interrupted_import_left_to_be_joined(export):
    picture = make_media(source_key='wordpress:old.example:9')
    Article.objects.filter(slug='story-1').update(lead_image_key=picture.source_key)
    reimport('--all', '--dry-run')
    assert Article.objects.get(slug='story-1').lead_image is None
    reimport('--all')
    assert Article.objects.get(slug='story-1').lead_image == picture


def test_articles_are_chosen_by_number_address_old_address_run_and_kind(export, newer):
    newer(wxr_reader)
    first, _, third = Article.objects.order_by('slug')
    OldUrl.objects.create(path='/?p=33', article=third)
    reimport(str(first.pk), '/2017/11/22/story-2/')
    assert titles() == ['STORY 1', 'STORY 2', 'Story 3']
    assert 'Read 0' in reimport('--kind', 'text')
    assert '1 updated' in reimport('https://old.example/?p=33')
    assert 'Read 2' in reimport('--run', str(ImportRun.objects.order_by('pk')[1].pk))


def test_copies_of_pages_are_redone_at_their_addresses(tmp_path, newer):
    folder = tmp_path / 'pages'
    folder.mkdir()
    for name in ('Lund', 'Oslo'):
        (folder / f'{name}.txt').write_text(PAGE.format(name))
    (folder / 'urls.csv').write_text('file,url\nLund.txt,http://old.example/lund/\n')
    import_run.run([('text', folder)], zone=ZONE, on_record=lambda: None)
    assert len(titles()) == 2
    newer(plaintext_reader)
    assert '2 updated' in reimport('--kind', 'text')
    assert titles() == ['RAIN OVER LUND', 'RAIN OVER OSLO']
    assert {d.importer_version for d in SourceDocument.objects.filter(provenances__isnull=False)} == {
        plaintext_reader.IMPORTER_VERSION
    }


def web_archive(file, **pages) -> None:
    """A web archive with these pages, which do not say how they are encoded; the server did."""
    with file.open('wb') as stream:
        writer = WARCWriter(stream, gzip=True)
        for name, text in pages.items():
            headers = StatusAndHeaders('200 OK', [('Content-Type', 'text/html; charset=koi8-r')], protocol='HTTP/1.1')
            record = writer.create_warc_record(
                f'https://old.example/2017/11/{name}/',
                'response',
                payload=BytesIO(text.encode('koi8-r')),
                http_headers=headers,
                warc_headers_dict={'WARC-Date': '2018-01-02T03:04:05Z'},
            )
            writer.write_record(record)


def test_pages_of_a_web_archive_come_out_as_before(tmp_path):
    file = tmp_path / 'crawl.warc.gz'
    text = '<html><head><title>{0}</title></head><body><article><h1>{0}</h1>{1}</article></body></html>'
    body = ''.join(f'<p>Паром ушёл к другому берегу в {hour} часов, и никто не остался ждать.</p>' for hour in range(9))
    web_archive(file, ferry=text.format('Паром', body), rain=text.format('Дождь', body))
    import_run.run([('html', file)], zone=ZONE)
    assert set(titles()) == {'Паром', 'Дождь'}
    assert str(Article.objects.first().provenance.document.captured) == '2018-01-02 03:04:05+00:00'
    assert '2 unchanged' in reimport('--all')


def test_what_has_no_original_is_named_and_the_command_fails(export):
    Original.objects.filter(provenances__article__slug='story-1').update(content=None)
    with pytest.raises(SystemExit) as ended:
        reimport('--all')
    assert ended.value.code == 1
    assert ImportRun.objects.first().counts == {'refused': 1, 'unchanged': 2, 'kinds': {'post': 2}}


def test_an_original_in_which_the_importer_finds_nothing_is_refused_and_the_article_stays(export, monkeypatch):
    monkeypatch.setattr(wxr_reader, 'read', lambda path, zone: iter(()))
    with pytest.raises(SystemExit):
        reimport('--all')
    assert titles() == ['Story 1', 'Story 2', 'Story 3']


def test_what_was_not_imported_cannot_be_redone(export):
    with pytest.raises(CommandError, match='These articles were not imported'):
        reimport(str(make_article().pk))
    with pytest.raises(CommandError, match='no article at this URL'):
        reimport('/2017/11/22/never/')
    with pytest.raises(CommandError, match='Name articles'):
        reimport()


def test_what_other_items_of_the_export_said_is_not_forgotten(tmp_path, newer):
    file = tmp_path / 'export.xml'
    meta = '<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>'
    guest = (
        '<item><wp:post_id>8</wp:post_id><wp:post_type>guest-author</wp:post_type><wp:post_name>cap-noor</wp:post_name>'
        f'{meta.format("cap-display_name", "Noor van Dam")}</item>'
    )
    picture = (
        '<item><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type>'
        '<wp:attachment_url>https://files.example/2017/a.png</wp:attachment_url>'
        f'{meta.format("_wp_attached_file", "2017/a.png")}</item>'
    )
    inside = '<category domain="author" nicename="cap-noor">noor</category><wp:post_id>'
    item = ITEM.format(n=1).replace('<wp:post_id>', inside, 1)
    item = item.replace('<content:encoded>', '<content:encoded>&lt;img src="https://files.example/2017/a.png"&gt;', 1)
    file.write_text(EXPORT.format(items=item + guest + picture))
    import_run.run([('wxr', file)], zone=ZONE, on_record=lambda: None)
    body = Article.objects.get().body_html
    newer(wxr_reader)
    reimport('--all')
    article = Article.objects.get()
    assert article.title == 'STORY 1'
    assert [byline.author.name for byline in article.bylines.all()] == ['Noor van Dam']
    assert 'src="/wp-content/uploads/2017/a.png"' in body == article.body_html
