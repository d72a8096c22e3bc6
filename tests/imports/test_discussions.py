"""Comments from Disqus: with the articles that have their URLs, whenever those come, and nowhere twice."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from articles.comments import moderation
from articles.imports import run as import_run
from articles.imports import undo
from articles.models import Article, Comment, ImportRun, KeptItem, OldUrl, Provenance
from articles.readers import detect
from articles.search import follow
from tests.exports import disqus
from tests.factories import make_article, make_comment, make_editor
from tests.test_every_address import MACHINES, follow_all

pytestmark = pytest.mark.django_db

ENTRY = """AUTHOR: Ada
TITLE: Not here
BASENAME: not-here
STATUS: Publish
UNIQUE URL: https://paper.example/2013/02/13/not-here/
DATE: 02/13/2013 10:00:00 AM
-----
BODY:
<p>It came later.</p>
-----
--------
"""


@pytest.fixture
def load(tmp_path):
    def load(content=None, name='export'):
        file = tmp_path / name
        file.write_bytes(disqus.build() if content is None else content)
        return import_run.run(detect.inputs(file), zone=UTC)

    return load


@pytest.fixture
def articles():
    """Articles that the threads are about: one at its URL of today, one at a former one."""
    flood = make_article('The mill floods', published=datetime(2013, 2, 11, 12, tzinfo=UTC))
    fog = make_article('Über dem Fluss', slug='fog', published=datetime(2013, 2, 12, 12, tzinfo=UTC))
    binned = make_article('Binned', published=datetime(2013, 2, 14, 12, tzinfo=UTC))
    OldUrl.objects.create(path='/über-dem-fluss', article=fog)
    for article in (flood, fog, binned):
        Provenance.objects.create(article=article, url=f'https://paper.example/{article.slug}')
    return flood, fog, binned


def stored(article):
    return {comment.source_key: comment for comment in article.comments.all()}


def test_comments_join_their_articles_with_threads_states_dates_and_numbers(load, articles):
    report = load()
    flood, fog, binned = articles
    assert (report.outcomes['created'], report.outcomes['refused']) == (disqus.THREADS, disqus.REFUSED)
    comments = stored(flood)
    assert len(comments) == 6
    assert comments['disqus:9003'].parent == comments['disqus:9002']
    assert comments['disqus:9002'].parent == comments['disqus:9001']
    assert comments['disqus:9001'].posted == datetime(2013, 2, 12, 15, 38, 1, tzinfo=UTC)
    assert comments['disqus:9001'].number == 9001
    assert {key: c.status for key, c in comments.items() if c.status != 'approved'} == {
        'disqus:9004': 'spam', 'disqus:9005': 'held', 'disqus:9006': 'trashed',
    }  # fmt: skip
    assert [comment.body_text for comment in fog.comments.all()] == ['Nobody saw the bridge.']
    # Its thread was deleted as a whole.
    assert [comment.status for comment in binned.comments.all()] == ['trashed']


def test_remembered_comment_stands_below_its_article_at_its_number(load, articles):
    load()
    page = Client().get('/2013/02/11/the-mill-floods/').content.decode()
    assert 'It stood there in 1964 as well.' in page
    assert 'id="comment-9001"' in page
    response = Client().get('/%C3%BCber-dem-fluss/', follow=True)
    assert 'Nobody saw the bridge.' in response.content.decode()


def test_second_import_doubles_none(load, articles):
    load()
    before = list(Comment.objects.order_by('pk').values())
    report = load()
    assert (report.outcomes['unchanged'], report.outcomes['created']) == (disqus.THREADS, 0)
    assert list(Comment.objects.order_by('pk').values()) == before


def test_comments_whose_article_is_not_here_wait_are_counted_and_join_when_it_comes(load, articles):
    report = load()
    assert Comment.objects.filter(source_key='disqus:9020').count() == 0
    assert report.examples['comments-waiting'] == [
        '2 comments of 2 threads wait for articles that are not here: https://paper.example/2013/02/13/not-here/, '
        'https://stranger.example/2013/02/11/the-mill-floods/'
    ]
    report = load(ENTRY.encode(), 'typepad.txt')
    assert report.examples['comments-joined'] == ['1 comments of 1 threads that waited joined their articles.']
    late = Article.objects.get(title='Not here')
    assert [comment.body_text for comment in late.comments.all()] == ['zqcanary waits.']
    assert KeptItem.objects.filter(source_key='disqus:gazette:73').count() == 0
    assert load().outcomes['unchanged'] == disqus.THREADS
    assert late.comments.count() == 1


def test_comments_of_another_site_at_the_same_path_join_nothing(load, articles):
    load()
    assert Comment.objects.filter(source_key='disqus:9040').count() == 0


def test_other_host_with_the_same_title_is_the_site_under_another_name(load, articles):
    thread = disqus.thread(80, 'http://localhost:4000/2013/02/11/the-mill-floods/', 'The mill floods - Gazette')
    load(disqus.build(thread, disqus.post(9080, 80, 'Jo', '<p>From the preview.</p>')))
    assert 'disqus:9080' in stored(articles[0])


def test_thread_that_wordpress_named_by_its_guid_is_found_by_it(load, articles):
    OldUrl.objects.create(path='/?p=528', article=articles[1])
    thread = disqus.thread(81, '', 'Über dem Fluss', identifier='528 https://paper.example/?p=528')
    load(disqus.build(thread, disqus.post(9081, 81, 'Jo', '<p>By number.</p>')))
    assert 'disqus:9081' in stored(articles[1])


@pytest.mark.parametrize('mark', ['identifier', 'commentmeta'])
def test_comment_that_wordpress_has_as_well_is_one(load, articles, mark):
    flood = articles[0]
    own = make_comment(flood, 'It was dry.', source_key='77', number=77)
    if mark == 'commentmeta':
        Comment.objects.filter(pk=own.pk).update(meta={'commentmeta': {'dsq_post_id': '9090'}})
    identifier = 'wp_id=77' if mark == 'identifier' else ''
    same = disqus.post(9090, 71, 'Ada', '<p>It was dry.</p>', identifier=identifier)
    load(disqus.build(same, disqus.post(9091, 71, 'Kim', '<p>It was not.</p>', parent=9090)))
    comments = stored(flood)
    assert 'disqus:9090' not in comments
    assert comments['disqus:9091'].parent == own


@pytest.mark.parametrize(
    ('meta', 'identifier'), [({'dsq_post_id': '9001'}, ''), ({}, 'wp_id=41')], ids=['dsq_post_id', 'wp_id']
)
def test_comment_that_an_export_of_wordpress_brings_later_is_one(load, meta, identifier):
    item = (
        '<wp:comment><wp:comment_id>41</wp:comment_id><wp:comment_author>Ada</wp:comment_author><wp:comment_content>Hi'
    )
    metas = ''.join(
        f'<wp:commentmeta><wp:meta_key>{name}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:commentmeta>'
        for name, value in meta.items()
    )
    comment = f'{item}</wp:comment_content><wp:comment_approved>1</wp:comment_approved>{metas}</wp:comment>'
    export = """<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>http://a.example</link><item><title>Mill</title>
        <wp:post_id>7</wp:post_id><wp:post_name>mill</wp:post_name><wp:post_date>2013-02-11 12:00:00</wp:post_date>
        <wp:status>publish</wp:status>{}</item></channel></rss>"""
    load(export.format('').encode(), name='first.xml')
    first = make_comment(article=Article.objects.get(), source_key='disqus:9001', meta={'identifier': identifier})
    load(export.format(comment).encode(), name='second.xml')

    assert [one.pk for one in Comment.objects.all()] == [first.pk]
    load(export.format(comment).encode(), name='third.xml')
    assert Comment.objects.count() == 1


def test_comment_that_was_moderated_here_stays_as_it_was_decided(load, articles):
    load()
    held = Comment.objects.get(source_key='disqus:9005')
    moderation.approve(held, by=make_editor())
    load(disqus.build().replace(b'zqcanary held', b'zqcanary held, changed'))
    held.refresh_from_db()
    assert (held.status, held.body_text) == ('approved', 'zqcanary held')


@pytest.mark.parametrize('source_key', ['disqus:9001', '77'])
def test_comment_that_was_erased_here_comes_back_with_no_import(load, articles, source_key):
    if source_key == '77':
        make_comment(
            articles[0], 'It stood.', source_key='77', number=77, meta={'commentmeta': {'dsq_post_id': '9001'}}
        )
    load()
    moderation.erase(Comment.objects.get(source_key=source_key), by=make_editor())
    load(disqus.build().replace(b'in 1964', b'in 1965'))
    assert not Comment.objects.filter(body_text__contains='as well').exists()
    assert not Comment.objects.filter(author_name='Cleo').exists()


def test_comment_that_changed_there_changes_here(load, articles):
    load()
    report = load(disqus.build().replace(b'Nobody saw', b'No one saw'))
    assert report.outcomes['updated'] == 1
    assert [comment.body_text for comment in articles[1].comments.all()] == ['No one saw the bridge.']


def test_undo_takes_comments_back_and_what_waits(load, articles):
    load()
    undo.undo(ImportRun.objects.get())
    assert (Comment.objects.count(), KeptItem.objects.count()) == (0, 0)
    assert Article.objects.count() == 3


def test_what_is_private_is_at_no_address_and_in_no_search(load, articles, settings, tmp_path):
    load()
    settings.DATA_DIR = tmp_path
    follow.rebuild()
    client = Client()
    urls = [article.get_absolute_url() for article in articles]
    first = ['/', '/feed/', '/comments/feed/', *MACHINES, *(f'{url}{end}' for url in urls for end in ('', 'feed/'))]
    for address, response in follow_all(client, first).items():
        text = b'' if response.streaming else response.content
        for word in disqus.PRIVATE:
            assert word not in text.decode(), address


def test_nothing_that_waits_says_where_a_comment_was_sent_from(load):
    load()
    assert '198.51.100' not in str(list(KeptItem.objects.values()))
