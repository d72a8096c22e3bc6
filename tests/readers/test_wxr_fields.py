"""What plugins and themes keep beside the text of an item in a WordPress export."""

import json
from zoneinfo import ZoneInfo

import pytest

from articles.readers.wxr import reader as wxr_reader

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Orchard</title><link>https://orchard.example</link><language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://orchard.example</wp:base_blog_url>
"""
TAIL = '</channel></rss>\n'
DATE = '<wp:post_date>2015-04-02 08:00:00</wp:post_date><wp:post_date_gmt>2015-04-02 08:00:00</wp:post_date_gmt>'


def field(key, value):
    return (
        f'<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>'
    )


def item(inside='', *, body='<p>Frost came.</p>', number=7, kind='post', name='frost', status='publish', link=None):
    link = f'https://orchard.example/2015/04/02/{name}/' if link is None else link
    return (
        f'<item><title>Frost</title><link>{link}</link><dc:creator>jo</dc:creator>{inside}'
        f'<content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{number}</wp:post_id>{DATE}'
        f'<wp:post_name>{name}</wp:post_name><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type></item>'
    )


@pytest.fixture
def read(tmp_path):
    """The records of an export of these items, by number."""

    def read(*items, channel=''):
        file = tmp_path / 'export.xml'
        file.write_text(HEAD + channel + ''.join(items) + TAIL)
        records = list(wxr_reader.read(file, zone=ZoneInfo('Europe/Berlin')))[1:]
        return {int(record.source_key.rpartition(':')[2]): record for record in records if hasattr(record, 'slug')}

    return read


def codes(record):
    return [note.code for note in record.notes]


def test_footnotes_stand_where_their_block_does(read):
    notes = json.dumps([{'content': 'Told by <em>Ute</em>.', 'id': 'n-1'}, {'content': 'Parish book.', 'id': 'n-2'}])
    body = '<!-- wp:paragraph --><p>Cold<sup><a href="#n-1" id="n-1-link">1</a></sup>.</p><!-- /wp:paragraph -->'
    record = read(item(field('footnotes', notes), body=f'{body}<!-- wp:footnotes /-->'))[7]
    assert '<li id="text-n-1">Told by <em>Ute</em>. <a href="#text-n-1-link">' in record.body_html
    assert record.body_html.index('Told by') < record.body_html.index('Parish book')
    assert 'filled-in-block' not in codes(record)


@pytest.mark.parametrize('value', ['[{"content":"cut', 'null', '{"a": 1}', '[1, {"id": 2, "content": 3}]'])
def test_footnotes_that_cannot_be_read_are_noted(read, value):
    record = read(item(field('footnotes', value), body='<p>Cold.</p><!-- wp:footnotes /-->'))[7]
    assert record.body_text == 'Cold.'
    assert 'footnotes' in codes(record)


@pytest.mark.parametrize('key', ['gazette_subtitle', 'sub_title', 'subheadline', 'my_standfirst'])
def test_line_under_the_headline_is_the_standfirst(read, key):
    excerpt = '<excerpt:encoded>For lists.</excerpt:encoded>'
    record = read(item(field(key, 'Cold &amp; late') + excerpt))[7]
    assert (record.standfirst, record.meta['excerpt']) == ('Cold & late', 'For lists.')


def test_line_under_the_headline_in_a_list_of_settings_is_found(read):
    settings = 'a:2:{s:6:"layout";s:1:"3";s:11:"zz_subtitle";s:5:"Früh";}'
    assert read(item(field('theme_settings', settings)))[7].standfirst == 'Früh'


def test_excerpt_with_a_link_to_the_rest_is_no_standfirst(read):
    excerpt = (
        '<excerpt:encoded><![CDATA[<p>Frost &#8230; <a href="/frost/">Continue reading</a></p>]]></excerpt:encoded>'
    )
    assert read(item(excerpt))[7].standfirst == ''


def test_excerpt_that_is_the_opening_is_no_standfirst(read):
    record = read(item('<excerpt:encoded>Frost came […]</excerpt:encoded>', body='<p>Frost came early.</p>'))[7]
    assert (record.standfirst, record.meta['excerpt']) == ('', 'Frost came […]')


def category(slug, number):
    return (
        f'<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>'
        f'<wp:cat_name>{slug.title()}</wp:cat_name></wp:category>'
    )


@pytest.mark.parametrize(
    ('key', 'number', 'first'),
    [
        ('_anyseo_primary_category', '12', 'Farm'),
        ('_primary_term_category', '12', 'Farm'),
        ('_robots_primary_cat', 'none', 'Town'),
        ('_anyseo_primary_category', '13', 'Town'),
        ('_anyseo_primary_product_cat_extra', '12', 'Town'),
    ],
)
def test_category_chosen_as_primary_comes_first(read, key, number, first):
    in_both = ''.join(f'<category domain="category" nicename="{n}">{n.title()}</category>' for n in ('town', 'farm'))
    channel = category('town', 11) + category('farm', 12) + category('sea', 13)
    record = read(item(field(key, number) + in_both), channel=channel)[7]
    assert record.categories[0].name == first
    assert len(record.categories) == 2


@pytest.mark.parametrize(
    ('inside', 'language'),
    [
        ('<category domain="language" nicename="nl">Nederlands</category>', 'nl'),
        ('<category domain="language" nicename="pt_br">x</category>', 'pt-br'),
        (field('_wpml_import_language_code', 'it'), 'it'),
        (field('_locale', 'pt_BR'), 'pt-BR'),
        ('<category domain="post_translations" nicename="pll_5f">x</category>', ''),
    ],
)
def test_language_of_an_article(read, inside, language):
    record = read(item(inside))[7]
    assert record.language == language
    assert record.tags == record.categories == ()


def test_target_of_a_link_elsewhere_is_shown_and_no_url_of_the_article(read):
    record = read(item(field('_links_to', 'https://sea.example/story/'), link='https://sea.example/story/'))[7]
    assert record.url == ''
    assert not any('sea.example' in url for url in record.old_urls)
    assert '<a href="https://sea.example/story/">' in record.body_html


def test_target_that_is_switched_off_is_not_shown(read):
    fields = field('_pprredirect_url', 'https://sea.example/') + field('_pprredirect_active', '0')
    assert 'sea.example' not in read(item(fields))[7].body_html


def test_text_in_fields_comes_in_where_there_is_no_other(read):
    fields = field('rows_0_words', '<p>Kept in a field.</p>') + field('_rows_0_words', 'field_1')
    record = read(item(fields + field('other', '<p>Of a plugin.</p>'), body=''))[7]
    assert record.body_text == 'Kept in a field.'
    assert 'text-in-fields' in codes(record)


PARTS = [{'settings': {'title': 'Two nights', 'size': 'xl'}}, {'settings': {'editor': '<p>The orchard froze.</p>'}}]


@pytest.mark.parametrize(
    ('key', 'value'),
    [
        ('_zz_data', json.dumps(PARTS)),
        ('_zz_page', 'a:2:{s:5:"title";s:10:"Two nights";s:4:"text";s:25:"<p>The orchard froze.</p>";}'),
        ('zz_shortcodes', '[zz_row][zz_heading]Two nights[/zz_heading][zz_text]The orchard froze.[/zz_text][/zz_row]'),
    ],
)
def test_text_that_a_page_builder_keeps_in_a_field_comes_in(read, key, value):
    record = read(item(field(key, value), body=''))[7]
    assert record.body_html.split() == '<h3>Two nights</h3> <p>The orchard froze.</p>'.split()
    assert codes(record)[0] == 'text-in-fields'


def test_text_in_attributes_of_a_block_comes_in(read):
    value = json.dumps({'content': {'innerContent': {'desktop': {'value': '<p>The orchard froze.</p>'}}}})
    body = f'<!-- wp:zz/heading {{"title":"Two nights"}} /--><!-- wp:zz/text {value} /-->'
    record = read(item(body=body))[7]
    assert record.body_html.split() == '<h3>Two nights</h3> <p>The orchard froze.</p>'.split()
    assert codes(record) == ['text-in-block', 'text-in-block']


def test_text_in_a_field_without_a_mark_comes_in_where_there_is_no_other(read):
    assert read(item(field('story', '<p>The orchard froze.</p>'), body=''))[7].body_text == 'The orchard froze.'


def test_block_of_wordpress_itself_keeps_no_text(read):
    record = read(item(body='<!-- wp:core/latest-posts {"x":"<p>Frost</p>"} /-->'))[7]
    assert record.body_text == ''


def test_text_in_fields_stays_there_where_there_is_another(read):
    fields = field('rows_0_words', '<p>Kept in a field.</p>') + field('_rows_0_words', 'field_1')
    assert read(item(fields))[7].body_text == 'Frost came.'


def test_published_article_without_a_text_is_noted(read):
    assert 'no-text' in codes(read(item(body=''))[7])


def test_published_article_without_a_date_is_noted(read):
    dateless = item().replace(DATE, '<wp:post_date>0000-00-00 00:00:00</wp:post_date>')
    assert 'no-date' in codes(read(dateless)[7])


GUEST = item(
    field('cap-display_name', 'Noor van Dam') + field('cap-user_email', 'noor@private.example'),
    kind='guest-author',
    name='cap-noor',
    number=8,
)


def test_guest_author_is_named_though_described_later(read):
    records = read(item('<category domain="author" nicename="cap-noor">noor</category>'), GUEST)
    assert [(author.name, author.email) for author in records[7].authors] == [('Noor van Dam', 'noor@private.example')]
    assert records[8].kind == 'guest-author'


def test_guest_author_by_number_is_named(read):
    records = read(item(field('_molongui_author', 'guest-8')), GUEST)
    assert [author.name for author in records[7].authors] == ['Noor van Dam']


@pytest.mark.parametrize(
    ('description', 'name'),
    [
        ('Noor van Dam Noor van Dam noor 8 noor@private.example', 'Noor van Dam'),
        ('N. van Dam Noor van Dam noor 8 noor@private.example', 'N. van Dam'),
        ('The whole desk   noor 8 noor@private.example', 'The whole desk'),
    ],
)
def test_guest_author_who_is_only_a_term_is_named(read, description, name):
    term = (
        '<wp:term><wp:term_taxonomy>author</wp:term_taxonomy><wp:term_slug>cap-noor</wp:term_slug>'
        f'<wp:term_name>noor</wp:term_name><wp:term_description>{description}</wp:term_description></wp:term>'
    )
    record = read(item('<category domain="author" nicename="cap-noor">noor</category>'), channel=term)[7]
    assert [author.name for author in record.authors] == [name]


@pytest.mark.parametrize(
    ('key', 'value', 'name'),
    [
        ('guest-author', 'By Noor van Dam', 'Noor van Dam'),
        ('_guest_author_name', 'Noor', 'Noor'),
        ('guest_author', '8', 'jo'),
    ],
)
def test_guest_author_in_a_field_is_named(read, key, value, name):
    assert [author.name for author in read(item(field(key, value)))[7].authors] == [name]


@pytest.mark.parametrize('shown', ['', 'joli@mail.example'])
def test_address_by_which_an_author_logs_in_is_not_shown(read, shown):
    account = (
        f'<wp:author><wp:author_id>4</wp:author_id><wp:author_login>joli@mail.example</wp:author_login>'
        f'<wp:author_display_name>{shown}</wp:author_display_name></wp:author>'
    )
    for channel in (account, ''):
        (author,) = read(item().replace('>jo<', '>joli@mail.example<'), channel=channel)[7].authors
        assert (author.name, author.slug) == ('joli', 'joli')


def test_author_given_by_number_is_named(read):
    author = '<wp:author><wp:author_id>4</wp:author_id><wp:author_login>joli</wp:author_login></wp:author>'
    record = read(item().replace('>jo<', '>4<'), channel=author)[7]
    assert [author.name for author in record.authors] == ['joli']


def test_author_in_the_form_of_wp_cli_is_named(read):
    author = (
        '<wp:wp_author><wp:author_login>jo</wp:author_login><wp:author_display_name>Jo Lund</wp:author_display_name>'
    )
    assert read(item(), channel=f'{author}</wp:wp_author>')[7].authors[0].name == 'Jo Lund'


def attachment(url, file):
    inside = f'<wp:attachment_url>{url}</wp:attachment_url>' + field('_wp_attached_file', file)
    return item(inside, kind='attachment', number=9, name='pic', status='inherit')


@pytest.mark.parametrize(
    'folder',
    [
        'https://orchard.files.example',
        'https://orchard.example/files',
        'https://orchard.example/wp-content/blogs.dir/4/files',
        'https://orchard.example/wp-content/uploads/sites/4',
    ],
)
def test_picture_is_found_whatever_folder_or_host_has_it(read, folder):
    url = f'{folder}/2015/04/tree.png'
    records = read(item(body=f'<p><img src="{url}?w=300"></p>'), attachment(url, '2015/04/tree.png'))
    assert [image.src for image in records[7].images] == ['/wp-content/uploads/2015/04/tree.png?w=300']


def test_own_type_of_texts_with_urls_is_of_articles(read):
    link = 'https://orchard.example/reports/frost/'
    records = read(
        item(kind='report', link=link, body='<p>Frost came in the night.</p>'),
        item(kind='report', number=8, status='draft', name=''),
    )
    assert (records[7].kind, records[8].kind) == ('post', 'post')
    assert link in records[7].old_urls
    assert 'own-type' in codes(records[7])


@pytest.mark.parametrize(
    ('kind', 'link', 'body'),
    [
        ('product', 'https://orchard.example/product/frost/', '<p>Apples by the box.</p>'),
        ('wp_block', 'https://orchard.example/wp_block/frost/', '<p>Apples by the box.</p>'),
        ('report', 'https://orchard.example/?report=frost', '<p>Apples by the box.</p>'),
        ('report', 'https://orchard.example/report/frost/', ''),
    ],
)
def test_item_of_another_type_is_no_article(read, kind, link, body):
    assert read(item(kind=kind, link=link, body=body))[7].kind == kind


def test_link_to_a_part_of_the_article_itself_stays_within_it(read):
    links = ['https://orchard.example/2015/04/02/frost/#tree', '/2015/04/02/frost/#tree', '/?p=7#tree', '#tree']
    body = ''.join(f'<a href="{link}">x</a>' for link in links) + '<h2 id="tree">Tree</h2><a name="well"></a>'
    record = read(item(body=body))[7]
    assert record.body_html.count('href="#text-tree"') == 4
    assert 'id="text-tree"' in record.body_html
    assert 'id="text-well"' in record.body_html


@pytest.mark.parametrize('host', ['obstgärten.example', 'xn--obstgrten-z2a.example', 'OBSTGÄRTEN.example:443'])
def test_link_to_the_site_is_known_however_its_host_is_written(read, host):
    channel = '<wp:base_site_url>https://xn--obstgrten-z2a.example</wp:base_site_url>'
    body = f'<a href="https://{host}/2015/04/01/ice/">x</a>'
    assert 'href="/2015/04/01/ice/"' in read(item(body=body), channel=channel)[7].body_html


def test_preview_and_button_of_a_file_do_not_repeat_its_link(read):
    url = 'https://orchard.example/wp-content/uploads/2015/04/plan.pdf'
    body = (
        f'<!-- wp:file --><div class="wp-block-file"><object class="wp-block-file__embed" data="{url}"></object>'
        f'<a href="{url}">Plan</a><a href="{url}" class="wp-block-file__button" download>Get</a></div><!-- /wp:file -->'
    )
    assert read(item(body=body))[7].body_html.count('<a ') == 1


def test_picture_pasted_into_the_text_is_noted(read):
    record = read(item(body='<p>See <img src="data:image/png;base64,iVBORw0KGgo=" alt="Tree"></p>'))[7]
    assert 'pasted-picture' in codes(record)


def test_script_without_a_link_is_noted(read):
    assert 'embed' in codes(read(item(body='<p>a</p><script src="https://p.example/widget.js"></script>'))[7])


def test_text_in_a_wrong_encoding_is_read_anew_and_its_source_kept(read):
    record = read(item(body='<p>WÃ¤rme</p>'))[7]
    assert (record.body_text, record.body_source) == ('Wärme', '<p>WÃ¤rme</p>')
    assert 'mojibake' in codes(record)


def test_signs_of_windows_1252_are_noted(read):
    record = read(item(body='<p>Jo\x92s</p>'))[7]
    assert record.body_text == 'Jo’s'
    assert 'windows-1252' in codes(record)


def redirect(number, old, new, inside='', status='publish'):
    rule = field('_redirect_rule_from', old) + field('_redirect_rule_to', new) + inside
    return item(rule, kind='redirect_rule', name=f'rule-{number}', number=number, body='', status=status, link='')


def test_rules_of_safe_redirect_manager_are_old_urls_of_what_they_led_to(read):
    rules = (
        redirect(20, '/frost-warning', '/2015/04/02/frost/'),
        redirect(21, '/cold', 'https://orchard.example/2015/04/02/frost'),
        redirect(22, '/seven', '/?p=7'),
        redirect(23, '/off', '/2015/04/02/frost/', status='draft'),
        redirect(24, '/blog/*', '/2015/04/02/frost/'),
        redirect(25, '/n.*s', '/2015/04/02/frost/', field('_redirect_rule_from_regex', '1')),
        redirect(26, '/elsewhere', '/about/'),
    )
    records = read(item(), *rules)
    asked = {'/frost-warning', '/cold', '/seven', '/off', '/blog/*', '/n.*s', '/elsewhere'}
    assert asked & {*records[7].old_urls} == {'/frost-warning', '/cold', '/seven'}
    assert records[24].kind == 'redirect_rule'
