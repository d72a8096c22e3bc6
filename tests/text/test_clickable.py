import pytest

from articles.text.clickable import with_links


@pytest.mark.parametrize(
    ('text', 'href'),
    [
        ('see https://a.example/b?c=1&amp;d=2 now', 'https://a.example/b?c=1&amp;d=2'),
        ('www.a.example/b is it', 'http://www.a.example/b'),
        ('(https://a.example/b).', 'https://a.example/b'),
        ('https://a.example/Tide_(sea), I read', 'https://a.example/Tide_(sea)'),
        ('&lt;https://a.example/b&gt;', 'https://a.example/b'),
    ],
)
def test_url_in_a_comment_is_a_link(text, href):
    assert with_links(text).count(f'<a href="{href}">') == 1


@pytest.mark.parametrize(
    'html',
    [
        '<a href="https://a.example/">https://a.example/</a>',
        '<code>https://a.example/</code>',
        '<img src="https://a.example/x.png">',
        'post@www.a.example',
        'no address',
    ],
)
def test_what_is_no_url_in_the_text_stays(html):
    assert with_links(html) == html
