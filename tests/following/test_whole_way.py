"""The whole way of somebody who comments, by requests alone: without script, cookie or account."""

import json

import pytest
from django.core import mail
from django.test import Client

from articles.comments import forms
from articles.models import Comment, Follower
from articles.views.following import make_stamp
from tests.factories import make_article
from tests.following.inbox import deliver, link

pytestmark = pytest.mark.django_db


def bare():
    """As curl: it keeps no cookie, and sends no token of a form that it has not read."""
    return Client(enforce_csrf_checks=True)


def comment_on(article, **values):
    stamp = forms.make_stamp(article, seconds=60)
    answer = bare().post(f'/respond/{article.pk}/', {'text': 'I was there.', 'stamp': stamp} | values)
    assert answer.status_code == 303
    assert not answer.cookies
    return answer['Location']


def decide(moderator_at_work, verb, comment):
    moderator_at_work.post('/admin/articles/comment/moderate/', {verb: comment.pk})


def test_post_prove_approve_reply_be_told_edit_unsubscribe_export_erase(client, moderator):
    client.force_login(moderator)
    article = make_article('Flood')
    page = article.get_absolute_url()
    ada = {'name': 'Ada', 'email': 'ada@mail.example'}
    held = comment_on(article, **ada, follow='on')
    assert 'I was there.' not in bare().get(page).text
    comment = Comment.objects.get()
    decide(client, 'approve', comment)
    assert 'I was there.' in bare().get(page).text
    assert deliver() == [('ada@mail.example', 'Please confirm: comments on Flood')]
    bare().post(link(mail.outbox[-1], 'confirm'))
    comment_on(article, name='Bo', text='Where?', to=comment.number)
    assert len(deliver()) == 1
    decide(client, 'approve', Comment.objects.get(author_name='Bo'))
    assert deliver()[1:] == [('ada@mail.example', 'New comment: Flood')]
    told = mail.outbox[-1]
    assert 'Where?' in told.body
    bare().post(held, {'text': 'I was there, at the bridge.'})
    assert 'at the bridge' in bare().get(page).text
    one_click = told.extra_headers['List-Unsubscribe'].strip('<>').removeprefix('https://news.example')
    bare().post(one_click, {'List-Unsubscribe': 'One-Click'})
    bare().post('/mine/', {'email': ada['email'], 'stamp': make_stamp()})
    assert deliver()[2:] == [('ada@mail.example', 'Your comments')]
    mine = link(mail.outbox[-1], 'mine')
    exported = json.loads(bare().post(mine, {'export': '1'}).content)
    assert [(one['name'], one['text']) for one in exported] == [('Ada', 'I was there, at the bridge.')]
    bare().post(mine, {'erase': '1', 'sure': '1'})
    shown = bare().get(page).text
    assert 'Ada' not in shown
    assert 'at the bridge' not in shown
    assert 'Where?' in shown
    assert not Follower.objects.exists()
    assert len(deliver()) == 3
