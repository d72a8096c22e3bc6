"""Imports in the admin: what may be sent, who may send it, and what the page of a run says and offers."""

import gzip
import io
import zipfile

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.admin import import_upload
from articles.imports import inbox, jobs
from articles.models import Article, ImportNote, ImportRun
from tests.exports import blogger, disqus, ghost, medium, movabletype, substack
from tests.factories import let_undo, make_article, make_editor
from tests.imports.test_interrupted import export

pytestmark = pytest.mark.django_db
ADD, LIST = '/admin/articles/importrun/add/', '/admin/articles/importrun/'
State, Task = ImportRun.State, ImportRun.Task


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / 'media'
    return tmp_path


@pytest.fixture
def editor(editor):
    return let_undo(editor)


def send(client, *files: tuple[str, bytes], **more):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(ADD, {'files': uploads, 'whole': 'yes'} | more)


def page_of(client, run: ImportRun) -> str:
    return client.get(f'{LIST}{run.pk}/change/').text


def left_behind() -> list[str]:
    return [entry.name for entry in inbox.folder().iterdir() if entry.name not in ('inbox', 'node')]


def zipped(members: dict[str, str]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return archive.getvalue()


def test_an_export_is_uploaded_previewed_imported_and_undone(client, editor):
    response = send(client, ('export.xml', export(5).encode()))
    run = ImportRun.objects.get()
    assert response.url == f'{LIST}{run.pk}/change/'
    assert (run.source, run.by) == ('export.xml', editor)
    waiting = client.get(response.url)
    assert int(waiting.headers['Refresh']) > 0
    assert 'Queued to be read' in waiting.text

    jobs.do_next()
    looked = client.get(response.url)
    assert 'Refresh' not in looked.headers
    assert 'Nothing has been written yet' in looked.text
    assert not Article.objects.exists()

    client.post(f'{LIST}{run.pk}/start/')
    jobs.do_next()
    assert Article.objects.count() == 5
    assert 'missing-media' in page_of(client, run)
    assert not left_behind()

    asked = client.get(f'{LIST}{run.pk}/undo/').text
    assert '5 articles deleted' in asked
    assert Article.objects.count() == 5, 'opening the page undoes nothing'
    client.post(f'{LIST}{run.pk}/undo/')
    jobs.do_next()
    assert not Article.objects.exists()
    assert 'Undone.' in page_of(client, run)


@pytest.mark.parametrize(
    ('name', 'content'),
    [
        ('export.xml.gz', gzip.compress(export(2).encode())),
        ('export.zip', zipped({'export.xml': export(2)})),
        ('page.html', b'<!doctype html><html><head><title>A</title></head><body><p>Text of it.</p></body></html>'),
        ('pages.zip', zipped({'pages/a.html': '<!doctype html><html><head><title>A</title></head></html>'})),
        ('typepad.txt', movabletype.build()),
        ('blog.xml', blogger.build()),
        ('takeout.zip', blogger.takeout_zip()),
        ('ghost.json', ghost.build()),
        ('medium.zip', medium.build()),
        ('substack.zip', substack.build()),
        ('disqus.xml.gz', gzip.compress(disqus.build())),
    ],
    ids=lambda value: value if isinstance(value, str) else '',
)
def test_what_can_be_imported_is_taken(client, editor, name, content):
    assert send(client, (name, content)).status_code == 302
    assert len(left_behind()) == 1


def test_the_files_of_a_split_export_are_one_run(client, editor):
    send(client, ('one.xml', export(2).encode()), ('two.xml', export(3).encode()))
    assert ImportRun.objects.get().source == 'one.xml, two.xml'


@pytest.mark.parametrize(
    ('name', 'content', 'reason'),
    [
        ('empty.xml', b'', 'empty.xml was refused: it is empty'),
        ('logo.png', b'\x89PNG\r\n\x1a\n' + b'\0' * 100, 'logo.png was refused: it is neither'),
        ('logo.xml', b'\x89PNG\r\n\x1a\n' + b'\0' * 100, 'logo.xml was refused: it is neither'),
        ('drawing.svg', b'<svg xmlns="http://www.w3.org/2000/svg"/>', 'drawing.svg was refused: it is neither'),
        ('program', b'\x7fELF' + b'\0' * 100, 'program was refused: it is neither'),
        ('cut.zip', zipped({'export.xml': export(2)})[:-40], 'cut.zip was refused: damaged archive'),
        (
            'climbs.zip',
            zipped({'export.xml': export(2), '../x.sh': 'x'}),
            'climbs.zip was refused: a name in the archive points outside of it',
        ),
        ('not.zip', b'PK\3\4nonsense', 'not.zip was refused: damaged archive'),
        ('none.zip', b'<rss/>', 'none.zip was refused: it is named .zip, but is not a zip archive'),
        (
            'bomb.zip',
            zipped({'logo.png': ' ' * 20_000_000}),
            'bomb.zip was refused: the archive would unpack to a size out of proportion',
        ),
        ('pictures.zip', zipped({'logo.png': 'x'}), 'pictures.zip was refused'),
        ('cut.xml.gz', gzip.compress(export(2).encode())[:12], 'cut.xml.gz was refused'),
    ],
    ids=lambda value: value if isinstance(value, str) else '',
)
def test_what_cannot_is_refused_with_the_reason_and_leaves_nothing_behind(client, editor, name, content, reason):
    response = send(client, (name, content))
    assert response.status_code == 400
    assert reason in response.text
    assert not left_behind()
    assert not ImportRun.objects.exists()


def test_one_that_cannot_be_imported_refuses_those_beside_it(client, editor):
    assert send(client, ('export.xml', export(2).encode()), ('logo.png', b'\x89PNG')).status_code == 400
    assert not left_behind()


def test_too_much_is_refused_while_it_comes(client, editor, monkeypatch):
    monkeypatch.setattr(import_upload, 'LARGEST', 100_000)
    response = send(client, ('export.xml', export(2).encode() + b' ' * 200_000))
    assert response.status_code == 413
    assert 'inbox' in response.text
    assert not left_behind()


def test_too_many_files_are_refused(client, editor):
    response = send(client, *((f'{n}.xml', export(1).encode()) for n in range(101)))
    assert response.status_code == 400
    assert not left_behind()


def test_an_upload_that_was_cut_off_is_refused(client, editor):
    head = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="export.xml"\r\nContent-Type: text/xml\r\n\r\n'
    )
    response = client.post(ADD, head + export(20).encode()[:5000], content_type='multipart/form-data; boundary=x')
    assert response.status_code == 400
    assert 'cut off' in response.text
    assert not left_behind()


