from zoneinfo import ZoneInfo

import pytest

from articles.readers.record import SourceRecord, TermRecord
from articles.readers.wxr import reader as wxr_reader

ZONE = ZoneInfo('Europe/Berlin')
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- generator="WordPress/4.9" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Herald</title><link>https://herald.example</link><language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://herald.example</wp:base_site_url>
<wp:base_blog_url>https://herald.example</wp:base_blog_url>
"""
TAIL = '</channel></rss>\n'
DATED = '<wp:post_date>2017-11-22 09:30:00</wp:post_date><wp:post_date_gmt>2017-11-22 06:30:00</wp:post_date_gmt>'


@pytest.fixture
def records(tmp_path):
    """Reads an export made of these items, after these other children of the channel."""

    def read(*items, channel=''):
        file = tmp_path / 'export.xml'
        file.write_text(HEAD + channel + ''.join(f'<item>{item}</item>\n' for item in items) + TAIL)
        return list(wxr_reader.read(file, zone=ZONE))

    return read


@pytest.fixture
def article(records):
    """The record of an export's only item: a published post, but for what is said otherwise."""

    def read(inside='', *, channel='', **fields):
        values = {'post_id': '7', 'post_type': 'post', 'status': 'publish'} | fields
        item = ''.join(f'<wp:{name}>{value}</wp:{name}>' for name, value in values.items())
        return records(inside + item, channel=channel)[-1]

    return read


def codes(record):
    return [note.code for note in record.notes]


def test_site_comes_first(records):
    site, *rest = records('<wp:post_id>1</wp:post_id>')
    assert isinstance(site, SourceRecord)
    assert (site.title, site.url, site.language) == ('The Herald', 'https://herald.example', 'en-GB')
    assert len(rest) == 1


def test_item_of_any_type_gives_a_record(records):
    kinds = ['post', 'page', 'attachment', 'nav_menu_item', 'event']
    found = records(
        *(f'<wp:post_id>{n}</wp:post_id><wp:post_type>{kind}</wp:post_type>' for n, kind in enumerate(kinds))
    )
    assert [record.kind for record in found[1:]] == kinds


def test_type_without_a_place_is_kept_whole(article):
    record = article('<title>Fair</title>', post_type='event', menu_order='3')
    assert record.meta['raw']['title'] == 'Fair'
    assert record.meta['raw']['menu_order'] == '3'


def test_key_is_that_of_the_site_however_it_was_reached(article):
    http = '<wp:base_blog_url>ignored</wp:base_blog_url>'
    assert article().source_key == article(channel=http).source_key == 'wordpress:herald.example:7'


def test_keys_of_related_items_can_be_composed(article):
    meta = '<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>12</wp:meta_value></wp:postmeta>'
    record = article(meta, post_parent='3')
    assert record.lead_image_key == 'wordpress:herald.example:12'
    assert record.parent_key == 'wordpress:herald.example:3'
    assert article(post_parent='0').parent_key == ''


def test_item_without_number_is_known_by_its_guid(article):
    assert article('<guid>urn:x</guid>', post_id='').source_key == 'wordpress:herald.example:urn:x'


def test_items_with_nothing_to_name_them_differ_by_what_they_say(records):
    found = records('<title>One</title>', '<title>Two</title>')
    assert found[1].source_key != found[2].source_key


@pytest.mark.parametrize(
    ('said', 'status'),
    [('publish', 'published'), ('pending', 'review'), ('private', 'private'), ('trash', 'trashed'), ('draft', 'draft'),
     ('auto-draft', 'draft'), ('inherit', 'draft'), ('', 'draft')],
)  # fmt: skip
def test_status_of_an_article(article, said, status):
    assert article(status=said).status == status


def test_unknown_status_is_a_draft_and_noted(article):
    record = article(status='embargoed')
    assert record.status == 'draft'
    assert 'unknown-status' in codes(record)
    assert record.meta['status'] == 'embargoed'


def test_future_article_is_scheduled_whatever_the_clock_says_so_that_it_reads_the_same_tomorrow(article):
    assert article(DATED, status='future').status == 'scheduled'


