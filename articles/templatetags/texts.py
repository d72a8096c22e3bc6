"""Fixed texts of the parts of a page that are written in Python."""

from collections.abc import Callable
from functools import lru_cache

from django.utils.translation import get_language


def once_a_language(texts: Callable[[], dict[str, str]]) -> Callable[[], dict[str, str]]:
    """Translates the texts, by themselves in English, once for each language that is active when they are needed."""
    in_language = lru_cache(lambda language: texts())
    return lambda: in_language(get_language())
