#!/usr/bin/env bash
# pybtex 0.26.1: a BibTeX file that is read and written is another one, and each further pass changes it again.
# Expected: what is read and written unchanged says the same: TeX's escapes are undone when a field is read, or left alone when it is
# written, and `url`, which biblatex and BibTeX's styles print verbatim, has none. Seen: reading keeps `\%` as two characters, writing
# escapes the percent sign once more, which makes a line break and a comment of it, and URLs are escaped too, so that the link is dead.
# Newsroom's BibTeX has escapes in titles and none in URLs: right for TeX, and spoilt by tools that are built upon pybtex.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pybtex==0.26.1
"$folder/venv/bin/python" - <<'PYTHON'
import sys

from pybtex.database import parse_string

SOURCE = r"""@online{quill2017,
  author = {Quill, Ada},
  title = {50\% of votes},
  url = {https://gazette.example/2017/a_b/?page=2#c},
}"""


def written(source: str) -> str:
    return parse_string(source, 'bibtex').to_string('bibtex')


def fields(source: str) -> tuple[str, str]:
    entry = parse_string(source, 'bibtex').entries['quill2017']
    return entry.fields['title'], entry.fields['url']


once = written(SOURCE)
seen = [fields(SOURCE), fields(once), fields(written(once))]
print('title and URL as read from the file, from what was written, and from what was written of that:', *seen, sep='\n  ')
sys.exit(
    seen
    != [
        (r'50\% of votes', 'https://gazette.example/2017/a_b/?page=2#c'),
        (r'50\\% of votes', r'https://gazette.example/2017/a\_b/?page=2\#c'),
        (r'50\\\% of votes', r'https://gazette.example/2017/a\\_b/?page=2\\#c'),
    ]
)
PYTHON
