"""An export of Movable Type and TypePad, field by field as their programs write it, all texts invented.

The order of fields, the blank lines between and the spaces at line ends are those of the template in Movable Type's own
lib/MT/ImportExport.pm (the second and third entry) and of files that TypePad handed out in 2025 (the others), which
also name the author's e-mail and the URL. Neither knows threads: a reply stands after what it answers.

Six entries: 3 published, 1 draft, 1 published without a date that can be read, 1 that is none; 4 comments, 1 ping.
"""

READ, REFUSED, COMMENTS, PINGS = 5, 1, 4, 1
# Unlike all other words of the tests: what has these may be nowhere that readers or programs can see.
PRIVATE = ('zqcanary', '198.51.100.')
URLS = {
    '/gazette/2009/03/the-mill-floods.html': 'The mill floods',
    '/2006/05/market_day.html': 'Market day',
    '/2006/05/market-day.html': 'Market day',
    '/gazette/2011/01/%C3%BCber-dem-fluss.html': 'Über dem Fluss',
}
REMEMBERED = ('The mill floods', 'It stood there in 1964 as well.')

_TYPEPAD = """AUTHOR: Ada Wren
AUTHOR EMAIL: zqcanary.ada@paper.example
TITLE: {title}
STATUS: {status}
ALLOW COMMENTS: {allow}
CONVERT BREAKS: wysiwyg
ALLOW PINGS: 0
BASENAME: {name}
CATEGORY: Weather
CATEGORY: Lower town

UNIQUE URL: https://paper.example/gazette/{path} 
DATE: {date}
-----
BODY:
{body}
-----
EXTENDED BODY:
{more}
-----
EXCERPT:
{excerpt}
-----
KEYWORDS:
{keywords}
-----
{replies}--------
"""  # noqa: W291
_COMMENT = """COMMENT:
AUTHOR: {0}
EMAIL: zqcanary.{0}@reader.example
IP: 198.51.100.{1}
URL: {2}
DATE: {3}
{4}
-----
"""
_PING = """PING:
TITLE: Water again
URL: https://other.example/water
IP: 198.51.100.9
BLOG NAME: The other paper
DATE: 03/15/2009 09:00:00 AM
A few words about the mill.
-----
"""
_MARKET = """AUTHOR: Ben Ode
TITLE: Market day
BASENAME: market_day
STATUS: Publish
ALLOW COMMENTS: 2
CONVERT BREAKS: 1
ALLOW PINGS: 1
PRIMARY CATEGORY: Trade
CATEGORY: Trade
CATEGORY: Lower town
DATE: 05/04/2006 12:30:00 AM
TAGS: cheese,"salt, sugar",@zqcanarytag
-----
BODY:
Cheese was dear.

Salt & sugar
were not.
-----
EXTENDED BODY:
<a href="/2006/05/other.html">More</a> on Monday.
-----
EXCERPT:

-----
KEYWORDS:

-----

COMMENT:
AUTHOR: Cleo
EMAIL: 
IP: 198.51.100.4
URL: 
DATE: 05/04/2006 01:00:00 PM
AUTHOR: I am none.
-----

--------
"""  # noqa: W291
_UNDATED = """AUTHOR: Ben Ode
TITLE: Some day
STATUS: Publish
CONVERT BREAKS: markdown
DATE: 31/31/2006
-----
BODY:
It is *not known* when.
-----
--------
"""


def build() -> bytes:
    replies = ''.join([
        _COMMENT.format('Cleo', 1, '', '03/14/2009 08:15:00 PM', 'It stood there in 1964 as well.'),
        # Lines that end a text and an entry, where neither ends.
        _COMMENT.format(
            'Dan', 2, 'https://dan.example/', '03/14/2009 09:00:00 PM',
            '@Cleo: see\n-----\nthe list\n--------\nof floods',
        ),
        _COMMENT.format(
            'Eve', 3, 'javascript:alert(1)', '03/14/2009 09:30:00 PM', 'Twice.\n\n<script>alert(1)</script>Yes.'
        ),
        _PING,
    ])  # fmt: skip
    picture = '<p>The mill at dawn.</p><p><a href="https://paper.example/.a/6a-popup"><img alt="The wheel under water" '
    picture += 'src="https://paper.example/.a/6a-500wi"></a></p>\n<pre>gauge\n-----\n2.10 m\n</pre>'
    return ''.join([
        _TYPEPAD.format(
            title='The mill floods', status='Publish', allow=1, name='the-mill-floods',
            path='2009/03/the-mill-floods.html', date='03/14/2009 06:05:00 PM',
            body=picture, more='<p>The miller was not at home.</p>',
            excerpt='Two metres of water in the yard.', keywords='flood, mill', replies=replies,
        ),
        _MARKET,
        _UNDATED,
        _TYPEPAD.format(
            title='zqcanary draft', status='Draft', allow=0, name='zqcanary-draft', path='2010/01/zqcanary-draft.html',
            date='01/02/2010 10:00:00 AM', body='<p>zqcanary text</p>', more='', excerpt='', keywords='', replies='',
        ),
        'AUTHOR: Nobody\nDATE: 01/02/2010 10:00:00 AM\n-----\nBODY:\n\n-----\n--------\n',
        _TYPEPAD.format(
            title='Über dem Fluss', status='publish', allow=1, name='%C3%BCber-dem-fluss',
            path='2011/01/%C3%BCber-dem-fluss.html', date='01/31/2011 11:59:59 PM', body='<p>Nebel.</p>', more='',
            excerpt='', keywords='', replies='',
        ),
    ]).encode()  # fmt: skip
