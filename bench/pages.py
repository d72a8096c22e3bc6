"""Times the first, hundredth, middle and last page of every kind of list, and the same pages by a plain OFFSET.

    python -m bench.pages --articles 1000000

The archive is built once, in a database of its own on the site's server, and used again by the next run.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, QuerySet

from articles import lists
from articles.lists.pages import SIZE
from articles.models import Article, ArticleCategory, ArticleTag, Author, Byline, Category, Tag
from bench import database
from newsroom import embedded_postgres

LINKS = ('articles_articlecategory', 'articles_articletag', 'articles_byline')

# Random numbers are drawn from `u(row, salt)`, so that two runs build the same archive.
ARCHIVE = """
CREATE FUNCTION pg_temp.u(n bigint, salt int) RETURNS double precision LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(n, salt) & 4294967295) / 4294967296.0 $$;

INSERT INTO articles_category (id, parent_id, name, slug, description)
SELECT n, CASE WHEN n > 3 THEN (n - 1) / 3 END, 'Section ' || n, 'section-' || n, '' FROM generate_series(1, 30) n;
INSERT INTO articles_tag (id, name, slug, description)
SELECT n, 'Tag ' || n, 'tag-' || n, '' FROM generate_series(1, 20000) n;
INSERT INTO articles_author (id, name, slug, bio, email, contact, website)
SELECT n, 'Author ' || n, 'author-' || n, '', '', '', '' FROM generate_series(1, 500) n;

-- Twenty years up to now, oldest first, as a newspaper writes; one article in a thousand is still a draft.
INSERT INTO articles_article (id, kind, status, title, slug, standfirst, body_source, body_format, body_html, body_text,
    sanitiser_version, language, published, published_on, modified, password, pinned, comments_open, version, guid,
    import_digests, comments_digests, lead_image_key, meta)
SELECT n, 'article', CASE WHEN n %% 1000 = 7 THEN 'draft' ELSE 'published' END, 'Council meets, number ' || n,
    'council-meets-' || n, 'What was said, and what was not.', '', 'html', repeat('<p>It was said again.</p>', 12),
    repeat('It was said again. ', 12), 1, '', moment, moment::date, moment, '', false, true, 1, '', '{}', '{}', '', '{}'
FROM (
    SELECT n, now() - interval '20 years' * (1 - n / (%(articles)s + 1.0)) AS moment
    FROM generate_series(1, %(articles)s::bigint) n
) AS written;

INSERT INTO articles_articlecategory (article_id, category_id, is_primary)
SELECT n, ceil(30 ^ pg_temp.u(n, 1)), true FROM generate_series(1, %(articles)s::bigint) n;
INSERT INTO articles_articlecategory (article_id, category_id, is_primary)
SELECT n, 1 + pg_temp.u(n, 2) * 29, false FROM generate_series(1, %(articles)s::bigint) n WHERE pg_temp.u(n, 3) < 0.3
ON CONFLICT DO NOTHING;
INSERT INTO articles_articletag (article_id, tag_id)
SELECT n, ceil(20000 ^ pg_temp.u(n, salt)) FROM generate_series(1, %(articles)s::bigint) n, generate_series(4, 6) salt
ON CONFLICT DO NOTHING;
INSERT INTO articles_byline (article_id, author_id, position)
SELECT n, ceil(500 ^ pg_temp.u(n, 7)), 0 FROM generate_series(1, %(articles)s::bigint) n;

INSERT INTO articles_daycount
SELECT published_on, count(*) FROM articles_article WHERE public_from IS NOT NULL GROUP BY 1;
"""


def build(articles: int) -> None:
    with connection.cursor() as cursor:
        # Without triggers, which would write row by row what is written at once below.
        cursor.execute(
            'SET session_replication_role = replica; SET statement_timeout = 0; SET synchronous_commit = off'
        )
        cursor.execute(ARCHIVE, {'articles': articles})
        for table in LINKS:
            cursor.execute(
                f'UPDATE {table} SET listed_from = public_from FROM articles_article a WHERE a.id = article_id'
            )
        cursor.execute('SELECT articles_list_in_categories(ARRAY(SELECT id FROM articles_article))')
        cursor.execute('SET session_replication_role = origin')
        cursor.execute('VACUUM FULL ANALYZE')
        cursor.execute('VACUUM ANALYZE')


def milliseconds(show: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        show()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def cases() -> list[tuple[str, Callable[[], lists.Listing], Callable[[], QuerySet]]]:
    """The largest list of each kind: its name, the site's listing of it, and the same articles by a plain query."""
    public = Article.objects.public().listed
    largest = {
        model: model.objects.values_list(field).annotate(n=Count('pk')).order_by('-n')[0][0]
        for model, field in ((ArticleTag, 'tag'), (Byline, 'author'), (ArticleCategory, 'category'))
    }
    leaf = Category.objects.get(pk=largest[ArticleCategory])
    top = Category.objects.get(slug='section-1')
    tag = Tag.objects.get(pk=largest[ArticleTag])
    author = Author.objects.get(pk=largest[Byline])
    day = public().newest_first()[0].published_on - timedelta(days=400)
    path = leaf.get_absolute_url().removeprefix('/category/').rstrip('/')
    return [
        ('whole archive', lists.whole, public),
        ('year', lambda: lists.dated(day.year), lambda: public().filter(published_on__year=day.year)),
        (
            'month',
            lambda: lists.dated(day.year, day.month),
            lambda: public().filter(published_on__year=day.year, published_on__month=day.month),
        ),
        ('section and below', lambda: lists.category('section-1'), lambda: public().in_category(top)),
        ('largest section', lambda: lists.category(path), lambda: public().in_category(leaf)),
        ('largest tag', lambda: lists.tag(tag.slug), lambda: public().tagged(tag)),
        ('largest author', lambda: lists.author(author.slug), lambda: public().by(author)),
    ]


def plain(articles: QuerySet, number: int) -> None:
    articles.count()
    list(articles.newest_first().for_listing()[(number - 1) * SIZE : number * SIZE])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--articles', type=int, default=100_000)
    parser.add_argument('--runs', type=int, default=9)
    options = parser.parse_args()
    with embedded_postgres.use(settings.DATA_DIR, make=True):
        if not database.use(f'newsroom_bench_pages_{options.articles}'):
            build(options.articles)
        with connection.cursor() as cursor:
            cursor.execute('SET statement_timeout = 0')
        measure(options.runs)
        connection.close()


def measure(runs: int) -> None:
    print(f'{"list":18} {"articles":>9} {"page":>7} {"ms":>8} {"ratio":>6}   {"plain OFFSET, ms":>16}')
    worst = 0.0
    for name, find, by_orm in cases():
        paginator = find().page(1).paginator
        last = paginator.num_pages
        first = None
        for number in sorted({1, min(100, last), last // 2 or 1, last}):
            took = milliseconds(lambda find=find, number=number: find().page(number), runs)
            first = first or took
            worst = max(worst, took / first)
            compared = milliseconds(lambda by_orm=by_orm, number=number: plain(by_orm(), number), 1)
            print(f'{name:18} {paginator.count:9} {number:7} {took:8.1f} {took / first:6.2f}   {compared:16.1f}')
    print(f'worst ratio to page 1: {worst:.2f}')


if __name__ == '__main__':
    main()
