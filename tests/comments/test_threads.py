from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from types import SimpleNamespace

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from articles.comments import conversations, threads
from articles.models import Comment, CommentCount, CommentPlace
from tests.every import every
from tests.factories import make_article, make_comment
from tests.growth import growth


def comment(pk, parent=None, status='approved'):
    return SimpleNamespace(pk=pk, parent_id=parent, parent=None, status=status)


def order(*comments):
    return [(place.comment.pk, place.depth) for place in threads.in_order(comments)]


def test_replies_follow_what_they_answer_in_the_order_given():
    assert order(comment(1), comment(2), comment(3, 1), comment(4, 3), comment(5, 1)) == [
        (1, 0), (3, 1), (4, 2), (5, 1), (2, 0),
    ]  # fmt: skip


def test_reply_that_comes_before_its_parent_still_follows_it():
    assert order(comment(2, 1), comment(1)) == [(1, 0), (2, 1)]


def test_reply_to_a_missing_comment_is_at_the_top():
    assert order(comment(1), comment(2, 99), comment(3, 2)) == [(1, 0), (2, 0), (3, 1)]


def test_comments_in_a_cycle_are_all_there():
    assert order(comment(1, 1), comment(2, 3), comment(3, 2), comment(4, 3)) == [(1, 0), (2, 0), (3, 1), (4, 2)]


@given(st.lists(st.integers(0, 30), min_size=2, max_size=30))
def test_every_comment_appears_once_and_below_its_parent(parents):
    comments = [comment(pk, parent) for pk, parent in enumerate(parents)]
    placed = threads.in_order(comments)
    assert sorted(place.comment.pk for place in placed) == list(range(len(comments)))
    depth = {place.comment.pk: place.depth for place in placed}
    for place in placed:
        assert place.depth == (depth[place.parent.pk] + 1 if place.parent else 0)
    assert every(after.depth <= before.depth + 1 for before, after in pairwise(placed))


