"""Taking an import back whole."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from PIL import Image

from articles.editorial import publishing
from articles.imports import run as import_run
from articles.imports import undo
from articles.imports.store.files import Uploads
from articles.models import (
    Article,
    Author,
    Category,
    Comment,
    Conflict,
    ImportNote,
    ImportRun,
    KeptItem,
    Lease,
    Media,
    OldUrl,
    Original,
    Overwritten,
    Provenance,
    Revision,
    SourceDocument,
    Tag,
)
from articles.readers.record import AuthorRecord, CommentRecord, TermRecord
from tests.every import every
from tests.factories import import_records, make_article, make_comment, make_editor, make_record

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parents[2] / 'sample'
PICTURE = 'http://old.example/wp-content/uploads/a.jpg'
EVERYTHING = (
    Article,
    Author,
    Category,
    Comment,
    Conflict,
    ImportNote,
    KeptItem,
    Media,
    OldUrl,
    Original,
    Overwritten,
    Provenance,
    Revision,
    SourceDocument,
    Tag,
)


def contents() -> dict[str, list[str]]:
    """Every row of every table that an import writes."""
    rows = {}
    with connection.cursor() as cursor:
        for table in (*(model._meta.db_table for model in EVERYTHING), 'articles_daycount', 'articles_byline',
                      'articles_articletag', 'articles_articlecategory', 'articles_categorylisting'):  # fmt: skip
            cursor.execute(f"SELECT (to_jsonb(t) - 'id')::text FROM {table} t ORDER BY 1")
            rows[table] = [row for (row,) in cursor.fetchall()]
    rows['articles_daycount'] = [row for row in rows['articles_daycount'] if '"articles": 0' not in row]
    return rows


@pytest.fixture
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / 'media'
    Image.new('RGB', (4, 3)).save(tmp_path / 'a.jpg')
    return tmp_path


def rich(**fields):
    """A record with something in every table."""
    return make_record(
        authors=(AuthorRecord('Ada', key='ada'),),
        categories=(TermRecord('Syria', 'syria', parent=TermRecord('World', 'world')),),
        tags=(TermRecord('Rain', 'rain'),),
        comments=(CommentRecord('7', text='One.', status='approved'), CommentRecord('8', parent='7', text='Two.')),
        old_urls=('/?p=1',),
        lead_image_key='wordpress:old.example:9',
        **fields,
    )


def the_others():
    return (
        make_record(9, kind='attachment', file_url=PICTURE, original=b'picture', old_urls=('/?attachment_id=9',)),
        make_record(10, kind='nav_menu_item', original=b'menu'),
    )


def imported(export: Path) -> ImportRun:
    import_run.run([('wxr', export)], zone=ZoneInfo('UTC'), uploads=Uploads(SAMPLE / 'uploads'))
    return last_run()


def last_run() -> ImportRun:
    return ImportRun.objects.first()


def test_nothing_is_left_of_an_import_into_an_empty_archive(uploads):
    before = contents()
    import_records(rich(), *the_others(), make_record(2, status='draft', slug=''), uploads=uploads)
    assert (uploads / 'media/a.jpg').exists()
    done = undo.undo(last_run())
    assert contents() == before
    assert not (uploads / 'media/a.jpg').exists()
    assert (done.deleted, done.media, done.items, done.unchanged) == (2, 1, 1, [])
    assert last_run().state == ImportRun.State.UNDONE


def test_what_an_import_updated_returns_to_what_it_was(uploads):
    import_records(rich(), *the_others(), uploads=uploads)
    before = contents()
    import_records(
        make_record(
            title='New',
            slug='new',
            status='private',
            authors=(AuthorRecord('Bob'),),
            tags=(TermRecord('Sun', 'sun'),),
            original=b'new',
            comments=(
                CommentRecord('7', text='One!', status='approved'),
                CommentRecord('8', parent='7', text='Two.'),
                CommentRecord('9', parent='8', text='Three.'),
            ),
            old_urls=('/?p=1', '/?page_id=1'),
        ),
        make_record(9, kind='attachment', file_url=PICTURE, alt='New', original=b'new picture'),
        make_record(10, kind='nav_menu_item', title='New', original=b'new menu'),
        uploads=uploads,
    )
    assert contents() != before
    done = undo.undo(last_run())
    assert contents() == before
    assert (done.restored, done.comments, done.unchanged) == (1, 1, [])
    assert (uploads / 'media/a.jpg').exists()


def test_two_imports_of_a_whole_archive_leave_nothing_but_the_article_that_was_edited(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / 'media'
    changed = tmp_path / 'archive.xml'
    text = (SAMPLE / 'archive.xml').read_text(encoding='utf-8')
    changed.write_text(text.replace('harbour', 'haven').replace('Harbour', 'Haven'), encoding='utf-8')
    first = imported(SAMPLE / 'archive.xml')
    article = publishing.save(
        Article.objects.filter(bylines__isnull=False, body_text__contains='harbour').first(),
        by=make_editor(),
        title='Edited',
    )
    before = contents()
    second = imported(changed)
    assert second.counts['updated'] > 10
    assert second.counts['conflict'] == 1
    undo.undo(second)
    assert contents() == before
    done = undo.undo(first)
    assert [(pk, why) for pk, _, why in done.unchanged] == [(article.pk, undo.EDITED)]
    left = contents()
    assert every(set(rows) <= set(before[table]) for table, rows in left.items() if table != 'articles_daycount')
    assert list(Article.objects.all()) == [article]
    assert set(Author.objects.all()) == set(article.authors.all())
    assert set(Tag.objects.all()) == set(article.tags.all())
    assert set(Category.objects.filter(children=None)) == set(article.categories.all())
    assert {note.article for note in ImportNote.objects.all()} <= {article}
    assert SourceDocument.objects.get() == article.provenance.document
    assert Original.objects.count() == 2, 'its own, and what the export says before its items'
    assert not KeptItem.objects.exists()
    assert not Media.objects.exists()
    assert not [file for file in (tmp_path / 'media').rglob('*') if file.is_file()]
    assert {old.article for old in OldUrl.objects.all()} <= {article}


def test_an_import_that_was_undone_can_be_made_again():
    import_records(make_record())
    import_records(make_record(title='New'))
    undo.undo(last_run())
    assert Article.objects.get().title == 'Story 1'
    assert import_records(make_record(title='New')).outcomes == {'updated': 1}
    undo.undo(last_run())
    assert import_records(make_record()).outcomes == {'unchanged': 1}


def test_what_people_edited_or_commented_on_since_is_kept_and_listed():
    import_records(rich(), make_record(2), make_record(3))
    publishing.save(Article.objects.get(slug='story-1'), by=make_editor(), title='Edited')
    make_comment(Article.objects.get(slug='story-2'))
    done = undo.undo(last_run())
    assert sorted((title, why) for _, title, why in done.unchanged) == [
        ('Edited', undo.EDITED),
        ('Story 2', undo.COMMENTED),
    ]
    assert sorted(Article.objects.values_list('title', flat=True)) == ['Edited', 'Story 2']
    assert Tag.objects.get().name == 'Rain'
    assert Author.objects.get().name == 'Ada'
    assert Category.objects.count() == 2
    assert OldUrl.objects.exists()
    assert Comment.objects.count() == 3
    assert undo.undo(last_run()).unchanged == done.unchanged, 'a second undo changes nothing'


def test_what_a_later_import_changed_is_kept_until_that_one_is_undone():
    import_records(make_record())
    first = last_run()
    import_records(make_record(title='New'))
    done = undo.undo(first)
    assert [why for _, _, why in done.unchanged] == [undo.LATER]
    assert Article.objects.get().title == 'New'
    undo.undo(last_run())
    undo.undo(first)
    assert not Article.objects.exists()


def test_pictures_terms_and_people_that_others_use_stay(uploads):
    import_records(rich(), *the_others(), uploads=uploads)
    make_article('Ours', body_html='<p><img src="/wp-content/uploads/a-300x200.jpg"></p>', tags=list(Tag.objects.all()))
    done = undo.undo(last_run())
    assert done.media == 0
    assert Media.objects.exists()
    assert (uploads / 'media/a.jpg').exists()
    assert OldUrl.objects.get().path == '/?attachment_id=9'
    assert Tag.objects.exists()
    assert not Author.objects.exists()


def test_comments_that_were_answered_or_moderated_stay():
    import_records(make_record())
    import_records(make_record(comments=tuple(CommentRecord(n, text=n, status='approved') for n in ('1', '2', '3'))))
    make_comment(Article.objects.get(), parent=Comment.objects.get(number=1))
    Comment.objects.filter(number=2).update(moderated='2020-01-01T00:00Z')
    undo.undo(last_run())
    assert set(Comment.objects.exclude(source_key=None).values_list('number', flat=True)) == {1, 2}


def test_a_description_changed_here_since_is_not_restored(uploads):
    import_records(*the_others(), uploads=uploads)
    import_records(make_record(9, kind='attachment', file_url=PICTURE, alt='Imported'), uploads=uploads)
    Media.objects.update(alt='Written here')
    undo.undo(last_run())
    assert Media.objects.get().alt == 'Written here'


def test_a_time_given_in_another_time_zone_is_restored():
    summer = datetime(2010, 6, 10, 7, tzinfo=timezone(timedelta(hours=1)))
    import_records(make_record(9, kind='attachment', published=summer, alt='Before'))
    import_records(make_record(9, kind='attachment', published=summer, alt='After'))
    undo.undo(last_run())
    assert Media.objects.get().alt == 'Before'


def test_preview_counts_and_writes_nothing():
    import_records(rich(), make_record(2))
    import_records(rich(title='New'), make_record(3), *the_others())
    before = contents()
    foreseen = undo.preview(last_run())
    assert contents() == before
    assert (foreseen.deleted, foreseen.restored, foreseen.media, foreseen.items) == (1, 1, 1, 1)
    done = undo.undo(last_run())
    assert (done.deleted, done.restored, done.media, done.items) == (1, 1, 1, 1)


def test_an_interrupted_undo_resumes(monkeypatch):
    monkeypatch.setattr(undo, 'BATCH', 2)
    import_records(*(make_record(n, tags=(TermRecord(f'T{n}', f't{n}'),)) for n in range(1, 8)))

    class Stopped(Exception):
        pass

    def stop(rows):
        if Article.objects.count() < 4:
            raise Stopped

    with pytest.raises(Stopped):
        undo.undo(last_run(), on_batch=stop)
    assert last_run().state == ImportRun.State.UNDOING
    assert Article.objects.exists()
    undo.undo(last_run())
    assert not Article.objects.exists()
    assert not Tag.objects.exists()
    assert last_run().state == ImportRun.State.UNDONE


@pytest.mark.django_db(transaction=True)
def test_nothing_is_undone_while_an_import_runs():
    import_records(make_record())
    Lease.objects.create(name='import', holder='another machine 1', until=datetime.now(UTC) + timedelta(minutes=1))
    with pytest.raises(import_run.Busy):
        undo.undo(last_run())
    Lease.objects.update(until=datetime.now(UTC))
    assert Article.objects.exists()


def test_an_article_whose_former_url_another_one_has_stays_as_it_is():
    import_records(make_record())
    import_records(make_record(slug='moved'))
    make_article('Ours', slug='story-1')
    done = undo.undo(last_run())
    assert [why for _, _, why in done.unchanged] == [undo.TAKEN]
    assert Article.objects.get(title='Story 1').slug == 'moved'
