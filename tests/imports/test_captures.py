"""Captures of sites in the database: what is public of them, and what a redo leaves as it is."""

from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from articles.imports import run as import_run
from articles.models import Article, Conflict
from tests.readers.test_captures import SITE, WORDS, comment, post, saved, warc

pytestmark = pytest.mark.django_db

LIMA = ZoneInfo('America/Lima')
LIST = f"""<body class="archive"><ul><li class="wp-block-post post-7"><h2><a href="{SITE}/news/bridge/">Bridge</a></h2>
<time datetime="2019-08-01T21:15:00-05:00">August 1, 2019</time></li></ul>{SITE}"""


def imported(path) -> None:
    import_run.run([('html', path)], zone=LIMA, on_record=lambda: None)


def test_a_page_without_a_date_is_public_at_its_path(tmp_path, client):
    imported(saved(tmp_path, **{'about/team/index.html': post('/about/team/', kind='page', day='')}))

    assert client.get('/about/team/').status_code == 200


def test_a_post_without_a_date_waits_in_review(tmp_path, client):
    imported(saved(tmp_path, **{'news/bridge/index.html': post('/news/bridge/', day='')}))

    assert Article.objects.get().status == 'review'
    assert not Article.objects.public().exists()


def test_a_redo_keeps_the_date_that_a_list_told(tmp_path):
    imported(saved(tmp_path, **{'news/bridge/index.html': post('/news/bridge/', day=''), 'all/index.html': LIST}))
    before = Article.objects.values('status', 'published', 'published_on').get()
    call_command('reimport', '--all', verbosity=0)

    assert before['status'] == 'published'
    assert Article.objects.values('status', 'published', 'published_on').get() == before


def test_a_redo_keeps_the_date_and_author_that_the_api_of_the_site_told(tmp_path):
    page = post('/about/', kind='page', day='').replace('Inés Quispe &amp; Co', '')
    answer = (
        f'{{"date": "2009-01-01T04:00:00", "date_gmt": "2009-01-01T09:00:00", "link": "{SITE}/about/", "author": 3}}'
    )
    person = f'{{"id": 3, "name": "Luz", "link": "{SITE}/author/luz/", "avatar_urls": {{}}}}'
    answers = {'wp-json/wp/v2/pages/7': answer, 'wp-json/wp/v2/users/3': person}
    imported(saved(tmp_path, **{'about/index.html': page}, **answers))
    before = Article.objects.values('status', 'published', 'published_on', 'bylines__author__name').get()
    call_command('reimport', '--all', verbosity=0)

    assert before['bylines__author__name'] == 'Luz'
    assert before['published'].isoformat() == '2009-01-01T09:00:00+00:00'
    assert Article.objects.values('status', 'published', 'published_on', 'bylines__author__name').get() == before


def test_a_redo_keeps_all_pages_of_a_text(tmp_path):
    path = '/2019/08/01/bridge/'
    pages = ((path, post(path)), (f'{path}2/', post(path, text='<p>Page 2.</p>', names='single-paged-2')))
    imported(warc(tmp_path, *pages))
    before = Article.objects.values('body_html').get()
    call_command('reimport', '--all', verbosity=0)

    assert 'Page 2.' in before['body_html']
    assert Article.objects.values('body_html').get() == before


EXPORT = f"""<rss xmlns:wp="http://wordpress.org/export/1.2/"
xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><link>{SITE}</link><wp:base_site_url>{SITE}</wp:base_site_url>
<item><title>Bridge closed</title><link>{SITE}/2019/08/01/bridge/</link><guid>{SITE}/?p=7</guid>
<wp:post_id>7</wp:post_id>
<dc:creator>Inés Quispe &amp; Co</dc:creator><wp:post_name>bridge</wp:post_name>
<wp:post_date>2019-08-01 21:15:00</wp:post_date><wp:post_date_gmt>2019-08-02 02:15:00</wp:post_date_gmt>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<content:encoded><![CDATA[<p>{WORDS}</p>]]></content:encoded>
<category domain="category" nicename="hills">Hills</category>
<category domain="post_tag" nicename="bridges">Bridges</category>
<wp:comment><wp:comment_id>4</wp:comment_id><wp:comment_author>Ana</wp:comment_author>
<wp:comment_approved>1</wp:comment_approved>
<wp:comment_date_gmt>2019-08-02 15:04:00</wp:comment_date_gmt>
<wp:comment_content>Words of Ana.</wp:comment_content></wp:comment>
<wp:comment><wp:comment_id>5</wp:comment_id><wp:comment_parent>4</wp:comment_parent>
<wp:comment_author>Leo</wp:comment_author><wp:comment_approved>1</wp:comment_approved>
<wp:comment_date_gmt>2019-08-02 15:05:00</wp:comment_date_gmt>
<wp:comment_content>Words of Leo, which his page shows otherwise.</wp:comment_content></wp:comment></item>
<item><title>Team</title><link>{SITE}/about/</link><guid>{SITE}/?page_id=9</guid><wp:post_id>9</wp:post_id>
<wp:post_name>about</wp:post_name><wp:post_date>2009-01-01 04:00:00</wp:post_date>
<wp:post_date_gmt>2009-01-01 09:00:00</wp:post_date_gmt>
<wp:status>publish</wp:status><wp:post_type>page</wp:post_type>
<content:encoded><![CDATA[<p>The team.</p>]]>
</content:encoded></item>
</channel></rss>"""


