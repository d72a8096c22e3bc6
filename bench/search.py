"""Times whole search pages over synthetic articles, and PostgreSQL's full-text search for the same words.

    python -m bench.search --articles 1000000

Words follow Zipf's law; dates span 26 years; there are 30 categories and 20,000 tags. Two runs make the same archive.
It is built once, in a database of its own on the site's server, and its index in a folder of its own; `--rebuild`
builds the index again. The search's cache is cleared before each request.
"""

import argparse
import io
import random
import statistics
import threading
import time
from collections import defaultdict
from itertools import accumulate
from urllib.parse import urlencode

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.http import QueryDict
from django.test import Client

from articles import lists
from articles.models import Article
from articles.search import follow, index, memory
from articles.search.params import SearchParams
from articles.search.results import Search
from bench import database
from newsroom import embedded_postgres
from newsroom.run import collect_static_files

VOCABULARY, WORDS = 200_000, 330  # words, and words of an article
SYLLABLES = [c + v for c in 'bdfghklmnprstvw' for v in 'aeiou']
PIECES, PIECE = 10, 33  # an article is 10 pieces of 33 words each, cut out of a long text
TIMEOUT = 10  # seconds for one query of PostgreSQL's

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

INSERT INTO articles_article (id, kind, status, title, slug, standfirst, body_source, body_format, body_html, body_text,
    sanitiser_version, language, published, published_on, modified, password, pinned, comments_open, version, guid,
    import_digests, comments_digests, meta, lead_image_key)
SELECT n, 'article', CASE WHEN n %% 1000 = 7 THEN 'draft' ELSE 'published' END, title, 'article-' || n, '', '', 'html',
    '', body, 1, '', moment, moment::date, moment, '', false, true, 1, '', '{}', '{}', '{}', ''
FROM (
    SELECT *, timestamptz '2026-01-01' - interval '26 years' * (1 - n / (%(articles)s + 1.0)) AS moment FROM written
) AS dated;

INSERT INTO articles_articlecategory (article_id, category_id, is_primary)
SELECT n, ceil(30 ^ pg_temp.u(n, 1)), true FROM generate_series(1, %(articles)s::bigint) n;
INSERT INTO articles_articletag (article_id, tag_id)
SELECT n, ceil(20000 ^ pg_temp.u(n, salt)) FROM generate_series(1, %(articles)s::bigint) n, generate_series(4, 6) salt
ON CONFLICT DO NOTHING;
INSERT INTO articles_byline (article_id, author_id, position)
SELECT n, ceil(500 ^ pg_temp.u(n, 7)), 0 FROM generate_series(1, %(articles)s::bigint) n;
"""

FULL_TEXT = """
CREATE TABLE bench_words AS SELECT id AS article_id, to_tsvector('english', title || ' ' || body_text) AS words
FROM articles_article WHERE public_from IS NOT NULL;
CREATE INDEX ON bench_words USING gin (words);
ALTER TABLE bench_words ADD PRIMARY KEY (article_id);
"""


def word(rank: int) -> str:
    """The word of a rank, counted from 0: short where it is common, as in any language."""
    parts = []
    rank += len(SYLLABLES)
    while rank:
        rank, part = divmod(rank, len(SYLLABLES))
        parts.append(SYLLABLES[part])
    return ''.join(parts)


def use_own_database(articles: int) -> None:
    """Connects to the benchmark's database, and puts its index into a folder of the same name."""
    name = f'newsroom_bench_search_{articles}'
    database.use(name)
    settings.DATA_DIR = settings.DATA_DIR / 'bench' / name


