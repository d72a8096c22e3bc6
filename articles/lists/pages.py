"""The pages of a list: finds where page N begins without reading the pages before it."""

from datetime import date, datetime, timedelta
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from articles.models import Article

SIZE = 20  # articles on a page

# Raw SQL: Django takes longer to write it than PostgreSQL to run it, and would truncate each day as a moment in a time
# zone, for twice as long.
COUNTS = """
SELECT date_trunc(%(part)s, day::timestamp)::date AS start, sum(articles)::bigint
FROM (
    SELECT day, articles FROM articles_daycount WHERE articles > 0 AND day < %(yesterday)s
    UNION ALL
    SELECT published_on, count(*) FROM articles_article
    WHERE kind = 'article' AND public_from <= %(now)s AND published_on >= %(yesterday)s GROUP BY 1
) counted
WHERE day >= %(first)s AND day < %(end)s
GROUP BY 1 ORDER BY 1 DESC
"""


def numbered(articles: list[Article], number: int, total: int) -> Page:
    """Django's page `number` of a list of `total` articles, of which only those on the page were fetched."""
    return Page(articles, number, Paginator(range(total), SIZE))


class Linked:
    """The articles of a category, a tag or an author, through the rows of its link table.

    Ids are read by an index-only scan of the table, from whichever end is nearer.
    """

    def __init__(self, links: QuerySet) -> None:
        self.links = links.filter(listed_from__lte=timezone.now())

    @cached_property
    def extent(self) -> dict:
        """The number of articles (`total`), and when the oldest (`first`) and the newest (`last`) became public."""
        return self.links.aggregate(total=Count('*'), first=Min('listed_from'), last=Max('listed_from'))

    @property
    def total(self) -> int:
        return self.extent['total']

    @property
    def years(self) -> list[int]:
        """The years from that of the newest article down to that of the oldest, in the site's time zone."""
        if not self.total:
            return []
        first, last = (timezone.localtime(self.extent[end]).year for end in ('first', 'last'))
        return list(range(last, first - 1, -1))

    def page_of(self, year: int) -> int:
        """The number of the page with the newest article of a year, or else with the newest one before it."""
        since = datetime(year + 1, 1, 1, tzinfo=timezone.get_current_timezone())
        return self.links.filter(listed_from__gte=since).count() // SIZE + 1

    def ids(self, offset: int, size: int) -> QuerySet:
        """A subquery of primary keys: those of `size` articles after the `offset` newest, in either order."""
        if offset and offset > self.total // 2:
            # Pages of the second half are read from the oldest article on, since that skips fewer rows.
            end = self.total - offset
            return self.links.order_by('listed_from', 'article').values('article')[max(end - size, 0) : end]
        return self.links.order_by('-listed_from', '-article').values('article')[offset : offset + size]

    def sort_key(self, article: Article) -> tuple:
        """Orders the articles of a page, oldest first."""
        return article.public_from, article.pk


class Period:
    """The articles of the days from `first` up to, but not including, `end`; None leaves that side open.

    Counts by month or day (`part`) show in which of these a page begins: only rows of that one have to be skipped.
    """

    def __init__(self, first: date | None, end: date | None, part: str) -> None:
        self.first, self.end, self.part = first, end, part

    @cached_property
    def counts(self) -> dict[date, int]:
        """The number of public articles by day, or by first day of the month, newest first.

        Triggers count the days before yesterday. From yesterday on, articles may still be scheduled in some time zone,
        so these are counted now.
        """
        now = timezone.now()
        given = {
            'now': now,
            'yesterday': (now - timedelta(days=1)).date(),
            'part': self.part,
            'first': self.first or '-infinity',
            'end': self.end or 'infinity',
        }
        with connection.cursor() as cursor:
            cursor.execute(COUNTS, given)
            return dict(cursor.fetchall())

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def days_beside(self) -> list[date]:
        """The last day with articles before this period and the first one after it, each if there is one."""
        days = Article.objects.public().listed().newest_first().values_list('published_on', flat=True)
        before, after = days.filter(published_on__lt=self.first), days.filter(published_on__gte=self.end).reverse()
        return list(before[:1].union(after[:1], all=True))

    def ids(self, offset: int, size: int) -> QuerySet:
        """A subquery of primary keys: those of `size` articles after the `offset` newest, if there are more than that.

        Months or days that are newer than the page are left out by date, and only the rest of the offset is skipped.
        """
        articles = self._within('published_on', Article.objects.public().listed())
        for start, n in self.counts.items() if offset else ():
            if offset < n:
                articles = articles.filter(published_on__lt=following(start, self.part))
                break
            offset -= n
        return articles.newest_first().values('pk')[offset : offset + size]

    def sort_key(self, article: Article) -> tuple:
        """Orders the articles of a page, oldest first."""
        return article.published_on, article.public_from, article.pk

    def _within(self, day: str, rows: QuerySet) -> QuerySet:
        """The rows whose column `day` is in the period."""
        if self.first:
            rows = rows.filter(**{f'{day}__gte': self.first})
        return rows.filter(**{f'{day}__lt': self.end}) if self.end else rows


def following(start: date, part: str) -> date:
    """The day after a day, or the first day of the month after it."""
    return (start.replace(day=1) + timedelta(days=32)).replace(day=1) if part == 'month' else start + timedelta(days=1)
