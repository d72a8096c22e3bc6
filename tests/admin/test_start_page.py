"""The admin's start page says what is wrong with the site, to who runs it."""

import pytest
from bs4 import BeautifulSoup

from articles.changes import heartbeat
from articles.models import ImportRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wrong(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    ImportRun.objects.create(source='export.xml', state=ImportRun.State.FAILED)


def said(client) -> list[str]:
    page = BeautifulSoup(client.get('/admin/').content, 'html.parser')
    return [' '.join(line.get_text().split()) for line in page.select('.findings li')]


def test_superusers_read_each_problem_with_what_to_do_and_what_stops_the_site_first(admin_client):
    first, *others = said(admin_client)
    assert first.startswith('Problem: manage.py follow has not finished a step for 30 seconds. ')
    assert 'Warning: an import of export.xml failed. Its page in the admin says why, and resumes it.' in others
    assert any(line.startswith('Warning: no backup has been made here. manage.py backup DIR') for line in others)
    heartbeat._beats.clear()
    heartbeat.beat('follow')
    assert not said(admin_client)[0].startswith('Problem')


def test_editors_are_not_bothered_with_it(client, editor):
    assert said(client) == []
