"""What is kept of where articles came from, and of what they were."""

import pytest

from articles.comments import moderation
from articles.editorial import publishing
from articles.models import Article, Comment, Original, Provenance, Revision, SourceDocument
from articles.readers.record import AuthorRecord, CommentRecord, TermRecord
from tests.factories import import_records, make_editor, make_record, make_tag
from tests.imports.test_store import journal_rows

pytestmark = pytest.mark.django_db


def test_an_article_leads_to_its_original_and_what_stood_before_it():
    import_records(make_record(original=b'<item>\0\xff</item>', url='http://old.example/story-1/'))
    provenance = Article.objects.get().provenance
    assert provenance.original.read() == b'<item>\0\xff</item>'
    assert provenance.original.size == 15
    assert provenance.document.original.read() == b'<rss><channel>'
    assert provenance.url == 'http://old.example/story-1/'


def test_equal_originals_are_kept_once():
    import_records(make_record(1, original=b'same'), make_record(2, original=b'same'))
    import_records(make_record(3, original=b'same'))
    assert Original.objects.filter(provenances__isnull=False).distinct().count() == 1


def test_where_values_were_found_is_kept():
    found = {'title': {'from': 'json-ld', 'confidence': 0.9}}
    import_records(make_record(fields=found))
    assert Provenance.objects.get().fields == found


def test_an_unchanged_record_read_again_writes_nothing():
    import_records(make_record())
    rows = Article.objects.values_list().get(), Provenance.objects.values_list().get(), journal_rows()
    import_records(make_record())
    assert rows == (Article.objects.values_list().get(), Provenance.objects.values_list().get(), journal_rows())
    assert not Revision.objects.exists()


def test_an_article_without_original_gets_it_with_the_next_import_and_readers_see_no_change():
    import_records(make_record(original=b''))
    before = journal_rows()
    report = import_records(make_record(original=b'<item>1</item>'))
    assert report.outcomes == {'unchanged': 1}
    assert Provenance.objects.get().original.read() == b'<item>1</item>'
    assert journal_rows() == before


def test_files_and_items_without_a_place_keep_their_originals():
    import_records(
        make_record(1, kind='attachment', file_url='http://old.example/a.jpg', original=b'a'),
        make_record(2, kind='nav_menu_item', original=b'b'),
    )
    assert Original.objects.get(media__isnull=False).read() == b'a'
    assert Original.objects.get(kept_items__isnull=False).read() == b'b'


def test_a_first_import_keeps_no_version_and_an_update_keeps_the_one_it_overwrites():
    import_records(make_record(title='Flod', authors=(AuthorRecord('Ada'),), tags=(TermRecord('Rain', 'rain'),)))
    assert not Revision.objects.exists()
    import_records(make_record(title='Flood', original=b'new'))
    revision = Revision.objects.get()
    assert (revision.version, revision.values['title']) == (1, 'Flod')
    assert [author['name'] for author in revision.values['authors']] == ['Ada']
    assert [tag['name'] for tag in revision.values['tags']] == ['Rain']
    assert revision.original.read() == b'<item>1</item>'
    assert revision.run != Article.objects.get().provenance.run
    assert Article.objects.get().provenance.original.read() == b'new'


def test_an_editor_who_saves_over_an_import_is_told():
    import_records(make_record())
    opened = Article.objects.get()
    import_records(make_record(title='Corrected there'))
    with pytest.raises(publishing.StaleArticle):
        publishing.save(opened, by=make_editor(), title='Corrected here')


def test_every_version_that_editors_save_is_kept_with_who_saved_it():
    ada, bob = make_editor('ada'), make_editor('bob')
    article = publishing.save(Article(), by=ada, title='One', body='<p>1</p>', tags=[make_tag('rain')])
    article = publishing.save(article, by=bob, title='Two')
    article = publishing.save(article, by=ada, tags=[make_tag('sun')])
    article = publishing.save(article, by=ada, tags=[make_tag('sun')])
    publishing.publish(article, by=bob)
    kept = [
        (r.version, r.by.username, r.values['title'], [tag['name'] for tag in r.values['tags']], r.values['status'])
        for r in Revision.objects.order_by('version')
    ]
    assert kept == [
        (1, 'ada', 'One', ['rain'], 'draft'),
        (2, 'bob', 'Two', ['rain'], 'draft'),
        (3, 'ada', 'Two', ['sun'], 'draft'),
    ]


def test_who_is_erased_from_a_comment_is_erased_from_what_it_was_read_from():
    comment = CommentRecord('7', text='Call me.', author='Ada', email='ada@example.org', status='approved')
    import_records(make_record(original=b'ada@example.org', comments=(comment,)))
    changed = CommentRecord('7', text='Call me!', author='Ada', email='ada@example.org', status='approved')
    import_records(make_record(title='New', original=b'ada@example.org!', comments=(changed,)))
    moderation.erase(Comment.objects.get(), by=make_editor())
    assert not Original.objects.exclude(documents__isnull=False).exclude(content=None).exists()
    import_records(make_record(title='Newer', original=b'ada@example.org!!', comments=(changed,)))
    import_records(make_record(title='Newer', original=b'ada@example.org!!', comments=(changed,)))
    assert not Original.objects.exclude(documents__isnull=False).exclude(content=None).exists()
    assert Article.objects.get().title == 'Newer'
    assert SourceDocument.objects.get().original.read()
