"""Recognises the files that programs leave beside the pages they save, none of which is an article."""

import re

# By their names, which the programs document: https://www.rfc-editor.org/rfc/rfc9309, HTTrack's and wget's manuals.
_NAMES = frozenset(
    'robots.txt ads.txt app-ads.txt humans.txt security.txt llms.txt hts-log.txt hts-stop.lock cookies.txt new.txt'
    ' wget-log'.split()
)
_PAPERS = re.compile(
    r'(?:[\w.-]+[-_. ])?(?:licen[cs]e|readme|copying|change-?log|ofl|notice)(?:[-_. ][\w.-]+)?\.txt', re.I
)
_MARKS = re.compile(
    rb'HTTrack[\d.]+\S* launched on |# (?:HTTrack Website Copier|Netscape HTTP) Cookie File'
    rb"|date\tsize'/'remotesize\tflags|--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--  https?://"
)
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*(?:"|\})|\[\s*(?:\{|"|\]))')


def matches(head: bytes, name: str) -> bool:
    """Whether a file with these first bytes and this name is no text: a program's log or list, or JSON."""
    return name.lower() in _NAMES or any((_PAPERS.fullmatch(name), _MARKS.match(head), _JSON.match(head)))
