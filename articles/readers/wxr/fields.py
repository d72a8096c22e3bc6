"""What plugins and themes keep in the fields of an item (wp:postmeta) and show as part of it."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape

from articles.text import kept_texts, plain

Fields = Mapping[str, list[str]]

_FOOTNOTES = re.compile(r'<!--\s*wp:(?:core/)?footnotes\b(?:(?!-->).)*-->', re.S)
_FOOTNOTE_ID = re.compile(r'[^\s"\'<>&]{1,200}')
_SUBTITLE = re.compile(r'(?:^|_)(?:sub_?title|sub_?head(?:ing|line)?|standfirst|deck?|secondary_title)$', re.I)
_SERIALIZED = re.compile(rb's:\d+:"([^"]*)";s:(\d+):"')
_PRIMARY = re.compile(r'(?:^|_)primary(?:_term)?_cat(?:egory)?$')
_LANGUAGE_FIELDS = ('_wpml_import_language_code', '_wpml_language', 'wpml_language', '_locale')
_LANGUAGE = re.compile(r'[a-z]{2,3}(?:-[a-z0-9]{2,8})*', re.I)
# A field of Advanced Custom Fields "x" has its key in another, "_x"; those of Carbon Fields have their path as names.
_OF_CARBON_FIELDS = re.compile(r'_[^|]+\|.*\|value$')


# An export has few keys, each in most of its items.
@lru_cache(maxsize=4096)
def _is_subtitle(key: str) -> bool:
    return _SUBTITLE.search(key) is not None


@lru_cache(maxsize=4096)
def _is_primary(key: str) -> bool:
    return _PRIMARY.search(key) is not None


def with_footnotes(source: str, value: str) -> str | None:
    """A body with its footnotes where its block of footnotes stands; None where `value`, JSON, holds none.

    As wp-includes/blocks/footnotes.php shows them.
    """
    stored = _parsed(value)
    notes = [
        f'<li id="{note["id"]}">{note["content"]} <a href="#{note["id"]}-link">↩︎</a></li>'
        for note in (stored if isinstance(stored, list) else ())
        if isinstance(note, dict)
        and isinstance(note.get('content'), str)
        and isinstance(note.get('id'), str)
        and _FOOTNOTE_ID.fullmatch(note['id'])
    ]
    listed = f'<!-- wp:list --><ol>{"".join(notes)}</ol><!-- /wp:list -->'
    return _FOOTNOTES.sub(lambda block: listed, source, count=1) if notes else None


def has_footnotes(source: str) -> bool:
    return 'footnotes' in source and _FOOTNOTES.search(source) is not None


def subtitle(fields: Fields) -> str:
    """The line under the headline, which many themes keep in a field, by itself or in a list of settings."""
    for key, values in fields.items():
        if _is_subtitle(key) and (text := plain.title(values[0])):
            return text
    for values in fields.values():
        if values[0].startswith('a:') and 'ub' in values[0]:
            for name, text in _strings(values[0]):
                if _is_subtitle(name) and (line := plain.title(text)):
                    return line
    return ''


def _strings(serialized: str) -> Iterable[tuple[str, str]]:
    """The strings of serialized PHP that follow a string, as (key, value); lengths are in bytes."""
    data = serialized.encode()
    for match in _SERIALIZED.finditer(data):
        value = data[match.end() : match.end() + int(match[2][:9])]
        yield match[1].decode(errors='replace'), value.decode(errors='replace')


def primary_category(fields: Fields) -> str:
    """The number of the category chosen as the first, by Yoast, Rank Math, SEOPress and others; '' for none."""
    chosen = (values[0].strip() for key, values in fields.items() if _is_primary(key))
    return next((number for number in chosen if number.isdecimal()), '')


def language(fields: Fields, terms: Iterable[tuple[str | None, str, str]]) -> str:
    """The language of an item, as the plugins Polylang (a term), WPML and Bogo (fields) keep it; '' for none."""
    slugs = [slug for domain, slug, _ in terms if domain == 'language']
    named = [*slugs, *(fields[name][0] for name in _LANGUAGE_FIELDS if name in fields)]
    codes = (name.strip().removeprefix('pll_').replace('_', '-') for name in named)
    return next((code for code in codes if _LANGUAGE.fullmatch(code)), '')


def redirect_target(fields: Fields) -> str:
    """Where readers of the item were led by Page Links To, Quick Page/Post Redirect or Genesis; '' for nowhere."""
    # That of themes of Genesis is called "redirect".
    target = (fields.get('_links_to') or fields.get('redirect') or [''])[0].strip()
    if not target and fields.get('_pprredirect_active', [''])[0].strip() == '1':
        target = fields.get('_pprredirect_url', [''])[0].strip()
    return target if target.startswith(('http://', 'https://', '/')) else ''


def text_in_fields(fields: Fields) -> tuple[str, int]:
    """(HTML in the fields of an item that has no text itself, in their order; how many others hold sentences)."""
    html, plain_texts = _built(fields), 0
    for key, values in fields.items():
        if f'_{key}' not in fields and not _OF_CARBON_FIELDS.fullmatch(key):
            continue
        for value in values:
            if kept_texts.MARKUP.search(value):
                html.append(value)
            elif kept_texts.PROSE.search(value) and not value.startswith(('a:', 'O:', '{', '[')):
                plain_texts += 1
    if not html:
        # Of Meta Box, Pods and others, whose fields have no mark.
        html = [
            v for key, values in fields.items() if key[:1] != '_' for v in values if kept_texts.MARKUP.match(v.lstrip())
        ]
    return '\n\n'.join(html), plain_texts


def _built(fields: Fields) -> list[str]:
    """What page builders keep in fields: JSON, serialized PHP, or shortcodes."""
    built = []
    for key, values in fields.items():
        value = values[0].lstrip()
        if value.startswith(('[{', '{')):
            built.append(kept_texts.shown(_parsed(value)))
        elif value.startswith('a:'):
            built.append(kept_texts.shown([{name: text} for name, text in _strings(value)]))
        elif key.endswith('_shortcodes') and value.startswith('['):
            built.append(value)
    return list(dict.fromkeys(filter(None, built)))


def _parsed(value: str) -> object:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def link_on(target: str) -> str:
    """The paragraph that leads on to where readers of an item were led."""
    words = escape(target if len(target) <= 80 else f'{target[:80]}…')
    return f'\n\n<p><a href="{escape(target)}">{words}</a></p>'
