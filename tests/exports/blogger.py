"""A blog of Blogger as a backup and as Takeout's feed.atom, all texts invented.

Blogger runs at Google only. The backup is put together field by field from what the importers of WordPress
(blogger-importer) and Jekyll read, and Takeout from the elements that public feed.atom files and their readers name:
one category element for all labels, a line each; blogger:parent is the post, blogger:inReplyTo the comment answered.

Eight entries beside the settings: 2 posts and a page that are public, 1 draft, 3 comments (one answers another, one was
removed), 1 broken entry. Takeout has a post in the bin and a comment in the spam folder as well.
"""

import io
import zipfile
from html import escape

READ, REFUSED, COMMENTS = 4, 1, 3
PRIVATE = ('zqcanary',)
URLS = {
    '/2012/09/the-mill-floods.html': 'The mill floods',
    '/2013/01/%C3%BCber-dem-fluss.html': 'Über <dem> Fluss',
    '/p/about-us.html': 'About us',
}
REMEMBERED = ('The mill floods', 'It stood there in 1964 as well.')

BLOG = 'tag:blogger.com,1999:blog-417'
_KIND = 'http://schemas.google.com/blogger/2008/kind#'
_PICTURE = (
    '<div class="separator" style="clear: both;"><a href="https://1.bp.blogspot.com/-x/s1600/mill.jpg">'
    '<img border="0" src="https://1.bp.blogspot.com/-x/s320/mill.jpg" alt="The wheel under water" /></a></div>'
    'The mill at dawn.<br /><br />Two metres of water.<script>alert(1)</script>'
)
# Number, kind, title, content, path, draft, labels; of comments: author, post, comment answered, removed.
_TEXTS = [
    ('501', 'post', 'The mill floods', _PICTURE, '/2012/09/the-mill-floods.html', False, ['Weather', 'Lower town']),
    ('502', 'post', 'Über <dem> Fluss', '<p>Nebel.</p>', '/2013/01/%C3%BCber-dem-fluss.html', False, []),
    ('503', 'post', 'zqcanary draft', '<p>zqcanary text</p>', '', True, ['zqcanary label']),
    ('601', 'page', 'About us', '<p>Who we are.</p>', '/p/about-us.html', False, []),
]
_COMMENTS = [
    ('9001', 'Cleo', 'zqcanary.cleo@reader.example', 'It stood there in 1964 as well.', '501', '', False),
    ('9002', 'Anonymous', 'noreply@blogger.com', 'It did.<br />In May.', '501', '9001', False),
    ('9003', 'Dan', 'noreply@blogger.com', 'This comment has been removed by the author.', '501', '', True),
]
_HEAD = """<?xml version='1.0' encoding='UTF-8'?><?xml-stylesheet href="http://www.blogger.com/styles/atom.css"?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' \
xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0' \
xmlns:georss='http://www.georss.org/georss'><id>{blog}.archive</id><updated>2020-01-01T00:00:00.000+01:00</updated>\
<title type='text'>The old gazette</title>\
<link rel='alternate' type='text/html' href='http://gazette.blogspot.example/'/>\
<author><name>Ada Wren</name><email>zqcanary.ada@paper.example</email></author>\
<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>"""
_SETTINGS = """<entry><id>{blog}.layout</id><published>2012-01-01T00:00:00.000+01:00</published>\
<category scheme='http://schemas.google.com/g/2005#kind' term='{kind}template'/><title type='text'>Template</title>\
<content type='text'>&lt;html&gt;zqcanary template&lt;/html&gt;</content></entry>\
<entry><id>{blog}.settings.BLOG_NAME</id>\
<category scheme='http://schemas.google.com/g/2005#kind' term='{kind}settings'/>\
<title type='text'>The name</title><content type='text'>zqcanary setting</content></entry>"""


def _backup_text(number, kind, title, content, path, draft, labels) -> str:
    link = f"<link rel='alternate' type='text/html' href='http://gazette.blogspot.example{path}' title='x'/>"
    return f"""<entry><id>{BLOG}.{kind}-{number}</id><published>2012-09-14T00:30:00.000+02:00</published>\
<updated>2012-09-15T08:00:00.000+02:00</updated>\
{"<app:control xmlns:app='http://www.w3.org/2007/app'><app:draft>yes</app:draft></app:control>" if draft else ''}\
<category scheme='http://schemas.google.com/g/2005#kind' term='{_KIND}{kind}'/>\
{''.join(f"<category scheme='http://www.blogger.com/atom/ns#' term='{label}'/>" for label in labels)}\
<title type='text'>{escape(title)}</title><content type='html'>{escape(content)}</content>{link if path else ''}\
<author><name>Ada Wren</name><uri>https://www.blogger.com/profile/77</uri>\
<email>noreply@blogger.com</email></author><georss:featurename>Lower town</georss:featurename></entry>
"""


