import pytest

from articles.text import placeholders, shortcodes
from tests.growth import growth


def html(text):
    return shortcodes.render(text).html.strip()


IMAGE = '<img src="/a.jpg" />'


def test_caption_as_attribute_is_a_figure():
    text = f'[caption id="attachment_1" align="alignright" width="300" caption="The mill"]{IMAGE}[/caption]'
    assert html(text) == f'<figure class="alignright">{IMAGE}<figcaption>The mill</figcaption></figure>'


def test_caption_after_the_picture_keeps_its_links():
    text = f'[caption align="alignleft"]<a href="/b">{IMAGE}</a> By <a href="/c">Eve</a>[/caption]'
    caption = '<figcaption>By <a href="/c">Eve</a></figcaption>'
    assert html(text) == f'<figure class="alignleft"><a href="/b">{IMAGE}</a>{caption}</figure>'


def test_two_captions_are_two_figures():
    text = f'[caption]{IMAGE} One[/caption] between [caption]{IMAGE} Two[/caption]'
    assert html(text).count('<figure>') == 2
    assert ' between ' in html(text)


def test_caption_that_never_ends_loses_no_text():
    assert 'rest' in html('[caption]the rest')


def test_gallery_waits_for_the_pictures_it_names():
    assert placeholders.numbers(html('[gallery columns="2" ids="4,5, 6"]')) == ['4', '5', '6']


def test_gallery_that_names_none_waits_for_those_of_its_article():
    rendered = shortcodes.render('a [gallery] b [playlist id="9"]', '7').html
    assert placeholders.numbers(rendered) == ['7', '9']
    assert '#audio' in rendered


@pytest.mark.parametrize(
    ('text', 'address'),
    [
        ('[youtube=http://www.youtube.com/watch?v=a&w=640&h=385]', 'http://www.youtube.com/watch?v=a'),
        ('[vimeo 123]', 'https://vimeo.com/123'),
        ('[tweet https://twitter.com/a/status/5]', 'https://twitter.com/a/status/5'),
        ('[gist id="12ab"]', 'https://gist.github.com/12ab'),
        ('[wpvideo aBc1 w=400]', 'https://videopress.com/v/aBc1'),
        ('[soundcloud url="https://soundcloud.com/a" params="x"]', 'https://soundcloud.com/a'),
    ],
)
def test_embeds_of_wordpress_com_are_links(text, address):
    assert html(text) == f'<p><a href="{address}">{address}</a></p>'


def test_address_on_a_line_of_its_own_is_a_link():
    assert html('x\n\nhttps://youtu.be/a?b=1&c=2\n\ny').split('\n\n')[1] == (
        '<a href="https://youtu.be/a?b=1&amp;c=2">https://youtu.be/a?b=1&amp;c=2</a>'
    )


def test_address_within_a_sentence_stays_text():
    assert html('see https://example.com/ now') == 'see https://example.com/ now'


def test_embed_is_a_link():
    assert html('[embed width="3"]https://vimeo.com/1[/embed]') == (
        '<p><a href="https://vimeo.com/1">https://vimeo.com/1</a></p>'
    )


@pytest.mark.parametrize(
    'text', ['[audio src="/x/song.mp3"]', '[audio /x/song.mp3]', '[audio mp3="/x/song.mp3"][/audio]']
)
def test_audio_is_a_player_with_a_link(text):
    assert html(text) == (
        '<figure><audio src="/x/song.mp3"></audio><figcaption><a href="/x/song.mp3">song.mp3</a></figcaption></figure>'
    )


@pytest.mark.parametrize(
    'text', ['[audio:http://x.example/song.mp3|titles=Song]', '[audio]http://x.example/song.mp3[/audio]']
)
def test_older_forms_of_audio_are_players(text):
    assert '<audio src="http://x.example/song.mp3">' in html(text)


def test_film_of_another_site_is_a_link():
    assert html('[video src="https://films.example/watch?v=1"]') == (
        '<p><a href="https://films.example/watch?v=1">https://films.example/watch?v=1</a></p>'
    )


def test_caption_within_a_caption_is_one():
    assert html('[caption id="a"][caption id="b"]<img src="/x.jpg" /> inner[/caption] outer[/caption]') == (
        '<figure><img src="/x.jpg" /><figcaption>inner outer</figcaption></figure>'
    )


def test_text_between_two_videos_is_kept():
    text = '[video src="a.mp4"] words [video src="b.mp4"][/video]'
    assert ' words ' in html(text)
    assert html(text).count('<video') == 2


def test_unknown_shortcode_stays_and_is_named():
    result = shortcodes.render('[poll id=3] and [sic]')
    assert result.html == '[poll id=3] and [sic]'
    assert result.unknown == ['poll']


def test_unknown_shortcode_goes_and_the_text_it_encloses_stays():
    result = shortcodes.render('the [big]red[/big] barn')
    assert result.html == 'the red barn'
    assert (result.taken_out, result.unknown) == (['big'], [])


def test_escaped_shortcode_is_shown():
    assert html('Write [[gallery]] or [[caption]x[/caption]]') == 'Write [gallery] or [caption]x[/caption]'


@pytest.mark.parametrize(
    'piece', ['[', '[caption]', '[/caption]', '[a b=', '[gallery ids="', '[video src=x]', 'http://x\n']
)
def test_hostile_repetition_takes_linear_time(piece):
    assert growth(lambda length: shortcodes.render(piece * (length // len(piece))), 20_000, 200_000) < 40
