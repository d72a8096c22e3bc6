"""An export of Medium, all texts invented.

Medium runs nowhere else. Its pages are put together from those that public importers are tested with (TryGhost/migrate,
mg-medium-export) and read: the same elements, classes and order.

Nine posts: 2 public ones, 1 without a date, 1 that may be a response to somebody else's, 1 draft, and one page that is
none. Medium exports no comments of others, so there is no thread.
"""

import io
import zipfile

READ, REFUSED, COMMENTS = 5, 1, 0
PRIVATE = ('zqcanary',)
URLS = {
    '/@adawren/the-mill-floods-efefef121212': 'The mill floods',
    '/p/efefef121212': 'The mill floods',
    '/@adawren/%C3%BCber-dem-fluss-abab1234abab': 'Über dem Fluss',
}
REMEMBERED = None

_PAGE = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">\
<title>{title}</title><style>* {{ font-family: Georgia }}</style></head><body><article class="h-entry">
<header>
<h1 class="p-name">{title}</h1>
</header>
{subtitle}
<section data-field="body" class="e-content">
{content}
</section>
<footer>{footer}</footer></article></body></html>"""
_SECTION = """<section name="0" class="section section--body section--first section--last">\
<div class="section-divider"><hr class="section-divider"></div><div class="section-content">\
<div class="section-inner sectionLayout--insetColumn">{0}</div>{1}</div></section>"""
_FOOTER = """<p>By <a href="https://medium.com/@adawren" class="p-author h-card">Ada Wren</a>{date}</p>\
<p><a href="{url}" class="p-canonical">Canonical link</a></p>\
<p>Exported from <a href="https://medium.com">Medium</a> on March 1, 2024.</p>"""
_DATE = """ on <a href="https://medium.com/p/{0}"><time class="dt-published" datetime="2018-08-11T22:23:34.123Z">\
August 11, 2018</time></a>."""
_TAGS = """<p class="p-tags">Tagged in <a href="https://medium.com/tag/weather" class="p-tag">Weather</a>, \
<a href="https://medium.com/tag/lower-town" class="p-tag">Lower Town</a></p>"""
_FLOOD = """<h3 name="1" id="1" class="graf graf--h3 graf--leading graf--title">The mill floods</h3>\
<h4 name="2" id="2" class="graf graf--h4 graf-after--h3 graf--subtitle">Two metres of water</h4>\
<p name="3" id="3" class="graf graf--p graf-after--h4">The mill at <strong class="markup--strong">dawn</strong>.</p>\
<figure name="4" id="4" class="graf graf--figure"><div class="aspectRatioPlaceholder"><img class="graf-image" \
data-image-id="1*a.jpeg" alt="The wheel" src="https://cdn-images-1.medium.com/max/800/1*a.jpeg"></div>\
<figcaption class="imageCaption">The wheel <em>under</em> water</figcaption></figure>\
<pre name="5" id="5" class="graf graf--pre"><span class="pre--content">gauge<br>2.10 m</span></pre>\
<div name="6" class="graf graf--mixtapeEmbed"><a href="https://example.org/story" class="markup--anchor \
markup--mixtapeEmbed-anchor"><strong class="markup--strong">A story elsewhere</strong><br>\
<em class="markup--em">What they wrote</em>example.org</a></div>\
<figure name="7" class="graf graf--figure graf--iframe"><script src="https://gist.example/a1.js"></script></figure>"""
_ROW = """<div class="section-inner sectionLayout--outsetRow" data-paragraph-count="2">\
<figure class="graf graf--figure"><img src="https://cdn-images-1.medium.com/max/600/1*b.jpeg"></figure>\
<figure class="graf graf--figure"><img src="https://cdn-images-1.medium.com/max/600/1*c.jpeg" alt="quay">\
<figcaption class="imageCaption">The pier</figcaption></figure></div>"""
_SECOND = """<section name="1" class="section"><div class="section-divider"><hr class="section-divider"></div>\
<div class="section-content"><p class="graf graf--p">Later.</p></div></section>"""


def page(title, content, *, subtitle='', date='', url='', tags='') -> str:
    """A page; a draft without `url`."""
    summary = f'<section data-field="subtitle" class="p-summary">\n{subtitle}\n</section>' if subtitle else ''
    footer = '<p><a href="https://medium.com/p/d0d0d0d0d0d0">View original.</a></p>'
    if url:
        footer = tags + _FOOTER.format(date=_DATE.format(date) if date else '', url=url)
    return _PAGE.format(title=title, content=content, subtitle=summary, footer=footer)


def files() -> dict[str, str]:
    """All that is in an export, by name."""
    fog = _SECTION.format('<p class="graf graf--p">Nebel.</p><p class="graf graf--p">Viel davon.</p>', '')
    thanks = _SECTION.format('<p class="graf graf--p graf--leading">Thank you, that is true of our river too.</p>', '')
    return {
        'README.html': '<html><body>zqcanary</body></html>',
        'profile/profile.html': '<section class="h-card"><h3 class="p-name">zqcanary@paper.example</h3></section>',
        'claps/claps-0001.html': '<html><body class="h-feed">zqcanary clap</body></html>',
        'posts/2018-08-11_The-mill-floods-efefef121212.html': page(
            'The mill floods',
            _SECTION.format(_FLOOD, _ROW) + _SECOND,
            subtitle='Two metres of water',
            date='efefef121212',
            url='https://medium.com/@adawren/the-mill-floods-efefef121212',
            tags=_TAGS,
        ),
        'posts/2018-08-12_-ber-dem-Fluss-abab1234abab.html': page(
            'Über dem Fluss',
            fog,
            date='abab1234abab',
            url='https://medium.com/@adawren/%C3%BCber-dem-fluss-abab1234abab',
        ),
        'posts/2018-08-13_Thank-you--that-is-true-c0c0c0c0c0c0.html': page(
            'Thank you, that is true of our…',
            thanks,
            date='c0c0c0c0c0c0',
            url='https://medium.com/@adawren/zqcanary-c0c0c0c0c0c0',
        ),
        'posts/No-date-e0e0e0e0e0e0.html': page(
            'zqcanary undated', fog, url='https://medium.com/@adawren/e0e0e0e0e0e0'
        ),
        'posts/draft_zqcanary-d0d0d0d0d0d0.html': page('zqcanary draft', _SECTION.format('<p>zqcanary text</p>', '')),
        'posts/broken.html': '<html><body><p>zqcanary nothing',
    }


def build() -> bytes:
    """The zip, as Medium sends it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, content in files().items():
            archive.writestr(name, content)
    return packed.getvalue()
