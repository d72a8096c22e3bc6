"""An editor moves an old site in: uploads its export, follows the import, reads the report, and undoes it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from articles.models import Article, Comment, ImportRun
from tests.factories import let_undo, make_editor
from tests.imports.test_queue import running

from .conftest import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAMPLE = Path(__file__).parent.parent.parent / 'sample/archive.xml'


@pytest.fixture
def desk(page, client, live_server, settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / 'media'
    log_in(page, client, live_server, let_undo(make_editor()))
    page.set_default_timeout(120_000)
    with running(tmp_path):
        yield page


def outcome(page, name: str) -> int:
    return int(page.get_by_role('row', name=name).get_by_role('cell').inner_text().replace(',', ''))


def test_an_editor_uploads_an_export_follows_it_reads_the_report_and_undoes_it(desk):
    desk.goto('/admin/articles/importrun/')
    desk.get_by_role('link', name='Import an archive').click()
    desk.get_by_label('Files', exact=True).set_input_files(SAMPLE)
    desk.get_by_role('button', name='Preview the import').click()
    desk.get_by_text('Nothing has been written yet').wait_for()
    expected = outcome(desk, 'would be imported')
    assert not Article.objects.exists()

    desk.get_by_role('button', name='Import', exact=True).click()
    desk.get_by_text('Imported.', exact=True).wait_for()
    assert outcome(desk, 'read') == outcome(desk, 'created') == expected
    assert outcome(desk, 'refused') == 0
    desk.get_by_role('heading', name='missing-media').get_by_role('link').click()
    desk.locator('#result_list tbody tr').first.wait_for()
    assert Comment.objects.exists()
    desk.go_back()

    desk.get_by_role('link', name='Undo this import').click()
    expect(desk.get_by_role('main')).to_contain_text(f'{Article.objects.count()} articles deleted')
    desk.get_by_role('button', name='Yes, undo this import').click()
    desk.get_by_text('Undone.', exact=True).wait_for()
    assert not Article.objects.exists()
    assert not Comment.objects.exists()
    assert ImportRun.objects.get().state == ImportRun.State.UNDONE
