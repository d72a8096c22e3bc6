#!/usr/bin/env bash
# tantivy 0.27.0 (Python): a phrase with slop matches across two values of one text field.
# Expected: values of a field, such as two captions, are apart, as in Lucene, where Elasticsearch puts 100 positions between them;
# an exact phrase is indeed not found across them. Seen: with slop 1 it is, since tantivy puts a single position between two values.
# Newsroom keeps title, text and captions as values of one field, so that `"wall collapses"~1` also finds a headline that ends in
# *wall* before a text that begins with *collapses*.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tantivy==0.27.0
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import tantivy

builder = tantivy.SchemaBuilder()
builder.add_text_field('text')
schema = builder.build()
index = tantivy.Index(schema)
writer = index.writer(15_000_000, 1)
document = tantivy.Document()
document.add_text('text', 'The river wall')
document.add_text('text', 'collapses today')
writer.add_document(document)
writer.commit()
index.reload()


def matches(slop: int) -> bool:
    query = tantivy.Query.phrase_query(schema, 'text', ['wall', 'collapses'], slop)
    return bool(index.searcher().search(query, 1).hits)


seen = {slop: matches(slop) for slop in range(3)}
print('slop and whether "wall collapses" matches across two values:', seen)
sys.exit(seen != {0: False, 1: True, 2: True})
PYTHON
