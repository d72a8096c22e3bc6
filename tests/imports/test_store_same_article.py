from dataclasses import replace
from datetime import UTC, datetime

import pytest

from articles.models import Article, Comment
from articles.readers.record import CommentRecord

pytestmark = pytest.mark.django_db

NEXT_DAY = datetime(2017, 11, 23, 12, tzinfo=UTC)


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
        {
            'source_key': 'wordpress:twin.example:1',
            'slug': 'another',
            'published': NEXT_DAY,
        },
        {'source_key': 'wordpress:twin.example:1', 'guid': 'http://other.example/?p=1'},
    ],
)
def test_site_that_only_shares_guids_is_another(record, import_records, other):
    import_records(record(guid='http://first.example/?p=1'))
    import_records(record(**{'guid': 'http://first.example/?p=1'} | other))
    assert Article.objects.count() == 2


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