@pytest.mark.parametrize('name', ['../../export.xml', '/etc/export.xml', 'a\\..\\export.xml', '.export.xml'])
def test_a_path_out_of_the_inbox_is_refused(client, editor, data_dir, name):
    send(client, (name, export(1).encode()))
    [file] = ImportRun.objects.get().files
    assert (inbox.folder() / file).resolve().is_relative_to(inbox.folder().resolve())
    assert file.endswith('export.xml')


def test_nothing_chosen_is_said(client, editor):
    response = client.post(ADD, {'whole': 'yes'})
    assert response.status_code == 400
    assert 'Choose a file' in response.text


def test_missing_files_are_fetched_only_on_request(client, editor):
    send(client, ('one.xml', export(1).encode()))
    send(client, ('two.xml', export(1).encode()), fetch_media='on')
    assert list(ImportRun.objects.order_by('pk').values_list('fetch_media', flat=True)) == [False, True]


def test_what_lies_in_the_inbox_is_offered_and_taken(client, editor):
    (inbox.folder() / 'inbox/old.xml').write_text(export(2))
    (inbox.folder() / 'inbox/uploads').mkdir()
    assert 'value="inbox/old.xml"' in client.get(ADD).text
    client.post(ADD, {'whole': 'yes', 'inbox': 'inbox/old.xml', 'uploads': 'inbox/uploads'})
    run = ImportRun.objects.get()
    assert (run.files, run.uploads) == (['inbox/old.xml'], 'inbox/uploads')


@pytest.mark.parametrize('name', ['inbox/../node', '/etc/passwd', 'inbox/gone.xml', 'inbox/link'])
def test_nothing_is_taken_that_the_inbox_does_not_offer(client, editor, name):
    (inbox.folder() / 'inbox/link').symlink_to('/etc/passwd')
    assert client.post(ADD, {'whole': 'yes', 'inbox': name}).status_code == 400
    assert client.post(ADD, {'whole': 'yes', 'uploads': name}).status_code == 400
    assert not ImportRun.objects.exists()


def test_only_who_may_run_imports_sends_runs_and_takes_back(client):
    run = ImportRun.objects.create(source='export.xml', state=State.FINISHED)
    client.force_login(make_editor('mod', 'Moderators'))
    assert send(client, ('export.xml', export(1).encode())).status_code == 403
    for act in ('start', 'resume', 'stop', 'undo', 'discard'):
        assert client.post(f'{LIST}{run.pk}/{act}/').status_code == 403
    assert client.get(f'{LIST}{run.pk}/undo/').status_code == 403
    assert not left_behind()


def test_undoing_is_a_right_of_its_own(client):
    run = ImportRun.objects.create(source='export.xml', state=State.FINISHED)
    editor = make_editor('editor', 'Editors')
    editor.user_permissions.add(Permission.objects.get(codename='run_import'))
    client.force_login(editor)
    assert client.get(f'{LIST}{run.pk}/undo/').status_code == 403
    assert client.post(f'{LIST}{run.pk}/undo/').status_code == 403
    assert 'Undo this import' not in page_of(client, run)
    let_undo(editor)
    assert 'Undo this import' in page_of(client, run)
    assert client.get(f'{LIST}{run.pk}/undo/').status_code == 200


