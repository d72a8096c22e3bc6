#!/usr/bin/env bash
# tantivy 0.27.0 (Python): one document with a number of the wrong kind loses all that were added since the last commit.
# Expected: `add_document` refuses it, or it alone is left out. Seen: `Document(n=3)` takes any int as signed, `add_document` accepts it
# for an unsigned field, and only `commit` raises, without naming the document; the documents added with it are gone, and so is the
# writer. `Document.from_dict(values, schema)` makes the number that the schema asks for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tantivy==0.27.0
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import tantivy

builder = tantivy.SchemaBuilder()
builder.add_unsigned_field('n', indexed=True)
schema = builder.build()
index = tantivy.Index(schema)
writer = index.writer(15_000_000, 1)
for n in range(3):
    writer.add_document(tantivy.Document.from_dict({'n': n}, schema))
writer.add_document(tantivy.Document(n=3))  # accepted
try:
    writer.commit()
    refused = ''
except ValueError as error:
    refused = str(error)
index.reload()
lost = index.searcher().num_docs
del writer

writer = index.writer(15_000_000, 1)
for n in range(4):
    writer.add_document(tantivy.Document.from_dict({'n': n}, schema))
writer.commit()
index.reload()
print('commit said:', refused, '| documents kept:', lost, '| with from_dict:', index.searcher().num_docs)
sys.exit(not ('U64' in refused and lost == 0 and index.searcher().num_docs == 4))
PYTHON
