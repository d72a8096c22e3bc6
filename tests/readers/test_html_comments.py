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


def read(comments='', byline='', head='', language=''):
    markup = (
        f'<html lang="{language}"><head><title>Old bridge to close</title>{head}</head><body><article>'
        f'<h1>Old bridge to close</h1>{byline}{PARAGRAPHS}</article>{comments}</body></html>'
    )
    return article(SavedPage('page.html', markup.encode(), 'https://gazette.example/2015/05/03/bridge/'), UTC)


def comments(markup, language=''):
    record = read(markup, language=language)
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


@pytest.mark.parametrize(
    ('first', 'second'),
    [
        ('Posté par <b>Marta Quill</b> le 4 mai 2015 à 15h12', 'Posté par Jonas le 06/05/2015 à 21h30'),
        ('Marta Quill a écrit le 4 mai 2015 à 15:12 :', 'Jonas a écrit le 6 mai 2015 à 21:30 :'),
        ('Marta Quill schrieb am 04.05.2015 um 15:12 Uhr:', 'Jonas schrieb am 6. Mai 2015, 21.30 Uhr:'),
        ('Marta Quill escribió el 4 de mayo de 2015 a las 15:12:', 'Jonas dijo el 06/05/2015 a las 21:30'),
        ('Enviado por Marta Quill em 04/05/2015 às 15h12', 'Jonas disse em 6 de maio de 2015 às 21:30'),
        ('Inviato da Marta Quill il 4 maggio 2015 alle 15:12', 'Scritto da Jonas il 6 mag 2015 alle 21.30'),
        ('Geplaatst door Marta Quill op 4 mei 2015 om 15:12', 'Jonas schreef op 06-05-2015 om 21:30:'),
        ('Napisała Marta Quill dnia 4 maja 2015 o 15:12', 'Jonas napisał 6.05.2015 o 21:30'),
        ('Skrivet av Marta Quill den 4 maj 2015 kl. 15.12', 'Jonas skrev den 6 maj 2015 kl. 21:30:'),
    ],
)
@pytest.mark.parametrize('name', ['commentaire', 'kommentar', 'comentario', 'commento', 'reactie', 'komentarz'])
def test_a_line_above_a_comment_names_its_writer_in_the_words_of_many_languages(first, second, name):
    entry = '<div class="{}"><p class="{}">{}</p><p>{}</p></div>'
    for part in ('header', 'auteur'):
        markup = entry.format(name, part, first, 'It was repaired twice in the nineties.')
        markup += entry.format(name, part, second, 'Will there be a ferry?')
        assert comments(f'<div id="x">{markup}</div>', 'fr') == two()


HEADINGS = ('Vos réactions', '2 comments', 'Lesermeinungen', 'Reacties (2)', 'Komentarze', 'Kommentarer:')


@pytest.mark.parametrize('heading', HEADINGS)
@pytest.mark.parametrize(
    'entry',
    [
        '<div class="row"><div class="top">{0}</div><div>{1}</div></div>',
        '<p><b>{0}</b></p><p>{1}</p>',
        '<h5>{0}</h5>{1}<hr>',
        '<table><tr><td><b>{0}</b></td></tr><tr><td>{1}</td></tr></table>',
        '<div><p>{1}</p><small>{0}</small></div>',
    ],
)
def test_comments_without_names_are_told_by_the_lines_below_their_heading(heading, entry):
    markup = entry.format('Marta Quill | May 4, 2015, 3:12 PM', 'It was repaired twice in the nineties.')
    markup += entry.format('Jonas | May 6, 2015, 9:30 PM', 'Will there be a ferry?')
    record = read(f'<h3>{heading}</h3><div>{markup}</div><form><textarea></textarea></form>')
    assert [(c.author, c.published, c.text) for c in record.comments] == [line[2:] for line in two()]
    assert 'nineties' not in record.body_text
    assert heading not in record.body_text


def test_an_item_within_an_item_answers_it_where_no_name_marks_either():
    reply = '<ul><li><em>Jonas, 6 May 2015 21:30</em><p>Will there be a ferry?</p></li></ul>'
    first = '<li><em>Marta Quill, 4 May 2015 15:12</em><p>It was repaired twice in the nineties.</p>'
    assert comments(f'<h3>Comments</h3><ul>{first}{reply}</li></ul>') == two(parent='1')


def test_other_articles_below_a_link_to_the_comments_are_no_comments():
    other = '<div class="teaser"><b>By Ann Lee | May 2, 2015, 9:00 AM</b><p>The ferry to the islands is late.</p></div>'
    record = read(f'<div>{other}{other}</div>', byline='<p>2 comments</p>')
    assert record.comments == ()


def test_a_reply_of_another_site_is_a_comment_and_a_like_is_none():
    cite = '<div class="{} h-cite"><a class="p-author h-card" href="http://x.example">{}</a>{}</div>'
    text = '<time class="dt-published" datetime="{}">then</time><div class="e-content"><p>{}</p></div>'
    markup = cite.format(
        'u-comment', 'Marta Quill', text.format('2015-05-04T15:12Z', 'It was repaired twice in the nineties.')
    )
    markup += cite.format('p-comment', 'Jonas', text.format('2015-05-06T21:30Z', 'Will there be a ferry?'))
    markup += cite.format('u-like', 'Zed Zeller', '')
    byline = '<a class="p-author h-card" href="https://gazette.example/">Ann Lee</a>'
    record = read(f'<div class="mentions">{markup}</div>', byline=byline)
    assert [(c.author, c.published, c.text) for c in record.comments] == [line[2:] for line in two()]
    assert [author.name for author in record.authors] == ['Ann Lee']


@pytest.mark.parametrize('text', ['Opinion number 1', 'Yes.', 'It was repaired twice in the nineties.'])
def test_a_short_text_beside_its_name_and_day_is_no_part_of_their_line(text):
    entry = (
        '<li id="comment-{}" class="comment"><div class="wp-block-columns"><div class="wp-block-column"></div><div '
        'class="wp-block-column"><div class="wp-block-comment-author-name">{}</div><div class="wp-block-comment-date">'
        '<time datetime="2015-05-04T15:12:00Z"><a href="#c">May 4, 2015</a></time></div><div '
        'class="wp-block-comment-content"><p>{}</p></div><div class="wp-block-comment-reply-link"><a>Reply</a></div>'
        '</div></div></li>'
    )
    record = read(f'<ol>{entry.format(5, "Jonas", text)}{entry.format(6, "Marta Quill", text)}</ol>')
    assert [(comment.id, comment.author, comment.text) for comment in record.comments] == [
        ('5', 'Jonas', text), ('6', 'Marta Quill', text),
    ]  # fmt: skip
