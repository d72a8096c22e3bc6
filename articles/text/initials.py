"""The heading under which a name stands in an index: its letter, its row of kana, its consonant, its radical."""

import unicodedata
from bisect import bisect_right

OTHER = '…'  # stands for names that begin with no letter, or with one of scripts without an order that is used
DIGITS = '0'
HAN = '漢字'
# The first of each row in the order of Unicode, where small letters come before large ones, but for ゕ and ゖ.
_KANA = 'ぁかさたなはまゃらゎゕ'
_ROWS = 'あかさたなはまやらわか'
_KATAKANA = ord('ァ') - ord('ぁ')
# The consonants that begin syllables of Hangul; doubled ones are filed with single ones.
_CONSONANTS = 'ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ'
# Vowels of Thai and Lao that are written before the consonant after which they are spoken, and sorted.
_BEFORE = 'เแโใไເແໂໃໄ'
# The main block of Han is sorted by these radicals, each of which is the first of its own.
_RADICALS = [unicodedata.normalize('NFKC', chr(0x2F00 + number)) for number in range(214)]


def of(name: str, by_radical: bool = False) -> str:
    """The heading of a name, without accents and in upper case; `DIGITS` for all digits.

    Names in Han share one heading, or with `by_radical` have that of their first character, as in dictionaries.
    """
    first = next((c for c in unicodedata.normalize('NFKD', name) if c.isalnum() and c not in _BEFORE), '')
    if first.isdecimal():
        return DIGITS
    if not first.isalpha():
        return OTHER
    if 'ᄀ' <= first <= 'ᄒ':
        return _CONSONANTS[ord(first) - ord('ᄀ')]
    if first < 'ぁ':
        return first.upper()[:1]
    if first <= 'ヺ':
        return _row(first)
    if '㐀' <= first <= '鿿' or first >= '𠀀':
        return _radical(first) if by_radical and '一' <= first <= '龥' else HAN
    return OTHER


def _row(kana: str) -> str:
    hiragana = chr(ord(kana) - _KATAKANA) if kana >= 'ァ' else kana
    return _ROWS[bisect_right(_KANA, hiragana) - 1]


def _radical(character: str) -> str:
    return _RADICALS[bisect_right(_RADICALS, character) - 1]
