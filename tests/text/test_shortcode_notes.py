import pytest

from articles.text import shortcode_notes, wordpress
from tests.growth import growth


@pytest.mark.parametrize('name', ['fn', 'mfn', 'efn_note', 'Footnote'])
def test_notes_within_a_text_stand_below_it(name):
    shown = wordpress.render(
        f'It froze[{name}]Told by <em>Ute</em>.[/{name}] twice[{name} x="1"]In May.[/{name}].'
    ).html
    assert shown.startswith('<p>It froze<sup><a href="#text-note-1" id="text-note-1-link">1</a></sup> twice<sup>')
    assert '<li id="text-note-1">Told by <em>Ute</em>. <a href="#text-note-1-link">' in shown
    assert '<li id="text-note-2">In May. ' in shown


def test_escaped_note_is_shown():
    assert shortcode_notes.listed('Write [[fn]x[/fn]].') == ('Write [[fn]x[/fn]].', [])


@pytest.mark.parametrize('piece', ['[fn]', '[fn]x', '[/fn]', '[fn][ref]'])
def test_hostile_repetition_takes_linear_time(piece):
    assert growth(lambda length: shortcode_notes.listed(piece * (length // len(piece)) + '[/x'), 20_000, 200_000) < 40
