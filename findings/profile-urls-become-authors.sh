#!/usr/bin/env bash
# newspaper4k 0.9.6 and npm's @extractus/article-extractor 9.0.1: an `article:author` that is an URL becomes the author's name.
# Expected: ogp.me defines `article:author` as a list of *profiles*, that is of URLs, and the page below names its author in
# `<meta name="author">` and in JSON-LD too. Seen: newspaper4k takes the URL apart at its slashes and finds two more people, the host
# and the slug; article-extractor's only author is the URL, before both names.
# Newsroom therefore names authors by `<meta name="author">`, JSON-LD and citation_author, and has no `article:author`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >page.html <<'HTML'
<!DOCTYPE html>
<html lang="en" prefix="og: https://ogp.me/ns# article: https://ogp.me/ns/article#"><head><meta charset="utf-8">
<title>The bridge reopens</title><meta name="author" content="Ada Quill"><meta property="og:type" content="article">
<meta property="article:author" content="https://gazette.example/author/ada-quill/">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "The bridge reopens",
"author": {"@type": "Person", "name": "Ada Quill", "url": "https://gazette.example/author/ada-quill/"}}</script></head>
<body><article><h1>The bridge reopens</h1>
<p>The old stone bridge over the Wend opened again to traffic on Tuesday evening, six weeks after the flood had carried away one of
its parapets and a good part of the road that leads up to it from the mill.</p>
<p>Nobody had expected it before Christmas, the surveyor said, who had spent most of the month in a boat beneath the third arch, and
who thanked the masons of three villages for their help.</p></article></body></html>
HTML
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check newspaper4k==0.9.6
npm install --silent --no-audit --no-fund --prefix . @extractus/article-extractor@9.0.1 >/dev/null
venv/bin/python -W ignore - <<'PYTHON'
import sys
from pathlib import Path

from newspaper import Article

article = Article('https://gazette.example/the-bridge/')
article.download(input_html=Path('page.html').read_text())
article.parse()
print('newspaper4k:', article.authors)
sys.exit(set(article.authors) != {'gazette.example', 'ada-quill', 'Ada Quill'})
PYTHON
cat >read.mjs <<'JAVASCRIPT'
import { readFileSync } from 'node:fs'
import { extractFromHtml } from '@extractus/article-extractor'

const { author } = await extractFromHtml(readFileSync('page.html', 'utf8'), 'https://gazette.example/the-bridge/')
console.log('article-extractor:', author)
process.exit(author === 'https://gazette.example/author/ada-quill/' ? 0 : 1)
JAVASCRIPT
node read.mjs
