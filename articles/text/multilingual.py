"""Texts in several languages at once, as the WordPress plugins qTranslate and qTranslate-X store them.

`<!--:en-->Rain<!--:--><!--:fr-->Pluie<!--:-->` or `[:en]Rain[:fr]Pluie[:]`; what stands outside belongs to each.
"""

import re

_MARK = re.compile(r'<!--:([a-z]{2})?-->|\[:([a-z]{2})?\]')


def versions(text: str) -> dict[str, str]:
    """The text in each of its languages, by code, in their order; empty where it has no marks."""
    if '<!--:' not in text and '[:' not in text:
        return {}
    # Before, between and after the marks: text and, for each form of the mark, the code in it.
    first, *rest = _MARK.split(text)
    marked = [(one or other or '', words) for one, other, words in zip(rest[::3], rest[1::3], rest[2::3], strict=True)]
    found = {code: first for code, _ in marked if code}
    for code, words in marked:
        for language in [code] if code else found:
            found[language] += words
    return found


def first(text: str, language: str) -> str:
    """The text in one language: that of the site (en, en-GB) if it has it, else the first it has."""
    found = versions(text)
    return found.get(language[:2].lower(), next(iter(found.values()))) if found else text


def all_of(text: str, language: str) -> str:
    """A body with the text of the site's language first, and each other one marked as what it is."""
    found = versions(text)
    if not found:
        return text
    own = language[:2].lower() if language[:2].lower() in found else next(iter(found))
    others = (f'\n\n<div lang="{code}">\n\n{words}\n\n</div>' for code, words in found.items() if code != own)
    return found[own] + ''.join(others)
