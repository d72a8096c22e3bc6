"""The command that imports, as whoever types it sees it."""

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.management.commands import import_archive
from articles.models import Article, KeptItem
from articles.readers import detect

ROOT = Path(__file__).parents[2]
EXPORT = """<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Pond</title><link>https://pond.example</link><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Carp</title><link>https://pond.example/?{kind}=carp</link><wp:post_id>4</wp:post_id>
<wp:post_name>carp</wp:post_name><wp:post_type>{kind}</wp:post_type><wp:status>publish</wp:status>
<wp:post_date>2015-04-02 08:00:00</wp:post_date><content:encoded>A big one.</content:encoded>{more}</item>
</channel></rss>"""


@pytest.fixture
def export(tmp_path):
    def write(kind='post', more=''):
        file = tmp_path / 'export.xml'
        file.write_text(EXPORT.format(kind=kind, more=more))
        return str(file)

    return write


def importing(*arguments) -> str:
    out = io.StringIO()
    call_command('import_archive', *arguments, stdout=out, stderr=out, verbosity=0)
    return out.getvalue()


@pytest.mark.parametrize('dry_run', [[], ['--dry-run']])
def test_types_that_are_left_out_are_told(db, export, dry_run):
    assert 'To import them as articles: --types review' in importing(export('review'), *dry_run)


def test_types_that_are_named_are_imported_as_articles(db, export):
    written = importing(export('review'), '--types', 'story, review')
    assert '--types' not in written
    assert Article.objects.get().title == 'Carp'
    assert not KeptItem.objects.exists()


def test_internal_types_of_wordpress_are_not_offered(db, export):
    assert '--types' not in importing(export('nav_menu_item'), '--dry-run')


def test_dry_run_refuses_what_an_import_refuses(db, export, monkeypatch):
    read = detect.READERS['wxr'].article

    def with_odd_status(*args, **kwargs):
        return replace(read(*args, **kwargs), status='odd')

    monkeypatch.setattr(detect.READERS['wxr'], 'article', with_odd_status)
    for dry_run in ([], ['--dry-run']):
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command('import_archive', export(), *dry_run, stdout=out, verbosity=0)
        assert '“odd” is no status of an article' in out.getvalue()


def test_resolved_note_does_not_keep_its_article_out(db, export):
    note = (
        '<wp:comment><wp:comment_id>3</wp:comment_id><wp:comment_content>Done</wp:comment_content>'
        '<wp:comment_type>note</wp:comment_type><wp:comment_approved>1</wp:comment_approved></wp:comment>'
    )
    importing(export(more=note))
    assert Article.objects.get().comments.get().kind == 'note'


def test_database_without_tables_is_told(db, export, monkeypatch):
    monkeypatch.setattr(import_archive.connection.introspection, 'table_names', lambda *args: [])
    with pytest.raises(CommandError, match='migrate'):
        importing(export())


def test_output_that_nobody_reads_any_more_ends_quietly():
    command = f'{sys.executable} manage.py import_archive --dry-run --jsonl -v0 sample/archive.xml | head -n 1'
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith('{')
    assert done.stderr == ''
