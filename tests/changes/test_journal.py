import time
from datetime import timedelta

import psycopg2
import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles.changes import journal
from articles.models import Article, Comment, DayCount, Tag
from tests.factories import make_article, make_comment
from tests.settled import settled


def after(position):
    changed, reached = journal.changes(position)
    return set(changed), reached


def eventually(position, expected):
    """Asserts that these articles come up after a position; transactions of other databases may delay a row."""
    found = set()
    for _ in range(2400):
        changed, position = journal.changes(position)
        found |= set(changed)
        if found >= expected:
            break
        time.sleep(0.05)
    assert found == expected
    return position


@pytest.fixture
def start(transactional_db):
    return settled()


def test_whoever_writes_the_change_is_journalled(start):
    article = make_article('Flood', tags=['weather'], categories=['News'], authors=['Ada'])
    position = eventually(start, {article.pk})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET title = 'By hand'")
    position = eventually(position, {article.pk})
    make_comment(article)
    position = eventually(position, {article.pk})


def test_renaming_a_tag_author_or_category_touches_their_articles(start):
    article = make_article(tags=['weather'], categories=['News'], authors=['Ada'])
    make_article()
    site = 0  # whose every page names the categories
    for rename, touched in ((article.tags, set()), (article.categories, {site}), (article.authors, set())):
        position = settled()
        rename.update(name='Renamed')
        eventually(position, {article.pk} | touched)


def test_an_update_that_changes_nothing_is_no_change(start):
    article = make_article()
    position = settled()
    Article.objects.filter(pk=article.pk).update(title=article.title)
    Tag.objects.update(name='x')
    assert after(position)[0] == set()


def test_a_deleted_article_is_journalled(start):
    article = make_article(tags=['weather'])
    make_comment(article)
    pk = article.pk
    position = settled()
    Comment.objects.all().delete()
    article.delete()
    eventually(position, {pk})


def test_a_transaction_that_commits_late_is_not_skipped(start):
    early = make_article('Early')
    position = settled()
    late = psycopg2.connect(**connection.get_connection_params() | {'cursor_factory': None})
    try:
        with late.cursor() as cursor:
            cursor.execute("UPDATE articles_article SET title = 'Changed early, committed late'")
        with transaction.atomic():
            meanwhile = make_article('Meanwhile')
        changed, position = after(position)
        assert meanwhile.pk not in changed, 'a row is not taken while an earlier transaction may still add one'
        late.commit()
    finally:
        late.close()
    eventually(position, {early.pk, meanwhile.pk})


def test_a_scheduled_article_comes_due_without_a_write(start):
    article = make_article(published=timezone.now() - timedelta(minutes=1))
    make_article(published=timezone.now() + timedelta(hours=1))
    position = settled()
    assert after(position)[0] == set()
    assert after(position._replace(clock=position.clock - timedelta(hours=1)))[0] == {article.pk}


def test_a_place_of_another_time_is_known_to_be_lost(start):
    assert not journal.is_lost(start)
    assert journal.is_lost(start._replace(clock=start.clock - timedelta(days=40)))
    assert journal.is_lost(start._replace(xid=start.xid + 10**6))
    assert journal.is_lost(start._replace(database='another'))


def test_a_place_after_a_row_that_is_not_there_any_more_is_lost(start):
    make_article()
    make_article()
    position = settled()
    with connection.cursor() as cursor:
        cursor.execute(
            'DELETE FROM articles_change WHERE xid = (SELECT max(xid::text::numeric) FROM articles_change)::text::xid8'
        )
    assert journal.is_lost(position), 'the database was set back'
    assert not journal.is_lost(settled())


def test_a_place_in_a_quiet_archive_survives_the_deletion_of_old_rows(start):
    article = make_article()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_change SET at = at - interval '35 days'")
    position = settled()
    Article.objects.filter(pk=article.pk).update(title='New')
    journal.trim()
    assert not journal.is_lost(position)


def test_a_restored_database_of_another_cluster_has_no_change_of_the_future(start):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO articles_change (article_id, xid) VALUES (7, '9000000000000000')")
    assert journal.last()[1] != 7


def test_day_counts_follow_every_write(start):
    first = make_article(published='2017-11-22')
    make_article(published='2017-11-22')
    make_article(published='2017-11-23', status='withdrawn')
    assert DayCount.objects.get().articles == 2
    Article.objects.filter(pk=first.pk).update(status='trashed')
    assert DayCount.objects.get(day='2017-11-22').articles == 1
    Article.objects.update(status='published')
    assert list(DayCount.objects.order_by('day').values_list('articles', flat=True)) == [2, 1]


def test_links_follow_what_their_article_may_show(start):
    article = make_article(tags=['weather'], status='draft', published='2017-11-22')
    assert article.tag_links.get().listed_from is None
    Article.objects.update(status='published')
    assert article.tag_links.get().listed_from == article.published
    Article.objects.update(password='secret')
    assert article.tag_links.get().listed_from is None
