import pytest

from articles.text import scripts


@pytest.mark.parametrize(
    ('html', 'link'),
    [
        ('<script src="https://charts.example/aB3x/embed.js"></script>', 'https://charts.example/aB3x/'),
        ('<script src="//notes.example/ann/77c1.js"></script>', 'https://notes.example/ann/77c1'),
        (
            '<div data-src="map/55"><script src="https://maps.example/static/embed.js"></script></div>',
            'https://maps.example/map/55',
        ),
        ('<script>show("https://files.example/papers/8-plan.js")</script>', 'https://files.example/papers/8-plan'),
    ],
)
def test_what_a_script_showed_is_a_link(html, link):
    replaced = scripts.as_links(html)
    assert replaced.links == [link]
    assert f'<a href="{link}">{link}</a>' in replaced.html
    assert '<script' not in replaced.html


def test_script_that_names_nothing_of_its_own_is_told_by_its_host():
    replaced = scripts.as_links('<script src="https://polls.example/js/widget.js"></script>')
    assert (replaced.links, replaced.hosts) == ([], ['polls.example'])


def test_script_that_decorates_a_quotation_goes_without_a_word():
    replaced = scripts.as_links('<blockquote>x</blockquote>\n<script src="https://s.example/widgets.js"></script>')
    assert (replaced.html, replaced.links, replaced.hosts) == ('<blockquote>x</blockquote>\n', [], [])


def test_code_without_a_url_goes_without_a_word():
    assert scripts.as_links('<p>a</p><script>var a = 1 < 2;</script>') == ('<p>a</p>', [], [])
