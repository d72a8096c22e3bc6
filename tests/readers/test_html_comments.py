"""Comments and bylines of invented pages, in the forms that common systems give them."""

import json
from datetime import UTC, datetime

import pytest

from articles.readers.html.page import article
from articles.readers.html.saved_page import SavedPage

PARAGRAPHS = (
    '<p>The council decided on Monday evening that the old bridge over the river will be closed for two years.</p>'
    '<p>Engineers had found cracks in the northern pier during an inspection, and they advised against any delay.</p>'
)


def read(comments='', byline='', head=''):
    markup = (
        f'<html><head><title>Old bridge to close</title>{head}</head><body><article><h1>Old bridge to close</h1>'
        f'{byline}{PARAGRAPHS}</article>{comments}</body></html>'
    )
    return article(SavedPage('page.html', markup.encode(), 'https://gazette.example/2015/05/03/bridge/'), UTC)


def comments(markup):
    record = read(markup)
    assert 'nineties' not in record.body_text
    return [(c.id, c.parent, c.author, c.published, c.text) for c in record.comments]


def two(first='1', parent=''):
    return [
        (first, '', 'Marta Quill', datetime(2015, 5, 4, 15, 12, tzinfo=UTC), 'It was repaired twice in the nineties.'),
        ('2', parent, 'Jonas', datetime(2015, 5, 6, 21, 30, tzinfo=UTC), 'Will there be a ferry?'),
    ]


def test_terms_and_definitions_of_older_blogger_are_comments():
    entry = (
        '<dt class="comment-author" id="c{0}"><a href="http://x.example">{1}</a> said...</dt>'
        '<dd class="comment-body"><p>{2}</p></dd>'
        '<dd class="comment-footer"><span class="comment-timestamp"><a href="#c{0}">{3}</a></span></dd>'
    )
    markup = entry.format(1, 'Marta Quill', 'It was repaired twice in the nineties.', 'May 4, 2015 3:12 PM')
    markup += entry.format(2, 'Jonas', 'Will there be a ferry?', 'May 6, 2015 9:30 PM')
    assert comments(f'<div id="comments"><dl id="comments-block">{markup}</dl></div>') == two()


def test_a_line_below_a_comment_says_who_wrote_it_when():
    entry = (
        '<div class="comment" id="comment-{}"><div class="comment-content"><p>{}</p></div>'
        '<p class="comment-footer">Posted by: <a href="http://x.example">{}</a> | <a href="#c">{}</a></p></div>'
    )
    markup = entry.format(1, 'It was repaired twice in the nineties.', 'Marta Quill', 'May 4, 2015 3:12 PM')
    markup += entry.format(2, 'Will there be a ferry?', 'Jonas', 'May 6, 2015 9:30 PM')
    assert comments(f'<div class="comments">{markup}</div>') == two()


def test_replies_in_a_list_beside_a_comment_answer_it():
    entry = (
        '<li class="forum-fil"><div class="forum-message" id="comment-{}"><small>{}, par {}</small>'
        '<div class="forum-texte comment-text"><p>{}</p></div></div>{}</li>'
    )
    reply = entry.format(2, '6 mai 2015 21:30', 'Jonas', 'Will there be a ferry?', '')
    first = entry.format(
        *(1, '4 mai 2015 15:12', 'Marta Quill', 'It was repaired twice in the nineties.', f'<ul>{reply}</ul>')
    )
    assert comments(f'<ul class="forum">{first}</ul>') == two(parent='1')


def test_an_element_of_a_block_is_a_comment_by_the_end_of_its_name():
    entry = (
        '<article class="talk-thread__comment" id="comment-{}"><a class="author">{}</a><time datetime="{}"></time>'
        '<div class="comment-text"><p>{}</p></div></article>'
    )
    markup = entry.format(1, 'Marta Quill', '2015-05-04T15:12:00Z', 'It was repaired twice in the nineties.')
    markup += entry.format(2, 'Jonas', '2015-05-06T21:30:00Z', 'Will there be a ferry?')
    assert comments(f'<section>{markup}</section>') == two()


def names(byline='', head=''):
    return [author.name for author in read(byline=byline, head=head).authors]


@pytest.mark.parametrize(
    'byline',
    [
        '<span property="schema:author" typeof="schema:Person"><span property="schema:name">Marta Quill</span></span>',
        '<p class="author">Von unserer Redakteurin Marta Quill</p>',
        '<p class="byline">Staff Writer Marta Quill</p>',
        '<p>Text: Marta Quill / Fotos: Piet van Dorn</p>',
        '<p class="byline">Text: Marta Quill, Fotos: Piet van Dorn</p>',
        '<p class="byline">Words by Marta Quill, pictures by Piet van Dorn</p>',
        '<p class="byline">Marta Quill - 3 May 2015, 8:00</p>',
        '<p class="byline">Published 3 May 2015 by Marta Quill</p>',
        '<p class="byline">By Marta Quill in London</p>',
        '<p class="byline">By Marta Quill <a href="https://x.example/mq">@mq</a></p>',
        '<div class="firma">di Marta Quill</div>',
        '<address>By <a href="/m">Marta Quill</a></address>',
        '<p>Автор: Marta Quill</p>',
    ],
)
def test_bylines_name_the_author_and_nobody_else(byline):
    assert names(byline) == ['Marta Quill']


def test_an_agency_that_helped_is_an_author_of_its_own():
    assert names('<p class="auteur">Par Marta Quill avec AFP</p>') == ['Marta Quill', 'AFP']


def test_the_desk_is_nobody():
    assert names('<p class="author">Redacción</p>') == []


@pytest.mark.parametrize(
    'author',
    [
        {'@type': 'Person', 'givenName': 'Marta', 'familyName': 'Quill'},
        {'@type': 'Person', 'name': 'marta@gazette.example (Marta Quill)'},
    ],
)
def test_linked_data_may_have_a_name_in_parts_or_beside_an_address(author):
    data = json.dumps({'@type': 'NewsArticle', 'headline': 'Old bridge to close', 'author': author})
    assert names(head=f'<script type="application/ld+json">{data}</script>') == ['Marta Quill']


@pytest.mark.parametrize(('box', 'one'), [('leserkommentare', 'leserkommentar'), ('comentarios', 'comentario')])
def test_comments_called_so_in_other_languages_are_no_part_of_the_text(box, one):
    entry = '<div class="{}"><span class="name">{}</span> <span class="date">{}</span><div class="text">{}</div></div>'
    first = entry.format(one, 'Marta Quill', '4 May 2015 15:12', 'It was repaired twice in the nineties.')
    second = entry.format(one, 'Jonas', '6 May 2015 21:30', 'Will there be a ferry?')
    assert [entry[2:] for entry in comments(f'<section class="{box}">{first}{second}</section>')] == [
        entry[2:] for entry in two()
    ]


def test_name_and_time_beside_the_words_of_a_comment_are_no_part_of_them():
    entry = '<li class="comment"><div class="name">{}</div><div class="time">{}</div><p>{}</p></li>'
    first = entry.format('花子', '2020年4月5日 15:00', 'とても便利になりました。')
    second = entry.format('匿名', '2020年4月6日 09:30', '渋滞が減るといいですね。')
    found = read(f'<div class="comments"><ol>{first}{second}</ol></div>').comments
    assert [(c.author, c.text) for c in found] == [
        ('花子', 'とても便利になりました。'), ('匿名', '渋滞が減るといいですね。')
    ]  # fmt: skip