def test_the_credit_of_a_picture_is_that_of_the_plugin_or_else_of_the_camera(article):
    camera = '<wp:postmeta><wp:meta_key>_wp_attachment_metadata</wp:meta_key><wp:meta_value>a:1:{s:10:"image_meta";a:1:{s:6:"credit";s:9:"Nora Vane";}}</wp:meta_value></wp:postmeta>'  # noqa: E501
    plugin = '<wp:postmeta><wp:meta_key>_media_credit</wp:meta_key><wp:meta_value>N. Vane</wp:meta_value></wp:postmeta>'
    assert article(camera, post_type='attachment').credit == 'Nora Vane'
    assert article(camera + plugin, post_type='attachment').credit == 'N. Vane'


def test_article_is_published_on_the_day_it_was_published_there(article):
    late = '<wp:post_date>2017-11-23 01:30:00</wp:post_date><wp:post_date_gmt>2017-11-22 20:00:00</wp:post_date_gmt>'
    record = article(late)
    assert record.published.isoformat() == '2017-11-23T01:30:00+05:30'
    assert record.published_on.isoformat() == '2017-11-23'


def test_title_is_text(article):
    assert article('<title><![CDATA[Rain <em>&amp;</em> wind]]></title>').title == 'Rain & wind'


def test_body_is_kept_as_it_came_and_rendered(article):
    record = article('<content:encoded><![CDATA[One\n\nTwo]]></content:encoded>')
    assert record.body_source == 'One\n\nTwo'
    assert record.body_html == '<p>One</p>\n<p>Two</p>'
    assert record.body_text == 'One\n\nTwo'
    assert record.body_format == 'wordpress'


def test_body_and_excerpt_are_told_apart(article):
    excerpt = '<excerpt:encoded><![CDATA[In <b>short</b>]]></excerpt:encoded>'
    record = article(excerpt + '<content:encoded><![CDATA[Long]]></content:encoded>')
    assert (record.standfirst, record.body_text) == ('In short', 'Long')


def test_what_a_body_could_not_show_is_noted(article):
    record = article('<content:encoded><![CDATA[[poll id=3] a<!--nextpage-->b]]></content:encoded>')
    assert {'unknown-shortcode', 'pages'} <= set(codes(record))
    assert record.meta['pages'] == 2


AUTHOR = (
    '<wp:author><wp:author_id>2</wp:author_id><wp:author_login>khizer</wp:author_login>'
    '<wp:author_email>k@example.org</wp:author_email>'
    '<wp:author_display_name><![CDATA[Khizer Hayat]]></wp:author_display_name></wp:author>'
)


def test_login_becomes_an_author(article):
    (author,) = article('<dc:creator>khizer</dc:creator>', channel=AUTHOR).authors
    assert (author.name, author.slug, author.key, author.email) == ('Khizer Hayat', 'khizer', 'khizer', 'k@example.org')


def test_login_that_the_file_does_not_explain_is_a_name(article):
    (author,) = article('<dc:creator>desk@herald.example</dc:creator>').authors
    assert (author.name, author.slug) == ('desk', 'desk')


def test_blank_creator_gives_no_author(article):
    record = article('<dc:creator></dc:creator>')
    assert record.authors == ()
    assert 'no-author' in codes(record)


@pytest.mark.parametrize('taxonomy', ['author', 'ppma_author', 'byline'])
def test_terms_for_authors_are_the_byline_each_once_and_in_order(article, taxonomy):
    terms = ''.join(
        f'<category domain="{taxonomy}" nicename="{slug}">{name}</category>'
        for slug, name in [('cap-eve', 'Eve'), ('khizer', 'khizer'), ('cap-eve', 'Eve')]
    )
    record = article('<dc:creator>khizer</dc:creator>' + terms, channel=AUTHOR)
    assert [(author.name, author.slug) for author in record.authors] == [('Eve', 'eve'), ('Khizer Hayat', 'khizer')]


CATEGORIES = ''.join(
    f'<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>'
    f'<wp:category_parent>{parent}</wp:category_parent><wp:cat_name><![CDATA[{name}]]></wp:cat_name></wp:category>'
    for number, slug, parent, name in [
        (1, 'syria', 'asia', 'Syria'),
        (2, 'asia', 'world', 'Asia'),
        (3, 'world', '', 'World'),
    ]
)


