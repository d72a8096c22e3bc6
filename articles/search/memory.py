"""What searches remember of the index: counts, samples, pages of results and related articles.

Every key begins with the generation of the index, so that nothing remembered outlives a commit.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

from cachetools import LRUCache, cached, keys

Function = TypeVar('Function', bound=Callable[..., Any])
_remembering: list[Callable[[], None]] = []


def remember(size: int, key: Callable[..., Any] = keys.hashkey) -> Callable[[Function], Function]:
    """A decorator that keeps the `size` most recently used results of a function, by `key(*arguments)`.

    Threads that ask for the same result at once wait for one of them to compute it.
    """

    def decorate(function: Function) -> Function:
        remembered = cached(LRUCache(size), key, condition=threading.Condition())(function)
        _remembering.append(remembered.cache_clear)
        return cast(Function, remembered)

    return decorate


def forget() -> None:
    """Forgets everything, so that a benchmark or a test measures every search anew."""
    for clear in _remembering:
        clear()
