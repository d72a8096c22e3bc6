"""How the work of a function grows with what it is given: a ratio within one run, since seconds differ by machine."""

from collections.abc import Callable
from time import process_time
from typing import Any


def growth(work: Callable[[Any], object], small: Any, large: Any) -> float:
    """How many times the CPU time for `small` that for `large` is: the least of three runs of each."""
    return _least(work, large) / _least(work, small)


def _least(work: Callable[[Any], object], given: Any) -> float:
    times = []
    for _ in range(3):
        began = process_time()
        work(given)
        times.append(process_time() - began)
    return max(min(times), 1e-6)
