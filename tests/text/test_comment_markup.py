import pytest

from articles.text import comment_markup, plain
from tests.growth import growth

REL = 'rel="nofollow ugc"'


@pytest.mark.parametrize(
    ('typed', 'html'),
    [
        ('One.\n\nTwo,\nstill two.', '<p>One.</p><p>Two,<br>still two.</p>'),
        ('x < y & y > z, a<b', '<p>x &lt; y &amp; y &gt; z, a&lt;b</p>'),
        ('<script>alert(1)</script>', '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'),
        ('<b onclick="x()">hm</b>', '<p>&lt;b onclick="x()"&gt;hm&lt;/b&gt;</p>'),
        ('<B>Loud</B> and <em>soft', '<p><b>Loud</b> and <em>soft</em></p>'),
        ('See https://example.org/a?b=1&c=2.', f'<p>See <a href="https://example.org/a?b=1&amp;c=2" {REL}>'
         'https://example.org/a?b=1&amp;c=2</a>.</p>'),
        ('(http://example.org/)', f'<p>(<a href="http://example.org/" {REL}>http://example.org/</a>)</p>'),
        ('<https://example.org>', f'<p>&lt;<a href="https://example.org" {REL}>https://example.org</a>&gt;</p>'),
        ('<a href="https://example.org/" rel="dofollow" target="_blank">here</a>',
         f'<p><a href="https://example.org/" {REL}>here</a></p>'),
        ('<a href="javascript:alert(1)">x</a>', '<p>&lt;a href="javascript:alert(1)"&gt;x&lt;/a&gt;</p>'),
        ('<code>https://example.org</code>', '<p><code>https://example.org</code></p>'),
        ('<blockquote>Said.\n\nMore.</blockquote>No.', '<blockquote><p>Said.</p><p>More.</p></blockquote><p>No.</p>'),
        ('*soft* and **loud**, 2*3*4, snake_case_name', '<p><em>soft</em> and <strong>loud</strong>, 2<em>3</em>4, '
         'snake_case_name</p>'),
        ('> He said\n> so.\n\nNo.', '<blockquote><p>He said<br>so.</p></blockquote><p>No.</p>'),
        ('- one\n- two', '<ul><li>one</li><li>two</li></ul>'),
        ('[here](https://example.org/a_b)', f'<p><a href="https://example.org/a_b" {REL}>here</a></p>'),
        ('[x](javascript:alert(1))', '<p>[x](javascript:alert(1))</p>'),
        ('1986. A great year.', '<p>1986. A great year.</p>'),
        ('# Not a heading\n    nor code', '<p># Not a heading<br>nor code</p>'),
        ('![a](https://example.org/a.png)', f'<p>!<a href="https://example.org/a.png" {REL}>a</a></p>'),
        ('www.example.org!', f'<p><a href="http://www.example.org" {REL}>www.example.org</a>!</p>'),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_html(typed, html):
    assert comment_markup.to_html(typed) == html


@pytest.mark.parametrize(
    'typed', ['x < y', '&amp; &lt;b&gt;', '</p></div>', '<!-- note -->', 'a & b', '\'"`;--', '𝕿𝖍𝖊 ﷽ 田中']
)
def test_words_are_shown_as_they_were_typed(typed):
    assert plain.from_html(comment_markup.to_html(typed)) == typed


@pytest.mark.parametrize(
    'piece',
    [
        '[',
        '![',
        '[a](',
        '*a ',
        '**a',
        '`',
        '> ',
        '- ',
        '* a\n',
        '_a_ ',
        '``a',
        ']',
        '\\',
        '<a href="http://x">',
        '<code>',
        '<blockquote>',
        '<b>',
        'http://x ',
        '\n\n',
        '&lt;',
        '<a href="',
    ],
)
def test_ten_times_as_much_of_anything_takes_about_ten_times_as_long(piece):
    typed = (piece * 10_000)[:10_000]
    assert growth(comment_markup.to_html, typed[:1000], typed) < 40
