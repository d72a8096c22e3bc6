from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from articles.comments import moderation, spam
from articles.db import throttle
from articles.models import Comment, SpamSign
from articles.text import spam_signs
from tests.factories import make_article, make_comment, make_editor
from tests.growth import growth

pytestmark = pytest.mark.django_db


def taught(article, editor):
    """Ten decisions of each kind."""
    ads = [make_comment(article, f'Cheap pills {n} at https://pills.example/{n}', status='held') for n in range(10)]
    said = [make_comment(article, f'The council voted on it {n} times.', status='held') for n in range(10)]
    moderation.spam(Comment.objects.filter(pk__in=[one.pk for one in ads]), by=editor)
    moderation.approve(Comment.objects.filter(pk__in=[one.pk for one in said]), by=editor)
    return ads


def test_filter_has_no_opinion_before_it_has_learnt_and_then_says_why():
    article = make_article()
    ad = make_comment(article, 'Cheap pills here', status='held')
    assert spam.judge([ad]) == [spam_signs.Judgement(0.5, [])]
    taught(article, make_editor())
    judgement = spam.judge([ad])[0]
    assert judgement.suspicion > 0.9
    assert '“cheap pills”' in [label for label, _ in judgement.signs]
    assert spam.judge([make_comment(article, 'The council voted.')])[0].suspicion < 0.1


def test_appeal_to_readers_is_suspected_in_words_that_were_never_read_before():
    article, editor = make_article(), make_editor()
    asked = ['buy', 'visit', 'follow', 'click', 'order', 'join', 'vote', 'share', 'watch', 'donate']
    ads = [make_comment(article, f'Please {verb} thing{n}', status='held') for n, verb in enumerate(asked)]
    said = [make_comment(article, f'Council voted thing{n}', status='held') for n in range(10)]
    moderation.spam(Comment.objects.filter(pk__in=[one.pk for one in ads]), by=editor)
    moderation.approve(Comment.objects.filter(pk__in=[one.pk for one in said]), by=editor)
    appeal, statement = spam.judge([make_comment(article, 'Search Zyx'), make_comment(article, 'Zyx searched')])
    assert appeal.suspicion > 0.8 > 0.3 > statement.suspicion
    assert {label for label, _ in appeal.signs} & {'1 appeals to readers', 'begins with an appeal'}


@pytest.mark.parametrize('piece', ['a-', 'a.', 'a', 'www.', 'é'])
def test_hostile_texts_take_no_more_time_than_their_length_demands(piece):
    assert growth(lambda length: spam_signs.signs('', piece * (length // len(piece))), 1_000, 10_000) < 40
    assert growth(lambda length: spam_signs.signs('', piece * (length // len(piece))), 10_000, 500_000) < 4


def test_what_is_undone_or_erased_is_forgotten(monkeypatch):
    monkeypatch.setattr(spam, 'MOST_AT_ONCE', 5)
    article, editor = make_article(), make_editor()
    taught(article, editor)
    before = sorted(SpamSign.objects.values_list())
    one = make_comment(article, 'My canary words', status='held')
    moderation.restore(moderation.spam(one, by=editor), by=editor)
    assert sorted(SpamSign.objects.values_list()) == before
    moderation.approve(one, by=editor)
    moderation.edit(one, by=editor, text='Other words')
    moderation.spam(one, by=editor)
    moderation.erase(one, by=editor)
    assert sorted(SpamSign.objects.values_list()) == before


def test_queue_puts_what_looks_like_spam_last_with_its_signs(client):
    article, editor = make_article(), make_editor()
    taught(article, editor)
    sent = {'parent': None, 'email': '', 'url': '', 'is_spam': False}
    for number, text in enumerate(['The council voted.', 'Cheap pills https://pills.example/']):
        moderation.receive(article, name=f'N{number}', text=text, network=f'network {number}', **sent)
    client.force_login(editor)
    shown = client.get('/admin/articles/comment/').text
    assert shown.index('The council voted.') < shown.index('Cheap pills https')
    assert 'looks like spam' in shown


@pytest.mark.django_db(transaction=True)
def test_posts_at_the_same_instant_do_not_exceed_the_limit_of_a_network():
    article, together = make_article(), Barrier(12)

    def send(number):
        together.wait()
        try:
            moderation.receive(
                article, parent=None, name='A', email='', url='', text=f'{number}', network='n' * 64, is_spam=False
            )
        except throttle.TooMany:
            return 'refused'
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(send, range(12))).count('refused') == 7
    assert Comment.objects.count() == 5


def test_table_of_signs_is_bounded_and_keeps_what_is_frequent_and_recent(monkeypatch):
    monkeypatch.setattr(spam, 'MOST_SIGNS', 20)
    SpamSign.objects.create(key=spam.ALL, spam=10, good=10)
    SpamSign.objects.bulk_create(SpamSign(key=n, good=9, day='2020-01-01') for n in range(1, 8))
    SpamSign.objects.bulk_create(SpamSign(key=n, good=1, day='2020-01-01') for n in range(8, 18))
    assert spam.trim() == 0
    SpamSign.objects.bulk_create(SpamSign(key=n, spam=1, day='2026-01-01') for n in range(18, 28))
    assert spam.trim() > 0
    left = set(SpamSign.objects.values_list('key', flat=True))
    assert len(left) <= 20
    assert left >= {spam.ALL, *range(1, 8), *range(18, 28)}
