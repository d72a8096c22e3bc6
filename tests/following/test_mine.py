"""All that somebody has written, by a link that is sent to their address: seen, withdrawn, exported, erased."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone

from articles.comments import moderation, person
from articles.following import subscriptions
from articles.models import Article, Ban, Comment, Follower, Mail
from articles.views.following import make_stamp
from tests.factories import make_article, make_comment, make_editor
from tests.following.inbox import deliver

pytestmark = pytest.mark.django_db


def ask(client, email='Ada@mail.example'):
    return client.post('/mine/', {'email': email, 'stamp': make_stamp()})


def link():
    return mail.outbox[-1].body.split('https://news.example')[1].split()[0]


def by_ada(**fields):
    return make_comment(make_article('Flood'), 'I was there.', author_email='ada@mail.example', **fields)


def test_writer_proves_the_address_and_withdraws_exports_and_erases(client):
    comment = by_ada()
    reply = make_comment(comment.article, 'Thank you.', parent=comment)
    other = make_comment(comment.article, 'Not hers.', author_email='bo@mail.example')
    assert 'is on its way' in client.get(ask(client)['Location']).text
    assert deliver() == [('ada@mail.example', 'Your comments')]
    address, visitor = link(), Client(enforce_csrf_checks=True)
    shown = BeautifulSoup(visitor.get(address).content, 'html.parser')
    assert 'I was there.' in shown.text
    assert 'Not hers.' not in shown.text
    visitor.post(address, {'withdraw': comment.pk})
    visitor.post(address, {'withdraw': other.pk})
    assert sorted(Comment.objects.values_list('status', flat=True)) == ['approved', 'approved', 'withdrawn']
    visitor.post(address, {'undo': comment.pk})
    assert Comment.objects.get(pk=comment.pk).status == 'approved'
    exported = json.loads(visitor.post(address, {'export': '1'}).content)
    assert [one['text'] for one in exported] == ['I was there.']
    visitor.post(address, {'erase': '1'})
    assert Comment.objects.get(pk=comment.pk).author_email
    assert 'You were erased' in visitor.post(address, {'erase': '1', 'sure': '1'}).text
    comment.refresh_from_db()
    assert (comment.author_name, comment.author_email, comment.body_text) == ('', '', '')
    assert Comment.objects.get(pk=reply.pk).body_text == 'Thank you.'
    assert not Follower.objects.exists()
    assert visitor.get(address).status_code == 410


def test_texts_may_stay_without_a_name(client):
    by_ada()
    ask(client)
    deliver()
    client.post(link(), {'erase': '1', 'sure': '1', 'keep_text': '1'})
    assert Comment.objects.values_list('author_name', 'body_text').get() == ('', 'I was there.')


def test_address_without_comments_gets_no_mail_and_the_same_answer(client):
    assert ask(client)['Location'] == ask(client, 'bo@mail.example')['Location']
    assert deliver() == []
    Mail.objects.update(due=timezone.now() - timedelta(days=2))
    subscriptions.tidy()
    assert not Follower.objects.exists()


def test_address_and_network_get_few_mails(client):
    by_ada()
    answers = [ask(client).status_code for _ in range(6)]
    assert answers == [303] * 3 + [303] * 3
    assert len(deliver()) == subscriptions.MOST_ASKED
    for number in range(6):
        make_comment(make_article(), author_email=f'{number}@mail.example')
    answers = [ask(client, f'{number}@mail.example').status_code for number in range(6)]
    assert answers[-1] == 429


@pytest.mark.parametrize('values', [{'email': 'x'}, {'stamp': ''}, {'subject': 'x'}])
def test_what_is_no_address_or_no_person_gets_no_link(client, values):
    form = {'email': 'ada@mail.example', 'stamp': make_stamp()} | values
    assert client.post('/mine/', form).status_code == 422


def test_link_of_another_page_or_of_long_ago_opens_nothing(client, monkeypatch):
    by_ada()
    ask(client)
    deliver()
    follower = Follower.objects.get()
    assert client.get(f'/mine/{subscriptions.follower_token(follower)}/').status_code == 410
    assert client.get(f'/follow/all/{subscriptions.mine_token(follower)}/').status_code == 410
    monkeypatch.setattr(subscriptions, 'MINE_OPEN', timedelta(seconds=-1))
    assert 'too old' in client.get(link()).text


def test_moderators_decision_stays(client, moderator):
    comment = by_ada()
    moderation.trash(comment, by=moderator)
    ask(client)
    deliver()
    client.post(link(), {'withdraw': comment.pk})
    client.post(link(), {'undo': comment.pk})
    assert Comment.objects.get().status == 'trashed'


def test_who_erases_themselves_lifts_no_ban_and_a_moderator_only_those_of_the_person(client):
    by_ada(author_name='spam.example')
    for way, value in (('link', 'spam.example'), ('name', 'spam.example'), ('email', 'ada@mail.example')):
        Ban.objects.create(way=way, value=value)
    ask(client)
    deliver()
    client.post(link(), {'erase': '1', 'sure': '1'})
    assert Ban.objects.count() == 3
    make_comment(Article.objects.get(), author_name='spam.example', author_email='ada@mail.example')
    person.erase('ada@mail.example', by=make_editor('moderator', 'Moderators'))
    assert Ban.objects.get().way == 'link'
