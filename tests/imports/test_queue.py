"""Imports that editors ask for: looked at, run, stopped, resumed and undone, by a process of their own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.imports import inbox, jobs
from articles.imports import queue as import_queue
from articles.imports import run as import_run
from articles.models import Article, ImportNote, ImportRun
from tests.factories import make_editor
from tests.imports.test_interrupted import export

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db
State, Task = ImportRun.State, ImportRun.Task


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / 'media'
    return tmp_path


@pytest.fixture
def told_at_once(monkeypatch):
    """Progress is kept with every item, not once a second."""
    monkeypatch.setattr(import_run, 'BETWEEN_UPDATES', 0.0)


def put(name: str, content: str) -> str:
    (inbox.folder() / 'inbox' / name).write_text(content)
    return f'inbox/{name}'


def asked(content: str | None = None, name: str = 'export.xml', **more) -> ImportRun:
    return import_queue.enqueue([put(name, export(20) if content is None else content)], by=make_editor(), **more)


def imported(**more) -> ImportRun:
    run = asked(**more)
    assert jobs.do_next()
    assert import_queue.start(run)
    assert jobs.do_next()
    run.refresh_from_db()
    return run


def now(run: ImportRun) -> tuple[str, str]:
    run.refresh_from_db()
    return run.state, run.task


def test_a_run_is_first_looked_at_and_nothing_is_written():
    run = asked()
    assert jobs.do_next()
    assert now(run) == (State.LOOKED, Task.LOOK)
    assert run.counts['read only'] == run.done == run.total == 50
    assert run.counts['kinds'] == {'post': 20, 'attachment': 30}
    assert not Article.objects.exists()


def test_what_was_noted_and_refused_is_there_after_the_look():
    run = asked(export(5).replace('<title>Story 3</title>', '<title>Story 3<'))
    jobs.do_next()
    run.refresh_from_db()
    assert run.counts['refused'] == 1
    refusal = run.notes.get(code='refused').detail
    assert refusal.startswith('inbox/export.xml:')
    assert 'item not whole' in refusal
    assert str(inbox.folder()) not in refusal


def test_then_it_is_imported():
    run = imported()
    assert now(run) == (State.FINISHED, Task.IMPORT)
    assert run.counts['created'] == run.done == run.total == 50
    assert Article.objects.count() == 20
    assert Article.objects.filter(provenance__run=run).count() == 20
    assert run.notes.filter(code='missing-media').count() == 30


def test_notes_of_the_look_do_not_stand_beside_those_of_the_import():
    run = asked()
    jobs.do_next()
    ImportNote.objects.create(run=run, code='from-the-look', detail='!')
    import_queue.start(run)
    jobs.do_next()
    assert not run.notes.filter(code='from-the-look').exists()


def test_pictures_come_from_a_folder_of_the_inbox():
    from PIL import Image

    folder = inbox.folder() / 'inbox/uploads'
    folder.mkdir()
    Image.new('RGB', (4, 3)).save(folder / '7.jpg')
    run = imported(uploads='inbox/uploads')
    assert run.notes.filter(code='missing-media').count() == 29


def test_nothing_is_imported_that_was_not_looked_at():
    run = asked()
    assert not import_queue.start(run)
    assert now(run) == (State.WAITING, Task.LOOK)


def test_runs_are_done_in_the_order_in_which_they_were_asked_for():
    first, second = asked(), import_queue.enqueue(['inbox/export.xml'], by=None)
    jobs.do_next()
    assert (now(first)[0], now(second)[0]) == (State.LOOKED, State.WAITING)


def test_a_run_waits_for_the_machine_that_has_its_files():
    run = asked()
    ImportRun.objects.update(node='elsewhere-abc')
    assert not jobs.do_next()
    assert now(run)[0] == State.WAITING


def test_whoever_only_looks_for_work_is_in_nobodys_way():
    with CaptureQueriesContext(connection) as asked_for:
        assert not jobs.do_next()
    assert not any('articles_lease' in query['sql'] for query in asked_for)


def test_a_folder_of_imports_keeps_its_name():
    assert inbox.node() == inbox.node() != ''


def test_a_file_that_has_gone_fails_the_run_and_not_the_process():
    run = asked()
    (inbox.folder() / 'inbox/export.xml').unlink()
    assert jobs.do_next()
    assert now(run)[0] == State.FAILED
    assert 'export.xml' in run.error
    put('export.xml', export(3))
    assert import_queue.resume(run)
    jobs.do_next()
    assert now(run)[0] == State.LOOKED


def test_a_file_of_no_known_kind_fails_with_the_reason():
    run = asked('<svg/>', name='drawing.svg')
    jobs.do_next()
    assert now(run)[0] == State.FAILED
    assert run.error.startswith('inbox/drawing.svg')


def test_a_run_that_waits_is_stopped_at_once_and_may_go_on():
    run = asked()
    assert import_queue.stop(run)
    assert not jobs.do_next()
    assert now(run) == (State.INTERRUPTED, Task.LOOK)
    assert import_queue.resume(run)
    jobs.do_next()
    assert now(run)[0] == State.LOOKED


def test_a_run_is_stopped_in_the_middle_and_ends_as_if_it_had_not_been(told_at_once, monkeypatch):
    monkeypatch.setattr('articles.imports.store.store.BATCH', 5)
    run = asked()
    jobs.do_next()
    import_queue.start(run)
    seen = []

    def stop_after_ten() -> bool:
        seen.append(1)
        return len(seen) == 10

    jobs.do_next(stop_after_ten)
    assert now(run) == (State.INTERRUPTED, Task.IMPORT)
    assert 0 < Article.objects.count() < 20
    assert run.counts['created'] == Article.objects.count()
    assert import_queue.resume(run)
    jobs.do_next()
    assert now(run)[0] == State.FINISHED
    assert Article.objects.filter(provenance__run=run).count() == 20
    assert run.counts['created'] + run.counts['unchanged'] == 50


def test_stopping_by_hand_is_heard_while_it_runs(told_at_once):
    run = asked()
    jobs.do_next()
    import_queue.start(run)

    def somebody_stops() -> bool:
        import_queue.stop(run)
        return False

    jobs.do_next(somebody_stops)
    assert now(run)[0] == State.INTERRUPTED
    assert run.error == 'Stopped by an editor.'


def test_what_was_killed_is_shown_as_interrupted_and_goes_on():
    run = asked()
    ImportRun.objects.filter(pk=run.pk).update(state=State.RUNNING, task=Task.IMPORT, counts={'created': 3})
    assert not jobs.do_next()
    assert now(run)[0] == State.INTERRUPTED
    assert 'killed' in run.error
    assert import_queue.resume(run)
    jobs.do_next()
    assert now(run)[0] == State.FINISHED


def test_a_finished_import_is_taken_back_whole():
    run = imported()
    edited = Article.objects.order_by('pk').first()
    Article.objects.filter(pk=edited.pk).update(version=2, title='Mine')
    assert import_queue.enqueue_undo(run)
    jobs.do_next()
    assert now(run) == (State.UNDONE, Task.UNDO)
    assert list(Article.objects.values_list('title', flat=True)) == ['Mine']
    assert run.counts['undone']['deleted'] == 19
    assert run.notes.get(code=jobs.NOT_UNDONE).article == edited
    assert not import_queue.enqueue_undo(run)


def test_an_undo_is_stopped_and_goes_on(told_at_once, monkeypatch):
    monkeypatch.setattr('articles.imports.undo.BATCH', 5)
    run = imported()
    import_queue.enqueue_undo(run)
    seen = []

    def stop_at_third() -> bool:
        seen.append(1)
        return len(seen) == 3

    jobs.do_next(stop_at_third)
    assert now(run) == (State.INTERRUPTED, Task.UNDO)
    assert 0 < Article.objects.count() < 20
    assert import_queue.resume(run)
    jobs.do_next()
    assert now(run)[0] == State.UNDONE
    assert not Article.objects.exists()


def test_discarding_a_run_deletes_what_was_uploaded_for_it():
    draft = inbox.new_folder()
    inbox.free_name(draft, 'export.xml').write_text(export(2))
    files = inbox.finish(draft)
    run = import_queue.enqueue(files, by=None)
    jobs.do_next()
    assert (inbox.folder() / files[0]).exists()
    assert import_queue.discard(run)
    assert not (inbox.folder() / files[0]).exists()
    assert not ImportRun.objects.exists()


def test_an_import_is_not_discarded_but_taken_back():
    assert not import_queue.discard(imported())


def test_upload_is_deleted_once_it_was_imported_and_the_inbox_is_left_alone():
    draft = inbox.new_folder()
    inbox.free_name(draft, 'export.xml').write_text(export(2))
    run = import_queue.enqueue([*inbox.finish(draft), put('other.xml', export(3))], by=None)
    jobs.do_next()
    import_queue.start(run)
    jobs.do_next()
    assert now(run)[0] == State.FINISHED
    assert sorted(entry.name for entry in inbox.folder().iterdir()) == ['inbox', 'node']
    assert inbox.inbox() == ['inbox/other.xml']


def test_an_import_from_the_command_line_stands_in_the_same_list(tmp_path):
    from django.core.management import call_command

    file = tmp_path / 'export.xml'
    file.write_text(export(4))
    call_command('import_archive', file, verbosity=0)
    run = ImportRun.objects.get()
    assert (run.state, run.total, run.done) == (State.FINISHED, 34, 34)
    assert not run.files
    assert not import_queue.resume(run)


@pytest.mark.parametrize('name', ['../../etc/passwd', 'C:\\x\\export.xml', '.hidden.xml', 'ä b\n.xml', '', 'a' * 300])
def test_no_name_of_an_upload_leads_anywhere(name):
    draft = inbox.new_folder()
    place = inbox.free_name(draft, name)
    assert place.parent == draft
    assert not place.name.startswith('.')
    place.write_text('x')
    assert inbox.free_name(draft, name) != place


@contextmanager
def running(data_dir: Path) -> Iterator[subprocess.Popen]:
    """The process that runs imports, on the database of the test and a data folder of its own."""
    server = os.environ.get('DATABASE_URL') or 'postgresql://{USER}@/{HOST}/'.format(**connection.settings_dict)
    database = f'{server.rpartition("/")[0]}/{connection.settings_dict["NAME"]}'
    environment = os.environ | {'DATA_DIR': str(data_dir), 'DATABASE_URL': database}
    command = [sys.executable, ROOT / 'manage.py', 'run_imports', f'--with-parent={os.getpid()}']
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
    assert process.returncode == 0


@pytest.mark.django_db(transaction=True)
def test_the_process_that_runs_imports_does_so_and_ends_when_told(data_dir):
    run = asked()
    with running(data_dir) as process:
        assert any('look: export.xml' in line for line in process.stderr)
    assert now(run)[0] in (State.LOOKED, State.INTERRUPTED)
