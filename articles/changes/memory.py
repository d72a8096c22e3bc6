"""Memory of processes that run for long."""

import ctypes
import gc
from contextlib import suppress


def give_back() -> None:
    """Gives back to the system what is free, after work that took much: the C library keeps it for later otherwise."""
    gc.collect()
    with suppress(AttributeError):  # It is a function of glibc.
        ctypes.CDLL(None).malloc_trim(0)
