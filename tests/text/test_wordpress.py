from functools import partial

import pytest

from articles.text import wordpress
from tests.growth import growth


def html(source, *hosts):
    return wordpress.render(source, hosts=hosts).html.strip()


def test_classic_text_has_paragraphs():
    assert html('One\n\ntwo') == '<p>One</p>\n<p>two</p>'


def test_block_text_keeps_its_paragraphs_and_loses_the_delimiters():
    source = '<!-- wp:paragraph {"dropCap":true} -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->'
    assert html(source) == '<p>One\ntwo</p>'


def test_classic_text_between_blocks_has_paragraphs_too():
    source = (
        '<!-- wp:group --><div><!-- wp:heading --><h2>H</h2><!-- /wp:heading --></div><!-- /wp:group -->\n\nclassic'
    )
    assert html(source) == '<div><h2>H</h2></div><p>classic</p>'


def test_no_comment_reaches_the_text():
    body = wordpress.render('a<!--more Read on-->b <!-- note --> c')
    assert body.html == '<p>ab  c</p>'
    assert body.text == 'ab c'


def test_comment_that_never_ends_hides_nothing():
    assert wordpress.render('a <!-- the rest').text == 'a the rest'


def test_pages_are_joined_and_counted():
    body = wordpress.render('One<!--nextpage-->Two<!--nextpage-->Three')
    assert body.html == '<p>One</p>\n<p>Two</p>\n<p>Three</p>'
    assert body.pages == 3


def test_block_that_the_site_filled_in_is_named():
    assert wordpress.render('<!-- wp:latest-posts {"postsToShow":3} /-->').filled_in == ['latest-posts']


@pytest.mark.parametrize(
    'box',
    [
        '<div id="attachment_1" class="wp-caption alignleft" style="width: 310px"><img src="/a.jpg">'
        '<p class="wp-caption-text">The mill</p></div>',
        '<dl class="wp-caption alignleft"><dt class="wp-caption-dt"><img src="/a.jpg"></dt>'
        '<dd class="wp-caption-dd">The mill</dd></dl>',
    ],
)
def test_caption_boxes_of_old_are_figures(box):
    figure = '<figure class="alignleft"><img src="/a.jpg"><figcaption>The mill</figcaption></figure>'
    assert html(f'Before {box} after').replace('\n', '') == f'<p>Before</p>{figure}<p>after</p>'


def test_pictures_come_with_alt_and_caption():
    body = wordpress.render(
        '[caption]<img src="/a.jpg" alt="A &amp; B"> The <b>mill</b>[/caption]\n\n<img src="/b.jpg">'
    )
    assert [(image.src, image.alt, image.caption) for image in body.images] == [
        ('/a.jpg', 'A & B', 'The mill'),
        ('/b.jpg', '', ''),
    ]


def test_pictures_of_a_gallery_have_their_own_captions():
    body = wordpress.render(
        '<!-- wp:gallery --><figure><figure><img src="/a.jpg"><figcaption>A</figcaption></figure>'
        '<figure><img src="/b.jpg"></figure><figcaption>Both</figcaption></figure><!-- /wp:gallery -->'
    )
    assert [image.caption for image in body.images] == ['A', 'Both']


def test_emoji_pictures_are_characters():
    picture = '<img src="https://s.w.org/images/core/emoji/2/72x72/1f600.png" class="emoji"{} />'
    assert html('Hi ' + picture.format(' alt="😀"')) == '<p>Hi 😀</p>'
    assert html('Hi ' + picture.format('')) == '<p>Hi 😀</p>'


def test_links_into_the_old_site_are_relative():
    source = (
        '<a href="http://www.old.example/2010/05/x/#c">a</a> <a href="https://old.example">b</a> '
        '<a href="//old.example?p=3">c</a> <a href="http://old.example.com/">d</a> '
        '<img src="http://old.example/blog/wp-content/uploads/2010/05/a-300x200.jpg">'
    )
    assert html(source, 'old.example') == (
        '<p><a href="/2010/05/x/#c">a</a> <a href="/">b</a> <a href="/?p=3">c</a> '
        '<a href="http://old.example.com/">d</a> <img src="/wp-content/uploads/2010/05/a-300x200.jpg"></p>'
    )


def test_frames_become_links_to_what_they_showed():
    body = wordpress.render('a<iframe src="//www.youtube.com/embed/abc?rel=0" width="560"></iframe>b')
    assert body.embeds == ['https://www.youtube.com/watch?v=abc']
    assert '<a href="https://www.youtube.com/watch?v=abc">' in body.html


def test_centred_text_stays_centred():
    assert html('<p style="text-align: center;">* * *</p>') == '<p class="has-text-align-center">* * *</p>'


def test_empty_paragraphs_are_dropped():
    assert html('<p>&nbsp;</p>\n\nText\n\n<p></p>') == '<p>Text</p>'


def test_what_is_hostile_in_a_shortcode_is_sanitised():
    body = wordpress.render('[caption caption="<script>alert(1)</script>"]<img src=x onerror=alert(1)>[/caption]')
    assert 'alert' not in body.html


@pytest.mark.parametrize(
    'piece', ['<!--', '<!-- wp:x -->', '<div class="wp-caption">', '<iframe ', '<img class="emoji" ', '<a b="']
)
def test_hostile_repetition_takes_linear_time(piece):
    render = partial(wordpress.render, hosts=('old.example',))
    assert growth(lambda length: render(piece * (length // len(piece))), 20_000, 200_000) < 40


@pytest.mark.parametrize(
    ('block', 'shown'),
    [
        ('<figure class="wp-block-pullquote"><blockquote><p>Q</p></blockquote></figure>',
         '<figure class="pullquote"><blockquote><p>Q</p></blockquote></figure>'),
        ('<ul class="wp-block-gallery columns-3"><li><img src="/a.jpg" alt="A"></li></ul>',
         '<ul class="gallery"><li><img src="/a.jpg" alt="A"></li></ul>'),
        ('<div class="wp-block-cover" style="background-image:url(/a.jpg)"><p>Hi</p></div>',
         '<div><figure><img src="/a.jpg" alt=""></figure><p>Hi</p></div>'),
        ('<div class="wp-block-file"><a href="/a.pdf">Report</a><a href="/a.pdf" class="wp-block-file__button" '
         'download>Download</a></div>', '<div><a href="/a.pdf">Report</a></div>'),
        ('<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://youtu.be/a\n</div></figure>',
         '<figure><div>\n<a href="https://youtu.be/a">https://youtu.be/a</a>\n</div></figure>'),
        ('<pre class="wp-block-verse">a\n b</pre>', '<pre class="verse">a\n b</pre>'),
        ('<div class="wp-block-button"><a class="wp-block-button__link" href="/go">Go</a></div>',
         '<div><a href="/go">Go</a></div>'),
    ],
)  # fmt: skip
def test_blocks_keep_what_they_show(block, shown):
    assert html(f'<!-- wp:x -->{block}<!-- /wp:x -->') == shown


def test_a_picture_by_way_of_jetpack_is_the_one_of_the_site():
    source = '<img src="https://i0.wp.com/old.example/wp-content/uploads/a.jpg?resize=300%2C200" alt="Mill">'
    assert 'src="/wp-content/uploads/a.jpg?resize=300%2C200"' in wordpress.render(source, hosts=('old.example',)).html
