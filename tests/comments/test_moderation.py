from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.utils import timezone

from articles.comments import moderation, writers
from articles.db import throttle
from articles.models import Change, Comment
from tests.factories import make_article, make_comment

Status = Comment.Status
pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return User.objects.create_user('moderator', is_staff=True)


def receive(article, text='Well said.', network='a', is_spam=False, **fields):
    fields = {'name': 'Ada', 'email': '', 'url': '', 'parent': None} | fields
    return moderation.receive(article, text=text, network=network, is_spam=is_spam, **fields)


def statuses():
    return list(Comment.objects.order_by('pk').values_list('status', flat=True))


@pytest.mark.parametrize(
    ('verb', 'status'), [('approve', 'approved'), ('spam', 'spam'), ('trash', 'trashed'), ('hold', 'held')]
)
def test_each_verb_sets_its_status_and_can_be_undone(verb, status, moderator):
    before = Status.SPAM if verb == 'hold' else Status.HELD
    before = Status.APPROVED if verb == 'spam' else before
    comment = make_comment(make_article(), status=before)
    change = getattr(moderation, verb)(comment, by=moderator)
    comment.refresh_from_db()
    assert comment.status == status
    assert comment.moderated.isoformat() == change.at
    assert moderation.restore(change, by=moderator) == 1
    comment.refresh_from_db()
    assert (comment.status, comment.moderated) == (before, None)


def test_many_are_moderated_and_restored_at_the_cost_of_one(moderator, django_assert_max_num_queries):
    article = make_article()
    for status in [Status.HELD, Status.SPAM] * 20:
        make_comment(article, status=status)
    with django_assert_max_num_queries(8):
        change = moderation.approve(Comment.objects.all(), by=moderator)
    assert statuses() == ['approved'] * 40
    with django_assert_max_num_queries(10):
        assert moderation.restore(change, by=moderator) == 40
    assert statuses() == ['held', 'spam'] * 20


def test_undo_leaves_alone_what_someone_moderated_since(moderator):
    article = make_article()
    first, second = make_comment(article, status=Status.HELD), make_comment(article, status=Status.HELD)
    change = moderation.approve(Comment.objects.all(), by=moderator)
    moderation.trash(second, by=moderator)
    assert moderation.restore(change, by=moderator) == 1
    assert statuses() == ['held', 'trashed']
    assert moderation.restore(change, by=moderator) == 0
    assert first.pk < second.pk


def test_note_is_never_approved(moderator):
    make_comment(make_article(), kind=Comment.Kind.NOTE, status=Status.HELD)
    assert moderation.approve(Comment.objects.all(), by=moderator).before == []
    assert statuses() == ['held']


def test_withdrawn_comment_is_not_brought_back(moderator):
    comment = make_comment(make_article())
    change = moderation.spam(comment, by=moderator)
    assert writers.withdraw(comment)
    assert moderation.approve(comment, by=moderator).before == []
    assert moderation.restore(change, by=moderator) == 0
    assert statuses() == ['withdrawn']


def test_trashed_comment_cannot_be_withdrawn():
    assert not writers.withdraw(make_comment(make_article(), status=Status.TRASHED))
    assert statuses() == ['trashed']


def test_edited_text_is_sanitised_and_the_edit_can_be_undone(moderator):
    comment = make_comment(make_article(), 'Before')
    change = moderation.edit(comment, by=moderator, text='<b onclick="x()">*After*', author_name='Bo')
    comment.refresh_from_db()
    html = '<p>&lt;b onclick="x()"&gt;<em>After</em></p>'
    assert (comment.body_html, comment.body_text, comment.author_name) == (html, '<b onclick="x()">After', 'Bo')
    moderation.restore(change, by=moderator)
    comment.refresh_from_db()
    assert (comment.body_html, comment.body_text, comment.author_name) == ('<p>Before</p>', 'Before', 'Ada')


def test_edit_that_changes_nothing_is_no_moderation(moderator):
    comment = make_comment(make_article())
    assert moderation.edit(comment, by=moderator, author_name='Ada').before == []
    comment.refresh_from_db()
    assert comment.moderated is None


