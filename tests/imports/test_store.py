from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from articles.db.copy import copy_rows
from articles.models import Article, Author, Comment, ImportNote, ImportRun, KeptItem, OldUrl, Tag
from articles.readers.record import (
    AuthorRecord,
    CommentRecord,
    Note,
    RefusedRecord,
    SourceRecord,
    TermRecord,
)

pytestmark = pytest.mark.django_db


NOON = datetime(2017, 11, 22, 12, tzinfo=UTC)


def journal_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute('SELECT count(*) FROM articles_change')
        return cursor.fetchone()[0]


def test_a_record_becomes_an_article_with_all_it_carries(record, import_records):
    world = TermRecord('World', 'world')
    report = import_records(
        record(
            authors=(AuthorRecord('Khizer Hayat', key='khizer'), AuthorRecord('Second Author')),
            categories=(TermRecord('Arab uprising', 'arab-uprising', parent=world), world),
            tags=(TermRecord('Syria', 'syria', taxonomy='post_tag'),),
            guid='http://old.example/?p=1',
            old_urls=('http://old.example/?p=1', 'http://old.example/2017/11/22/story-1/'),
            meta={'seo_title': 'A title'},
            pinned=True,
        )
    )
    article = Article.objects.public().get()
    assert article.get_absolute_url() == '/2017/11/22/story-1/'
    assert [byline.author.name for byline in article.bylines.all()] == ['Khizer Hayat', 'Second Author']
    links = article.category_links.all()
    assert [(link.category.get_absolute_url(), link.is_primary) for link in links] == [
        ('/category/world/arab-uprising/', True),
        ('/category/world/', False),
    ]
    assert [tag.slug for tag in article.tags.all()] == ['syria']
    assert article.meta['seo_title'] == 'A title'
    assert article.pinned
    assert [old.path for old in OldUrl.objects.all()] == ['/?p=1'], 'its own address is no old one'
    assert report.outcomes == {'created': 1}


def test_a_second_run_changes_no_row(record, import_records):
    records = [
        record(1, tags=(TermRecord('Syria', 'syria'),), comments=(CommentRecord('7', text='Well.', author='Ada'),)),
        record(2, status='draft', published=None, slug=''),
        record(3, kind='attachment', file_url='http://old.example/wp-content/uploads/2017/11/a.jpg'),
        record(4, kind='nav_menu_item'),
    ]
    assert import_records(*records).outcomes == {'created': 4}
    before = journal_rows()
    assert import_records(*records).outcomes['unchanged'] == 4
    assert journal_rows() == before


def test_what_changed_in_the_source_is_brought_up_to_date(record, import_records):
    import_records(record(tags=(TermRecord('Old', 'old'),)))
    report = import_records(record(title='Corrected', tags=(TermRecord('New', 'new'),)))
    article = Article.objects.get()
    assert report.outcomes['updated'] == 1
    assert article.title == 'Corrected'
    assert [tag.name for tag in article.tags.all()] == ['New']


def test_an_older_export_brings_nothing_back(record, import_records):
    old = record(comments=(CommentRecord('7', text='Frist.'),))
    new = record(title='Corrected', comments=(CommentRecord('7', text='First.'),))
    import_records(old)
    assert import_records(new).outcomes['updated'] == 1
    assert import_records(old).outcomes == {'unchanged': 1}
    assert Article.objects.get().title == 'Corrected'
    assert Comment.objects.get().body_text == 'First.'


def test_an_article_edited_since_its_import_is_a_conflict_and_keeps_its_text(record, import_records):
    import_records(record())
    Article.objects.update(title='Edited here', version=2)
    report = import_records(record(title='Edited there'))
    assert report.outcomes['conflict'] == 1
    assert Article.objects.get().title == 'Edited here'
    assert ImportNote.objects.get(code='conflict').article == Article.objects.get()


def test_new_comments_of_an_edited_article_still_come_in(record, import_records):
    import_records(record(comments=(CommentRecord('7', text='First.'),)))
    Article.objects.update(title='Edited here', version=2)
    import_records(record(comments=(CommentRecord('7', text='First.'), CommentRecord('8', text='Second.'))))
    assert set(Comment.objects.values_list('body_text', flat=True)) == {'First.', 'Second.'}


def test_threads_numbers_states_and_kinds_of_comments_are_kept(record, import_records):
    import_records(
        record(
            comments=(
                CommentRecord('12', parent='11', text='A reply before its parent.', status='approved'),
                CommentRecord('11', text='A comment.', status='spam', author='Ada', published=NOON),
                CommentRecord('13', text='A ping.', kind='pingback', status='approved'),
            )
        )
    )
    reply = Comment.objects.get(number=12)
    assert reply.parent.number == 11
    assert reply.anchor == 'comment-12'
    assert reply.parent.status == Comment.Status.SPAM
    assert Comment.objects.get(number=13).kind == Comment.Kind.PINGBACK


def test_an_orphaned_comment_moves_to_the_top_level(record, import_records):
    import_records(record(comments=(CommentRecord('12', parent='999', text='To whom?'),)))
    assert Comment.objects.get().parent is None


