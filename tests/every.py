"""A check that fails where there is nothing to check."""

from collections.abc import Iterable


def every(items: Iterable[object]) -> bool:
    """Like `all`, but raises AssertionError where there are no items: a test that looked at nothing shows nothing."""
    values = list(items)
    assert values, 'there are no items to check'
    return all(values)
