import base64
from urllib.parse import quote

import pytest

from articles.text import wordpress


def text(source):
    return wordpress.render(source).text


def html(source):
    return wordpress.render(source).html


@pytest.mark.parametrize(
    'source',
    [
        '[mb_section][mb_row][mb_text]<p>The orchard froze.</p><p>All of it.</p>[/mb_text][/mb_row][/mb_section]',
        '[zz_row][zz_col width="1/2"]The orchard froze.\n\nAll of it.[/zz_col][/zz_row]',
        '[third]The orchard froze.[/third][third_last]All of it.[/third_last]',
    ],
)
def test_words_between_the_shortcodes_of_a_builder_stay_apart(source):
    assert text(source) == 'The orchard froze.\n\nAll of it.'


def test_first_letter_in_a_shortcode_stays_with_its_word():
    assert text('<p>[initial]F[/initial]rost came in May.</p>') == 'Frost came in May.'


def test_button_is_a_link():
    assert html('[zz_button url="https://give.example/"]Help us[/zz_button]') == (
        '<p><a href="https://give.example/">Help us</a></p>'
    )


def test_link_in_bbcode_is_a_link():
    assert html('Read [url=https://give.example/]this[/url] now.') == (
        '<p>Read <a href="https://give.example/">this</a> now.</p>'
    )


def test_heading_in_an_attribute_is_shown():
    shown = html('[zz_row][zz_heading text="Two nights &amp; a day"][zz_gap height="20"][/zz_row]')
    assert shown == '<h3>Two nights &amp; a day</h3>'


def test_picture_in_an_attribute_is_shown():
    body = wordpress.render('[zz_row][zz_picture src="https://o.example/tree.jpg" alt="A tree"][/zz_row]')
    assert [(image.src, image.alt) for image in body.images] == [('https://o.example/tree.jpg', 'A tree')]


def test_picture_by_number_is_pending():
    assert wordpress.render('[zz_row][zz_picture image="81"][/zz_row]').pending == ['81']


def test_html_kept_in_base64_is_read():
    kept = base64.b64encode(quote('<p>Written by hand.</p>').encode()).decode()
    assert text(f'[zz_row][zz_raw]{kept}[/zz_raw][/zz_row]') == 'Written by hand.'


def test_names_of_shortcodes_that_went_are_told():
    assert wordpress.render('[zz_row]a[/zz_row]').taken_out == ['zz_row']


def test_shortcode_that_stands_for_something_stays():
    body = wordpress.render('[zz_row]Vote: [poll id="3"][/zz_row]')
    assert '[poll id="3"]' in body.text
    assert body.unknown == ['poll']


def test_video_and_button_in_attributes_are_links():
    shown = html(
        '[zz_row][zz_film link="https://video.example/7"][zz_btn link="url:%2Fgive%2F|" title="Give"][/zz_row]'
    )
    assert (
        shown
        == '<p><a href="https://video.example/7">https://video.example/7</a></p>\n<p><a href="/give/">Give</a></p>'
    )


def test_link_of_a_row_is_not_shown():
    assert html('[zz_row link="https://video.example/"][zz_text]Frost.[/zz_text][/zz_row]') == '<p>Frost.</p>'


def test_words_of_a_headline_are_a_heading():
    assert html('[zz_row][zz_headline size="2"]Two nights[/zz_headline][/zz_row]') == '<h3>Two nights</h3>'


def test_picture_by_url_and_by_number_is_shown_once():
    shown = html("[zz_row][zz_image src='https://press.example/frost.jpg' attachment='9'][/zz_row]")
    assert shown == '<figure><img src="https://press.example/frost.jpg" alt=""></figure>'
