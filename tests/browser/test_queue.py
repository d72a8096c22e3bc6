"""The moderators' queue in a browser: forty decisions on one page."""

import pytest
from playwright.sync_api import expect

from articles.comments import moderation
from articles.models import Comment
from tests.factories import make_article, make_comment, make_editor

from .conftest import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUEUE = '/admin/articles/comment/'


@pytest.fixture
def queue(page, client, live_server):
    article = make_article('Flood')
    for number in range(3):
        make_comment(article, f'Held words {number}', status='held', suspicion=number / 10)
    log_in(page, client, live_server, make_editor('moderator', 'Moderators'))
    page.asked = []
    page.on('request', lambda request: page.asked.append(request.url) if request.is_navigation_request() else None)
    page.goto(QUEUE)
    page.locator('.judged').first.focus()
    return page


def statuses():
    return list(Comment.objects.order_by('suspicion').values_list('status', flat=True))


def test_decisions_need_no_page_and_are_undone_one_by_one_and_all_at_once(queue):
    queue.keyboard.press('a')
    queue.get_by_text('1 comment approved.').wait_for()
    queue.keyboard.press('s')
    queue.get_by_text('1 comment marked as spam.').wait_for()
    assert statuses() == ['approved', 'spam', 'held']
    assert queue.locator('.judged:visible').all_inner_texts()[0].count('Held words 2')
    queue.keyboard.press('u')
    queue.get_by_text('Undone for 1 comment.').wait_for()
    assert statuses() == ['approved', 'held', 'held']
    queue.keyboard.press('t')
    queue.get_by_text('1 comment moved to the trash.').wait_for()
    queue.get_by_role('button', name='Undo the 2 decisions of this page').click()
    queue.get_by_text('Undone for 2 comments.').wait_for()
    assert statuses() == ['held', 'held', 'held']
    assert queue.locator('.judged:visible').count() == 3
    assert len(queue.asked) == 1


def test_what_a_colleague_decided_stays_in_the_list_until_somebody_insists(queue):
    moderation.approve(Comment.objects.order_by('suspicion').first(), by=make_editor('bo', 'Moderators'))
    queue.keyboard.press('s')
    queue.get_by_text('was moderated by bo').wait_for()
    assert statuses()[0] == 'approved'
    queue.get_by_role('button', name='Spam all the same').click()
    queue.get_by_text('1 comment marked as spam.').wait_for()
    assert statuses()[0] == 'spam'


def test_decision_that_fails_is_sent_as_a_form(queue):
    queue.route(
        '**/moderate/', lambda route: route.abort() if route.request.resource_type == 'fetch' else route.continue_()
    )
    queue.on('console', lambda message: queue.errors.clear())
    with queue.expect_navigation():
        queue.keyboard.press('s')
    queue.get_by_text('1 comment marked as spam.').wait_for()
    queue.errors.clear()


def test_the_last_decision_of_a_page_can_be_undone_too(queue):
    for left in (2, 1, 0):
        queue.locator('.judged:visible').first.focus()
        queue.keyboard.press('a')
        expect(queue.locator('.judged:visible')).to_have_count(left)
    assert statuses() == ['approved'] * 3
    expect(queue.get_by_role('link', name='Show the rest of the queue')).to_be_focused()
    queue.locator('.undo button').click()
    queue.get_by_text('Undone for 1 comment.').wait_for()
    assert statuses().count('held') == 1
    assert queue.locator('.judged:visible').count() == 1
    assert len(queue.asked) == 1
