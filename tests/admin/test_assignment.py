"""Comments assigned to a moderator: listed for them, and for everybody to decide."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User

from articles.models import Comment
from tests.factories import make_article, make_comment, make_editor

pytestmark = pytest.mark.django_db
QUEUE = '/admin/articles/comment/'


def test_comment_is_assigned_and_listed_for_whom_it_is(client):
    ada, bo = make_editor('ada', 'Moderators'), make_editor('bo', 'Moderators')
    User.objects.create_user('reader')
    comment = make_comment(make_article(), 'Is this so?', status='held')
    make_comment(comment.article, 'Another.', status='held')
    client.force_login(ada)
    page = BeautifulSoup(client.get(f'{QUEUE}{comment.pk}/change/').content, 'html.parser')
    assert [option['value'] for option in page.select('#assign-to option')] == ['', 'ada', 'bo']
    client.post(f'{QUEUE}{comment.pk}/assign/', {'to': 'bo\0'})
    assert 'for bo' in client.get(QUEUE).text
    assert 'Is this so?' not in client.get(f'{QUEUE}?assigned=me').text
    assert 'Is this so?' not in client.get(f'{QUEUE}?assigned=nobody').text
    client.force_login(bo)
    mine = client.get(f'{QUEUE}?assigned=me').text
    assert 'Is this so?' in mine
    assert 'Another.' not in mine
    client.post(f'{QUEUE}{comment.pk}/assign/', {'to': 'reader'})
    assert Comment.objects.get(pk=comment.pk).assigned is None
    client.post(f'{QUEUE}{comment.pk}/assign/', {'to': 'bo'})
    bo.delete()
    assert Comment.objects.get(pk=comment.pk).assigned is None
