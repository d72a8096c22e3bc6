"""Parses texts in several languages, as the WordPress plugins qTranslate, qTranslate-X and WPGlobus store them.

`<!--:en-->Rain<!--:--><!--:fr-->Pluie<!--:-->`, `[:en]Rain[:fr]Pluie[:]` or `{:en}Rain{:}{:fr}Pluie{:}`; text outside
of the marks is in each.
"""

import re

_MARK = re.compile(r'<!--:([a-z]{2})?-->|\[:([a-z]{2})?\]|\{:([a-z]{2})?\}')


def versions(text: str) -> dict[str, str]:
    """The text in each language, by two-letter code, in the order of the text; empty where it has no marks."""
    if '<!--:' not in text and '[:' not in text and '{:}' not in text:
        return {}
    # split() returns the text before, then for each mark: its code in one of the notations, and the text after it.
    first, *rest = _MARK.split(text)
    marked = [
        (''.join(filter(None, codes)), words) for *codes, words in zip(*(rest[at::4] for at in range(4)), strict=True)
    ]
    texts = {code: first for code, _ in marked if code}
    for code, words in marked:
        for language in [code] if code else texts:
            texts[language] += words
    return texts


def first(text: str, language: str) -> str:
    """The text in `language` (such as en or en-GB), else in its first language; unchanged without marks."""
    texts = versions(text)
    return texts.get(language[:2].lower(), next(iter(texts.values()))) if texts else text


def all_of(text: str, language: str) -> str:
    """A body with the text in `language` first, and each other text in a div with its `lang`."""
    texts = versions(text)
    if not texts:
        return text
    own = language[:2].lower() if language[:2].lower() in texts else next(iter(texts))
    others = (f'\n\n<div lang="{code}">\n\n{words}\n\n</div>' for code, words in texts.items() if code != own)
    return texts[own] + ''.join(others)