def test_category_comes_with_all_above_it(article):
    record = article('<category domain="category" nicename="syria">Syria</category>', channel=CATEGORIES)
    (category,) = record.categories
    assert [category.slug, category.parent.slug, category.parent.parent.slug] == ['syria', 'asia', 'world']
    assert category.parent.parent.parent is None


def test_categories_in_a_circle_end(article):
    circle = CATEGORIES.replace('<wp:category_parent></', '<wp:category_parent>syria</')
    (category,) = article('<category domain="category" nicename="syria">Syria</category>', channel=circle).categories
    assert category.parent.parent.parent is None


def test_category_that_the_channel_does_not_list(article):
    (category,) = article('<category domain="category" nicename="local-news">Local &amp; news</category>').categories
    assert category == TermRecord(name='Local & news', slug='local-news')


def test_terms_go_where_they_belong(article):
    record = article(
        '<category domain="post_tag" nicename="r&amp;d"><![CDATA[R&amp;D]]></category>'
        '<category domain="post_format" nicename="post-format-quote">Quote</category>'
        '<category domain="region" nicename="north">North</category>'
    )
    assert [(tag.name, tag.slug) for tag in record.tags] == [('R&D', 'r&d')]
    assert record.meta['format'] == 'quote'
    assert record.meta['terms'] == [{'taxonomy': 'region', 'slug': 'north', 'name': 'North'}]


def test_terms_of_the_oldest_exports_are_not_doubled(article):
    record = article(
        '<category>Syria</category><category domain="category">Syria</category>'
        '<category>war</category><category domain="tag">war</category>',
        channel=CATEGORIES,
    )
    assert [category.slug for category in record.categories] == ['syria']
    assert [tag.name for tag in record.tags] == ['war']


def test_blank_terms_are_dropped_and_noted(article):
    record = article('<category domain="post_tag" nicename="x"> </category>')
    assert record.tags == ()
    assert 'blank-term' in codes(record)


def test_terms_after_the_items_are_not_lost(tmp_path):
    file = tmp_path / 'export.xml'
    file.write_text(f'{HEAD}<item><wp:post_id>1</wp:post_id></item>{CATEGORIES}{TAIL}')
    first, _, second = wxr_reader.read(file, zone=ZONE)
    assert first.categories == ()
    assert {category.slug for category in second.categories} == {'syria', 'asia', 'world'}


def test_slug_is_decoded(article):
    assert article(post_name='%d8%b3%d9%88%d8%b1%d9%8a%d8%a7').slug == 'سوريا'


def test_slug_of_a_page_is_its_path(article):
    link = '<link>https://herald.example/about/team/</link>'
    assert article(link, post_type='page', post_name='team').slug == 'about/team'
    assert article(link, post_type='post', post_name='team').slug == 'team'


def test_slug_of_a_page_without_address_is_its_name(article):
    link = '<link>https://herald.example/?page_id=7</link>'
    assert article(link, post_type='page', post_name='team', status='draft').slug == 'team'


def test_every_old_address_is_kept_once(article):
    old = '<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>talk</wp:meta_value></wp:postmeta>'
    day = '<wp:postmeta><wp:meta_key>_wp_old_date</wp:meta_key><wp:meta_value>2017-11-21</wp:meta_value></wp:postmeta>'
    record = article(
        '<link>https://herald.example/2017/11/22/talks/</link><guid>https://herald.example/?p=7</guid>'
        f'<content:encoded><![CDATA[a<!--nextpage-->b]]></content:encoded>{old}{day}',
        post_name='talks',
    )
    assert record.old_urls == (
        'https://herald.example/2017/11/22/talks/',
        '/?p=7',
        '/2017/11/22/talk/',
        '/2017/11/21/talks/',
        '/2017/11/22/talks/2/',
    )
    assert record.guid == 'https://herald.example/?p=7'


def test_site_tells_the_numbers_of_its_lists(records):
    channel = (
        '<wp:author><wp:author_id>2</wp:author_id><wp:author_login>ada</wp:author_login></wp:author>'
        '<wp:category><wp:term_id>5</wp:term_id><wp:category_nicename>asia</wp:category_nicename>'
        '<wp:cat_name>Asia</wp:cat_name></wp:category>'
    )
    site = records('<wp:post_id>1</wp:post_id>', channel=channel)[0]
    assert site.old_urls == {'/?author=2': site.authors[0], '/?cat=5': site.categories[0]}


