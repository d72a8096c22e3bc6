#!/usr/bin/env bash
# bibutils 7.2 (Debian's 7.2-2): the day on which a newspaper article was read is joined to the year it was published in.
# Expected: `Y2` is the access date in the RIS specification of 2011, as which Zotero reads it; MODS has
# `dateCaptured` and the like for it. Seen: `ris2xml` makes one date of both, `2017-2026/12/01`, beside the right `dateIssued`, and
# neither `xml2bib` nor `xml2ris` gives the access date out again.
# Newsroom's RIS says by `Y2` when an article was read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download --quiet=2 bibutils=7.2-2 libbibutils8=7.2-2 2>/dev/null
for package in *.deb; do dpkg --extract "$package" .; done
libraries=$(dirname "$(find "$folder/usr/lib" -name 'libbibutils.so.8')")
printf '%s\r\n' 'TY  - NEWS' 'AU  - Quill, Ada' 'TI  - The bridge reopens' 'T2  - The Valley Gazette' 'PY  - 2017' 'DA  - 2017/11/22' \
    'UR  - https://gazette.example/bridge/' 'Y2  - 2026/12/01' 'ER  - ' >article.ris
export LD_LIBRARY_PATH=$libraries
usr/bin/ris2xml article.ris >article.xml 2>/dev/null
usr/bin/xml2ris article.xml >again.ris 2>/dev/null
echo 'In MODS:' && grep -o '<date[A-Z<>a-z]*>.*' article.xml
echo 'In RIS again:' && grep -E '^(PY|DA|Y2)' again.ris
grep -q '<date>2017-2026/12/01</date>' article.xml && ! grep -q '^Y2' again.ris
