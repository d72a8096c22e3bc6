"""Held comments that are alike are decided by one act."""

import pytest

from articles.models import Comment
from tests.factories import make_article, make_comment, make_editor

from .test_comment_admin import QUEUE, page, press, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    client.force_login(make_editor('moderator', 'Moderators'))
    return client


def hold(text, **fields):
    return make_comment(make_article(), text, status=Comment.Status.HELD, **fields)


def test_queue_shows_one_of_each_text_and_its_button_decides_them_all(moderator):
    for number in range(3):
        hold('Cheap pills', author_name=f'Name {number}')
    hold('The council voted.')
    make_comment(make_article(), 'Cheap pills', status=Comment.Status.HELD, kind=Comment.Kind.NOTE)
    shown = moderator.get(QUEUE)
    assert len(page(shown).select('.judged')) == 2
    assert '3 held with the same text' in shown.text
    answer = press(moderator, shown, 'Spam 3')
    assert statuses() == ['spam', 'spam', 'spam', 'held', 'held']
    press(moderator, answer, 'Undo')
    assert statuses() == ['held'] * 5


@pytest.mark.parametrize(
    ('way', 'alike', 'other'),
    [
        ('link', {'author_url': 'https://www.pills.example/a'}, {'author_url': 'https://other.example/'}),
        ('link', {'body_html': '<a href="http://pills.example/b">x</a>'}, {'body_html': '<p>pills.example</p>'}),
        ('name', {'author_name': 'Pills'}, {'author_name': 'Grace'}),
    ],
)
def test_those_with_one_link_or_one_name_are_listed_and_decided_together(moderator, way, alike, other):
    for number in range(2):
        hold(f'Text {number}', **{'author_name': f'Name {number}'} | alike)
    hold('Another', **other)
    shown = moderator.get(QUEUE)
    link = next(link for link in page(shown).select('.alike a') if f'2 held with this {way}' in link.get_text())
    listed = moderator.get(QUEUE + link['href'])
    assert len(page(listed).select('.judged')) == 2
    hold('Came later', **alike)
    press(moderator, listed, 'Spam all')
    assert statuses() == ['spam', 'spam', 'held', 'held']


def test_narrowed_list_shows_every_comment(moderator):
    article = hold('Cheap pills').article
    hold('Cheap pills')
    assert len(page(moderator.get(f'{QUEUE}?article={article.pk}')).select('.judged')) == 1
    assert len(page(moderator.get(f'{QUEUE}?q=pills')).select('.judged')) == 2


@pytest.mark.parametrize(
    'value', ['text', 'text-1', 'text-1-2-3', 'body_html-1-1', 'text-x-1', 'link-1-99999999999999999999']
)
def test_group_that_is_none_is_unknown(moderator, value):
    hold('Cheap pills', pk=1)
    assert moderator.post(f'{QUEUE}moderate/', {'spam': value}).status_code == 404
    assert moderator.get(f'{QUEUE}?alike={value}', follow=True).status_code == 200