def test_guid_that_is_no_address_is_no_old_address(article):
    assert article('<guid>tag:blogger.com,1999:blog-1</guid>').old_urls == ('/?p=7',)


def test_links_to_a_host_the_article_came_out_under_first_are_the_sites_own(article):
    record = article(
        '<link>https://herald.example/2009/01/02/rain/</link><guid>http://blog.example.net/2009/01/02/rain/</guid>'
        '<content:encoded><![CDATA[<a href="http://blog.example.net/2009/01/01/sun/">sun</a>]]></content:encoded>'
    )
    assert 'href="/2009/01/01/sun/"' in record.body_html


def test_password_pin_and_closed_comments(article):
    record = article(post_password='secret', is_sticky='1', comment_status='closed')
    assert (record.password, record.pinned, record.comments_open) == ('secret', True, False)
    assert article(comment_status='open').comments_open


def test_metadata_is_kept_as_it_stands(article):
    pairs = [('a', 'a:1:{s:1:"x";i:1;}'), ('twice', '1'), ('twice', '2'), ('_yoast_wpseo_title', 'Talks, live')]
    meta = ''.join(
        f'<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>'
        for key, value in pairs
    )
    record = article(meta)
    assert record.meta['postmeta']['a'] == 'a:1:{s:1:"x";i:1;}'
    assert record.meta['postmeta']['twice'] == ['1', '2']
    assert record.meta['seo'] == {'title': 'Talks, live'}


def test_attachment_has_file_alt_and_caption(article):
    key = '<wp:meta_key>_wp_attachment_image_alt</wp:meta_key>'
    alt = f'<wp:postmeta>{key}<wp:meta_value>A mill</wp:meta_value></wp:postmeta>'
    record = article(
        f'<excerpt:encoded>The mill</excerpt:encoded>{alt}',
        post_type='attachment',
        status='inherit',
        attachment_url='https://herald.example/wp-content/uploads/2017/11/mill.jpg',
    )
    assert record.status == 'published'
    assert record.file_url.endswith('/2017/11/mill.jpg')
    assert (record.alt, record.standfirst) == ('A mill', 'The mill')
    assert '/?attachment_id=7' in record.old_urls


def test_names_count_whatever_their_namespace(tmp_path):
    file = tmp_path / 'export.xml'
    head = HEAD.replace('http://wordpress.org/export/1.2/"', 'http://wordpress.com/export/9/"')
    file.write_text(f'{head}<item><wp:post_type>page</wp:post_type><wp:post_id>4</wp:post_id></item>{TAIL}')
    record = list(wxr_reader.read(file, zone=ZONE))[-1]
    assert (record.kind, record.source_key) == ('page', 'wordpress:herald.example:4')


def test_same_file_read_twice_gives_equal_records(records):
    item = f'<title>Talks</title>{DATED}<wp:post_id>1</wp:post_id>'
    assert records(item) == records(item)


def test_text_in_two_languages_keeps_both(article):
    text = '<content:encoded><![CDATA[<!--:fr-->Pluie<!--:--><!--:en-->Rain<!--:-->]]></content:encoded>'
    record = article(f'<title>[:fr]Pluie[:en]Rain[:]</title>{text}')
    assert record.title == 'Rain'
    assert record.body_text == 'Rain\n\nPluie'
    assert '<div lang="fr">' in record.body_html
    assert 'languages' in codes(record)


@pytest.mark.parametrize(
    ('said', 'kept'), [('3', '3'), ('10', '10'), ('-100', '-100'), ('0', ''), ('', ''), ('first', '')]
)
def test_place_in_an_order_is_a_number(article, said, kept):
    assert article(post_type='attachment', menu_order=said).meta.get('menu_order', '') == kept


def test_numbers_longer_than_any_are_read(article):
    number = '7' * 5000
    comments = (
        f'<wp:comment><wp:comment_id>{number}</wp:comment_id></wp:comment><wp:comment><wp:comment_id/></wp:comment>'
    )
    record = article(comments, post_id=number, post_parent=number, menu_order=number)
    assert record.source_key.endswith(number)
    assert len({comment.id for comment in record.comments}) == 2
