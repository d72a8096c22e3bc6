"""The main journeys, walked in a real browser: reading and replying, writing and scheduling."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from articles.comments import forms
from articles.models import Article, Comment
from tests.factories import make_article, make_category, make_comment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def archive():
    """Fifty articles in a section below another, and a conversation under the oldest."""
    asia = make_category('Asia', parent=make_category('World'))
    for day in range(1, 51):
        make_article(
            f'Story of day {day}', categories=[asia], published=datetime(2017, 1, 1, tzinfo=UTC) + timedelta(days=day)
        )
    first = Article.objects.get(title='Story of day 1')
    make_comment(first, 'A reply to me, please.', author_name='Grace', parent=make_comment(first, 'First!'))
    return first


@pytest.fixture
def editor():
    return User.objects.create_superuser('editor', password='a long enough password')


def log_in(page):
    page.goto('/admin/')
    page.get_by_label('Username').fill('editor')
    page.get_by_label('Password').fill('a long enough password')
    page.get_by_role('button', name='Log in').click()
    page.get_by_role('button', name='Log out').wait_for()


def test_a_reader_goes_back_in_time_replies_to_a_reply_and_sees_it_threaded_once_approved(
    page, archive, editor, monkeypatch
):
    monkeypatch.setattr(forms, 'YOUNGEST', 0)  # Else what is sent at once is taken for spam.
    page.goto('/2017/02/20/story-of-day-50/')
    assert page.get_by_role('heading', level=1).inner_text() == 'Story of day 50'
    page.get_by_role('navigation', name='Filed under').get_by_role('link', name='Asia').click()
    page.wait_for_url('**/category/world/asia/')
    for number in (2, 3):
        page.get_by_role('link', name='Older').click()
        page.wait_for_url(f'**/category/world/asia/page/{number}/')
    expect(page.get_by_role('link', name='Older')).to_have_count(0)
    page.get_by_role('link', name='Story of day 1', exact=True).click()
    page.wait_for_url('**/2017/01/02/story-of-day-1/')

    page.get_by_role('link', name='Reply to Grace').click()
    page.get_by_label('Name').fill('Nellie')
    page.get_by_label('Comment', exact=True).fill('Here it is.')
    page.get_by_role('button', name='Preview').click()
    page.get_by_role('heading', name='Preview: not sent yet').wait_for()
    page.get_by_role('article').get_by_text('Here it is.').wait_for()
    page.get_by_role('button', name='Post comment').click()
    page.get_by_role('status').get_by_text('held for review').wait_for()
    assert page.context.cookies() == []
    page.goto(archive.get_absolute_url())
    assert page.get_by_text('Here it is.').count() == 0

    log_in(page)
    page.goto('/admin/articles/comment/')
    page.get_by_role('button', name='Approve').first.click()
    page.locator('.messagelist').get_by_text('1 comment approved').wait_for()
    page.goto(archive.get_absolute_url())
    reply = page.locator('.thread .thread ol article, .thread ol ol article').filter(has_text='Here it is.')
    expect(reply, 'it is nested below the reply that it answers').to_have_count(1)
    assert Comment.objects.get(author_name='Nellie').parent.author_name == 'Grace'


def test_an_editor_writes_and_schedules_and_readers_see_it_only_when_its_time_has_come(page, editor):
    log_in(page)
    page.goto('/admin/articles/article/add/')
    page.get_by_label('Title').fill('Harbour to reopen')
    page.get_by_role('textbox', name='Text', exact=True).click()
    page.keyboard.type('The harbour reopens on Monday, the council says.')
    when = timezone.now() + timedelta(hours=1)
    page.locator('#id_published_0').fill(f'{when:%Y-%m-%d}')
    page.locator('#id_published_1').fill(f'{when:%H:%M:%S}')
    page.get_by_role('button', name='Schedule').click()
    page.locator('.messagelist').get_by_text('Scheduled for').wait_for()
    article = Article.objects.get(title='Harbour to reopen')
    assert article.is_scheduled
    address = article.get_absolute_url()
    assert page.request.get(address).status == 404
    assert 'Harbour to reopen' not in page.request.get('/').text()

    Article.objects.update(published=timezone.now() - timedelta(seconds=1))
    page.goto('/')
    page.get_by_role('link', name='Harbour to reopen').click()
    page.wait_for_url(f'**{address}')
    expect(page.get_by_role('main')).to_contain_text('the council says')
