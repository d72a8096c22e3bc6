import pytest

from tests.every import every


def test_all_items_have_to_hold():
    assert every([True, 1, 'x'])
    assert not every([True, False])


def test_nothing_to_check_is_a_failure():
    with pytest.raises(AssertionError, match='no items'):
        every(item > 1 for item in [])
