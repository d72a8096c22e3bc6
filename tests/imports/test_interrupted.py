"""Killed at any moment, an import is taken up by running it again, and ends where an undisturbed one ends."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2
import pytest

from newsroom import embedded_postgres

ROOT = Path(__file__).parents[2]
ARTICLES, WORDS = 600, 1200  # in each article: a file large enough to be read by a process of its own
KILLS, SERVER_KILLS = 6, 3

CONTENTS = """
SELECT 'article', a.source_key, md5(ROW(a.kind, a.status, a.title, a.slug, a.standfirst, a.body_html, a.body_text,
    a.published, a.published_on, a.modified, a.pinned, a.comments_open, a.guid, a.meta, a.import_digests,
    a.comments_digests, a.version, m.source_key, d.sha256)::text)
FROM articles_article a LEFT JOIN articles_media m ON m.id = a.lead_image_id
    LEFT JOIN articles_provenance v ON v.article_id = a.id LEFT JOIN articles_sourcedocument d ON d.id = v.document_id
UNION ALL
SELECT 'byline', a.source_key, ROW(w.slug, w.name, b.position, b.listed_from)::text
FROM articles_byline b JOIN articles_article a ON a.id = b.article_id JOIN articles_author w ON w.id = b.author_id
UNION ALL
SELECT 'category', a.source_key, ROW(c.slug, p.slug, l.is_primary, l.listed_from)::text
FROM articles_articlecategory l JOIN articles_article a ON a.id = l.article_id
    JOIN articles_category c ON c.id = l.category_id LEFT JOIN articles_category p ON p.id = c.parent_id
UNION ALL
SELECT 'tag', a.source_key, ROW(t.slug, t.name, l.listed_from)::text
FROM articles_articletag l JOIN articles_article a ON a.id = l.article_id JOIN articles_tag t ON t.id = l.tag_id
UNION ALL
SELECT 'comment', a.source_key, ROW(c.source_key, p.source_key, c.number, c.status, c.kind, c.author_name, c.body_html,
    c.posted, c.import_digest)::text
FROM articles_comment c JOIN articles_article a ON a.id = c.article_id
    LEFT JOIN articles_comment p ON p.id = c.parent_id
UNION ALL
SELECT 'old address', a.source_key, o.path FROM articles_oldurl o JOIN articles_article a ON a.id = o.article_id
UNION ALL
SELECT 'media', source_key, ROW(title, alt, caption, source_url, file, import_digests)::text FROM articles_media
UNION ALL
SELECT 'note', source_key, ROW(code, detail)::text FROM articles_importnote WHERE source_key <> ''
UNION ALL
SELECT 'day', day::text, articles::text FROM articles_daycount
ORDER BY 1, 2, 3
"""


def export(articles: int, words: int = 300) -> str:
    """A WordPress export with categories, tags, threads, images that come after their articles, and orphans."""
    items = []
    for n in range(1, articles + 1):
        day = f'20{n % 20 + 1:02}-{n % 12 + 1:02}-{n % 28 + 1:02}'
        comments = ''.join(
            f'<wp:comment><wp:comment_id>{n * 10 + c}</wp:comment_id><wp:comment_author>Reader {c}</wp:comment_author>'
            f'<wp:comment_date_gmt>{day} 13:0{c}:00</wp:comment_date_gmt><wp:comment_content>Comment {c} on {n}.'
            f'</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type>'
            f'<wp:comment_parent>{(n * 10 + c - 1) if c else 999 * (n % 100 == 0)}</wp:comment_parent></wp:comment>'
            for c in range(3)
        )
        items.append(
            f'<item><title>Story {n}</title><link>http://old.example/{day.replace("-", "/")}/story-{n}/</link>'
            f'<guid>http://old.example/?p={n}</guid><dc:creator>writer{n % 7}</dc:creator>'
            f'<content:encoded>Paragraph one of {n}.\n\n{"Two, with weight. " * (words // 3)}</content:encoded>'
            f'<wp:post_id>{n}</wp:post_id><wp:post_date>{day} 12:00:00</wp:post_date>'
            f'<wp:post_date_gmt>{day} 12:00:00</wp:post_date_gmt><wp:post_name>story-{n % 50}</wp:post_name>'
            f'<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>'
            f'<category domain="category" nicename="c{n % 9}">Section {n % 9}</category>'
            f'<category domain="post_tag" nicename="t{n % 99}">Tag {n % 99}</category>'
            f'<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>{10**6 + n % 30}</wp:meta_value>'
            f'</wp:postmeta>{comments}</item>'
        )
    for n in range(30):
        items.append(
            f'<item><title>Picture {n}</title><wp:post_id>{10**6 + n}</wp:post_id><wp:status>inherit</wp:status>'
            f'<wp:post_type>attachment</wp:post_type>'
            f'<wp:attachment_url>http://old.example/wp-content/uploads/{n}.jpg</wp:attachment_url></item>'
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
        '<title>Old site</title><link>http://old.example</link><wp:wxr_version>1.2</wp:wxr_version>'
        '<wp:base_blog_url>http://old.example</wp:base_blog_url>' + '\n'.join(items) + '</channel></rss>'
    )


class Archive:
    """An archive of its own, in a data directory of its own."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database = folder, database
        host = embedded_postgres.connection(folder)
        self.url = f'postgresql://{host["USER"]}@/{host["HOST"]}/{database}'
        self.connect = {'host': host['HOST'], 'port': host['PORT'], 'user': host['USER'], 'dbname': database}
        self.environment = os.environ | {'DATA_DIR': str(folder), 'DATABASE_URL': self.url}

    def start(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, ROOT / 'manage.py', *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments)
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said
        return said

    def contents(self) -> list[tuple]:
        connection = psycopg2.connect(**self.connect)
        with connection, connection.cursor() as cursor:
            cursor.execute(CONTENTS)
            rows = cursor.fetchall()
        connection.close()
        return rows


