"""The main journeys, walked in a real browser: reading and replying, writing and scheduling."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

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


def test_a_reader_goes_back_in_time_replies_to_a_reply_and_sees_it_threaded_once_approved(page, archive, editor):
    page.goto('/2017/02/20/story-of-day-50/')
    assert page.get_by_role('heading', level=1).inner_text() == 'Story of day 50'
    page.get_by_role('navigation', name='Filed under').get_by_role('link', name='Asia').click()
    assert page.url.endswith('/category/world/asia/')
    while page.get_by_role('link', name='Older').count():
        page.get_by_role('link', name='Older').click()
    page.get_by_role('link', name='Story of day 1', exact=True).click()
    assert page.url.endswith('/2017/01/02/story-of-day-1/')

    page.get_by_role('link', name='Reply to Grace').click()
    page.get_by_label('Name').fill('Nellie')
    page.get_by_label('Comment', exact=True).fill('Here it is.')
    page.wait_for_timeout(3200)  # Nobody writes a comment in less: what is sent at once is taken for a machine's.
    page.get_by_role('button', name='Preview').click()
    assert page.get_by_text('Here it is.').count() >= 1
    page.get_by_role('button', name='Post comment').click()
    assert 'held' in page.get_by_role('main').inner_text().lower()
    assert page.context.cookies() == []
    page.goto(archive.get_absolute_url())
    assert page.get_by_text('Here it is.').count() == 0

    log_in(page)
    page.goto('/admin/articles/comment/')
    page.get_by_role('button', name='Approve').first.click()
    page.goto(archive.get_absolute_url())
    reply = page.locator('.thread .thread ol article, .thread ol ol article').filter(has_text='Here it is.')
    assert reply.count() == 1, 'it stands below the reply that it answers'
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
    article = Article.objects.get(title='Harbour to reopen')
    assert article.is_scheduled
    address = article.get_absolute_url()
    assert page.request.get(address).status == 404
    assert 'Harbour to reopen' not in page.request.get('/').text()

    Article.objects.update(published=timezone.now() - timedelta(seconds=1))
    page.goto('/')
    page.get_by_role('link', name='Harbour to reopen').click()
    assert page.url.endswith(address)
    assert 'the council says' in page.get_by_role('main').inner_text()
