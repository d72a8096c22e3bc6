import re

import pytest

from articles.text import embeds, markup, sanitise

NAMES = {kind: kind.title() for kind in embeds.KINDS}


def shown(html: str) -> str:
    """The words of a body after embeds became cards, a card in brackets."""
    cards = embeds.as_cards(sanitise.article_html(html), NAMES)
    return re.sub('<[^<>]+>', '', re.sub(r'<p class="embed.*?</p>', lambda card: f'[{card[0]}]', cards))


def link(url: str, label: str = '') -> str:
    return f'<p><a href="{url}">{label or url}</a></p>'


@pytest.mark.parametrize(
    ('url', 'card'),
    [
        ('https://www.youtube.com/watch?v=nwe', '[Video · YouTube youtube.com/watch?v=nwe]'),
        ('https://m.youtube.com/watch?v=nwe', '[Video · YouTube m.youtube.com/watch?v=nwe]'),
        ('https://twitter.com/a/status/1', '[Post · Twitter twitter.com/a/status/1]'),
        ('https://docs.google.com/forms/d/1', '[Form · Google Docs docs.google.com/forms/d/1]'),
        ('https://www.google.com/maps/embed?pb=1', '[Map · google.com google.com/maps/embed?pb=1]'),
        ('http://example.org/report.pdf', '[Document · example.org example.org/report.pdf]'),
        ('http://example.org/', '[Link · example.org example.org]'),
        ('http://example.org/%E6%B4%AA', '[Link · example.org example.org/洪]'),
    ],
)
def test_bare_url_in_a_paragraph_of_its_own_is_a_card_with_kind_and_site(url, card):
    assert shown(link(url)) == card


def test_each_line_of_bare_urls_is_a_card():
    assert (
        shown(
            '<p><a href="http://a.example/">http://a.example/</a><br><a href="http://b.example/">http://b.example/</a></p>'
        )
        == '[Link · a.example a.example][Link · b.example b.example]'
    )


@pytest.mark.parametrize(
    'html',
    [
        link('https://vimeo.com/1', 'A film about the mill'),
        '<p>See <a href="https://vimeo.com/1">https://vimeo.com/1</a></p>',
        '<p><a href="https://vimeo.com/1">https://vimeo.com/1</a> was shown.</p>',
        '<p><a href="https://evil.example/">https://bank.example/</a></p>',
        '<p><a href="/2017/11/22/flood/">/2017/11/22/flood/</a></p>',
        '<ul><li><a href="https://vimeo.com/1">https://vimeo.com/1</a></li></ul>',
    ],
)
def test_links_with_words_and_links_within_text_stay_as_they_are(html):
    assert '[' not in shown(html)


def test_title_of_a_frame_is_the_title_of_its_card():
    frame = '<iframe src="https://player.example/1" title="The mill &amp; the flood"></iframe>'
    html, _ = markup.frames_as_links(frame)
    assert shown(html).strip() == '[Link · player.example The mill &amp; the flood]'


def test_long_url_is_cut_and_leads_to_the_whole_one():
    url = f'https://example.org/{"a" * 300}'
    card = embeds.as_cards(link(url), NAMES)
    assert f'href="{url}"' in card
    assert len(shown(link(url))) < 130


def test_url_cut_by_the_import_is_a_card():
    html, _ = markup.frames_as_links(f'<embed src="http://example.org/{"a" * 300}.swf">')
    assert shown(html).strip().startswith('[Link · example.org')


@pytest.mark.parametrize('url', ['http://[bad/', 'http://a.example/&quot;&gt;&lt;b&gt;', 'http://a.example/%3Cb%3E'])
def test_odd_url_makes_no_markup(url):
    assert '<b>' not in embeds.as_cards(link(url), NAMES)
