"""The admin's start page: what waits for somebody, and what is wrong with the site, for who runs it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from articles.changes import heartbeat
from articles.editorial import publishing, working_copies
from articles.models import Article, ImportRun
from tests.factories import make_article, make_comment, make_editor

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


def sections(client) -> dict[str, list[str]]:
    """{heading: rows} of the lists."""
    page = BeautifulSoup(client.get('/admin/').content, 'html.parser')
    return {
        one.h2.get_text(): [' '.join(row.get_text().split()) for row in one.select('li')]
        for one in page.select('section.waiting')
    }


def test_what_is_done_most_often_is_one_click_away_for_who_may(client, editor):
    def acts() -> list[str]:
        return [one.get_text() for one in BeautifulSoup(client.get('/admin/').content, 'html.parser').select('.acts a')]

    assert acts() == [
        'Write an article', 'Articles', 'Comments', 'Add a picture', 'Add a redirect', 'Import an archive'
    ]  # fmt: skip
    client.force_login(make_editor('mo', 'Moderators'))
    assert acts() == ['Articles', 'Comments']


def rows_of(client, heading: str) -> list[str]:
    return sections(client)[heading]


def fill(numbers: range, editor):
    for n in numbers:
        make_article(f'Review {n}', status='review')
        make_article(f'Due {n}', published=timezone.now() + timedelta(days=n + 1))
        publishing.save(Article(), by=editor, title=f'Draft {n}', body='<p>Text.</p>')
        make_comment(make_article(), f'Said {n}', status='held')
        fields = {'title': [f'Typed {n}']}
        working_copies.store(editor, None, uuid4(), version=0, browser='', fields=fields)


def test_editors_see_what_waits_for_them_at_the_same_cost_for_any_number(client, editor, django_assert_max_num_queries):
    fill(range(1), editor)
    with django_assert_max_num_queries(30):
        shown = sections(client)
    assert [*shown] == [
        'Mine: 2', 'In review: 1', 'Next scheduled: 1', 'Held comments: 1', 'Conflicts: 0', 'Runs that need a look: 1'
    ]  # fmt: skip
    assert [row.split(' ')[0] for row in shown['Mine: 2']] == ['Typed', 'Draft']
    assert shown['Next scheduled: 1'][0].startswith('Due 0')
    assert shown['Held comments: 1'][0].startswith('Said 0 Ada, ')
    assert shown['Conflicts: 0'] == ['Nothing.']
    assert shown['Runs that need a look: 1'] == ['export.xml Failed']
    fill(range(1, 10), editor)
    with django_assert_max_num_queries(30):
        assert 'In review: 10' in sections(client)


@pytest.mark.parametrize(('group', 'lists'), [('Writers', ['Mine: 0']), ('Moderators', ['Held comments: 1'])])
def test_others_see_what_they_may_see(client, editor, group, lists):
    fill(range(1), editor)
    make_comment(make_article('Secret', status='withdrawn'), 'About it.', status='held')
    client.force_login(make_editor('member', group))
    assert [*sections(client)] == lists
    assert 'About it.' not in client.get('/admin/').text
