"""Finds text in UTF-8 that was read as Windows-1252 and written again: "Itâ€™s" for "It’s"."""

import re

from .sanitise import WINDOWS_1252

_AS_WINDOWS = ''.join(WINDOWS_1252.get(byte, chr(byte)) for byte in range(0x80, 0xC0))
# The first byte of a letter or sign in UTF-8 and the bytes after it, as Windows-1252 has them.
_LETTER = re.compile(f'[Â-ß][{_AS_WINDOWS}]|[à-ï][{_AS_WINDOWS}]{{2}}|[ð-ô][{_AS_WINDOWS}]{{3}}')
_BYTES = {character: byte for byte, character in WINDOWS_1252.items()} | {chr(byte): byte for byte in range(256)}


def repaired(text: str) -> str | None:
    """The text as it was meant, where that is certain: all its letters beyond ASCII are such pairs. None otherwise."""
    if not is_suspect(text):
        return None
    try:
        return bytes(_BYTES[character] for character in text).decode()
    except (KeyError, UnicodeDecodeError):
        return None


def is_suspect(text: str) -> bool:
    return not text.isascii() and _LETTER.search(text) is not None