def test_a_moderated_comment_keeps_what_was_decided_here(record, import_records):
    import_records(record(comments=(CommentRecord('7', text='Buy!', status='approved'),)))
    Comment.objects.update(status='spam', moderated=NOON)
    import_records(record(comments=(CommentRecord('7', text='Buy now!', status='approved'),)))
    comment = Comment.objects.get()
    assert (comment.status, comment.body_text) == ('spam', 'Buy!')


def test_what_has_no_date_waits_as_a_draft(record, import_records):
    import_records(record(published=None))
    assert Article.objects.get().status == Article.Status.DRAFT


def test_a_scheduled_article_is_not_public_before_its_time(record, import_records):
    import_records(record(status='scheduled', published=datetime(2199, 1, 1, tzinfo=UTC)))
    assert Article.objects.get().is_scheduled
    assert not Article.objects.public().exists()


def test_what_should_have_come_out_and_did_not_goes_to_review(record, import_records):
    import_records(record(status='scheduled'))
    assert Article.objects.get().status == Article.Status.REVIEW


def test_an_article_that_came_out_here_meanwhile_stays_out(record, import_records):
    import_records(record(status='scheduled', published=datetime(2199, 1, 1, tzinfo=UTC)))
    import_records(record(status='scheduled', published=NOON))
    assert Article.objects.public().exists()


def test_a_password_is_stored_hashed_and_hides_the_article(record, import_records):
    import_records(record(password='secret'))
    assert 'secret' not in Article.objects.get().password
    assert not Article.objects.public().exists()


def test_an_item_of_an_unknown_type_is_kept_whole(record, import_records):
    import_records(record(kind='nav_menu_item', meta={'menu': 'Main'}))
    assert KeptItem.objects.get().record['meta'] == {'menu': 'Main'}
    assert not Article.objects.exists()


def test_one_faulty_record_is_refused_and_the_rest_of_its_batch_comes_in(record, import_records):
    notes = (Note('blank-tags', 'a tag was blank'),)
    report = import_records(record(1, notes=notes), record(2, title='\0'), record(3))
    assert report.outcomes == {'created': 2, 'refused': 1}
    assert (report.kinds, report.notes) == ({'post': 2}, {'blank-tags': 1}), 'nothing is counted twice'
    assert report.refusals[0].where == 'wordpress:old.example:2'


def test_a_faulty_page_among_copies_from_many_files_is_refused_alone(record, import_records, tmp_path):
    pages = [tmp_path / f'{n}.txt' for n in range(3)]
    for page in pages:
        page.write_text(page.name)
    titles = ('One', '\0', 'Three')
    report = import_records(*(record(n, source=str(page), title=titles[n]) for n, page in enumerate(pages)))
    assert report.outcomes == {'created': 2, 'refused': 1}
    origins = Article.objects.order_by('pk').values_list('provenance__document__origin', flat=True)
    assert list(origins) == [str(pages[0]), str(pages[2])]


def test_the_report_adds_up(record, import_records, source):
    import_records(record(1), record(2))
    Article.objects.filter(slug='story-2').update(version=2)
    report = import_records(
        record(1), record(2, title='Changed'), record(3), record(4, title='\0'), RefusedRecord(source, '3:7', 'broken')
    )
    assert report.outcomes == {'unchanged': 1, 'conflict': 1, 'created': 1, 'refused': 2}
    assert report.read == 5


def test_two_people_of_one_site_with_one_name_stay_two(record, import_records):
    import_records(
        record(1, authors=(AuthorRecord('Admin', 'admin2', key='admin2'),)),
        record(2, authors=(AuthorRecord('Admin', 'admin', key='admin'),)),
        record(3, authors=(AuthorRecord('Admin', 'admin', key='admin'),)),
    )
    assert sorted(Author.objects.values_list('slug', flat=True)) == ['admin', 'admin2']


def test_a_category_named_without_its_place_is_the_one_that_has_one(record, import_records, source):
    news = TermRecord('News', 'news')
    import_records(record(1, categories=(TermRecord('Harbour', 'harbour', parent=news),)))
    import_records(SourceRecord(source, 'text'), record(2, categories=(TermRecord('Harbour'),)))
    article = Article.objects.get(slug='story-2')
    assert article.categories.get().get_absolute_url() == '/category/news/harbour/'


def test_a_term_listed_but_unused_is_kept(source, import_records):
    import_records(SourceRecord(source, 'wxr', tags=(TermRecord('Unused', 'unused'),)))
    assert Tag.objects.get().name == 'Unused'


def test_notes_of_records_stand_in_the_run(record, import_records):
    import_records(record(notes=(Note('blank-tags', 'three tags were blank'),)))
    note = ImportNote.objects.get()
    assert (note.code, note.article.title) == ('blank-tags', 'Story 1')


@given(st.text(st.characters(exclude_characters='\0', exclude_categories=['Cs']), max_size=60))
def test_copied_text_comes_back_as_it_went_in(text):
    with connection.cursor() as cursor:
        cursor.execute('DELETE FROM articles_importrun')
    row = {
        'started': NOON,
        'state': 'running',
        'task': 'import',
        'source': text,
        'files': [text],
        'uploads': '',
        'node': '',
        'fetch_media': False,
    }
    row |= {'done': 0, 'stop': False, 'counts': {'t': text}, 'error': ''}
    copy_rows(ImportRun, list(row), [tuple(row.values())])
    run = ImportRun.objects.get()
    assert (run.source, run.files, run.counts) == (text, [text], {'t': text})
