from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.http import Http404
from django.utils import timezone as clock

from articles import lists
from articles.models import Article, Category, CategoryListing
from tests.factories import make_article, make_author, make_category, make_tag

pytestmark = pytest.mark.django_db


def titles(listing):
    """The titles of all its pages, one after the other."""
    last = listing.page(1).paginator.num_pages
    return [str(article) for number in range(1, last + 1) for article in listing.page(number).object_list]


def make_archive(**fields):
    """Forty-five articles over three years, up to nine on a day, some written where it was still or already another."""
    for number in range(45):
        zone = timezone(timedelta(hours=(-11, 0, 13)[number % 3]))
        moment = datetime(2015 + number % 3, 1 + number % 2, 1 + number % 5, number % 24, tzinfo=zone)
        make_article(f'{number}', published=moment, **fields)


def newest_first():
    return [str(article) for article in Article.objects.public().listed().newest_first()]


def test_pages_of_the_whole_archive_hold_every_article_once_in_order():
    make_archive()
    assert titles(lists.whole()) == newest_first()


def test_pages_of_a_period_hold_its_articles_and_no_others():
    make_archive()
    expected = [str(a) for a in Article.objects.filter(published_on__year=2016).newest_first()]
    assert titles(lists.dated(2016)) == expected
    expected = [str(a) for a in Article.objects.filter(published_on__year=2016, published_on__month=2).newest_first()]
    assert titles(lists.dated(2016, 2)) == expected
    expected = [str(a) for a in Article.objects.filter(published_on=date(2016, 2, 2)).newest_first()]
    assert titles(lists.dated(2016, 2, 2)) == expected


TERMS = [lambda: lists.tag('rain'), lambda: lists.author('ada'), lambda: lists.category('news')]


@pytest.mark.parametrize('find', TERMS)
def test_pages_of_a_term_hold_every_article_once_newest_first(find):
    make_archive(tags=['rain'], authors=['Ada'], categories=['News'])
    expected = [str(a) for a in Article.objects.order_by('-public_from', '-pk')]
    assert titles(find()) == expected


def test_scheduled_articles_are_neither_listed_nor_counted_whatever_their_day():
    now = clock.now()
    make_article('Today', published=now)
    for hours, offset in ((1, -12), (1, 14), (30, 0), (24 * 400, 0)):
        moment = (now + timedelta(hours=hours)).astimezone(timezone(timedelta(hours=offset)))
        make_article(f'Scheduled {hours} {offset}', published=moment)
    page = lists.whole().page(1)
    assert [str(article) for article in page.object_list] == ['Today']
    assert page.paginator.count == 1
    assert [(part.name, part.count) for part in lists.whole().parts] == [(f'{now:%Y}', 1)]


def test_scheduled_article_is_listed_from_its_moment_on(monkeypatch):
    due = clock.now() + timedelta(hours=1)
    make_article('Due', published=due, tags=['rain'])
    with pytest.raises(Http404):
        lists.tag('rain').page(1)
    monkeypatch.setattr('django.utils.timezone.now', lambda: due + timedelta(seconds=1))
    assert titles(lists.tag('rain')) == ['Due']
    assert titles(lists.whole()) == ['Due']


def test_page_past_the_last_is_not_there():
    make_archive()
    assert len(lists.whole().page(3).object_list) == 5
    with pytest.raises(Http404):
        lists.whole().page(4)
    with pytest.raises(Http404):
        lists.whole().page(999_999_999)


def test_archive_without_articles_has_one_empty_page():
    page = lists.whole().page(1)
    assert (page.paginator.count, page.paginator.num_pages, page.object_list) == (0, 1, [])


def test_list_without_articles_is_not_there():
    make_tag('rain')
    make_author('Ada')
    make_category('News')
    for find in TERMS:
        with pytest.raises(Http404):
            find().page(1)


@pytest.mark.parametrize('day', [(2017, 0), (2017, 13), (2017, 2, 30), (0,), (9999,), (9999, 12, 31)])
def test_day_that_no_calendar_has_is_not_there(day):
    with pytest.raises(Http404):
        lists.dated(*day).page(1)


def test_section_lists_what_is_filed_below_it_once():
    world = make_category('World')
    asia = make_category('Asia', parent=world)
    make_article('Both', categories=[asia, world])
    make_article('Below', categories=[make_category('Syria', parent=asia)])
    listing = lists.category('world')
    assert sorted(titles(listing)) == ['Below', 'Both']
    assert listing.source.total == 2
    assert [part.name for part in listing.parts] == ['Asia']


def listed_in(category):
    return sorted(str(row.article) for row in CategoryListing.objects.filter(category=category))


def test_section_follows_when_an_article_is_filed_elsewhere():
    world, sport = make_category('World'), make_category('Sport')
    article = make_article('Cup', categories=[make_category('Asia', parent=world)])
    article.category_links.update(category=sport)
    assert (listed_in(world), listed_in(sport)) == ([], ['Cup'])
    article.category_links.all().delete()
    assert listed_in(sport) == []


def test_section_follows_when_another_is_moved_below_it():
    world, asia = make_category('World'), make_category('Asia')
    make_article('Storm', categories=[make_category('Japan', parent=asia)])
    asia.parent = world
    asia.save()
    assert listed_in(world) == ['Storm']
    Category.objects.filter(pk=asia.pk).update(parent=None)
    assert (listed_in(world), listed_in(asia)) == ([], ['Storm'])


def test_section_follows_when_an_article_is_withdrawn_and_deleted():
    world = make_category('World')
    article = make_article('Storm', categories=[world])
    Article.objects.update(status='withdrawn')
    assert listed_in(world) == []
    Article.objects.update(status='published')
    assert listed_in(world) == ['Storm']
    article.delete()
    assert listed_in(world) == []


def test_loop_of_sections_is_survived():
    first = make_category('First')
    second = make_category('Second', parent=first)
    Category.objects.filter(pk=first.pk).update(parent=second)
    make_article('Round', categories=[first])
    assert (listed_in(first), listed_in(second)) == (['Round'], ['Round'])
    assert titles(lists.category('first')) == ['Round']


def test_deep_page_reads_no_more_rows_than_a_month_has():
    """The plan of the last page starts at the month where it begins, and not at the newest article."""
    make_archive()
    listing = lists.whole()
    sql, params = listing.source.ids(40, 20).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        assert cursor.rowcount == 5
    offset = sql.partition('OFFSET')[2]
    assert int(offset or 0) < max(listing.source.counts.values())


def test_older_counts_stay_when_an_article_changes_its_day():
    article = make_article(published='2015-05-05')
    moved = datetime(2016, 6, 6, tzinfo=UTC)
    Article.objects.filter(pk=article.pk).update(published=moved, published_on=moved.date())
    assert lists.whole().source.counts == {date(2016, 6, 1): 1}