def test_history_says_who_did_what_without_naming_the_writer(moderator):
    comment = make_comment(make_article(), author_name='Ada Lovelace')
    moderation.spam(comment, by=moderator)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (moderator, str(comment.pk), 'Marked as Spam.')
    assert 'Ada' not in entry.object_repr


def test_erased_comment_keeps_its_place_and_nothing_else(moderator):
    article = make_article()
    private = {
        'author_email': 'a@example.org',
        'author_url': 'https://example.org',
        'network_hash': 'h',
        'fingerprint': 'f',
    }
    comment = make_comment(article, 'Secret', author_name='Ada Lovelace', meta={'ip': '192.0.2.1'}, **private)
    reply = make_comment(article, parent=comment)
    change = moderation.spam(comment, by=moderator)
    moderation.erase(comment, by=moderator)
    moderation.restore(change, by=moderator)
    row = str(Comment.objects.filter(pk=comment.pk).values().get())
    for word in ('Secret', 'Ada', 'example.org', '192.0.2.1', "'h'", "'f'"):
        assert word not in row
    reply.refresh_from_db()
    assert reply.parent == comment


def test_networks_are_forgotten_after_thirty_days():
    article = make_article()
    for days in (29, 31):
        make_comment(article, posted=timezone.now() - timedelta(days=days), network_hash='h')
    assert moderation.forget_networks() == 1
    assert list(Comment.objects.order_by('posted').values_list('network_hash', flat=True)) == ['', 'h']
    assert moderation.forget_networks() == 0


def test_received_comment_is_held_and_spam_is_kept_as_spam():
    article = make_article()
    assert receive(article, text='I agree.\n\nAnd how.').body_html == '<p>I agree.</p><p>And how.</p>'
    assert receive(article, text='Buy', is_spam=True).status == Status.SPAM
    assert statuses() == ['held', 'spam']


def test_same_comment_sent_twice_is_kept_once():
    article = make_article()
    parent = make_comment(article)
    assert receive(article) == receive(article, network='b')
    assert receive(article, name='Bo') != receive(article)
    assert receive(make_article()) != receive(article)
    assert receive(article, parent=parent) != receive(article)


def test_withdrawn_text_may_be_sent_again():
    article = make_article()
    first = receive(article)
    writers.withdraw(first)
    assert receive(article) != first


def test_number_that_an_imported_comment_has_is_not_taken_again():
    article = make_article()
    next_pk = receive(article).pk + 1
    for number in range(next_pk, next_pk + 4):
        make_comment(article, pk=number + 1000, number=number)
    comment = receive(article, text='Another')
    assert comment.number == next_pk + 4


def test_network_that_sent_five_comments_in_ten_minutes_waits():
    article = make_article()
    for n in range(5):
        make_comment(article, posted=timezone.now() - timedelta(minutes=n), network_hash='a')
    with pytest.raises(throttle.TooMany) as caught:
        receive(article)
    assert 350 < caught.value.wait <= 360
    assert receive(article, network='b')


def test_network_that_sent_thirty_comments_in_a_day_waits():
    article = make_article()
    for n in range(30):
        make_comment(article, posted=timezone.now() - timedelta(minutes=30 * n + 15), network_hash='a')
    with pytest.raises(throttle.TooMany) as caught:
        receive(article)
    assert timedelta(hours=9).seconds < caught.value.wait < timedelta(hours=10).seconds


def test_comment_sent_again_is_answered_even_when_its_network_must_wait():
    article = make_article()
    comments = [receive(article, text=str(n)) for n in range(5)]
    assert receive(article, text='4') == comments[-1]


def test_change_of_a_comment_reaches_the_journal(moderator):
    comment = make_comment(make_article())
    Change.objects.all().delete()
    moderation.spam(comment, by=moderator)
    assert Change.objects.filter(article_id=comment.article_id).exists()


def test_database_itself_refuses_an_approved_note():
    with pytest.raises(IntegrityError):
        make_comment(make_article(), kind=Comment.Kind.NOTE)


@pytest.mark.django_db(transaction=True)
def test_same_comment_from_many_threads_at_once_is_kept_once():
    article = make_article()
    together = Barrier(4)

    def send(_):
        try:
            connection.ensure_connection()
            together.wait()
            return receive(article).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert Comment.objects.count() == 1
