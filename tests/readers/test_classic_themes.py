"""Pages of WordPress' classic themes: what their marks say, and what only looks like one."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from articles.readers.html import reader
from articles.readers.record import ArticleRecord

OSLO = ZoneInfo('Europe/Oslo')
SITE = 'http://fjord.example'
WORDS = 'The ferry did not sail.'
FILED = f'<a href="{SITE}/category/harbour/" rel="category tag">Harbour</a>'
ABOUT = (
    '<div class="author-info"><h2 class="author-title">Author: Kari Li</h2><p class="author-bio">Kari Li has written on'
    ' boats, ports and the people in them since 1998. <a rel="author" href="/author/kari/">View all posts by Kari Li'
    '</a></p></div>'
)


def post(**parts: str) -> str:
    """The page of a post as a classic theme prints it."""
    names = parts.get('names', 'category-harbour')
    return f"""<!DOCTYPE html><html lang="en"><head><title>No ferry – Fjord</title>
<link rel="canonical" href="{SITE}/2019/08/01/ferry/"><link rel="shortlink" href="{SITE}/?p=7">
<link rel="https://api.w.org/" href="{SITE}/wp-json/"></head>
<body class="post-template-default single single-post postid-7 single-format-standard">
<article id="post-7" class="post-7 post type-post status-publish format-standard hentry {names}">
<h1 class="entry-title">No ferry</h1>
<div class="entry-meta"><time class="entry-date published" datetime="2019-08-01T21:15:00+02:00">August 1</time>
<span class="author vcard"><a class="url fn n" href="/author/kari/">Kari Li</a></span></div>
<div class="entry-content"><p>{WORDS}</p>{parts.get('below', '')}</div>
<footer><span class="cat-tags-links">{parts.get('terms', FILED)}</span></footer></article>
<div id="comments"><ol class="commentlist">{parts.get('comments', '')}</ol></div></body></html>"""


def read(tmp_path: Path, **parts: str) -> ArticleRecord:
    (tmp_path / 'p.html').write_text(post(**parts))
    return one(tmp_path / 'p.html')


def one(path: Path) -> ArticleRecord:
    (article,) = (r for r in reader.read(path, zone=OSLO) if isinstance(r, ArticleRecord))
    return article


def comment(number: int, when: str) -> str:
    return (
        f'<li class="comment" id="li-comment-{number}"><article id="comment-{number}"><footer class="comment-meta">'
        f'<b class="fn">Person {number}</b><div class="comment-date-time">{when}<a href="#comment-{number}">Permalink'
        '</a></div></footer><section class="comment-content"><p>Words.</p></section></article></li>'
    )


def test_a_category_in_a_list_of_categories_and_tags_is_no_tag(tmp_path):
    article = read(tmp_path, names='')

    assert [term.name for term in article.categories] == ['Harbour']
    assert article.tags == ()


def test_a_post_without_tags_among_its_classes_has_none(tmp_path):
    cloud = f'{FILED}<div class="tag-list"><a href="/tag/whales/">Whales</a></div>'

    assert read(tmp_path, terms=cloud).tags == ()
    assert [term.name for term in read(tmp_path, terms=cloud, names='category-harbour tag-whales').tags] == ['Whales']


def test_the_box_about_the_author_is_no_text_however_short_the_article_is(tmp_path):
    article = read(tmp_path, below=ABOUT)

    assert article.body_text == WORDS
    assert [author.name for author in article.authors] == ['Kari Li']


def test_the_time_of_a_comment_is_read_where_a_link_directly_follows_it(tmp_path):
    shown = '<div class="comment-time">August 1, 2019 at 9:40 pm</div>'

    assert read(tmp_path, comments=comment(4, shown)).comments[0].published.isoformat() == '2019-08-01T21:40:00+02:00'


def test_a_pingback_without_an_id_takes_no_number_from_a_comment(tmp_path):
    ping = '<li class="post pingback"><p>Pingback: <a href="http://other.example/" class="url">Other</a></p></li>'
    first = '<div class="comment-time">August 1, 2019 at 9:40 pm</div>'
    article = read(tmp_path, comments=f'{comment(3, first)}{comment(4, first)}{ping}{comment(1, first)}')
    again = read(tmp_path, comments=f'{comment(3, first)}{ping}')

    numbers = [one.id for one in article.comments if one.kind == 'comment']
    assert numbers == ['3', '4', '1']
    assert len({one.id for one in article.comments}) == 4
    assert {one.id for one in again.comments if one.kind == 'pingback'} < {one.id for one in article.comments}


def test_a_comment_within_boxes_that_are_named_like_comments_is_one(tmp_path):
    boxes = (
        '<li id="comment-5" class="comment-container"><article class="comment even thread-even depth-1 comment-body">'
        '<div class="comment-content"><div class="comment-author"><span class="comment-link">Nils Vik </span>'
        '<span class="comment-meta"><span class="comment-date">August 2, 2019</span> <a href="#r">Reply</a></span>'
        '</div><div class="comment-entry"><div class="comment-content"><p>It sailed.</p></div></div></div></article>'
        '</li>'
    )
    found = read(tmp_path, comments=boxes + boxes.replace('-5', '-6')).comments

    assert [(one.id, one.author, one.text) for one in found] == [
        ('5', 'Nils Vik', 'It sailed.'), ('6', 'Nils Vik', 'It sailed.'),
    ]  # fmt: skip
    assert found[0].published.date().isoformat() == '2019-08-02'


LISTS = {
    'heading': '<h1 class="page-title">Tag: <span>Whales &amp; seals</span></h1>',
    'links': f'<a href="{SITE}/tag/whales/" rel="tag">Whales &amp; seals</a>',
}


@pytest.mark.parametrize('shown', LISTS)
def test_a_post_gets_the_tags_of_its_classes_by_the_names_that_lists_have(tmp_path, shown):
    listed = f'<body class="archive tag tag-whales tag-21">{LISTS[shown]}<p>One article</p></body>'
    for path, page in (('2019/08/01/ferry', post(names='category-harbour tag-whales')), ('tag/whales', listed)):
        file = tmp_path / 'fjord.example' / path / 'index.html'
        file.parent.mkdir(parents=True)
        file.write_text(page)
    article = one(tmp_path)

    assert [(term.name, term.slug) for term in article.tags] == [('Whales & seals', 'whales')]
    assert [term.name for term in article.categories] == ['Harbour']


def test_a_tag_whose_class_is_a_number_gets_the_slug_of_its_list(tmp_path):
    listed = '<body class="archive tag tag-21"><h1>Tag: <span>鯨</span></h1><p>One article</p></body>'
    for path, page in (('2019/08/01/ferry', post(names='category-harbour tag-21')), ('tag/鯨', listed)):
        file = tmp_path / 'fjord.example' / path / 'index.html'
        file.parent.mkdir(parents=True)
        file.write_text(page)

    assert [(term.name, term.slug) for term in one(tmp_path).tags] == [('鯨', '鯨')]


@pytest.mark.parametrize('name', ['fjord-entry-summary', 'post__content', 'single_content'])
def test_the_text_is_found_by_other_names_of_the_same_words(tmp_path, name):
    page = post(below='<div class="wp-caption"><p>Second.</p></div>').replace('"entry-content"', f'"{name}"')
    (tmp_path / 'p.html').write_text(page)

    assert one(tmp_path / 'p.html').body_text.split() == [*WORDS.split(), 'Second.']
