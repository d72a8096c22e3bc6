"""Everything goes out again: what an export holds, and that an empty archive becomes the same by it."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from articles.changes import journal
from articles.comments import moderation
from articles.editorial import notes, preview_links, publishing, terms
from articles.editorial.corrections import Change
from articles.export import metadata, selection, tables
from articles.export import restore as restoring
from articles.images import takedown
from articles.imports import run as import_run
from articles.management.commands.export_archive import aware
from articles.models import (
    Article,
    ArticleTag,
    Author,
    CategoryListing,
    Comment,
    Conflict,
    DayCount,
    FrontSection,
    FrontStory,
    ImportRun,
    Media,
    MenuLink,
    Original,
    Provenance,
    Revision,
    Site,
    Tag,
)
from tests.every import every
from tests.factories import (
    import_records,
    make_article,
    make_category,
    make_comment,
    make_editor,
    make_media,
    make_record,
    make_tag,
)
from tests.settled import settled

SAMPLE = Path(__file__).parents[2] / 'sample'


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / 'media'


@pytest.fixture(autouse=True)
def database(transactional_db):
    """An export reads one moment, which only a transaction of its own can."""


def export(folder: Path, **options) -> Path:
    options = {'verbosity': 0, 'stdout': io.StringIO(), 'allow_empty': True} | options
    call_command('export_archive', folder, **options)
    return folder


def import_folder(folder: Path) -> None:
    call_command('import_archive', folder, verbosity=0, stdout=io.StringIO())


restore = import_folder


def empty() -> None:
    """As after `migrate`: no rows, and keys that begin at 1."""
    names = ', '.join(connection.ops.quote_name(model._meta.db_table) for model in apps.get_models())
    with connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE {names} RESTART IDENTITY CASCADE')


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob('*') if file.is_file()}


def rows(folder: Path, table: str) -> list[dict]:
    return [json.loads(line) for line in (folder / f'tables/{table}.jsonl').read_text().splitlines()]


def kept_by_triggers() -> list:
    listings = CategoryListing.objects.order_by('article', 'category')
    return [
        list(DayCount.objects.filter(articles__gt=0).order_by('day').values_list()),
        list(listings.values_list('article', 'category', 'listed_from')),
        list(ArticleTag.objects.order_by('pk').values_list('pk', 'listed_from')),
    ]


def fill() -> None:
    """The sample archive, and what happened to it since: edits, comments in every state, a conflict, an erasure."""
    paths = [SAMPLE / 'archive.xml', SAMPLE / 'text']
    call_command('import_archive', *paths, uploads=SAMPLE / 'uploads', verbosity=0, stdout=io.StringIO())
    ada = make_editor('ada')
    article = Article.objects.public().listed().order_by('pk').first()
    for title in ('Corrected', 'Corrected again: “ünïcode” \\ \\n and "quotes"'):
        article = publishing.save(article, by=ada, title=title, change=Change('correction', f'It was not {title}.'))
    for status in Comment.Status:
        make_comment(article, status=status, meta={'odd': ['\\', None, 1.5]}, network_hash='f' * 64)
    moderation.erase(Comment.objects.exclude(source_key=None).first(), by=ada)
    import_records(make_record(1))
    edited = Article.objects.get(source_key='wordpress:old.example:1')
    publishing.save(edited, by=ada, title='Ours')
    import_records(make_record(1, title='Theirs'))
    Tag.objects.create(name='Gone', slug='gone')
    Tag.objects.get(slug='gone').delete()
    face = make_media('2018/01/missing.jpg')
    Author.objects.update(portrait=face, contact='ada@paper.example', website='https://ada.example/')
    fill_the_desk(ada, article, logo=face)
    notes.add(article, 'Ask the harbour.', by=ada)
    draft = publishing.save(
        make_article('Draft', status='draft'),
        by=ada,
        embargo=datetime(2040, 1, 1, tzinfo=UTC),
        embargo_reason='presented then',
    )
    preview_links.make(draft, by=ada)


def fill_the_desk(ada: User, article: Article, logo: Media) -> None:
    """Settings, menus, the front page, a merge and one that was undone, and a picture that was taken down."""
    Site.objects.create(pk=1, name='The “Post”', logo=logo, accent='#96201a', comments_days=30)
    section, page = make_category('World'), make_article('Desk', kind='page')
    for target in ({'category': section}, {'page': page}, {'url': '/tag/', 'label': 'Tags'}):
        MenuLink.objects.create(**target)
    FrontStory.objects.create(article=article, until=datetime(2030, 1, 2, 3, 4, 5, 678, tzinfo=UTC))
    FrontSection.objects.create(category=section, articles=7)
    terms.merge([make_category('Foreign')], section, by=ada)
    terms.undo(terms.merge([make_tag('Flooding')], make_tag('Floods'), by=ada)[0])
    takedown.take_down(make_media('2018/01/letter.jpg'), by=ada)


def test_export_restored_into_an_empty_archive_is_exported_the_same_byte_for_byte(tmp_path):
    fill()
    assert Conflict.objects.exists()
    assert Revision.objects.filter(by__username='ada').exists()
    assert Original.objects.filter(content=None).exists()
    before, kept = contents(export(tmp_path / 'first')), kept_by_triggers()
    empty()
    restore(tmp_path / 'first')
    assert contents(export(tmp_path / 'second')) == before
    assert kept_by_triggers() == kept
    settled()
    changed = journal.changes(journal.Position(0, 0, datetime.now(UTC)))[0]
    assert changed.keys() == {0, *Article.objects.values_list('pk', flat=True)}  # 0 is the site as a whole.


def test_every_table_of_the_archive_is_exported_or_left_out_for_a_reason():
    ours = {model for model in apps.get_models() if model._meta.app_label == 'articles'}
    assert {*tables.EXPORTED, *tables.LEFT_OUT} == ours
    assert len({*tables.EXPORTED}) == len(tables.EXPORTED)
    assert every(tables.LEFT_OUT.values())


def test_every_column_is_exported_but_what_the_database_keeps_by_itself():
    for model in tables.EXPORTED:
        left_out = {field.attname for field in model._meta.concrete_fields} - set(tables.columns(model))
        assert left_out <= {'listed_from', 'public_from', 'edited_by_id', 'by_id', 'to_id', 'assigned_id'}


def test_notes_embargoes_and_links_are_in_the_complete_form_only(tmp_path):
    article = make_article('Flood')
    notes.add(article, 'zqnote', by=make_editor('ada'))
    Article.objects.update(embargo=datetime(2020, 1, 1, tzinfo=UTC), embargo_reason='zqreason')
    files = contents(export(tmp_path / 'out'))
    have = {word: [name for name, content in files.items() if word in content] for word in (b'zqnote', b'zqreason')}
    assert have == {b'zqnote': ['tables/note.jsonl'], b'zqreason': ['tables/article.jsonl']}
    assert any(name.startswith('wxr/') for name in files)


def test_editors_stand_by_name_and_come_back_as_accounts_that_nobody_can_use(tmp_path):
    ada = make_editor('ada')
    make_article('Flood', edited_by=ada)
    export(tmp_path / 'out')
    assert rows(tmp_path / 'out', 'article')[0]['edited_by'] == 'ada'
    empty()
    restore(tmp_path / 'out')
    account = Article.objects.get().edited_by
    assert account.username == 'ada'
    assert not account.is_active
    assert not account.is_staff
    assert not account.has_usable_password()


def test_an_account_of_the_name_is_used(tmp_path):
    make_article('Flood', edited_by=make_editor('ada'))
    export(tmp_path / 'out')
    empty()
    User.objects.create_user('somebody')
    ada = User.objects.create_user('ada')
    restore(tmp_path / 'out')
    assert Article.objects.get().edited_by == ada
    assert User.objects.count() == 2


def test_new_rows_get_keys_that_none_ever_had(tmp_path):
    make_article('Kept')
    last = make_article('Deleted since').pk
    Article.objects.get(pk=last).delete()
    export(tmp_path / 'out')
    empty()
    restore(tmp_path / 'out')
    assert make_article('New').pk == last + 1


def test_files_of_articles_come_back_where_they_were(tmp_path, settings):
    make_media('2017/11/flood.jpg')
    file = settings.MEDIA_ROOT / '2017/11/flood.jpg'
    file.parent.mkdir(parents=True)
    file.write_bytes(b'a picture')
    export(tmp_path / 'out')
    empty()
    file.unlink()
    restore(tmp_path / 'out')
    assert file.read_bytes() == b'a picture'


def test_an_archive_that_is_not_empty_is_left_alone_and_told_what_to_do(tmp_path):
    make_article('Flood')
    export(tmp_path / 'out')
    with pytest.raises(CommandError, match=r'not empty.*DATABASE_URL'):
        restore(tmp_path / 'out')
    assert Article.objects.get().title == 'Flood'


@pytest.mark.parametrize('name', ['tables/article.jsonl', 'media.jsonl', 'media/2017/11/flood.jpg'])
def test_a_damaged_export_is_refused_before_anything_is_written(tmp_path, settings, name):
    make_article('Flood')
    make_media('2017/11/flood.jpg')
    (settings.MEDIA_ROOT / '2017/11').mkdir(parents=True)
    (settings.MEDIA_ROOT / '2017/11/flood.jpg').write_bytes(b'a picture')
    file = export(tmp_path / 'out') / name
    content = bytearray(file.read_bytes())
    content[-2] ^= 1
    file.write_bytes(content)
    empty()
    with pytest.raises(CommandError, match=f'{name} has changed since the export'):
        restore(tmp_path / 'out')
    assert not Article.objects.exists()
    file.unlink()
    with pytest.raises(CommandError, match=f'{name} is missing'):
        restore(tmp_path / 'out')


def test_a_restore_that_fails_halfway_leaves_nothing(tmp_path, settings, monkeypatch):
    make_article('Flood', tags=['weather'])
    make_media('2017/11/flood.jpg')
    (settings.MEDIA_ROOT / '2017/11').mkdir(parents=True)
    picture = settings.MEDIA_ROOT / '2017/11/flood.jpg'
    picture.write_bytes(b'a picture')
    export(tmp_path / 'out')
    empty()
    picture.unlink()
    # An article without the tag that it has: only the database knows, and only at the end.
    monkeypatch.setattr(tables, 'EXPORTED', tuple(model for model in tables.EXPORTED if model is not Tag))
    monkeypatch.setattr(restoring, '_check_tables', lambda *_: None)
    with pytest.raises(CommandError, match='Nothing was restored'):
        restore(tmp_path / 'out')
    assert not Article.objects.exists()
    assert not Media.objects.exists()
    assert not picture.exists()


def test_the_manifest_names_the_version_that_wrote_it(tmp_path):
    folder = export(tmp_path / 'out')
    assert json.loads((folder / 'manifest.json').read_text())['program'] == f'Newsroom {settings.VERSION}'


def test_an_export_of_other_tables_is_refused(tmp_path):
    folder = export(tmp_path / 'out')
    manifest = json.loads((folder / 'manifest.json').read_text())
    manifest['tables']['article']['columns'].remove('title')
    (folder / 'manifest.json').write_text(json.dumps(manifest))
    with pytest.raises(CommandError, match='another version'):
        restore(folder)


def test_a_file_outside_of_the_folder_is_refused(tmp_path):
    folder = export(tmp_path / 'out')
    manifest = json.loads((folder / 'manifest.json').read_text())
    manifest['files']['../../etc/passwd'] = {'size': 1, 'sha256': ''}
    (folder / 'manifest.json').write_text(json.dumps(manifest))
    with pytest.raises(CommandError, match='outside of the folder'):
        restore(folder)


def test_a_folder_that_holds_something_is_not_written_into(tmp_path):
    (tmp_path / 'out').mkdir()
    (tmp_path / 'out/notes.txt').write_text('mine')
    with pytest.raises(CommandError, match='exists already'):
        export(tmp_path / 'out')
    assert contents(tmp_path / 'out') == {'notes.txt': b'mine'}


def test_an_export_that_fails_leaves_no_folder(tmp_path, monkeypatch):
    def fail(model):
        raise DatabaseError('the disk is full')

    monkeypatch.setattr(tables, 'last_key', fail)
    with pytest.raises(CommandError, match='Nothing was exported: the disk is full'):
        export(tmp_path / 'made/out')
    assert list((tmp_path / 'made').iterdir()) == []


def test_nobody_imports_while_an_export_is_restored(tmp_path, monkeypatch):
    folder = export(tmp_path / 'out')

    def busy():
        raise import_run.Busy('Another import is running.')

    monkeypatch.setattr(import_run, 'alone', busy)
    with pytest.raises(CommandError, match='Another import'):
        restore(folder)


def test_an_export_of_nothing_fails_unless_it_is_wanted(tmp_path):
    with pytest.raises(CommandError, match='is it the right database'):
        export(tmp_path / 'backup', allow_empty=False)
    assert not (tmp_path / 'backup').exists()
    export(tmp_path / 'backup')


def test_only_its_owner_may_enter_the_folder(tmp_path):
    assert export(tmp_path / 'out').stat().st_mode & 0o077 == 0


def test_runs_of_imports_keep_their_times(tmp_path):
    ImportRun.objects.create(source='old.xml')
    long_ago = datetime(2011, 1, 1, tzinfo=UTC)
    ImportRun.objects.update(started=long_ago)
    export(tmp_path / 'out')
    empty()
    restore(tmp_path / 'out')
    assert ImportRun.objects.get().started == long_ago


def table(folder: Path) -> list[dict]:
    return list(csv.DictReader(io.StringIO((folder / 'articles.csv').read_text('utf-8-sig'))))


def test_table_says_of_each_article_what_is_not_its_text(tmp_path, settings):
    article = make_article(
        'Flood', tags=['Rain', 'Ash'], categories=['World', 'Local'], authors=['Ada', 'Bo'], language='fr'
    )
    make_comment(article)
    make_comment(article, status='spam')
    (row,) = table(export(tmp_path / 'out', format='csv'))
    assert row == {
        'id': str(article.pk),
        'kind': 'article',
        'status': 'published',
        'address': f'{settings.SITE_URL}/2017/11/22/flood/',
        'title': 'Flood',
        'byline': 'Ada; Bo',
        'categories': 'World; Local',
        'tags': 'Ash; Rain',
        'published': '2017-11-22T12:00:00+00:00',
        'modified': article.modified.isoformat(),
        'language': 'fr',
        'words': '4',
        'comments': '1',
        'old address': '',
    }


def test_table_holds_no_formula(tmp_path):
    make_article('=cmd|"/c calc"!A0', slug='a')
    assert table(export(tmp_path / 'out', format='csv'))[0]['title'] == '\'=cmd|"/c calc"!A0'


def test_table_may_hold_one_category_and_one_year(tmp_path):
    world = make_category('World')
    make_article('Near', categories=['Local'])
    make_article('Far', categories=[make_category('Asia', parent=world)])
    make_article('Long ago', categories=[world], published='2011-01-01')
    folder = export(tmp_path / 'world', format='csv', category='world')
    assert [row['title'] for row in table(folder)] == ['Far', 'Long ago']
    folder = export(tmp_path / 'asia', format='csv', category='world/asia', year=2017)
    assert [row['title'] for row in table(folder)] == ['Far']
    with pytest.raises(CommandError, match='no category africa'):
        export(tmp_path / 'africa', format='csv', category='africa')
    make_category('Asia', parent=make_category('Local'))
    with pytest.raises(CommandError, match='Several categories'):
        export(tmp_path / 'asias', format='csv', category='asia')


def test_table_asks_no_more_for_more_articles(tmp_path, django_assert_max_num_queries):
    for number in range(30):
        make_comment(make_article(f'Story {number}', tags=['a', 'b'], categories=['World'], authors=['Ada']))
    with django_assert_max_num_queries(5):
        assert len(list(metadata.lines(selection.select()))) == 31


def test_complete_form_is_not_exported_in_parts(tmp_path):
    with pytest.raises(CommandError, match='always complete'):
        export(tmp_path / 'out', year=2017, format='jsonl')
    assert not (tmp_path / 'out').exists()


def test_table_may_hold_what_was_changed_since_a_day(tmp_path):
    long_ago = datetime(2011, 1, 1, tzinfo=UTC)
    for title in ('Old', 'Edited', 'Imported', 'Commented', 'Moderated'):
        make_article(title, modified=long_ago)
    make_comment(Article.objects.get(title='Old'), posted=long_ago)
    Article.objects.filter(title='Edited').update(modified=datetime(2026, 11, 25, 9, tzinfo=UTC))
    Provenance.objects.create(article=Article.objects.get(title='Imported'), run=ImportRun.objects.create(source='x'))
    make_comment(Article.objects.get(title='Commented'), posted=datetime(2026, 11, 26, tzinfo=UTC))
    moderated = make_comment(Article.objects.get(title='Moderated'), posted=long_ago)
    Comment.objects.filter(pk=moderated.pk).update(moderated=datetime(2026, 11, 27, tzinfo=UTC))
    ImportRun.objects.update(started=datetime(2026, 11, 25, 1, tzinfo=UTC))
    titles = lambda since: [row['title'] for row in table(export(tmp_path / since, format='csv', since=aware(since)))]  # noqa: E731
    assert titles('2026-11-25') == ['Edited', 'Imported', 'Commented', 'Moderated']
    assert titles('2026-11-25T09:00:01+00:00') == ['Commented', 'Moderated']


def test_an_export_of_a_part_is_a_table_and_what_wordpress_takes(tmp_path):
    make_article('Flood')
    folder = export(tmp_path / 'out', since=aware('2011-01-01'))
    assert sorted(contents(folder)) == ['articles.csv', 'manifest.json', 'wxr/archive-0001.xml']
    with pytest.raises(CommandError, match='not a complete export'):
        restore(folder)


def test_export_without_the_complete_form_is_not_restored(tmp_path):
    with pytest.raises(CommandError, match='not a complete export'):
        restore(export(tmp_path / 'out', format='csv'))
