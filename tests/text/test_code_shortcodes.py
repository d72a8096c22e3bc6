import pytest

from articles.text import code_shortcodes, wordpress
from tests.growth import growth


@pytest.mark.parametrize(
    'code', ['<?php if (a < b) { ?>\n\n<p>[gallery]</p>', '&lt;?php if (a &lt; b) { ?&gt;\n\n<p>[gallery]</p>']
)
def test_listing_is_shown_as_it_was_typed(code):
    shown = wordpress.render(f'Before.\n\n[php highlight="1"]\n{code}\n[/php]\n\nAfter.').html
    assert '<pre><code>&lt;?php if (a &lt; b) { ?&gt;\n\n&lt;p&gt;[gallery]&lt;/p&gt;</code></pre>' in shown
    assert (shown[:14], shown[-13:]) == ('<p>Before.</p>', '<p>After.</p>')


def test_code_within_a_line_stays_there():
    assert wordpress.render('Type [code]<b>[/code] twice.').html == '<p>Type <code>&lt;b&gt;</code> twice.</p>'


@pytest.mark.parametrize('piece', ['[code]', '[code]x', '[/code]', '[code][php]'])
def test_hostile_repetition_takes_linear_time(piece):
    assert growth(lambda length: code_shortcodes.as_code(piece * (length // len(piece)) + '[/x'), 20_000, 200_000) < 40
