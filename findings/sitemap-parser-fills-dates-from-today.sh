#!/usr/bin/env bash
# ultimate-sitemap-parser 1.8.1: a `lastmod` that names a year, or a year and a month, gets the rest from the day it is read.
# Expected: sitemaps take W3C's datetime format, in which `2017` and `2017-11` are whole dates of less precision; a reader either
# keeps the precision, or takes the first day. Seen: `2017` becomes the day of 2017 that today is, so that the same sitemap read on
# two days says that the page has changed; a month gets today's day, or its last one where it is shorter.
# Newsroom's sitemaps always name the day.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ultimate-sitemap-parser==1.8.1
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from calendar import monthrange
from datetime import datetime

from usp.tree import sitemap_from_str

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://gazette.example/year/</loc><lastmod>2017</lastmod></url>
<url><loc>https://gazette.example/month/</loc><lastmod>2017-11</lastmod></url>
<url><loc>https://gazette.example/day/</loc><lastmod>2017-11-22</lastmod></url>
</urlset>
"""
today = datetime.now()
seen = [page.last_modified.date().isoformat() for page in sitemap_from_str(SITEMAP).all_pages()]
print('read today, 2017, 2017-11 and 2017-11-22 are', ', '.join(seen))
year = f'2017-{today.month:02}-{min(today.day, monthrange(2017, today.month)[1]):02}'
month = f'2017-11-{min(today.day, 30):02}'
sys.exit(seen != [year, month, '2017-11-22'])
PYTHON
