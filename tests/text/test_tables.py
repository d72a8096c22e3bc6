from articles.text.tables import scrollable, scrollable_formulae

REGION = '<div class="scroll" role="region" aria-label="Table" tabindex="0">'


def test_table_scrolls_by_itself():
    assert scrollable('<p>a</p><table class="wide"><tr></tr></table><p>b</p>') == (
        f'<p>a</p>{REGION}<table class="wide"><tr></tr></table></div><p>b</p>'
    )


def test_table_within_a_table_scrolls_with_it():
    inner = '<table><tr><td>x</td></tr></table>'
    assert scrollable(f'<table><tr><td>{inner}</td></tr></table>{inner}') == (
        f'{REGION}<table><tr><td>{inner}</td></tr></table></div>{REGION}{inner}</div>'
    )


def test_text_without_tables_stays_as_it_is():
    assert scrollable('<p>a tableau &lt;table&gt;</p>') == '<p>a tableau &lt;table&gt;</p>'


def test_formula_on_lines_of_its_own_scrolls_and_one_in_a_line_does_not():
    block, inline = '<math display="block"><mi>x</mi></math>', '<p><math><mi>y</mi></math></p>'
    shown = scrollable_formulae(block + inline, 'Formula')
    assert shown == (f'<div class="scroll" role="region" aria-label="Formula" tabindex="0">{block}</div>{inline}')
