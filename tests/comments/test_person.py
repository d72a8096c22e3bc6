"""Somebody asks what is stored of them, or that it be erased: nothing is left anywhere."""

import json
import logging
import subprocess
import zlib
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from articles.comments import moderation, reports
from articles.following import subscriptions
from articles.models import Comment, Original, SpamSign
from articles.readers.record import CommentRecord
from articles.text import spam_signs
from tests.factories import import_records, make_article, make_comment, make_editor, make_record

pytestmark = pytest.mark.django_db
PERSON = '/admin/articles/comment/person/'
CANARIES = ('Canaryname', 'canary@mail.example', 'canarysite', 'canarywords')


@pytest.fixture
def moderator(client):
    client.force_login(make_editor('moderator', 'Moderators'))
    return client


def by_the_person(article, **fields):
    return make_comment(
        article,
        'It says canarywords here.',
        author_name='Canaryname',
        author_email='Canary@mail.example',
        author_url='https://canarysite.example/',
        **fields,
    )


def imported_record():
    record = CommentRecord(
        id='7',
        author='Canaryname',
        email='canary@mail.example',
        url='https://canarysite.example/',
        ip='192.0.2.7',
        published=datetime(2017, 11, 23, tzinfo=UTC),
        body_html='<p>It says canarywords here.</p>',
        text='It says canarywords here.',
        status='approved',
        meta={'commentmeta': {'akismet': 'Canaryname'}},
    )
    original = b'<item>Canaryname canary@mail.example canarysite canarywords</item>'
    return make_record(comments=(record,), original=original)


def left_in_tables() -> list[tuple[str, str]]:
    """(table, canary) wherever a row holds one, letters of any case."""
    left = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT lower(t::text) FROM "{table}" t')
            rows = '\n'.join(row for (row,) in cursor)
            left += [(table, canary) for canary in CANARIES if canary.lower() in rows]
    return left + [
        ('an original', original.pk) for original in Original.objects.all() if b'anary' in unpacked(original)
    ]


def unpacked(original) -> bytes:
    return zlib.decompress(original.content) if original.content else b''


@pytest.mark.django_db(transaction=True)  # An export has a transaction of its own.
def test_nothing_is_left_of_a_person_who_is_erased_and_no_import_brings_it_back(moderator, tmp_path, client, caplog):
    caplog.set_level(logging.DEBUG, 'articles')
    import_records(imported_record())
    article = make_article('Flood')
    own = by_the_person(article, status='held')
    moderation.spam(own, by=make_editor('bo', 'Moderators'))
    reply = make_comment(article, 'I reply.', parent=own)
    reports.receive(Comment.objects.get(number=7), reason='other', words='Canaryname again', network='n')
    subscriptions.follow_replies(own)
    subscriptions.follow('canary@mail.example', 'daily', 'n', article=article)
    assert {canary for _, canary in left_in_tables()} >= set(CANARIES)
    learnt = SpamSign.objects.filter(key=spam_signs.key('“canarywords”'))
    found = '/search.json?q=comment:canarywords'
    assert learnt.exists()
    assert client.get(found).json()['total'] == 1
    assert client.get('/2017/11/22/story-1/').text.count('canarywords') > 0
    shown = moderator.post(PERSON, {'email': 'CANARY@mail.example'})
    assert '2 comments' in shown.text
    answer = moderator.post(PERSON, {'email': 'CANARY@mail.example', 'erase': '1'})
    assert 'Erased in 2 comments.' in answer.text
    for _ in range(2):
        assert left_in_tables() == []
        assert not learnt.exists()
        assert client.get(found).json()['total'] == 0
        for address in ('/2017/11/22/story-1/', article.get_absolute_url(), '/comments/feed/', '/'):
            assert 'anary' not in client.get(address).text
        import_records(imported_record())
    reply.refresh_from_db()
    assert (reply.parent_id, reply.status) == (own.pk, 'approved')
    call_command('export_archive', tmp_path / 'export', verbosity=0)
    assert not [file for file in (tmp_path / 'export').rglob('*') if file.is_file() and b'anary' in file.read_bytes()]
    assert 'anary' not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_dump_of_the_database_holds_nothing_of_a_person_who_was_erased(moderator):
    if settings.POSTGRES_PROGRAMS is None:
        pytest.skip('no pg_dump')
    by_the_person(make_article())
    assert b'canarywords' in dump()
    moderator.post(PERSON, {'email': 'canary@mail.example', 'erase': '1'})
    assert b'anary' not in dump()


def dump() -> bytes:
    at = connection.settings_dict
    program = settings.POSTGRES_PROGRAMS / 'pg_dump'
    command = [program, '-h', at['HOST'], '-p', str(at['PORT']), '-U', at['USER'], at['NAME']]
    return subprocess.run(command, check=True, capture_output=True).stdout


def test_texts_may_stay_without_a_name(moderator, client):
    comment = by_the_person(make_article())
    moderator.post(PERSON, {'email': 'canary@mail.example', 'erase': '1', 'keep_text': '1'})
    text = client.get(comment.article.get_absolute_url()).text
    assert 'canarywords' in text
    assert 'Canaryname' not in text
    assert {canary for _, canary in left_in_tables()} == {'canarywords'}


def test_person_gets_what_is_stored_as_json(moderator):
    comment = by_the_person(make_article('Flood'), status='held')
    make_comment(comment.article, 'Of somebody else', author_email='ada@mail.example')
    answer = moderator.post(PERSON, {'email': ' canary@MAIL.example', 'export': '1'})
    (one,) = json.loads(answer.content)
    assert (one['text'], one['status'], one['article']) == ('It says canarywords here.', 'held', 'Flood')
    assert 'no-store' in answer['Cache-Control']


@pytest.mark.parametrize('email', ['', 'nobody', '%', "x' OR '1'='1"])
def test_what_is_no_address_erases_nobody(moderator, email):
    make_comment(make_article())
    answer = moderator.post(PERSON, {'email': email, 'erase': '1'})
    assert 'errorlist' in answer.text
    assert Comment.objects.get().author_name == 'Ada'


def test_readers_and_staff_without_the_right_are_refused(client, django_user_model):
    assert client.post(PERSON).status_code == 302
    client.force_login(django_user_model.objects.create_user('typist', is_staff=True))
    assert client.post(PERSON, {'email': 'canary@mail.example'}).status_code == 403


def test_comment_that_is_erased_leaves_no_address_among_those_who_follow(moderator):
    comment = by_the_person(make_article())
    subscriptions.follow_replies(comment)
    moderator.post(f'/admin/articles/comment/{comment.pk}/erase/')
    assert left_in_tables() == []
