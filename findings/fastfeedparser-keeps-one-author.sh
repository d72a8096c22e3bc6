#!/usr/bin/env bash
# fastfeedparser 0.6.5: of several authors of an entry only the first comes out, although `authors` is a list.
# Expected: RFC 4287 lets an entry have any number of `author` elements, RSS any number of `dc:creator`, and the package has an API that is
# "similar to feedparser", whose `authors` names everybody. Seen: a list of one person in both formats.
# Newsroom's feeds name each author in an element of their own: readers that are built upon this package show the first one only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check fastfeedparser==0.6.5 feedparser==6.0.14
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import fastfeedparser
import feedparser

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>https://gazette.example/</id><title>The Valley Gazette</title>
<updated>2017-11-22T08:00:00Z</updated>
<entry><id>https://gazette.example/?p=1</id><title>The bridge reopens</title><updated>2017-11-22T08:00:00Z</updated>
<link href="https://gazette.example/bridge/"/><author><name>Ada Quill</name></author><author><name>Ben Marsh</name></author></entry>
</feed>"""
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Valley Gazette</title>
<link>https://gazette.example/</link><description>News of the valley</description>
<item><title>The bridge reopens</title><link>https://gazette.example/bridge/</link>
<dc:creator>Ada Quill</dc:creator><dc:creator>Ben Marsh</dc:creator></item></channel></rss>"""


def names(parser, feed: str) -> list[str]:
    return [author['name'] for author in parser.parse(feed)['entries'][0]['authors']]


seen = {kind: (names(fastfeedparser, feed), names(feedparser, feed)) for kind, feed in (('Atom', ATOM), ('RSS', RSS))}
for kind, (fast, other) in seen.items():
    print(f'{kind}: fastfeedparser {fast}, feedparser {other}')
sys.exit(any(pair != (['Ada Quill'], ['Ada Quill', 'Ben Marsh']) for pair in seen.values()))
PYTHON
