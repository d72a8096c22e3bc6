"""Keys by which names sort as in a dictionary, whatever their letters: Éclair beside Eclair, ß as ss, Å with A."""

import struct
from functools import cache

LONGEST = 80  # characters of a name that count


@cache
def _collator():
    # Imported when first needed: it reads the table of all characters, which takes half a second and 12 MB.
    from pyuca import Collator

    return Collator()


def of(name: str) -> bytes:
    """The key of a name by the Unicode Collation Algorithm (UTS #10): names sort as their keys do, byte by byte."""
    weights = _collator().sort_key(name[:LONGEST])
    return struct.pack(f'>{len(weights)}H', *weights)
