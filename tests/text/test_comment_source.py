"""A comment as the text that somebody would have typed for it."""

import pytest

from articles.text import comment_markup, comment_source

TYPED = [
    'Hello *you* and **me**',
    'a\nb\n\nc',
    '> q\n> r\n\nans',
    '- a\n- b\n  c',
    '- a\n\n  b\n- c',
    '1. x\n2. y',
    '> > deep\n\n- > q',
    'see https://example.org/a_b_c ok',
    '[x](https://example.org/a(b))',
    '`co*de` 5 * 3 * 2 snake_case',
    '1986. A great year',
    '\\- not a list',
    'x < y & z',
    'a [x] b',
]


@pytest.mark.parametrize('typed', TYPED)
def test_text_of_a_comment_makes_the_same_comment_again(typed):
    html = comment_markup.to_html(typed)
    assert comment_markup.to_html(comment_source.from_html(html)) == html


def test_deep_quotations_are_read():
    html = '<blockquote>' * 200 + 'x' + '</blockquote>' * 200
    assert comment_source.from_html(html).endswith('> x')
