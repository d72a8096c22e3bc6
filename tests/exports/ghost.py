"""An export of Ghost, all texts invented.

The text with all cards is Lexical and HTML of Ghost's own editor: ghost_cards.html is what Ghost 5.130.6
(@tryghost/kg-lexical-html-renderer, from npm) makes of ghost_cards.lexical.json, without the shapes of its icons.
Tables and columns are those of its core/server/data/exporter and schema, their rows as the exporter writes them.

Ten posts: 3 public ones (one has only Mobiledoc) and a page, 1 draft that has only Lexical, 4 that are not for everyone
(for members, for those who pay, in an older spelling, and by e-mail only), and one that is none. Ghost exports no
comments, so there is no thread.
"""

import json
from pathlib import Path

READ, REFUSED, COMMENTS = 9, 1, 0
PRIVATE = ('zqcanary',)
URLS = {
    '/the-mill-floods/': 'The mill floods',
    '/%C3%BCber-dem-fluss/': 'Über dem Fluss',
    '/about-us/': 'About us',
}
REMEMBERED = None

FOLDER = Path(__file__).parent
CARDS = (FOLDER / 'ghost_cards.html').read_text()
LEXICAL = (FOLDER / 'ghost_cards.lexical.json').read_text()
MOBILEDOC = {
    'version': '0.3.1',
    'atoms': [['soft-return', '', {}]],
    'cards': [
        ['image', {'src': '__GHOST_URL__/content/images/fog.jpg', 'alt': 'Fog', 'caption': 'In <em>May</em>'}],
        ['markdown', {'markdown': 'Old *style*'}],
        ['email', {'html': '<p>zqcanary letter</p>'}],
        ['hr', {}],
        ['callout', {'calloutEmoji': '🌫', 'calloutText': 'Drive slowly.'}],
    ],
    'markups': [['strong'], ['a', ['href', 'https://fog.example/?a=1&b=2']], ['script']],
    'sections': [
        [1, 'p', [
            [0, [], 0, 'Nebel <über> '], [0, [0, 1], 1, 'dem'], [0, [], 1, ' Fluss'], [1, [], 0, 0], [0, [2], 1, 'x'],
        ]],
        [10, 0], [10, 1], [10, 2], [10, 3], [10, 4], [10, 99],
        [3, 'ol', [[[0, [], 0, 'one']], [[0, [], 0, 'two']]]],
        [1, 'h3', [[0, [], 0, 'Later']]],
        [2, '__GHOST_URL__/content/images/old.jpg'],
    ],
}  # fmt: skip


def post(number: int, title: str, slug: str, **columns) -> dict:
    """A row of the table of posts, with all its columns."""
    return {
        'id': f'60a{number:021}',
        'uuid': f'0b5a7e2c-0000-4000-8000-{number:012}',
        'title': title,
        'slug': slug,
        'mobiledoc': None,
        'lexical': None,
        'html': None,
        'comment_id': f'60a{number:021}',
        'plaintext': None,
        'feature_image': None,
        'featured': 0,
        'type': 'post',
        'status': 'published',
        'locale': None,
        'visibility': 'public',
        'email_recipient_filter': 'all',
        'created_at': '2021-03-01T10:00:00.000Z',
        'created_by': '1',
        'updated_at': '2021-03-20T10:00:00.000Z',
        'updated_by': '1',
        'published_at': '2021-03-14T23:30:00.000Z',
        'published_by': '1',
        'custom_excerpt': None,
        'codeinjection_head': None,
        'codeinjection_foot': None,
        'custom_template': None,
        'canonical_url': None,
        'newsletter_id': None,
        'show_title_and_feature_image': 1,
    } | columns


POSTS = [
    post(
        1, 'The mill floods', 'the-mill-floods', html=CARDS, lexical=LEXICAL, custom_excerpt='Two metres of water.',
        feature_image='__GHOST_URL__/content/images/2021/03/yard.jpg',
    ),
    post(2, 'Über dem Fluss', 'über-dem-fluss', mobiledoc=json.dumps(MOBILEDOC)),
    post(3, 'A short note', 'a-short-note', html='<p>Short &amp; plain.</p>'),
    post(4, 'About us', 'about-us', type='page', html='<p>Who we are.</p>'),
    post(5, 'zqcanary draft', 'zqcanary-draft', status='draft', lexical=LEXICAL, published_at=None),
    post(
        6, 'zqcanary members', 'zqcanary-members', visibility='members',
        html='<p>zqcanary</p><!--members-only--><p>x</p>',
    ),
    post(7, 'zqcanary paid', 'zqcanary-paid', visibility='paid', html='<p>zqcanary</p>'),
    post(8, 'zqcanary tiers', 'zqcanary-tiers', visibility='tiers', html='<p>zqcanary</p>'),
    post(9, 'zqcanary letter', 'zqcanary-letter', status='sent', html='<p>zqcanary</p>'),
]  # fmt: skip


def build(**changes) -> bytes:
    """The export. `changes` replace tables."""
    ids = [row['id'] for row in POSTS]
    users = [
        {'id': '1', 'name': 'Ada Wren', 'slug': 'ada', 'password': '$2a$10$zqcanary',
         'email': 'zqcanary.ada@paper.example', 'bio': 'Writes of water.', 'website': None, 'status': 'active'},
        {'id': '2', 'name': 'Finch & Sons', 'slug': 'finch', 'password': 'x', 'email': 'zqcanary.finch@paper.example'},
    ]  # fmt: skip
    tags = [
        {'id': 't1', 'name': 'Weather', 'slug': 'weather', 'description': 'Rain and worse.', 'visibility': 'public'},
        {'id': 't2', 'name': 'Lower town', 'slug': 'lower-town', 'visibility': 'public'},
        {'id': 't3', 'name': '#zqcanary-desk', 'slug': 'hash-zqcanary-desk', 'visibility': 'internal'},
    ]
    tables = {
        'posts': [*POSTS[:3], 'none', *POSTS[3:]],
        'posts_authors': [
            {'id': 'a1', 'post_id': ids[0], 'author_id': '2', 'sort_order': 1},
            {'id': 'a2', 'post_id': ids[0], 'author_id': '1', 'sort_order': 0},
            *({'id': f'b{pk}', 'post_id': pk, 'author_id': '1', 'sort_order': 0} for pk in ids[1:]),
        ],
        'posts_meta': [
            {'id': 'm1', 'post_id': ids[0], 'meta_title': 'Flood at the mill', 'meta_description': 'All of it',
             'feature_image_alt': 'The yard', 'feature_image_caption': 'Photo: <b>A. Wren</b>', 'email_only': 0},
        ],
        'posts_tags': [
            {'id': 'p1', 'post_id': ids[0], 'tag_id': 't2', 'sort_order': 1},
            {'id': 'p2', 'post_id': ids[0], 'tag_id': 't1', 'sort_order': 0},
            {'id': 'p3', 'post_id': ids[0], 'tag_id': 't3', 'sort_order': 2},
        ],
        'settings': [
            {'id': 's1', 'key': 'title', 'value': 'The new gazette'},
            {'id': 's2', 'key': 'timezone', 'value': 'Europe/Berlin'},
            {'id': 's3', 'key': 'locale', 'value': 'en'},
            {'id': 's4', 'key': 'db_hash', 'value': 'zqcanary'},
        ],
        'tags': tags,
        'users': users,
    } | changes  # fmt: skip
    meta = {'exported_on': 1700000000000, 'version': '5.130.6'}
    return json.dumps({'db': [{'meta': meta, 'data': tables}]}, ensure_ascii=False).encode()
