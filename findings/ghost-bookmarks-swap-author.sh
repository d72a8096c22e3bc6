#!/usr/bin/env bash
# @tryghost/kg-default-nodes 2.1.5 with @tryghost/kg-lexical-html-renderer 1.4.5 (npm), which make Ghost's pages from its editor's text.
# Expected: the author of a bookmarked page is in `.kg-bookmark-author` and its publisher in `.kg-bookmark-publisher`.
# Seen: the publisher is in `.kg-bookmark-author`, and the author in `.kg-bookmark-publisher`.
# Who reads saved pages of Ghost, or `html` in its exports, by these classes gives a newspaper's name as the author.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent @tryghost/kg-default-nodes@2.1.5 @tryghost/kg-lexical-html-renderer@1.4.5 jsdom@26.1.0
cat >bookmark.cjs <<'JS'
const {DEFAULT_NODES} = require('@tryghost/kg-default-nodes');
const {LexicalHTMLRenderer} = require('@tryghost/kg-lexical-html-renderer');
const {JSDOM} = require('jsdom');

const bookmark = {
    type: 'bookmark', version: 1, url: 'https://tides.example/', caption: '',
    metadata: {title: 'Tide tables', description: '', author: 'Ada Writer', publisher: 'The Tide Press', icon: '', thumbnail: ''},
};
const text = {root: {type: 'root', version: 1, format: '', indent: 0, direction: null, children: [bookmark]}};
new LexicalHTMLRenderer({dom: new JSDOM(), nodes: DEFAULT_NODES}).render(JSON.stringify(text), {}).then((html) => {
    console.log(html);
    const swapped = html.includes('author">The Tide Press<') && html.includes('publisher">Ada Writer<');
    process.exit(swapped ? 0 : 1);
});
JS
node bookmark.cjs
