"""Invented pages of the years around 2004, which are laid out by tables and have no headings or names of parts."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from articles.readers.html.page import article
from articles.readers.html.saved_page import SavedPage

OSLO = ZoneInfo('Europe/Oslo')
FIRST = (
    'The council decided on Monday evening that the old bridge over the river will be closed for two years, since '
    'engineers had found cracks in the northern pier during an inspection, and advised against any further delay.'
)
SECOND = (
    'A ferry is to cross from the market to the mill every half hour, the mayor said, and the fare will be that of the '
    'bus. Farmers who have fields on the other side asked for a second boat during the harvest, which was promised.'
)
LAYOUTS = (
    # A headline in bold, its byline in small type below it, and blocks to the left and right.
    '<table width="100%"><tr><td width="150" valign="top"><table><tr><td class="boxtitle"><b>Modules</b>'
    '</td></tr><tr><td><a href="/">Home</a><br><a href="/topics">Topics</a></td></tr></table><form>User'
    '<br><input name="u"><br>Password<br><input type="password" name="p"></form></td><td valign="top">'
    '<table><tr><td bgcolor="#cccccc"><font size="3"><b>Old bridge to close</b></font></td></tr><tr><td>'
    '<font size="1">{line}</font></td></tr><tr><td><font>{first}<br><br>{second}</font></td></tr>'
    '</table>{comments}</td><td width="150"><table><tr><td><b>Links</b></td></tr><tr><td><a'
    ' href="/x">More of this</a></td></tr></table></td></tr></table>',
    # Paragraphs that nobody closed.
    '<table width="760" align="center"><tr><td colspan="2"><img src="/top.gif" alt="The Gazette"></td>'
    '</tr><tr><td><a href="/">Start</a><br><a href="/sport/">Sport</a></td><td><p class="headline">Old'
    ' bridge to close<p class="small">{line}<p>{first}<p>{second}<p>{comments}</td></tr></table>',
)
COMMENTS = (
    '<p><b>{heading}</b></p><table><tr><td bgcolor="#eeeeee"><b>Marta Quill</b> | 4.5.2005 15:12</td>'
    '</tr><tr><td>It was repaired twice in the nineties.</td></tr><tr><td bgcolor="#eeeeee"><b>Jonas</b>'
    ' | 6.5.2005 21:30</td></tr><tr><td>Will there be a ferry?</td></tr></table>',
    '<table><tr><td><font><b>"Old bridge to close" | <a href="/login">Log in</a> | 2 comments</b></font>'
    '</td></tr></table><table><tr><td><table><tr><td><font class="content"><b>Re: Old bridge to close'
    '</b> (Score: 1)<br>by <a href="/u">Marta Quill</a> on Wednesday, May 04 2005 @ 15:12:09 CEST<br>(<a'
    ' href="/i">User Info</a>)</font></td></tr><tr><td>It was repaired twice in the nineties.</td></tr>'
    '</table></td></tr><tr><td><table><tr><td><font class="content"><b>Re: Old bridge to close</b>'
    ' (Score: 1)<br>by Jonas on Friday, May 06 2005 @ 21:30:00 CEST</font></td></tr><tr><td>Will there'
    ' be a ferry?</td></tr></table></td></tr></table>',
    '<b>{heading}</b><br><br><i>Marta Quill, 04.05.2005 15:12</i><br>It was repaired twice in the'
    ' nineties.<br><br><i>Jonas, 06.05.2005 21:30</i><br>Will there be a ferry?<br><br>',
)


def read(layout, line, comments=''):
    content = layout.format(line=line, first=FIRST, second=SECOND, comments=comments)
    markup = f'<html><head><title>The Gazette - Old bridge to close</title></head><body>{content}</body></html>'
    return article(SavedPage('page.html', markup.encode(), 'http://gazette.example/show.php?sid=12'), OSLO)


@pytest.mark.parametrize('layout', LAYOUTS)
@pytest.mark.parametrize(
    'line',
    [
        'Posted on Tuesday, May 03 2005 @ 08:05:11 CEST by Ann Lee',
        'von Ann Lee, 03.05.2005 08:05',
        'Escrito por <a href="/u?n=1">Ann Lee</a> el 3 de mayo de 2005 a las 08:05',
        'Inserito da Ann Lee il 3 maggio 2005 alle 08:05',
        'Door Ann Lee op 3 mei 2005, 08:05',
        'Opublikowano 3 maja 2005, 08:05 przez Ann Lee',
    ],
)
def test_headline_date_author_and_text_are_told_without_a_heading(layout, line):
    record = read(layout, line)
    assert record.title == 'Old bridge to close'
    assert record.published == datetime(2005, 5, 3, 8, 5, tzinfo=OSLO)
    assert [author.name for author in record.authors] == ['Ann Lee']
    assert record.body_text.split() == [*FIRST.split(), *SECOND.split()]
    assert record.images == ()


@pytest.mark.parametrize('layout', LAYOUTS)
@pytest.mark.parametrize('comments', COMMENTS)
@pytest.mark.parametrize('heading', ['Comments:', 'Kommentare', 'Vos commentaires', 'Komentarze (2)'])
def test_comments_in_tables_or_between_breaks_are_comments(layout, comments, heading):
    record = read(layout, 'von Ann Lee, 03.05.2005 08:05', comments.format(heading=heading))
    assert [(comment.author, comment.published, comment.text) for comment in record.comments] == [
        ('Marta Quill', datetime(2005, 5, 4, 15, 12, tzinfo=OSLO), 'It was repaired twice in the nineties.'),
        ('Jonas', datetime(2005, 5, 6, 21, 30, tzinfo=OSLO), 'Will there be a ferry?'),
    ]
    assert 'ferry?' not in record.body_text
    assert record.published == datetime(2005, 5, 3, 8, 5, tzinfo=OSLO)