def write_archive(articles: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # Without triggers, which would write row by row what is written at once below.
        cursor.execute(
            'SET session_replication_role = replica; SET statement_timeout = 0; SET synchronous_commit = off;'
            "SET maintenance_work_mem = '1GB'"
        )
        cursor.execute('CREATE TEMP TABLE written (n bigint, title text, body text)')
        for rows in texts(articles):
            cursor.cursor.copy_expert('COPY written FROM STDIN', rows)
        cursor.execute(ARCHIVE, {'articles': articles})
        for table in ('articles_articlecategory', 'articles_articletag', 'articles_byline'):
            cursor.execute(
                f'UPDATE {table} SET listed_from = public_from FROM articles_article a WHERE a.id = article_id'
            )
        cursor.execute('SELECT articles_list_in_categories(ARRAY(SELECT id FROM articles_article))')
        cursor.execute('SET session_replication_role = origin')
        cursor.execute(FULL_TEXT)
    with connection.cursor() as cursor:
        cursor.execute('VACUUM ANALYZE')


def texts(articles: int):
    """Titles and texts, as COPY reads them, ten thousand at a time."""
    chance = random.Random(26)
    vocabulary = [word(rank) for rank in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
    for first in range(1, articles + 1, 10_000):
        source = chance.choices(vocabulary, cum_weights=weights, k=500_000)
        rows = io.StringIO()
        for n in range(first, min(first + 10_000, articles + 1)):
            starts = [chance.randrange(len(source) - PIECE) for _ in range(PIECES)]
            pieces = [' '.join(source[start : start + PIECE]) for start in starts]
            title = ' '.join(source[starts[0] : starts[0] + 8])
            rows.write(f'{n}\t{title.capitalize()}\t{". ".join(pieces)}.\n')
        rows.seek(0)
        yield rows


def queries(articles: int) -> list[tuple[str, str]]:
    """The kind and the URL of each search."""
    chance = random.Random(articles)
    urls = []

    def add(kind: str, q: str, **more: str) -> None:
        urls.append((kind, f'/search/?{urlencode({"q": q, **more})}'))

    for power in range(6):
        for rank in chance.sample(range(10**power - 1, 3 * 10**power), min(2 * 10**power, 8)):
            add(f'word, about {10**power}th', word(rank))
    for _ in range(10):
        add('two words', f'{word(chance.randrange(100))} {word(chance.randrange(100, 5000))}')
        add('any of two', f'{word(chance.randrange(1000))} OR {word(chance.randrange(1000))}')
        add('one without another', f'{word(chance.randrange(100))} -{word(chance.randrange(100))}')
        text = Article.objects.get(pk=chance.randrange(1, articles)).body_text.split()
        add('phrase', '"{} {}"'.format(*text[2:4]))
        add('beginning', word(chance.randrange(1000, 30_000))[:4] + '*')
        common = word(chance.randrange(50))
        add('newest', common, order='newest')
        add('oldest', common, order='oldest')
        add('page 400', word(chance.randrange(5)), page='400')
        add('in a category', common, category='section-1')
        add('with a tag', common, tag=f'tag-{chance.randrange(1, 50)}')
        add('in a year', common, on=str(chance.randrange(2000, 2026)))
        add('in a month', common, on=f'{chance.randrange(2000, 2026)}-05')
        add('misspelt', word(chance.randrange(100, 5000)) + 'x')
    return urls


def time_pages(articles: int) -> None:
    client = Client(headers={'host': settings.SITE_URL.partition('://')[2]})
    taken = defaultdict(list)
    client.get('/search/?q=nothing')
    for kind, address in queries(articles):
        memory.forget()
        start, own = time.perf_counter(), time.process_time()
        response = client.get(address)
        taken[kind].append((1000 * (time.perf_counter() - start), 1000 * (time.process_time() - own), address))
        assert response.status_code == 200, address
    print(f'\n{"query":22} {"median":>8} {"p95":>8} {"CPU":>8}   {"hits":>8} {"PostgreSQL":>10}   (ms)')
    for kind, times in taken.items():
        address = times[0][2]
        params = SearchParams.parse(QueryDict(address.partition('?')[2]))
        hits = Search(params, lists.Sections().at(params.category) if params.category else None)
        print(
            f'{kind:22} {statistics.median(t[0] for t in times):8.1f} {p95([t[0] for t in times]):8.1f}'
            f' {statistics.median(t[1] for t in times):8.1f}   {hits.total:8} {by_postgresql(hits.params):>10}'
        )
    print(f'p95 of CPU {p95([t[1] for times in taken.values() for t in times]):.1f} ms')
    print(f'p95 {p95([t[0] for times in taken.values() for t in times]):.1f} ms')


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95) if len(times) > 1 else 0]


def by_postgresql(params) -> str:
    """Milliseconds that PostgreSQL takes for the first twenty by its own rank, without counts, facets or a page."""
    sql = """
        SELECT article_id FROM bench_words, websearch_to_tsquery('english', %s) query
        WHERE words @@ query ORDER BY ts_rank(words, query) DESC LIMIT 20
    """
    with connection.cursor() as cursor:
        cursor.execute('SET statement_timeout = %s', [TIMEOUT * 1000])
        start = time.perf_counter()
        try:
            cursor.execute(sql, [params.text])
        except OperationalError:
            return f'> {TIMEOUT} s'
        return f'{1000 * (time.perf_counter() - start):.1f}'


def time_following(runs: int = 10) -> None:
    """Prints the seconds from a commit to the first search that shows the change."""
    stop = threading.Event()
    thread = threading.Thread(target=follow.follow, args=(stop.is_set, stop.wait))
    thread.start()
    taken = []
    for n in range(runs):
        article = Article.objects.order_by('pk')[n * 7]
        new = f'newly{time.time_ns()}'
        Article.objects.filter(pk=article.pk).update(title=new)
        start = time.perf_counter()
        while not Search(SearchParams(new)).total:
            time.sleep(0.01)
        taken.append(time.perf_counter() - start)
        Article.objects.filter(pk=article.pk).update(title=article.title)
    stop.set()
    thread.join()
    print(f'from commit to visible: median {statistics.median(taken):.2f} s, longest {max(taken):.2f} s')


def sizes(articles: int) -> None:
    folder = index.live()
    size = sum(file.stat().st_size for file in folder.iterdir())
    with connection.cursor() as cursor:
        cursor.execute('SELECT sum(octet_length(title) + octet_length(body_text)) FROM articles_article')
        (text,) = cursor.fetchone()
    print(f'text {text / articles:.0f} bytes an article, index {size / articles:.0f}')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--articles', type=int, default=100_000)
    parser.add_argument('--rebuild', action='store_true', help='build the index again, and time it')
    options = parser.parse_args()
    with embedded_postgres.use(settings.DATA_DIR, make=True):
        collect_static_files()
        use_own_database(options.articles)
        if not is_written():
            write_archive(options.articles)
        with connection.cursor() as cursor:
            cursor.execute('SET statement_timeout = 0')
        if options.rebuild or not is_built():
            start = time.perf_counter()
            follow.rebuild()
            print(f'built {options.articles / (time.perf_counter() - start):.0f} articles a second')
        sizes(options.articles)
        time_following()
        time_pages(options.articles)


def is_written() -> bool:
    # This table is made last. An interrupted run leaves the database without it.
    return 'bench_words' in connection.introspection.table_names()


def is_built() -> bool:
    try:
        return index.is_current(index.live())
    except index.Missing:
        return False


if __name__ == '__main__':
    main()