def kill_outright(process: psutil.Process) -> None:
    """Kills a process that is not our child, and waits until nothing of it runs."""
    process.kill()
    with suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)


@pytest.fixture(scope='module')
def server(open_folder):
    folder = open_folder('archive')
    with embedded_postgres.Server(folder) as running:
        yield running


@pytest.fixture(scope='module')
def export_file(tmp_path_factory):
    file = tmp_path_factory.mktemp('export') / 'export.xml'
    file.write_text(export(ARTICLES, WORDS))
    return str(file)


@pytest.fixture(scope='module')
def archive(server):
    def make(database: str) -> Archive:
        first = psycopg2.connect(**Archive(server.data_dir, 'postgres').connect)
        first.autocommit = True
        with first.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE {database}')
        first.close()
        made = Archive(server.data_dir, database)
        made.run('migrate', '--verbosity=0')
        return made

    return make


@pytest.fixture(scope='module')
def undisturbed(archive, export_file):
    """What an import that nobody disturbs makes of the export."""
    made = archive('undisturbed')
    said = made.run('import_archive', export_file)
    assert f'{ARTICLES + 30} created' in said
    return made.contents()


def test_killed_at_six_moments_it_ends_where_an_undisturbed_one_ends(archive, export_file, undisturbed):
    disturbed = archive('killed')
    for kill in range(KILLS):
        process = disturbed.start('import_archive', export_file)
        time.sleep(0.3 + 2.2 * kill / (KILLS - 1))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    disturbed.run('import_archive', export_file)
    assert disturbed.contents() == undisturbed
    assert f'{ARTICLES + 30} unchanged' in disturbed.run('import_archive', export_file)


def test_the_server_killed_at_three_moments_loses_nothing(server, archive, export_file, undisturbed):
    disturbed = archive('server_killed')
    for kill in range(SERVER_KILLS):
        process = disturbed.start('import_archive', export_file)
        time.sleep(0.8 + 1.2 * kill / (SERVER_KILLS - 1))
        kill_outright(psutil.Process(int((server.cluster / 'postmaster.pid').read_text().split()[0])))
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0 or 'Run the same command again' in said, said
        server.ensure_running()
    disturbed.run('import_archive', export_file)
    assert disturbed.contents() == undisturbed
