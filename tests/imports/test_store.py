import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from articles.db.copy import copy_rows
from articles.imports.store.files import Uploads
from articles.imports.store.report import Report
from articles.imports.store.store import Store, join
from articles.models import Article, Author, Comment, ImportNote, ImportRun, KeptItem, Media, OldUrl, Tag
from articles.readers.record import (
    ArticleRecord,
    AuthorRecord,
    CommentRecord,
    Note,
    RefusedRecord,
    SourceRecord,
    TermRecord,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2017, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def source(tmp_path):
    file = tmp_path / 'export.xml'
    file.write_text('the export')
    return str(file)


@pytest.fixture
def record(source):
    """Makes a record of a published article; two with the same number are the same article."""

    def make(number: int = 1, **fields) -> ArticleRecord:
        defaults = {
            'source': source,
            'source_key': f'wordpress:old.example:{number}',
            'status': 'published',
            'title': f'Story {number}',
            'slug': f'story-{number}',
            'published': NOON,
            'body_html': '<p>Text.</p>',
            'body_text': 'Text.',
        }
        return ArticleRecord(**defaults | fields)

    return make


@pytest.fixture
def import_records(source):
    def write(*records, uploads=None, site='') -> Report:
        report = Report()
        run = ImportRun.objects.create(source=source)
        store = Store(run, report, Uploads(uploads), kind='wxr', version=1, site=site)
        store.write([SourceRecord(source, 'wxr', url='http://old.example/'), *records])
        join()
        return report

    return write


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


def test_two_stories_of_one_name_on_one_day_both_get_an_address(record, import_records):
    import_records(record(1, slug='weather'))
    import_records(record(2, slug='weather'), record(3, slug='weather'), record(4, slug='weather', published=None))
    slugs = Article.objects.order_by('source_key').values_list('slug', flat=True)
    assert list(slugs) == ['weather', 'weather-2', 'weather-3', 'weather']


def test_two_drafts_of_one_day_without_a_slug_both_come_in(record, import_records):
    report = import_records(record(1, status='draft', slug=''))
    assert import_records(record(2, status='draft', slug='')).outcomes == report.outcomes == {'created': 1}


def test_the_day_in_the_address_is_the_day_where_it_was_published(record, import_records):
    karachi = timezone(timedelta(hours=5))
    import_records(record(published=datetime(2017, 11, 22, 2, tzinfo=karachi)))
    assert Article.objects.get().get_absolute_url() == '/2017/11/22/story-1/'


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


def test_a_lead_image_is_joined_though_it_came_after_its_article(record, import_records):
    image = record(9, kind='attachment', alt='A bridge', file_url='http://old.example/wp-content/uploads/b.jpg')
    import_records(record(1, lead_image_key=image.source_key), image)
    assert Article.objects.get().lead_image == Media.objects.get(alt='A bridge')


def test_the_addresses_of_an_attachment_lead_to_its_file(record, import_records, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / 'media'
    Image.new('RGB', (4, 3)).save(tmp_path / 'b.jpg')
    file = 'http://old.example/wp-content/uploads/b.jpg'
    import_records(record(9, kind='attachment', file_url=file, old_urls=('/?attachment_id=9', file)), uploads=tmp_path)
    response = client.get('/?attachment_id=9')
    assert (response.status_code, response['Location']) == (301, '/wp-content/uploads/b.jpg')
    assert client.get('/wp-content/uploads/b.jpg').status_code == 200
    picture = Media.objects.get()
    assert (picture.width, picture.height) == (4, 3)


def test_a_lead_image_that_comes_with_a_later_export_is_joined(record, import_records):
    image = record(9, kind='attachment', alt='A bridge', file_url='http://old.example/wp-content/uploads/b.jpg')
    import_records(record(1, lead_image_key=image.source_key))
    import_records(image)
    assert Article.objects.get().lead_image.alt == 'A bridge'


def test_another_lead_image_in_the_source_replaces_the_first(record, import_records):
    images = [record(n, kind='attachment', alt=f'Picture {n}', file_url=f'http://old.example/{n}.jpg') for n in (8, 9)]
    import_records(*images, record(1, lead_image_key=images[0].source_key))
    import_records(record(1, lead_image_key=images[1].source_key))
    assert Article.objects.get().lead_image.alt == 'Picture 9'


def test_a_file_that_is_no_picture_counts_as_missing_and_is_not_left_behind(record, import_records, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / 'media'
    (tmp_path / 'b.jpg').write_text('<script>alert(1)</script>')
    file = 'http://old.example/wp-content/uploads/b.jpg'
    report = import_records(record(9, kind='attachment', file_url=file), uploads=tmp_path)
    assert report.notes['missing-media'] == 1
    assert not (tmp_path / 'media').exists()


def test_missing_media_are_noted_and_keep_what_is_known_of_them(record, import_records):
    report = import_records(
        record(9, kind='attachment', alt='A bridge', file_url='http://old.example/wp-content/uploads/b.jpg')
    )
    assert report.notes['missing-media'] == 1
    assert Media.objects.get().source_url.endswith('/b.jpg')


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


def test_export_of_a_site_that_has_moved_updates_its_articles(record, import_records, source):
    guid = 'http://first.example/?p=1'
    comment = CommentRecord(id='5', author='Eve', text='Yes', body_html='<p>Yes</p>', status='approved')
    import_records(record(guid=guid, comments=(comment,)))
    moved = {'source_key': 'wordpress:new.example/blog:1', 'parent_key': 'wordpress:new.example/blog:9'}
    report = import_records(record(guid=guid, comments=(comment,), title='Story, corrected', **moved))
    assert report.outcomes == {'updated': 1}
    article = Article.objects.get()
    assert (article.title, article.source_key) == ('Story, corrected', 'wordpress:old.example:1')
    assert article.meta['parent_key'] == 'wordpress:old.example:9'
    assert article.comments.count() == 1


@pytest.mark.parametrize('site', ['old.example', 'https://OLD.example/'])
def test_export_with_other_guids_updates_the_site_that_is_named(record, import_records, site):
    import_records(record(guid='http://first.example/?p=1'))
    report = import_records(
        record(guid='http://new.example/?p=1', source_key='wordpress:new.example:1', title='Corrected'), site=site
    )
    assert report.outcomes == {'updated': 1}
    assert Article.objects.get().source_key == 'wordpress:old.example:1'


@pytest.mark.parametrize(
    'other',
    [
        {'source_key': 'wordpress:twin.example:2'},
        {'source_key': 'wordpress:twin.example:1', 'slug': 'another', 'published': NOON + timedelta(days=1)},
        {'source_key': 'wordpress:twin.example:1', 'guid': 'http://other.example/?p=1'},
    ],
)
def test_site_that_only_shares_guids_is_another(record, import_records, other):
    import_records(record(guid='http://first.example/?p=1'))
    import_records(record(**{'guid': 'http://first.example/?p=1'} | other))
    assert Article.objects.count() == 2


@pytest.mark.parametrize(
    ('wanted', 'path'),
    [
        ('docs/v2.0/setup', 'docs/v2-0/setup'),
        ('team/office.html', 'team/office'),
        ('search', 'search-2'),
        *((name, f'{name}-2') for name in ('feeds', 'date', 'saved', 'tag', 'author')),
        ('category/sea', 'category-2/sea'),
        ('2019', '2019-2'),
        ('100%', '100'),
        ('about', 'about'),
    ],
)
def test_page_gets_the_nearest_path_that_it_can_have(client, record, import_records, wanted, path):
    import_records(record(kind='page', slug=wanted, old_urls=(f'http://old.example/{wanted}/', '/?page_id=1')))
    page = Article.objects.get()
    assert page.get_absolute_url() == f'/{path}/'
    assert client.get(f'/{path}/').status_code == 200
    assert client.get('/?page_id=1')['Location'] == f'/{path}/'
    assert ImportNote.objects.filter(code='page-path').exists() == (wanted != path)


def test_page_at_a_path_with_dots_redirects_to_where_it_is(client, record, import_records):
    import_records(record(kind='page', slug='docs/v2.0', old_urls=('http://old.example/docs/v2.0/',)))
    assert client.get('/docs/v2.0/')['Location'] == '/docs/v2-0/'


def test_page_at_a_path_that_no_url_has_breaks_no_list(client, record, import_records):
    import_records(record(kind='page', slug='about'))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET slug = 'a.b/c%d' WHERE slug = 'about'")
    assert Article.objects.get().get_absolute_url() == '/a.b/c%25d/'
    assert client.get('/sitemap-0.xml').status_code == 200
    assert client.get('/').status_code == 200


def test_translation_does_not_take_the_url_of_the_text(record, import_records):
    import_records(
        record(1, slug='fair', url='http://old.example/es/2017/11/22/fair/'),
        record(2, slug='fair', url='http://old.example/2017/11/22/fair/'),
    )
    assert dict(Article.objects.values_list('title', 'slug')) == {'Story 1': 'fair-2', 'Story 2': 'fair'}


@pytest.mark.parametrize(
    ('url', 'attached', 'in_folder'),
    [
        ('http://files.example/2017/11/mill.png', '2017/11/mill.png', '2017/11/mill.png'),
        ('http://old.example/files/2017/11/mill.png', '2017/11/mill.png', '2017/11/mill.png'),
        (
            'http://old.example/wp-content/uploads/sites/3/2017/11/mill.png',
            '2017/11/mill.png',
            'sites/3/2017/11/mill.png',
        ),
        ('http://old.example/wp-content/uploads/Mu\u0308hle.png', 'Mu\u0308hle.png', 'M\u00fchle.png'),
        ('http://old.example/wp-content/uploads/M%C3%BChle.png', 'M\u00fchle.png', 'Mu\u0308hle.png'),
    ],
)
def test_file_is_found_by_its_place_in_the_uploads_folder(
    tmp_path, settings, record, import_records, url, attached, in_folder
):
    settings.MEDIA_ROOT = tmp_path / 'media'
    file = tmp_path / 'uploads' / in_folder
    file.parent.mkdir(parents=True)
    Image.new('RGB', (30, 20)).save(file)
    meta = {'postmeta': {'_wp_attached_file': attached}}
    import_records(record(kind='attachment', file_url=url, meta=meta), uploads=tmp_path / 'uploads')
    media = Media.objects.get()
    assert media.file.name == unicodedata.normalize('NFC', attached)
    assert media.width == 30


EVE = CommentRecord(id='51', author='Eve', email='eve@private.example', text='Yes, it did.', status='approved')
BOB = CommentRecord(id='52', author='Bob', text='No.', status='approved')


@pytest.fixture
def exported(record):
    """An article as an export of its site has it."""
    url = 'https://old.example/2017/11/22/story-1/'
    return record(
        body_format='wordpress', body_source='Text.', url=url, old_urls=(url, '/?p=1'), standfirst='Its line',
        comments=(EVE, BOB),
    )  # fmt: skip


@pytest.fixture
def saved(record):
    """The page of that article, saved: with less, and with comments that have no numbers."""
    url = 'https://www.old.example/2017/11/22/story-1/'
    comments = tuple(replace(comment, id=str(n), email='') for n, comment in enumerate((EVE, BOB), 1))
    key = 'html:old.example/2017/11/22/story-1'
    return record(source_key=key, body_format='html', url=url, old_urls=(url,), comments=comments)


@pytest.mark.parametrize('page_first', [True, False])
def test_saved_page_and_export_of_its_site_are_one_article(import_records, exported, saved, page_first):
    for one in (saved, exported) if page_first else (exported, saved):
        import_records(one)
    article = Article.objects.get()
    assert (article.source_key, article.standfirst, article.slug) == (exported.source_key, 'Its line', 'story-1')
    assert sorted(article.comments.values_list('author_name', 'author_email')) == [
        ('Bob', ''),
        ('Eve', 'eve@private.example'),
    ]
    assert import_records(saved, exported).outcomes == {'unchanged': 2}


def test_saved_page_has_its_newer_comments_taken(import_records, exported, saved):
    import_records(exported)
    later = CommentRecord(id='3', author='Una', text='Late, but still.', status='approved')
    import_records(replace(saved, comments=(*saved.comments, later)))
    assert sorted(Comment.objects.values_list('author_name', flat=True)) == ['Bob', 'Eve', 'Una']


def test_text_that_was_edited_here_is_a_conflict_with_the_export(import_records, exported, saved):
    import_records(saved)
    Article.objects.update(version=2, title='Edited')
    assert import_records(exported).outcomes == {'conflict': 1}
    assert Article.objects.get().title == 'Edited'


def test_page_at_the_same_path_of_another_site_is_another_article(import_records, exported, saved):
    import_records(exported)
    url = 'https://new.example/2017/11/22/story-1/'
    import_records(replace(saved, source_key='html:new.example/2017/11/22/story-1', url=url, old_urls=(url,)))
    assert Article.objects.count() == 2
