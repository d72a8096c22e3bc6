"""XML as WordPress writes it: text in CDATA, one element a line."""

import re
from html import escape

# Characters that XML 1.0 does not allow.
_FORBIDDEN = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]')


def clean(text: str) -> str:
    return _FORBIDDEN.sub('', text).replace('\r\n', '\n').replace('\r', '\n')


def cdata(text: str) -> str:
    return f'<![CDATA[{clean(text).replace("]]>", "]]]]><![CDATA[>")}]]>'


def element(name: str, text: object = '', **attributes: str) -> str:
    """An element with text in CDATA."""
    marks = ''.join(f' {key}="{escape(clean(value))}"' for key, value in attributes.items())
    return f'<{name}{marks}>{cdata(str(text))}</{name}>\n'


def bare(name: str, text: str) -> str:
    """An element without CDATA, for what WordPress reads with regular expressions where PHP has no XML parser."""
    return f'<{name}>{escape(text)}</{name}>\n'


def group(name: str, *inner: str) -> str:
    return f'<{name}>\n{"".join(inner)}</{name}>\n'


def words(text: str) -> str:
    """Plain text as WordPress has it in titles, names and excerpts, with "<" and "&" escaped."""
    return escape(' '.join(clean(text).split()), quote=False)


def slug(text: str) -> str:
    return text.replace('%', '%25')


def meta(kind: str, pairs: dict[str, object]) -> str:
    """Keys with their values; a list means several values of one key."""
    return ''.join(
        group(f'wp:{kind}', element('wp:meta_key', key), element('wp:meta_value', value))
        for key, values in sorted(pairs.items())
        for value in (values if isinstance(values, list) else [values])
    )
