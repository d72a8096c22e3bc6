"""Invented pages in the manner of systems that many sites have, by the marks of their own templates."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from articles.readers.html.page import article
from articles.readers.html.saved_page import SavedPage

OSLO = ZoneInfo('Europe/Oslo')
TEXT = (
    '<p>The council decided on Monday evening that the old bridge over the river will be closed for two years.</p>'
    '<p>Engineers had found cracks in the northern pier during an inspection, and they advised'
    ' against any delay.</p>'
    '<h2 id="{slug}">What comes next</h2><p>A ferry is to cross from the market to the mill every half hour.</p>'
)


def read(content, head='', url='https://gazette.example/bridge', title='Old bridge to close | Gazette', slug='next'):
    body = content.replace('TEXT', TEXT.format(slug=slug))
    markup = f'<html><head><title>{title}</title>{head}</head>{body}</html>'
    return article(SavedPage('page.html', markup.encode(), url), OSLO)


def names(things):
    return [thing.name for thing in things]


def said(record):
    return [(comment.author, comment.published, comment.text) for comment in record.comments]


def test_a_node_of_drupal_7_that_was_promoted_to_the_front_page_is_an_article():
    record = read(
        '<body class="page-node node-type-article"><div id="content" class="column"><h1'
        ' id="page-title">Old bridge to close'
        '</h1><div id="node-77" class="node node-article node-promoted clearfix" typeof="sioc:Item'
        ' foaf:Document"><div '
        'class="meta submitted"><span property="dc:date dc:created" content="2013-05-04T10:20:00+02:00" rel='
        '"sioc:has_creator">Submitted by <a class="username" typeof="sioc:UserAccount"'
        ' property="foaf:name">Ann Lee</a> on '
        'Sat, 05/04/2013 - 10:20</span></div><div class="content"><div class="field field-name-body" property='
        '"content:encoded">TEXT</div><div class="field field-name-field-tags"><h3'
        ' class="field-label">Tags: </h3><ul class='
        '"links inline"><li rel="dc:subject"><a href="/tags/bridges">bridges</a></li></ul></div>'
        '</div></div></div></body>'
    )
    assert (record.status, record.published) == ('published', datetime.fromisoformat('2013-05-04T10:20:00+02:00'))
    assert (names(record.authors), names(record.tags)) == (['Ann Lee'], ['bridges'])
    assert 'What comes next' in record.body_html


def test_buttons_of_drupal_are_no_words_of_a_comment():
    record = read(
        '<body><main><article class="node node--type-article"><h1>Old bridge to close</h1>TEXT'
        '<section class="comments"><h2>'
        'Comments</h2><article id="comment-5" class="comment js-comment"><footer class="comment__meta"><p class='
        '"comment__author">Jonas</p><p class="comment__time"><time datetime="2023-05-04T12:00:00Z">a'
        ' year ago</time></p>'
        '</footer><div class="comment__content"><div class="field--name-comment-body"><p>Will there'
        ' be a ferry?</p></div><ul '
        'class="links inline comment__links"><li><a href="/reply">Reply</a></li></ul></div>'
        '</article></section></article>'
        '</main></body>'
    )
    assert said(record) == [('Jonas', datetime(2023, 5, 4, 12, tzinfo=UTC), 'Will there be a ferry?')]


@pytest.mark.parametrize('slug', ['next', 'newsletter', 'related-work', 'recent-storms', 'comments-of-the-mayor'])
def test_a_heading_is_not_told_by_the_id_that_is_made_from_its_words(slug):
    markup = f'<body><main><article><h1 id="{slug}">Old bridge to close</h1>TEXT</article></main></body>'
    record = read(markup, slug=f'{slug}-1')
    assert record.title == 'Old bridge to close'
    assert 'What comes next' in record.body_html


def test_authors_in_places_of_the_same_kind_beside_each_other_are_all_named():
    place = '<div class="col authorCol_Hf19"><div class="avatar__name"><span>{}</span></div></div>'
    places = ''.join(map(place.format, ('Ann Lee', 'Jo Hart')))
    record = read(f'<body><article><h1>Old bridge to close</h1><div class="row">{places}</div>TEXT</article></body>')
    assert names(record.authors) == ['Ann Lee', 'Jo Hart']


def test_categories_and_tags_in_microdata_need_no_links():
    record = read(
        '<body><div itemscope itemtype="https://schema.org/Article"><h1 itemprop="headline">Old'
        ' bridge to close</h1>'
        '<dd>Category: <a href="/town" itemprop="genre">Town</a></dd><span itemprop="keywords">'
        '<span>bridges</span><span>'
        'rivers</span></span><div itemprop="articleBody">TEXT</div></div></body>'
    )
    assert (names(record.categories), names(record.tags)) == (['Town'], ['bridges', 'rivers'])


def test_tags_in_one_declaration_are_parted_and_the_folder_of_all_posts_is_no_category():
    head = '<meta property="article:tag" content="bridges,rivers"><meta property="article:section" content="posts">'
    record = read('<body><article><h1>Old bridge to close</h1>TEXT</article></body>', head)
    assert (names(record.tags), record.categories) == (['bridges', 'rivers'], ())


def test_whom_a_comment_answers_is_no_part_of_its_line():
    entry = '<li><div class="comment"><div>{}</div><div class="comment-content"><p>{}</p></div></div></li>'
    lines = ('Le 4 mai 2017 à 12:00, par Marta', 'Le 4 mai 2017 à 13:00, par Jonas En réponse à : Marta')
    markup = ''.join(map(entry.format, lines, ('It was repaired twice.', 'Will there be a ferry?')))
    record = read(f'<body><article><h1>Old bridge to close</h1>TEXT</article><ul>{markup}</ul></body>')
    assert [(author, text) for author, _, text in said(record)] == [
        ('Marta', 'It was repaired twice.'), ('Jonas', 'Will there be a ferry?'),
    ]  # fmt: skip


def test_an_entry_of_an_old_movable_type_has_its_comments_above_their_signatures():
    record = read(
        '<body><div id="banner"><h1><a href="http://gazette.example/">Gazette</a></h1></div><div'
        ' class="content"><h2>May 04, '
        '2006</h2><h3>Old bridge to close</h3>TEXT<p class="posted">Posted by Ann Lee at May  4,'
        ' 2006 10:20 AM</p><h2><a id='
        '"comments"></a>Comments</h2><div id="c5"><p>It was repaired twice.</p></div><p'
        ' class="posted">Posted by: <a href='
        '"http://m.example">Marta</a> at May  4, 2006 12:00 PM</p><div id="c6"><p>Will there be a'
        ' ferry?</p></div><p class='
        '"posted">Posted by: Jonas at May  5, 2006 01:00 PM</p><h2>Post a comment</h2><form>'
        '<textarea></textarea></form>'
        '</div></body>',
        url='http://gazette.example/archives/000077.html',
        title='Gazette: Old bridge to close',
    )
    assert (record.title, names(record.authors)) == ('Old bridge to close', ['Ann Lee'])
    assert record.published == datetime(2006, 5, 4, 10, 20, tzinfo=OSLO)
    assert said(record) == [
        ('Marta', datetime(2006, 5, 4, 12, tzinfo=OSLO), 'It was repaired twice.'),
        ('Jonas', datetime(2006, 5, 5, 13, tzinfo=OSLO), 'Will there be a ferry?'),
    ]


def test_a_byline_below_a_text_names_nobody_but_its_author():
    posted = 'Posted by Ann Lee on 05/04 at 10:20 AM in <a>Town</a><br>(2) <a>Comments</a> &bull; <a>Link</a>'
    record = read(f'<body><h2 class="title">Old bridge to close</h2>TEXT<div class="posted">{posted}</div></body>')
    assert names(record.authors) == ['Ann Lee']