def test_a_form_of_another_site_sends_nothing():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_editor())
    assert send(client, ('export.xml', export(1).encode())).status_code == 403
    assert not left_behind()
    run = ImportRun.objects.create(source='export.xml', state=State.FINISHED)
    assert client.post(f'{LIST}{run.pk}/undo/').status_code == 403


def test_a_link_does_nothing(client, editor):
    run = ImportRun.objects.create(source='export.xml', state=State.FINISHED)
    for act in ('start', 'resume', 'stop', 'discard'):
        assert client.get(f'{LIST}{run.pk}/{act}/').status_code == 405


@pytest.mark.parametrize('pk', ['999999', '9' * 18])
def test_a_run_that_is_none_is_said(client, editor, pk):
    assert client.get(f'{LIST}{pk}/change/').status_code == 302
    assert client.post(f'{LIST}{pk}/stop/').status_code == 404
    assert client.get(f'{LIST}{pk}/report.csv').status_code == 404


def test_a_run_under_way_says_how_far_it_is_and_can_be_stopped(client, editor):
    run = ImportRun.objects.create(source='export.xml', total=3000, done=1000, counts={'created': 1000})
    shown = client.get(f'{LIST}{run.pk}/change/')
    assert '<progress max="3000" value="1000"' in shown.text
    assert '1,000 of 3,000' in shown.text
    assert 'left' in shown.text
    assert 'Refresh' in shown.headers
    client.post(f'{LIST}{run.pk}/stop/')
    run.refresh_from_db()
    assert run.stop
    assert '33 %' in client.get(LIST).text


def test_an_interrupted_run_can_be_resumed(client, editor):
    run = ImportRun.objects.create(source='x', files=['x/export.xml'], state=State.INTERRUPTED, error='A power cut.')
    assert 'A power cut.' in page_of(client, run)
    assert 'Resume' in page_of(client, run)
    client.post(f'{LIST}{run.pk}/resume/')
    run.refresh_from_db()
    assert run.state == State.WAITING


def test_a_button_pressed_too_late_does_nothing_and_says_so(client, editor):
    run = ImportRun.objects.create(source='export.xml', state=State.FINISHED)
    assert 'the import has changed its state' in client.post(f'{LIST}{run.pk}/start/', follow=True).text
    run.refresh_from_db()
    assert run.state == State.FINISHED


def test_discarding_deletes_the_upload(client, editor):
    send(client, ('export.xml', export(1).encode()))
    jobs.do_next()
    assert client.post(f'{LIST}{ImportRun.objects.get().pk}/discard/').url == LIST
    assert not ImportRun.objects.exists()
    assert not left_behind()


def test_the_report_adds_up_and_refusals_come_first(client, editor):
    counts = {'created': 2, 'updated': 1, 'unchanged': 3, 'conflict': 1, 'refused': 1, 'kinds': {'post': 7}}
    run = ImportRun.objects.create(source='export.xml', state=State.FINISHED, counts=counts)
    article = make_article('Flood')
    for n in range(7):
        ImportNote.objects.create(run=run, article=article, code='blank-tag', detail=f'Tag {n} was blank.')
    ImportNote.objects.create(run=run, code='refused', detail='export.xml:12:3: item not whole')
    page = page_of(client, run)
    assert '<th scope="row">read</th><td>8</td>' in page
    assert page.index('item not whole') < page.index('Tag 0 was blank.')
    assert 'Tag 6 was blank.' not in page
    assert f'/admin/articles/article/{article.pk}/change/' in page
    assert 'Tag 6 was blank.' in client.get(f'/admin/articles/importnote/?run={run.pk}&code=blank-tag').text


def test_the_report_is_downloaded_as_a_table_in_which_nothing_runs(client, editor):
    run = ImportRun.objects.create(source='export.xml', state=State.FINISHED)
    ImportNote.objects.create(run=run, code='blank-tag', detail='=HYPERLINK("http://evil.example")')
    response = client.get(f'{LIST}{run.pk}/report.csv')
    rows = response.getvalue().decode().splitlines()
    assert response.headers['Content-Type'].startswith('text/csv')
    assert rows[1].startswith('blank-tag,"\'=HYPERLINK')


def test_what_a_hostile_archive_says_of_itself_is_text(client, editor):
    run = ImportRun.objects.create(
        source='<script>alert(1)</script>', state=State.FAILED, error='<img src=x onerror=a>'
    )
    ImportNote.objects.create(run=run, code='<b>', detail='<script>alert(2)</script>')
    for page in (page_of(client, run), client.get(LIST).text, client.get(f'{LIST}{run.pk}/undo/').text):
        assert '<script>alert' not in page
        assert '<img src=x' not in page


def test_root_may_do_it_as_well(client):
    client.force_login(User.objects.create_superuser('root'))
    assert client.get(ADD).status_code == 200
