"""Keys by which names sort as in a dictionary, whatever their letters: Éclair beside Eclair, ß as ss, Å with A; and
numbers in them by their size: Ward 2 before Ward 10."""

import re
import struct
from functools import cache

LONGEST = 80  # characters of a name that count
_NUMBER = re.compile(r'\d+')


@cache
def _collator():
    # Imported when first needed: it reads the table of all characters, which takes half a second and 12 MB.
    from pyuca import Collator

    return Collator()


def of(name: str) -> bytes:
    """The key of a name by the Unicode Collation Algorithm (UTS #10): names sort as their keys do, byte by byte."""
    weights = _collator().sort_key(_NUMBER.sub(_by_size, name[:LONGEST]))
    return struct.pack(f'>{len(weights)}H', *weights)


def _by_size(number: re.Match) -> str:
    """Its digits behind how many they are, one digit of nine or less: as texts these sort as the numbers do."""
    digits = str(int(number[0]))
    return '9' * (len(digits) // 9) + str(len(digits) % 9) + digits
