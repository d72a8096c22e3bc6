"""The migrations: back to nothing and forward again, and on from a database of the migrations they replaced."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.models import Article, Conflict, ImportRun, Overwritten, Revision, SourceDocument
from articles.text import sanitise
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)
SCHEMA = """
SELECT 'column', table_name, column_name,
    row_number() OVER (PARTITION BY table_name ORDER BY ordinal_position)
    || ' ' || data_type || ' ' || udt_name || ' ' || is_nullable
    || coalesce(' ' || column_default, '') || coalesce(' ' || generation_expression, '')
FROM information_schema.columns WHERE table_name LIKE 'articles\\_%'
UNION ALL
SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'articles\\_%'
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid::regclass::text LIKE 'articles\\_%'
UNION ALL
SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'function', '', proname, prosrc FROM pg_proc WHERE proname LIKE 'articles\\_%'
UNION ALL
SELECT 'storage', attrelid::regclass::text, attname, attstorage::text FROM pg_attribute
WHERE attrelid::regclass::text LIKE 'articles\\_%' AND attnum > 0 AND NOT attisdropped
ORDER BY 1, 2, 3, 4
"""
REPLACING = ('0001_imports', '0002_articles', '0003_comments_and_versions', '0004_triggers', '0005_groups')


def rows(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def migrate(*target: str) -> None:
    call_command('migrate', *target, verbosity=0)


def permissions() -> dict[str, list[str]]:
    return {
        group.name: sorted(f'{right.codename}: {right.name}' for right in group.permissions.all())
        for group in Group.objects.all()
    }


def make_old_page(migration: str, title: str, slug: str) -> None:
    """A public page in the tables as they are after a migration, which lack newer columns."""
    models = MigrationExecutor(connection).loader.project_state(('articles', migration)).apps
    models.get_model('articles', 'Article').objects.create(
        title=title,
        slug=slug,
        kind='page',
        status='published',
        published=datetime(2017, 11, 22, 12, tzinfo=UTC),
        published_on=date(2017, 11, 22),
        body_html='<p>Text.</p>',
        sanitiser_version=sanitise.VERSION,
    )


@pytest.fixture(autouse=True)
def migrated():
    yield
    migrate()


def test_going_back_to_zero_leaves_nothing_and_going_forward_brings_all_of_it_back():
    migrate('articles', '0005')
    migrate()
    before = rows(SCHEMA)
    assert {'column', 'constraint', 'function', 'index', 'storage', 'trigger'} == {kind for kind, *_ in before}
    make_article('Flood', tags=['weather'], categories=['World'])
    migrate('articles', 'zero')
    assert rows(SCHEMA) == []
    Group.objects.all().delete()
    migrate()
    assert rows(SCHEMA) == before
    assert not Article.objects.exists()
    fresh = permissions()
    migrate('articles', 'zero')
    migrate()
    assert permissions() == fresh
    assert rows(SCHEMA) == before
    assert 'run_import: Can run imports' in fresh['Chief editors']
    assert 'change_oldurl: Can change old URL' in fresh['Editors']
    assert fresh['Moderators']


def test_database_with_only_some_of_the_replaced_migrations_is_refused():
    migrate('articles', '0005')
    rows(f"DELETE FROM django_migrations WHERE app = 'articles' AND name IN {REPLACING} RETURNING name")
    rows("UPDATE django_migrations SET name = 'not yet' WHERE name = '0013_plain_texts' RETURNING id")
    try:
        with pytest.raises(CommandError, match='multiple leaf nodes'):
            migrate()
    finally:
        rows("UPDATE django_migrations SET name = '0013_plain_texts' WHERE name = 'not yet' RETURNING id")


def test_database_of_the_replaced_migrations_goes_on_and_keeps_its_values():
    article = make_article('Flood', import_digests=['a1', 'b2'], comments_digests=['c3'], pending_keys=['site:7'])
    values = {'title': 'Flood', 'import_digests': ['a1'], 'comments_digests': [], 'pending_keys': ['site:7']}
    Revision.objects.create(article=article, version=1, saved=article.modified, values=values)
    run = ImportRun.objects.create(source='a.xml')
    document = SourceDocument.objects.create(
        run=run, origin='a.xml', kind='wxr', captured=article.modified, sha256='d4', size=1, importer_version=1
    )
    theirs = {'title': 'High water', 'pending_keys': []}
    Conflict.objects.create(article=article, run=run, document=document, mark='e5', values=theirs)
    before, after = {'comments_digests': []}, {'comments_digests': ['c3']}
    Overwritten.objects.create(run=run, table='article', row=article.pk, before=before, after=after)

    migrate('articles', '0005')
    ((digests, former),) = rows('SELECT import_digests, (SELECT "values" FROM articles_revision) FROM articles_article')
    assert digests == 'a1 b2'
    assert '"awaited_keys": ["site:7"]' in former
    assert '"import_digests": "a1"' in former
    rows(f"DELETE FROM django_migrations WHERE app = 'articles' AND name IN {REPLACING} RETURNING name")
    assert len(rows("SELECT FROM django_migrations WHERE app = 'articles'")) == 13
    migrate()

    recorded = {name for (name,) in rows("SELECT name FROM django_migrations WHERE app = 'articles'")}
    assert recorded >= {*REPLACING, '0006_digest_arrays'}
    article = Article.objects.get()
    assert (article.import_digests, article.comments_digests, article.pending_keys) == (
        ['a1', 'b2'],
        ['c3'],
        ['site:7'],
    )
    assert Revision.objects.get().values == values
    assert Conflict.objects.get().values == theirs
    change = Overwritten.objects.get()
    assert (change.before, change.after) == (before, after)


def test_page_whose_url_the_site_answers_itself_by_now_is_shown_at_the_nearest_one(client):
    migrate('articles', '0017')
    for slug in ('about', 'date', 'date-2', 'saved', 'tag', 'corrections', 'about/history'):
        make_old_page('0017_closed_notes', f'The page {slug}', slug)
    migrate()
    for url in ('/about/', '/date-2/', '/date-2-2/', '/saved-2/', '/tag-2/', '/corrections-2/', '/about/history-2/'):
        assert 'The page' in client.get(url).content.decode(), url
    moved = client.get('/about/history/', follow=True)
    assert moved.redirect_chain == [('/about/history-2/', 301)]