@pytest.mark.parametrize('parent_of', [lambda n: None, lambda n: n - 1 or None, lambda n: n // 2 or None])
def test_ordering_ten_times_as_many_comments_takes_about_ten_times_as_long(parent_of):
    comments = [comment(n, parent_of(n)) for n in range(1, 10_001)]
    rows = lambda of: threads.as_rows(threads.in_order(of))  # noqa: E731
    assert len(rows(comments)) == 10_000
    assert growth(rows, comments[:1000], comments) < 40


@given(st.lists(st.integers(0, 30), min_size=2, max_size=30))
def test_lists_opened_are_closed_and_never_nest_too_deep(parents):
    open_lists = open_items = 0
    for row in threads.as_rows(threads.in_order(comment(pk, parent) for pk, parent in enumerate(parents))):
        open_lists += row.opens
        open_items += 1
        assert open_items == open_lists + 1 <= threads.LEVELS
        open_items -= row.leaf + len(row.closes)
        open_lists -= len(row.closes)
    assert (open_lists, open_items) == (0, 0)


def test_removed_comment_keeps_its_place_only_while_a_public_reply_is_below_it():
    comments = [comment(1, None, 'spam'), comment(2, 1, 'trashed'), comment(3, 2), comment(4, None, 'held')]
    rows = threads.as_rows(threads.in_order([*comments, comment(5, 4, 'held')]))
    assert [(row.comment.pk, row.removed) for row in rows] == [(1, True), (2, True), (3, False)]


def test_reply_deeper_than_the_lists_go_names_what_it_answers():
    rows = threads.as_rows(threads.in_order(comment(n, n - 1 or None) for n in range(1, 8)))
    assert [row.answers and row.answers.pk for row in rows] == [None] * 2 + [2, 3, 4, 5, 6]
    assert [row.flat for row in rows[1:]] == [False] * 4 + [True] * 2


def test_thread_around_a_comment_goes_from_its_top_to_its_last_reply():
    placed = threads.in_order([comment(1), comment(2, 1), comment(3, 2), comment(4, 1), comment(5)])
    assert [place.comment.pk for place in threads.around(placed, 3)] == [1, 2, 3, 4]
    assert [place.comment.pk for place in threads.around(placed, 5)] == [5]


@pytest.mark.django_db
def test_conversation_takes_one_query_and_leaves_private_columns_where_they_are(django_assert_num_queries):
    article = make_article()
    top = make_comment(article, 'Top')
    for n in range(20):
        make_comment(article, f'Reply {n}', parent=top, author_email='ada@example.org')
    with django_assert_num_queries(1):
        conversation = threads.conversation(article.comments.in_conversation())
        assert [row.comment.author_name for row in conversation.rows] == ['Ada'] * 21
        assert conversation.count == 21
    assert 'author_email' in conversation.rows[1].comment.get_deferred_fields()


@pytest.mark.django_db
def test_pingbacks_are_apart_and_notes_nowhere():
    article = make_article()
    ping = make_comment(article, kind=Comment.Kind.PINGBACK)
    make_comment(article, kind=Comment.Kind.TRACKBACK, status=Comment.Status.SPAM)
    note = make_comment(article, kind=Comment.Kind.NOTE, status=Comment.Status.HELD)
    replies = [make_comment(article, parent=ping), make_comment(article, parent=note)]
    conversation = threads.conversation(article.comments.in_conversation())
    assert conversation.pings == [ping]
    assert [row.comment for row in conversation.rows] == replies
    assert conversation.count == 2


@pytest.mark.django_db
def test_conversation_of_another_article_stays_there():
    article, other = make_article(), make_article()
    make_comment(other, parent=make_comment(other))
    assert threads.conversation(article.comments.in_conversation()).rows == []


def pages_of(article, order):
    """The texts of the comments of each page, in the order shown."""
    shown, number = [], 1
    while (
        page := threads.conversation(article.comments.in_conversation(order=order, page=number), order)
    ).rows or page.pings:
        shown.append([row.comment.body_html for row in page.rows])
        number += 1
    assert all(page.pages in (0, len(shown)) for page in [page])
    return shown


@pytest.mark.django_db
def test_pages_hold_whole_threads_in_each_order_and_long_threads_in_parts():
    article = make_article()
    day = datetime(2020, 1, 1, tzinfo=UTC)
    tops = [make_comment(article, f'top {n}', body_html=f'{n}', posted=day + timedelta(days=n)) for n in range(60)]
    replies = [
        make_comment(article, body_html=f'49.{n}', parent=tops[49], posted=day + timedelta(days=100 + n))
        for n in range(130)
    ]
    oldest = pages_of(article, 'oldest')
    assert [len(page) for page in oldest] == [149, 31, 10]
    assert oldest[0][49:51] == ['49', '49.0']
    assert oldest[1][0] == '49.99'
    assert [len(page) for page in pages_of(article, 'newest')] == [110, 40, 40]
    assert pages_of(article, 'newest')[0][:2] == ['59', '58']
    assert pages_of(article, 'liveliest')[0][0] == '49'
    rows = threads.conversation(article.comments.in_conversation(page=2)).rows
    assert (rows[0].answers, rows[0].elsewhere, rows[0].comment.total) == (tops[49], True, 190)
    assert conversations.page_of(article, replies[-1].number) == 2
    Comment.objects.filter(pk__in=[reply.pk for reply in replies]).update(status='spam')
    assert [len(page) for page in pages_of(article, 'oldest')] == [50, 10]
    assert conversations.page_of(article, replies[-1].number) is None


@pytest.mark.django_db
def test_fifty_comments_are_one_page_in_each_order_and_one_more_begins_another():
    article = make_article()
    top = make_comment(article, 'top', status='held')
    make_comment(article, 'reply', parent=top)
    make_comment(article, 'ping', kind='pingback')
    Comment.objects.bulk_create(
        Comment(article=article, number=10**9 + n, status='approved', sanitiser_version=1, posted=top.posted)
        for n in range(47)
    )
    places = CommentPlace.objects.filter(article=article)
    assert set(places.values_list('oldest', 'newest', 'liveliest')) == {(1, 1, 1)}
    assert places.count() == 50
    for n in range(3):
        make_comment(article, f'late {n}', posted=top.posted + timedelta(1 + n))
    assert [len(pages_of(article, order)) for order in conversations.ORDERS] == [2, 2, 2]
    Comment.objects.filter(article=article, body_text__startswith='late').delete()
    assert set(places.values_list('oldest', 'newest', 'liveliest')) == {(1, 1, 1)}


def everything(article, order):
    return [row for number in range(1, 3) for row in _rows(article, order, number)]


def _rows(article, order, number):
    return threads.conversation(article.comments.in_conversation(order=order, page=number), order).rows


@pytest.mark.django_db
@hypothesis.settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from(['approved', 'held', 'spam'])), min_size=3, max_size=12))
def test_whatever_happens_every_public_comment_is_shown_once(made):
    article = make_article()
    comments = []
    for n, (parent, status) in enumerate(made):
        comments.append(make_comment(article, f'{n}', parent=comments[parent] if parent < n else None, status=status))
    if made[0][1] == 'held':  # a cycle, as damaged sources have
        Comment.objects.filter(pk=comments[0].pk).update(parent=comments[-1])
    Comment.objects.filter(pk=comments[1].pk).update(status='approved')
    Comment.objects.filter(pk=comments[2].pk).update(status='trashed')
    public = sorted(Comment.objects.filter(article=article).approved().values_list('pk', flat=True))
    expected = {row.comment.pk for row in threads.as_rows(threads.in_order(article.comments.all()))}
    for order in conversations.ORDERS:
        rows = everything(article, order)
        assert sorted(row.comment.pk for row in rows if not row.removed) == public
        assert {row.comment.pk for row in rows} == expected
    article.comments.update(parent=None)
    article.comments.all().delete()
    assert not CommentPlace.objects.filter(article=article).exists()
    assert not CommentCount.objects.filter(article=article).exists()


@pytest.mark.django_db
def test_ten_thousand_comments_are_opened_like_fifty(client, django_assert_max_num_queries):
    few, many = make_article(), make_article()
    day = datetime(2020, 1, 1, tzinfo=UTC)
    numbers = count(1)
    for article, comments in ((few, 50), (many, 2_000)):
        Comment.objects.bulk_create(
            Comment(
                article=article,
                number=next(numbers),
                status='approved',
                author_name='Ada',
                sanitiser_version=1,
                body_html='<p>Said.</p>',
                body_text='Said.',
                posted=day + timedelta(hours=n),
            )
            for n in range(comments)
        )
    for article in (few, many):
        with django_assert_max_num_queries(5):
            shown = client.get(article.get_absolute_url()).text
        assert shown.count('class="comment"') == 50
    assert '2000 comments' in shown
    assert 'Page 1 of 40' in shown
