"""An export of Substack, all texts invented.

Substack runs nowhere else. The columns of posts.csv and the elements of its texts are those that public importers are
tested with (TryGhost/migrate, mg-substack) and read.

Nine lines: 2 public posts (one with a podcast), a page, 1 draft, 2 for those who pay or subscribe, 1 whose text is
missing, and one line and one text that are none. Substack exports no comments, so there is no thread.
"""

import csv
import io
import zipfile
from html import escape
from json import dumps

READ, REFUSED, COMMENTS = 7, 2, 0
PRIVATE = ('zqcanary',)
URLS = {
    '/p/the-mill-floods': 'The mill floods',
    '/p/%C3%BCber-dem-fluss': 'Über dem Fluss',
    '/p/about-us': 'About us',
}
REMEMBERED = None

COLUMNS = (
    'post_id', 'post_date', 'is_published', 'email_sent_at', 'inbox_sent_at', 'type', 'audience', 'title', 'subtitle',
    'podcast_url',
)  # fmt: skip
_STORED = escape(dumps({'src': 'https://substack-post-media.s3.amazonaws.com/public/images/mill_800x600.png'}))
_POST = {'url': 'https://other.example/p/a', 'title': 'A story elsewhere', 'publication_name': 'The Neighbour'}
_TWEET = {'full_text': 'Water <in> the yard', 'url': 'https://twitter.com/a/status/1', 'name': 'Ben Ode'}
FLOOD = f"""<div class="captioned-image-container"><figure><a class="image-link image2" target="_blank" \
href="https://substackcdn.com/image/fetch/f_auto/https%3A%2F%2Fsubstack-post-media.s3.amazonaws.com%2Fmill.png">\
<div class="image2-inset"><picture><source type="image/webp" srcset="https://substackcdn.com/image/fetch/w_424/x">\
<img src="https://substackcdn.com/image/fetch/w_1456/https%3A%2F%2Fx.example%2Fmill.png" data-attrs="{_STORED}" \
alt="The wheel under water"></picture></div></a><figcaption class="image-caption">The mill at dawn</figcaption>\
</figure></div>
<p>The mill stood in two metres of water.<a class="footnote-anchor" href="#footnote-1" id="footnote-anchor-1">1</a></p>
<p class="button-wrapper" data-attrs="{{}}"><a class="button primary" href="https://a.substack.com/subscribe?">\
<span>Subscribe now</span></a></p>
<p class="button-wrapper" data-attrs="{{}}"><a class="button primary" href="https://give.example/help">\
<span>Help the miller</span></a></p>
<div class="subscription-widget-wrap-editor"><div class="subscription-widget"><p>Thanks for reading!</p></div></div>
<div class="embedded-post-wrap" data-attrs="{escape(escape(dumps(_POST)))}"></div>
<div class="tweet" data-attrs="{escape(dumps(_TWEET))}"></div>
<div id="youtube2-abc" class="youtube-wrap"><div class="youtube-inner">\
<iframe src="https://www.youtube-nocookie.com/embed/abc?rel=0"></iframe></div></div>
<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a>\
<div class="footnote-content"><p>Measured at the wheel.</p></div></div><script>alert(1)</script>"""


def row(
    number, slug, title, *, published='TRUE', kind='newsletter', audience='everyone', subtitle='', podcast=''
) -> dict:
    """A line of posts.csv."""
    values = (
        f'{number}.{slug}', '2019-07-26T22:48:19.814Z', published, '2019-07-26T22:48:20.000Z', '', kind, audience,
        title, subtitle, podcast,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


ROWS = [
    row(101, 'the-mill-floods', 'The mill floods', subtitle='&#x201C;Two metres&#x201D; of water'),
    row(102, 'über-dem-fluss', 'Über dem Fluss', kind='podcast', podcast='https://api.substack.com/feed/p/102.mp3'),
    row(103, 'zqcanary-draft', 'zqcanary draft', published='FALSE'),
    row(104, 'zqcanary-paid', 'zqcanary paid', audience='only_paid'),
    row(105, 'zqcanary-free', 'zqcanary free', audience='only_free'),
    row(106, 'about-us', 'About us', kind='page'),
    row(107, 'zqcanary-lost', 'zqcanary lost'),
]
TEXTS = {
    '101.the-mill-floods': FLOOD,
    '102.über-dem-fluss': '<p>Nebel.</p>',
    '103.zqcanary-draft': '<p>zqcanary text</p>',
    '104.zqcanary-paid': '<p>Open.</p><div class="paywall-jump"></div><p>zqcanary text</p>',
    '105.zqcanary-free': '<p>zqcanary text</p>',
    '106.about-us': '<p>Who we are.</p>',
    '999.unlisted': '<p>zqcanary unlisted</p>',
}


def files() -> dict[str, str]:
    """All that is in an export, by name."""
    listed = io.StringIO()
    lines = csv.DictWriter(listed, COLUMNS)
    lines.writeheader()
    lines.writerows([*ROWS[:3], {'post_id': 'none', 'title': 'zqcanary'}, *ROWS[3:]])
    return {
        'posts.csv': listed.getvalue(),
        'email_list.a.csv': 'email,active_subscription\nzqcanary@reader.example,true\n',
        'posts/101.the-mill-floods.opens.csv': 'post_id,email\n101,zqcanary@reader.example\n',
        **{f'posts/{name}.html': text for name, text in TEXTS.items()},
    }


def build() -> bytes:
    """The zip, as Substack hands it out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, content in files().items():
            archive.writestr(name, content)
    return packed.getvalue()