@pytest.mark.parametrize('order', [*permutations(('export', 'archive', 'mirror'))], ids='-'.join)
def test_one_site_by_export_archive_and_mirror_is_there_once_in_any_order(tmp_path, order):
    path = '/2019/08/01/bridge/'
    bridge = post(path, comments=comment(4, 'Ana', f'<ol>{comment(5, "Leo")}</ol>'))
    team = post('/about/', 9, kind='page', day='', title='Team', text='<p>The team.</p>')
    # As programs that mirror sites leave it: without an address of its own.
    links = {
        f'<link rel="canonical" href="{SITE}{at}">': '<link rel="canonical" href="index.html">'
        for at in (path, '/about/')
    }
    mirrored = [bridge, team]
    for whole, own in links.items():
        mirrored = [page.replace(whole, own) for page in mirrored]
    (tmp_path / 'export.xml').write_text(EXPORT)
    (tmp_path / 'mirror').mkdir()
    inputs = {
        'export': ('wxr', tmp_path / 'export.xml'),
        'archive': ('html', warc(tmp_path, (path, bridge), ('/about/', team))),
        'mirror': (
            'html',
            saved(
                tmp_path / 'mirror', **{f'{path[1:]}index.html': mirrored[0], 'about/index.html': mirrored[1]},
                **{f'{path[1:]}index.html?replytocom=4.html': mirrored[0]},
            ),
        ),
    }  # fmt: skip
    refused = {}
    for name in order:
        refused[name] = import_run.run([inputs[name]], zone=LIMA, on_record=lambda: None).outcomes['refused']
    articles = {article.title: article for article in Article.objects.all()}
    article = articles['Bridge closed']

    assert refused == {'export': 0, 'archive': 0, 'mirror': 1}  # the copy for a reply
    assert sorted(articles) == ['Bridge closed', 'Team']
    assert Article.objects.count() == 2
    assert Article.objects.public().count() == 2
    assert not Conflict.objects.exists()
    assert article.published.isoformat() == '2019-08-02T02:15:00+00:00'
    assert article.body_text == WORDS
    comments = article.comments.order_by('number').values_list('number', 'author_name', 'parent__number')
    assert list(comments) == [(4, 'Ana', None), (5, 'Leo', 4)]
    assert [person.author.name for person in article.bylines.all()] == ['Inés Quispe & Co']
    assert [category.name for category in article.categories.all()] == ['Hills']
    assert [tag.name for tag in article.tags.all()] == ['Bridges']


def listed(*comments: tuple[int, str, str, str]) -> str:
    """The export with other comments: number, author, text, state."""
    head, _, rest = EXPORT.partition('<wp:comment>')
    items = ''.join(
        f'<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>{author}</wp:comment_author>'
        f'<wp:comment_approved>{state}</wp:comment_approved><wp:comment_content>{text}</wp:comment_content></wp:comment>'
        for number, author, text, state in comments
    )
    return f'{head}{items}{rest[rest.index("</item>") :]}'


@pytest.mark.parametrize('first', ['export', 'page'])
def test_comments_alike_and_without_a_name_are_there_once_in_either_order(tmp_path, first):
    path = '/2019/08/01/bridge/'
    # The page prints a name for who gave none, and not what is held.
    shown = comment(8, 'Ana') + comment(5, 'Ana').replace('"comment depth-1"', '"comment"') + comment(9, 'Anonymous')
    export = listed(
        (3, 'Ana', 'Words of Ana.', '0'), (5, 'Ana', 'Words of Ana.', '1'), (8, 'Ana', 'Words of Ana.', '1'),
        (9, '', 'Words of Anonymous.', '1'),
    )  # fmt: skip
    (tmp_path / 'export.xml').write_text(export)
    inputs = {
        'export': ('wxr', tmp_path / 'export.xml'),
        'page': ('html', warc(tmp_path, (path, post(path, comments=shown)))),
    }
    for name in sorted(inputs, key=lambda name: name != first):
        report = import_run.run([inputs[name]], zone=LIMA, on_record=lambda: None)
        assert report.outcomes['refused'] == 0
    article = Article.objects.get(title='Bridge closed')

    assert sorted(article.comments.values_list('number', 'status')) == [
        (3, 'held'), (5, 'approved'), (8, 'approved'), (9, 'approved'),
    ]  # fmt: skip


def test_a_redo_keeps_the_tags_that_a_list_named(tmp_path):
    path = '/2019/08/01/bridge/'
    plain = post(path).partition('<div class="taxonomy-category')
    page = f'{plain[0]}<article class="post-7 post category-hills tag-bridges"></article></main></body></html>'
    lists = {
        f'{kind}/{slug}/index.html': f'<body class="archive {kind} {kind}-{slug}"><h1>{name}</h1>{SITE}</body>'
        for kind, slug, name in (('category', 'hills', 'The hills'), ('tag', 'bridges', 'Old bridges'))
    }
    imported(saved(tmp_path, **{f'{path[1:]}index.html': page}, **lists))
    before = Article.objects.values_list('categories__name', 'tags__name', 'tags__slug').get()
    call_command('reimport', '--all', verbosity=0)

    assert before == ('The hills', 'Old bridges', 'bridges')
    assert Article.objects.values_list('categories__name', 'tags__name', 'tags__slug').get() == before


def test_a_second_import_changes_nothing(tmp_path):
    path = '/2019/08/01/bridge/'
    archive = warc(tmp_path, (path, post(path, comments=comment(4, 'Ana'))))
    imported(archive)
    report = import_run.run([('html', archive)], zone=LIMA, on_record=lambda: None)

    assert report.outcomes['unchanged'] == 1
