import pytest

from articles.text import colours


def test_contrast_is_that_of_the_guidelines():
    assert colours.contrast('#000000', '#ffffff') == 21
    assert colours.contrast('#777777', '#FFFFFF') == pytest.approx(4.48, abs=0.005)
    assert colours.contrast('#96201a', '#96201a') == 1


@pytest.mark.parametrize('text', ['', 'red', '#fff', '96201a', '#96201g', '#96201a;', ' #96201a', '#96201a\n'])
def test_what_is_no_colour_is_none(text):
    assert not colours.is_colour(text)
