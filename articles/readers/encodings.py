"""Encodings by the names that files give them, which may be anything."""

import codecs

# Codecs of Python that no file of text is written in. To decode punycode takes time with the square of the length.
_OF_NO_FILE = frozenset({'idna', 'punycode', 'raw-unicode-escape', 'unicode-escape'})


def lookup(name: str) -> str:
    """Python's own name of an encoding of text; '' for a name that it does not know or takes for something else."""
    if not name.isascii():
        return ''  # Python would leave the other characters out and find UTF-8 by “utf-é”.
    try:
        b'x'.decode(name, errors='replace')  # fails for codecs such as rot13, which turn text into text
        codec = codecs.lookup(name).name
    # Names with a NUL raise ValueError, others LookupError, UnicodeError or whatever a codec's module raises.
    except Exception:
        return ''
    return '' if codec in _OF_NO_FILE else codec