def _backup_comment(number, author, email, content, post, parent, removed) -> str:
    related = f"<link rel='related' href='http://www.blogger.com/feeds/417/{post}/comments/default/{parent}'/>"
    gone = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"
    return f"""<entry><id>{BLOG}.post-{number}</id><published>2012-09-14T20:15:00.000+02:00</published>\
<category scheme='http://schemas.google.com/g/2005#kind' term='{_KIND}comment'/>\
<title type='text'>{content[:20]}</title>\
<content type='html'>{escape(content)}</content>{related if parent else ''}\
<author><name>{author}</name><email>{email}</email></author>\
<thr:in-reply-to href='http://gazette.blogspot.example/2012/09/the-mill-floods.html' ref='{BLOG}.post-{post}' \
source='http://www.blogger.com/feeds/417/posts/default/{post}'/>{gone if removed else ''}</entry>
"""


def build() -> bytes:
    """The backup. Comments come before their post, as any order is possible; the broken entry ends in another."""
    head = _HEAD.format(blog=BLOG) + _SETTINGS.format(blog=BLOG, kind=_KIND)
    comments = ''.join(_backup_comment(*values) for values in _COMMENTS)
    texts = ''.join(_backup_text(*values) for values in _TEXTS)
    return f'{head}{comments}<entry><id>{BLOG}.post-9</id><title>cut{texts}</feed>'.encode()


def _takeout_text(number, kind, title, content, path, draft, labels) -> str:
    labels = '\n'.join(labels)
    category = f"<category scheme='{BLOG}' term='{labels}'/>" if labels else '<category/>'
    trashed = '<blogger:trashed>2014-01-01T00:00:00Z</blogger:trashed>' if number == '504' else '<blogger:trashed/>'
    return f"""  <entry>
    <id>{BLOG}.{kind}-{number}</id>
    <blogger:type>{kind.upper()}</blogger:type>
    <blogger:status>{'DRAFT' if draft else 'LIVE'}</blogger:status>
    <author>
      <name>Ada Wren</name>
      <uri>https://www.blogger.com/profile/77</uri>
      <blogger:type>BLOGGER</blogger:type>
    </author>
    <title>{escape(title)}</title>
    <content type='html'>{escape(content)}</content>
    <blogger:metaDescription>Water in the yard.</blogger:metaDescription>
    <blogger:created>2012-09-13T22:00:00Z</blogger:created>
    <published>2012-09-13T22:30:00Z</published>
    <updated>2012-09-15T06:00:00Z</updated>
    <blogger:location/>
    {category}
    <blogger:filename>{path}</blogger:filename>
    <link/>
    <enclosure/>
    {trashed}
  </entry>
"""


def _takeout_comment(number, author, email, content, post, parent, removed, status='LIVE') -> str:
    answered = f'<blogger:inReplyTo>{BLOG}.post-{parent}</blogger:inReplyTo>' if parent else '<blogger:inReplyTo/>'
    trashed = '<blogger:trashed>2014-01-01T00:00:00Z</blogger:trashed>' if removed else '<blogger:trashed/>'
    return f"""  <entry>
    <id>{BLOG}.post-{number}</id>
    <blogger:parent>{BLOG}.post-{post}</blogger:parent>
    {answered}
    <blogger:type>COMMENT</blogger:type>
    <blogger:status>{status}</blogger:status>
    <author><name>{author}</name><uri></uri><blogger:type>ANONYMOUS</blogger:type></author>
    <title></title>
    <content type='html'>{escape(content)}</content>
    <published>2012-09-14T18:15:00Z</published>
    {trashed}
  </entry>
"""


def takeout() -> bytes:
    """Takeout's feed of the same blog, which does not say where it stood."""
    head = f"""<?xml version='1.0' encoding='utf-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>
  <id>{BLOG}</id>
  <title>The old gazette</title>
"""
    binned = ('504', 'post', 'zqcanary bin', 'zqcanary', '/2012/10/zqcanary.html', False, [])
    texts = ''.join(_takeout_text(*values) for values in (*_TEXTS, binned))
    comments = ''.join(_takeout_comment(*values) for values in _COMMENTS)
    spam = _takeout_comment('9004', 'Mallory', '', 'zqcanary pills', '501', '', False, 'SPAM_COMMENT')
    return f'{head}{texts}{comments}{spam}</feed>\n'.encode()


def takeout_zip() -> bytes:
    """All of Takeout: pictures first, themes and comments left elsewhere beside the blog."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w') as archive:
        archive.writestr('Takeout/Blogger/Albums/Gazette/mill.jpg', b'\xff\xd8\xff' * 30_000)
        archive.writestr('Takeout/Blogger/Blogs/Gazette/theme-classic.html', '<html>zqcanary theme</html>')
        archive.writestr('Takeout/Blogger/Blogs/Gazette/theme-layouts.xml', '<html><b:skin>zqcanary</b:skin></html>')
        archive.writestr('Takeout/Blogger/Blogs/Gazette/settings.csv', 'blog_name,x\nzqcanary,1\n')
        archive.writestr('Takeout/Blogger/Blogs/Gazette/feed.atom', takeout())
    return packed.getvalue()
