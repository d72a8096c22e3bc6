"""Loads templates whose fixed texts are translated once, when they are loaded, instead of in every page. What indents
their lines is left out, for pages to be shorter."""

import re

from django.template import Origin
from django.template.base import tag_re
from django.template.loaders import cached
from django.utils import translation

_STRING = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
_TRANSLATE = re.compile(rf'\{{% *trans(?:late)? +({_STRING})(?: +context +({_STRING}))? *%\}}')
_MARKED = re.compile(rf'(?<![\w.])_\(({_STRING})\)|{_STRING}')  # or a string that only looks as if it were
# Before an element or a tag, a line's end is all that browsers see of it.
_INDENT = re.compile(r'\n\s+(?=<|\{%)')
# What only Django's own tags read right.
_LEFT_ALONE = re.compile(r'\{[{%#]|[%#}]\}|[\\%\n]')


class Loader(cached.Loader):
    """Keeps each template compiled, once for each language that is used."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        return f'{translation.get_language()} {super().cache_key(template_name, skip)}'

    def get_contents(self, origin: Origin) -> str:
        source = super().get_contents(origin)
        return translated(_INDENT.sub('\n', source) if origin.name.endswith('.html') else source)


def translated(source: str) -> str:
    """The source of a template with the active language's texts for `{% translate 'text' %}` and `_('text')` in tags.

    A text with variables, and one with signs that mean something in a template, is left to Django.
    """
    return tag_re.sub(lambda tag: _tag(tag[0]), source)


def _tag(tag: str) -> str:
    if tag.startswith('{#'):
        return tag
    if whole := _TRANSLATE.fullmatch(tag):
        text = _text(whole[1], whole[2])
        return tag if text is None else text
    return _MARKED.sub(_argument, tag)


def _argument(marked: re.Match) -> str:
    text = _text(marked[1]) if marked[1] else None
    return marked[0] if text is None or '"' in text else f'"{text}"'


def _text(string: str, context: str | None = None) -> str | None:
    """The translation of a text given as in a template, in quotes; None where it is left alone."""
    given = string[1:-1]
    text = translation.pgettext(context[1:-1], given) if context else translation.gettext(given)
    return None if _LEFT_ALONE.search(given + text) else text
