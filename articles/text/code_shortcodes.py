"""Makes code of what the shortcodes of SyntaxHighlighter and WordPress.com enclose, before anything in it is markup.

https://wordpress.com/support/wordpress-editor/blocks/syntax-highlighter-code-block/ has their names.
"""

import re
from html import escape, unescape

_CODE = re.compile(
    r'(?<!\[)\[(code|sourcecode|bash|shell|cpp|csharp|css|java|javascript|js|perl|php|python|py|ruby|sql|xml)'
    r'(?:\s[^\[\]]*)?\]((?:[^\[]|\[(?!/?\1\b))*)\[/\1\](?!\])',
    re.I,
)


def as_code(source: str) -> str:
    """A stored body whose code listings are HTML; a part of a line stays within it."""
    return _CODE.sub(_listing, source) if '[/' in source else source


def _listing(tag: re.Match) -> str:
    code = unescape(tag[2])
    # What is code is no shortcode either.
    shown = escape(code.strip('\r\n'), quote=False).replace('[', '&#91;')
    return f'\n\n<pre><code>{shown}</code></pre>\n\n' if '\n' in code else f'<code>{shown.strip()}</code>'
