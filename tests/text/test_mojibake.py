import pytest

from articles.text import mojibake


@pytest.mark.parametrize(('text', 'meant'), [('theyâ€™re', 'they’re'), ('BrÃ¼cke Ã¼ber', 'Brücke über')])
def test_utf8_read_as_windows_1252_is_read_anew(text, meant):
    assert mojibake.repaired(text) == meant


@pytest.mark.parametrize('text', ['Brücke', 'Façade â la carte', 'plain', 'Ã¼ and ü'])
def test_text_is_left_alone_where_it_is_not_certain(text):
    assert mojibake.repaired(text) is None
