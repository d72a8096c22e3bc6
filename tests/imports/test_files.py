"""Files of an import: fetched from the old site where they are not at hand, and kept at the path they had."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from articles.imports import inbox, jobs
from articles.imports import queue as import_queue
from articles.imports import run as import_run
from articles.imports.store.files import Uploads, path_of
from articles.models import Article, ImportNote, ImportRun, Media, OldUrl
from articles.readers import fetch as fetching
from articles.readers.fetch import Fetcher

pytestmark = pytest.mark.django_db


class OldSite:
    """A site with files, and what it was asked for."""

    def __init__(self, root):
        self.root, self.asked = root, []

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(handler):
                self.asked.append(handler.path)
                super().do_GET()

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(('127.0.0.1', 0), partial(Handler, directory=root))
        self.server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self.server.server_port}'
        Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.01}, daemon=True).start()

    def has(self, name, content=None, size=(30, 20)):
        file = self.root / 'wp-content/uploads' / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content) if content is not None else Image.new('RGB', size).save(file)


@pytest.fixture
def old_site(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(fetching, 'PAUSE', 0)
    settings.MEDIA_ROOT = tmp_path / 'media'
    site = OldSite(tmp_path / 'old')
    yield site
    site.server.shutdown()
    site.server.server_close()


def attachment(site, name, number=5):
    return (
        f'<item><title>A file</title><wp:post_id>{number}</wp:post_id><wp:post_type>attachment</wp:post_type>'
        f'<wp:status>inherit</wp:status><link>{site.url}/the-flood/a-file/</link>'
        f'<wp:attachment_url>{site.url}/wp-content/uploads/{name}</wp:attachment_url></item>'
    )


def article(body):
    return (
        '<item><title>Flood</title><wp:post_id>7</wp:post_id><wp:post_name>flood</wp:post_name>'
        '<wp:post_date>2017-11-22 12:00:00</wp:post_date><wp:status>publish</wp:status>'
        f'<content:encoded><![CDATA[{body}]]></content:encoded></item>'
    )


def export_of(site, *items):
    return (
        '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">'
        f'<channel><link>{site.url}</link>{"".join(items)}</channel></rss>'
    )


def fetcher_of(site):
    ports = frozenset({site.server.server_port})
    return Fetcher(allows=lambda address: address == '127.0.0.1', ports=ports)


@pytest.fixture
def run(old_site, tmp_path):
    """Imports items of the old site, fetching what is missing unless told otherwise; returns the report."""

    def run(*items, folder=None, fetch=True, on_fetch=()):
        export = tmp_path / 'export.xml'
        export.write_text(export_of(old_site, *items))
        uploads = Uploads(folder, fetcher_of(old_site) if fetch else None, *on_fetch)
        return import_run.run([('wxr', export)], zone=ZoneInfo('UTC'), uploads=uploads, on_record=lambda: None)

    return run


def notes(code):
    return list(ImportNote.objects.filter(code=code).values_list('detail', flat=True))


def test_a_picture_is_fetched_to_the_path_it_had(run, old_site, client):
    old_site.has('2017/11/mill.png')
    assert run(attachment(old_site, '2017/11/mill.png')).fetched == 1
    media = Media.objects.get()
    assert (media.file.name, media.width, media.height) == ('2017/11/mill.png', 30, 20)
    assert client.get('/wp-content/uploads/2017/11/mill.png').status_code == 200
    assert OldUrl.objects.get(path='/?attachment_id=5').target == '/wp-content/uploads/2017/11/mill.png'


@pytest.mark.parametrize(
    ('name', 'content'),
    [
        ('a.pdf', b'%PDF-1.4 text'), ('a.mp3', b'ID3\x04rest'), ('b.mp3', b'\xff\xfb\x90rest'),
        ('a.mp4', b'\0\0\0\x18ftypmp42'), ('A.PDF', b'\n%PDF-1.7'),
    ],
)  # fmt: skip
def test_print_sound_and_film_are_kept_and_served_safely(run, old_site, client, name, content):
    old_site.has(name, content)
    run(attachment(old_site, name))
    response = client.get(f'/wp-content/uploads/{name}')
    assert b''.join(response.streaming_content) == content
    assert response['X-Content-Type-Options'] == 'nosniff'
    assert Media.objects.get().file.name == name


@pytest.mark.parametrize(
    ('name', 'content'),
    [
        ('a.jpg', b'<html>Not found</html>'), ('a.pdf', b'<script>'), ('a.mp3', b'MZ\x90'), ('a.mp4', b''),
        ('a.php', b'<?php'), ('a.html', b'<p>'), ('a.svg', b'<svg xmlns="http://www.w3.org/2000/svg"/>'), ('a', b'a'),
    ],
)  # fmt: skip
def test_what_is_not_what_its_name_says_is_not_kept(run, old_site, settings, name, content):
    old_site.has(name, content)
    report = run(attachment(old_site, name))
    assert report.outcomes['created'] == 1
    assert not Media.objects.get().file
    assert not [file for file in settings.MEDIA_ROOT.rglob('*') if file.is_file()]
    assert 'does not match the name' in notes('not-fetched')[0]


def test_a_second_run_fetches_only_what_is_missing(run, old_site):
    items = [
        attachment(old_site, 'a.png', 1),
        attachment(old_site, 'b.png', 2),
        article('<img src="/wp-content/uploads/c.png">'),
    ]
    old_site.has('a.png')
    run(*items)
    old_site.has('b.png')
    old_site.has('c.png')
    old_site.asked.clear()
    report = run(*items)
    assert sorted(old_site.asked) == ['/wp-content/uploads/b.png', '/wp-content/uploads/c.png']
    assert (report.fetched, report.outcomes['updated']) == (2, 1)
    old_site.asked.clear()
    assert run(*items).outcomes == {'unchanged': 3}
    assert old_site.asked == []


def test_a_picture_in_a_body_without_attachment_is_fetched_and_shown(run, old_site, client):
    old_site.has('2017/11/a mill.png')
    run(article(f'<img src="{old_site.url}/wp-content/uploads/2017/11/a%20mill.png" alt="The mill">'))
    media = Media.objects.get()
    assert (media.file.name, media.alt) == ('2017/11/a mill.png', 'The mill')
    assert b'width="30" height="20"' in client.get('/2017/11/22/flood/').content


def test_of_a_smaller_picture_the_original_is_fetched_where_there_is_one(run, old_site):
    old_site.has('mill.png')
    old_site.has('barn-300x200.png')
    run(article('<img src="/wp-content/uploads/mill-300x200.png"> <img src="/wp-content/uploads/barn-300x200.png">'))
    assert set(Media.objects.values_list('file', flat=True)) == {'mill.png', 'barn-300x200.png'}


def test_a_picture_in_a_body_is_taken_from_the_folder_that_is_given(run, old_site, tmp_path):
    Image.new('RGB', (3, 2)).save(tmp_path / 'mill.png')
    run(article('<img src="/wp-content/uploads/mill.png">'), folder=tmp_path, fetch=False)
    assert Media.objects.get().file.name == 'mill.png'


def test_what_is_not_to_be_had_is_noted_and_its_place_says_so(run, old_site, client):
    body = '[caption id="a" width="9"]<img src="/wp-content/uploads/mill.png" alt="The mill"> Below the weir[/caption]'
    report = run(article(body))
    assert report.outcomes == {'created': 1}
    assert notes('missing-media') == [f'{old_site.url}/wp-content/uploads/mill.png']
    assert notes('not-fetched') == [f'{old_site.url}/wp-content/uploads/mill.png: answered with 404']
    page = client.get('/2017/11/22/flood/').content.decode()
    assert 'Picture not in this archive: The mill' in page
    assert 'Below the weir' in page


def test_pictures_of_bodies_are_listed_as_missing_without_being_asked_for(run, old_site):
    run(article('<img src="/wp-content/uploads/mill.png">'), fetch=False)
    run(article('<img src="/wp-content/uploads/mill.png">'), fetch=False)
    assert notes('missing-media') == [f'{old_site.url}/wp-content/uploads/mill.png']
    assert old_site.asked == []


def test_a_gallery_shows_what_was_fetched_in_a_later_run(run, old_site, client):
    items = [attachment(old_site, 'mill.png', 1), article('[gallery ids="1"]')]
    run(*items, fetch=False)
    assert 'missing-picture' in client.get('/2017/11/22/flood/').content.decode()
    old_site.has('mill.png')
    run(*items)
    assert 'src="/wp-content/uploads/mill.png"' in client.get('/2017/11/22/flood/').content.decode()
    assert Article.objects.get().body_html.count('<img') == 1


@pytest.mark.parametrize(
    'url',
    [
        'http://a/wp-content/uploads/', 'http://a/b.jpg', 'http://a/wp-content/uploads/../b.jpg', '', 'http://[',
        'http://a/wp-content/uploads/%2e%2e/b.jpg', 'http://a/wp-content/uploads//etc/passwd', 'a%00.jpg',
        'http://a/wp-content/uploads/a%00.jpg', f'http://a/wp-content/uploads/{"a" * 501}', 'http://a/wp-content/uploads/..',
    ],
)  # fmt: skip
def test_an_address_without_a_safe_path_has_none(url):
    assert path_of(url) is None


def test_an_import_asked_for_in_the_admin_fetches_if_that_was_asked_for(old_site, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(jobs, 'Fetcher', lambda: fetcher_of(old_site))
    old_site.has('2017/11/mill.png')
    (inbox.folder() / 'inbox/export.xml').write_text(export_of(old_site, attachment(old_site, '2017/11/mill.png')))
    for fetch, file in ((False, ''), (True, '2017/11/mill.png')):
        asked = import_queue.enqueue(['inbox/export.xml'], fetch_media=fetch, by=None)
        jobs.do_next()
        assert not old_site.asked, 'a look fetches nothing'
        import_queue.start(asked)
        jobs.do_next()
        assert Media.objects.get().file == file


def test_an_import_can_be_stopped_between_two_files(run, old_site, monkeypatch):
    monkeypatch.setattr(import_run, 'BETWEEN_UPDATES', 0.0)
    for number in range(3):
        old_site.has(f'2017/11/{number}.png')
    files = [attachment(old_site, f'2017/11/{number}.png', number + 5) for number in range(3)]
    with pytest.raises(import_run.Stopped):
        run(*files, on_fetch=[lambda url: ImportRun.objects.update(stop=url.endswith('1.png'))])
    assert old_site.asked == ['/wp-content/uploads/2017/11/0.png']
