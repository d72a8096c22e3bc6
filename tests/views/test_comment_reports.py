"""Readers report comments, and moderators see and settle what was reported."""

import pytest
from bs4 import BeautifulSoup

from articles.comments import forms, reports
from articles.models import Comment, CommentReport
from tests.admin.test_comment_admin import QUEUE, press
from tests.factories import make_article, make_comment, make_editor

pytestmark = pytest.mark.django_db


def send(client, comment, **values):
    fields = {'reason': 'abuse', 'words': '', 'stamp': forms.make_stamp(comment.article)}
    return client.post(f'{comment.get_absolute_url()}report/', fields | values)


def open_reports():
    return CommentReport.objects.filter(settled=None).count()


def test_reader_reports_a_comment_from_a_link_below_it(client):
    comment = make_comment(make_article('Flood'), 'You fool.')
    shown = BeautifulSoup(client.get(comment.article.get_absolute_url()).content, 'html.parser')
    link = next(link['href'] for link in shown.select('.reply a') if link.string == 'Report')
    form = client.get(link)
    assert 'You fool.' in form.text
    assert not form.cookies
    answer = send(client, comment, words='He means <b>me</b>.')
    assert (answer.status_code, answer['Location']) == (303, f'{link}?sent')
    assert 'will look at the comment' in client.get(answer['Location']).text
    report = CommentReport.objects.get()
    assert (report.reason, report.words, report.comment) == ('abuse', 'He means <b>me</b>.', comment)


@pytest.mark.parametrize(
    'values', [{'reason': ''}, {'reason': 'x'}, {'words': 'x' * 501}, {'stamp': ''}, {'stamp': 'x:y'}]
)
def test_report_that_is_not_valid_is_kept_in_the_form(client, values):
    comment = make_comment(make_article())
    answer = send(client, comment, **{'words': 'Kept words'} | values)
    assert answer.status_code == 422
    assert values.get('words', 'Kept words') in answer.text
    assert not open_reports()


def test_empty_report_is_answered_with_messages(client):
    comment = make_comment(make_article())
    answer = client.post(f'{comment.get_absolute_url()}report/', {})
    assert answer.status_code == 422
    assert 'Choose a reason.' in answer.text


def test_network_reports_a_comment_once_and_few_in_a_short_time(client):
    article = make_article()
    comment = make_comment(article)
    assert [send(client, comment).status_code for _ in range(2)] == [303, 303]
    assert open_reports() == 1
    answers = [send(client, make_comment(article)) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [303] * 4 + [429]
    assert int(answers[-1]['Retry-After']) > 0


@pytest.mark.parametrize('status', ['held', 'spam', 'trashed', 'withdrawn'])
def test_only_public_comments_can_be_reported(client, status):
    comment = make_comment(make_article(), status=status)
    assert send(client, comment).status_code == 404
    draft = make_comment(make_article(status='draft', published='2017-11-22'))
    assert send(client, draft).status_code == 404


def test_reported_comments_are_on_top_of_the_queue_until_somebody_decides(client):
    comment = make_comment(make_article('Flood'), 'You fool.')
    send(client, comment, words='He means me.')
    client.force_login(make_editor('moderator', 'Moderators'))
    assert '1 comment reported by readers' in client.get(QUEUE).text
    listed = client.get(f'{QUEUE}?status=reported')
    assert 'It insults or threatens somebody: <q dir="auto">He means me.</q>' in listed.text
    answer = press(client, listed, 'Keep')
    assert '1 comment kept.' in answer.text
    assert (open_reports(), Comment.objects.get().status) == (0, 'approved')
    press(client, answer, 'Undo')
    assert open_reports() == 1
    answer = press(client, client.get(f'{QUEUE}?status=reported'), 'Trash')
    assert (open_reports(), Comment.objects.get().status) == (0, 'trashed')
    press(client, answer, 'Undo')
    assert open_reports() == 1


def test_comment_that_a_crowd_reports_has_the_last_reports_and_their_number_in_its_row(client):
    comment = make_comment(make_article())
    for number in range(12):
        reports.receive(comment, reason='abuse', words=f'Reason {number}.', network=f'{number}')
    client.force_login(make_editor('moderator', 'Moderators'))
    row = BeautifulSoup(client.get(f'{QUEUE}?status=reported').content, 'html.parser').select_one('.judged')
    assert '12 reports' in row.get_text()
    assert [quote.string for quote in row.select('q')] == [f'Reason {number}.' for number in range(11, 6, -1)]


def test_what_was_reported_goes_with_the_comment_that_is_erased(client):
    comment = make_comment(make_article())
    send(client, comment, words='Ada Lovelace lives in this street.')
    client.force_login(make_editor('moderator', 'Moderators'))
    press(client, client.get(f'{QUEUE}{comment.pk}/change/'), 'Erase for good')
    assert not CommentReport.objects.exists()
