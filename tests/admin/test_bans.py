"""Bans: what they catch is shown before, they can be undone, and new comments that have it are taken for spam."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.utils import timezone

from articles.comments import bans, forms, moderation, writers
from articles.models import Ban, Comment
from tests.factories import make_article, make_comment, make_editor

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def moderator(client):
    user = make_editor('moderator', 'Moderators')
    client.force_login(user)
    return client


def by_bo(article, status='held', **fields):
    values = {'author_name': 'Bo', 'author_email': 'bo@spam.example', 'network_hash': 'f' * 64}
    return make_comment(article, status=status, posted=timezone.now(), **values | fields)


def page(response):
    return BeautifulSoup(response.content, 'html.parser')


def send(client, article, *, text='Well said.', **values):
    text = f'{text} {Comment.objects.count()}'  # The same one sent twice is one comment.
    form = {'name': 'Ada', 'text': text, 'email': '', 'stamp': forms.make_stamp(article, seconds=60)}
    client.post(f'/respond/{article.pk}/', form | values)
    return Comment.objects.order_by('pk').last().status


def test_moderator_sees_what_a_ban_catches_bans_and_undoes_it(moderator):
    article = make_article()
    comment, public = by_bo(article), by_bo(article, 'approved', author_name='BO')
    other = make_comment(article, status='held')
    address = f'/admin/articles/comment/{comment.pk}/ban/'
    assert f'href="{address}"' in moderator.get(f'/admin/articles/comment/{comment.pk}/change/').text
    shown = page(moderator.get(address))
    assert '1 held for review' in shown.text
    assert '1 approved' in shown.text
    assert Comment.objects.filter(status='spam').count() == 0
    answer = moderator.post(address, {'ban': 'name'}, follow=True)
    assert 'Banned: name bo. 1 held comment marked as spam.' in page(answer).text
    assert list(Comment.objects.order_by('pk').values_list('status', flat=True)) == ['spam', 'approved', 'held']
    undo = page(answer).select_one('form.undo')
    moderator.post(undo['action'], {field['name']: field['value'] for field in undo.select('input')})
    assert not Ban.objects.exists()
    assert [Comment.objects.get(pk=one.pk).status for one in (comment, public, other)] == ['held', 'approved', 'held']


@pytest.mark.parametrize(
    ('way', 'sent'),
    [
        ('name', {'name': 'bO'}),
        ('email', {'email': 'BO@spam.example'}),
        ('link', {'text': 'See https://www.Spam.example/x'}),
        ('link', {'address': 'https://spam.example/'}),
        ('link', {'text': 'See https://spam.example./x'}),
        ('link', {'text': 'See https://bo@www.spam.example:8000/x'}),
        ('network', {}),
    ],
)
def test_new_comment_that_has_what_is_banned_is_taken_for_spam(client, way, sent):
    article = make_article()
    assert send(client, article, **sent) == Status.HELD
    network = Comment.objects.get().network_hash
    banned = by_bo(article, author_url='https://spam.example/', network_hash=network)
    chosen = next(ban for ban in bans.possible(banned) if ban.way == way)
    bans.ban(chosen, Comment.objects.all(), by=make_editor())
    assert send(client, article, **sent) == Status.SPAM
    Ban.objects.all().delete()
    assert send(client, article, **sent) == Status.HELD


def test_words_are_banned_whole_whatever_their_capitals_and_accents_after_a_dry_run(moderator):
    article, hidden = make_article(), make_article(status='draft')
    caught = make_comment(article, 'Buy CHÉAP, pills', status='held')
    other = make_comment(article, 'Cheap pillsbury, or pills, cheap', status='held')
    out_of_sight = make_comment(hidden, 'Cheap pills, out of sight', status='held')
    address = f'/admin/articles/comment/{other.pk}/ban/'
    shown = page(moderator.get(address, {'words': ' cheap  Pills! '}))
    assert '1 held for review' in shown.text
    assert 'Buy CHÉAP' in shown.text
    assert 'out of sight' not in shown.text
    assert not Ban.objects.exists()
    answer = moderator.post(address, {'ban': 'words', 'words': 'cheap pills'}, follow=True)
    assert '1 held comment marked as spam' in page(answer).text
    statuses = [Comment.objects.get(pk=one.pk).status for one in (caught, other, out_of_sight)]
    assert statuses == ['spam', 'held', 'held']
    assert send(moderator, article, text='<b>cheap</b>-PILLS') == Status.SPAM
    assert send(moderator, article, text='cheap pillows') == Status.HELD


@pytest.mark.parametrize('words', ['', ' !? ', 'word ' * 100])
def test_what_is_no_word_or_too_long_is_not_banned(moderator, words):
    address = f'/admin/articles/comment/{by_bo(make_article()).pk}/ban/'
    assert moderator.post(address, {'ban': 'words', 'words': words}).status_code == 404
    assert ('no word in that' in moderator.get(address, {'words': words}).text) == bool(words)


def test_bans_in_force_are_listed_and_lifted(moderator):
    comment = by_bo(make_article())
    address = f'/admin/articles/comment/{comment.pk}/ban/'
    moderator.post(address, {'ban': 'email'})
    button = page(moderator.get(address)).select_one('[name=lift]')
    assert 'bo@spam.example' in button['aria-label']
    moderator.post(address, {'lift': button['value']})
    assert not Ban.objects.exists()
    assert moderator.post(address, {'ban': 'planet'}).status_code == 404


def test_only_moderators_may_ban(client):
    comment = by_bo(make_article())
    client.force_login(User.objects.create_user('writer', is_staff=True))
    assert client.get(f'/admin/articles/comment/{comment.pk}/ban/').status_code == 403


def test_erased_person_is_in_no_ban_and_networks_are_forgotten():
    comment, editor = by_bo(make_article()), make_editor()
    for ban in bans.possible(comment):
        bans.ban(ban, Comment.objects.all(), by=editor)
    moderation.erase(comment, by=editor)
    assert [ban.way for ban in Ban.objects.all()] == ['network']
    Ban.objects.update(made=timezone.now() - bans.NETWORKS)
    bans.tidy()
    assert not Ban.objects.exists()


@pytest.mark.parametrize('status', ['held', 'approved'])
def test_banned_link_cannot_be_added_by_editing(status):
    Ban.objects.create(way='link', value='spam.example')
    comment = by_bo(make_article(), status)
    assert writers.edit(comment, 'See https://good.example/')
    assert Comment.objects.get().status == 'held'
    assert writers.edit(comment, 'See https://www.spam.example/x')
    assert Comment.objects.get().status == 'spam'


def test_week_in_numbers(moderator):
    article = make_article()
    comment = by_bo(article)
    by_bo(article, source_key='old')
    moderation.approve(comment, by=make_editor('other'))
    shown = page(moderator.get('/admin/articles/comment/week/'))
    assert [cell.text for cell in shown.select('tfoot td')] == ['0', '1', '0', '0', '0']
    assert 'other: 1' in shown.text
