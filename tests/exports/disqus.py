"""An export of Disqus, all texts invented.

Disqus runs nowhere else. Elements, namespaces and their order are those of its documentation (Comments Export, with
the schema it names) and of the files that public importers are tested with; isApproved and the link of an author came
later. Parents are named by dsq:id, which the documentation leaves open.

Six threads: 3 with comments that have an article in ARTICLES (one was deleted), 1 whose article is not here, 1 without
comments, 1 on another site at the same path. 9 comments: 5 anyone may see, 1 held, 1 spam, 1 deleted, 1 of the deleted
thread; 1 comment that is broken, 1 whose thread is missing.
"""

THREADS, REFUSED = 5, 2
PRIVATE = ('zqcanary', '198.51.100.')
SITE = 'https://paper.example'

_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://disqus.com http://disqus.com/api/schemas/1.0/disqus.xsd \
http://disqus.com/disqus-internals http://disqus.com/api/schemas/1.0/disqus-internals.xsd">
<category dsq:id="684542">
<forum>gazette</forum>
<title>General</title>
<isDefault>true</isDefault>
</category>
"""


def thread(number, url, title, *, identifier='', deleted='false') -> str:
    return f"""<thread dsq:id="{number}">
<id>{identifier}</id>
<forum>gazette</forum>
<category dsq:id="684542" />
<link>{url}</link>
<title>{title}</title>
<message />
<createdAt>2013-02-11T15:00:00Z</createdAt>
<author>
<email>zqcanary.ada@paper.example</email>
<name>Ada Wren</name>
<isAnonymous>false</isAnonymous>
<username>adawren</username>
</author>
<isClosed>false</isClosed>
<isDeleted>{deleted}</isDeleted>
</thread>
"""


def post(
    number, in_thread, author, message, *, parent='', deleted='false', spam='false', approved='', identifier=''
) -> str:
    return f"""<post dsq:id="{number}">
<id>{identifier}</id>
<message><![CDATA[{message}]]></message>
<createdAt>2013-02-12T15:38:{number % 60:02}Z</createdAt>
<isDeleted>{deleted}</isDeleted>
<isSpam>{spam}</isSpam>
{f'<isApproved>{approved}</isApproved>' if approved else ''}<author>
<email>zqcanary.{author.lower()}@reader.example</email>
<name>{author}</name>
<isAnonymous>true</isAnonymous>
</author>
<ipAddress>198.51.100.{number % 250}</ipAddress>
<thread dsq:id="{in_thread}" />
{f'<parent dsq:id="{parent}" />' if parent else ''}
</post>
"""


LINK = '<a href="https://disq.us/url?url=https%3A%2F%2Fdan.example%2Friver%3Ak9x&amp;cuid=2" rel="nofollow">river</a>'
FLOOD = [
    post(9001, 71, 'Cleo', '<p>It stood there in 1964 as well.</p>'),
    post(9002, 71, 'Dan', f'<p>@cleo:disqus And in my {LINK}.<script>alert(1)</script></p>', parent=9001),
    post(9003, 71, 'Eve', '<p>Überall war Wasser.</p>', parent=9002, approved='true'),
    post(9004, 71, 'Mallory', '<p>zqcanary pills</p>', spam='true'),
    post(9005, 71, 'Mute', '<p>zqcanary held</p>', approved='false'),
    post(9006, 71, 'Gone', '<p>zqcanary deleted</p>', deleted='true'),
]
FOG = [post(9010, 72, 'Finn', '<p>Nobody saw the bridge.</p>')]
LOST = [post(9020, 73, 'Gil', '<p>zqcanary waits.</p>')]
BINNED = [post(9030, 74, 'Hal', '<p>zqcanary binned</p>')]
OTHER = [post(9040, 76, 'Ivy', '<p>zqcanary elsewhere.</p>')]


def build(*more: str) -> bytes:
    """The export; `more` are further threads and posts."""
    threads = [
        thread(71, f'{SITE}/2013/02/11/the-mill-floods/', 'The mill floods'),
        thread(72, 'http://www.paper.example/%C3%BCber-dem-fluss/?utm_source=x#c', 'Über dem Fluss | The gazette'),
        thread(73, f'{SITE}/2013/02/13/not-here/', 'Not here'),
        thread(74, f'{SITE}/2013/02/14/binned/', 'Binned', deleted='true'),
        thread(75, f'{SITE}/2013/02/15/silent/', 'Silent'),
        thread(76, 'https://stranger.example/2013/02/11/the-mill-floods/', 'Quite another story'),
    ]
    broken = '<post dsq:id="9099"><message>zqcanary cut</post>\n'
    orphan = post(9098, 9999, 'Olga', '<p>zqcanary orphan</p>')
    comments = [*FLOOD, broken, *FOG, *LOST, orphan, *BINNED, *OTHER]
    return ''.join([_HEAD, *threads, *comments, *more, '</disqus>']).encode()
