#!/usr/bin/env bash
# nikola 8.3.3: `nikola import_wordpress` writes no author to any article.
# Expected: WXR names the author of each item (`dc:creator`) and the people of the site (`wp:author`), and Nikola's posts can have an
# `author`. Seen: the first `wp:author` of the file becomes the author of the whole site, so that what all others wrote is shown under
# that name, and no message says so.
# Newsroom exports WXR for moving out: an archive of several authors loses its bylines on this way to Nikola.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nikola==8.3.3
cat >export.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>The Valley Gazette</title><link>https://gazette.example</link><description></description><language>en</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://gazette.example</wp:base_site_url>
<wp:base_blog_url>https://gazette.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ada</wp:author_login><wp:author_email>ada@gazette.example</wp:author_email>
<wp:author_display_name>Ada Quill</wp:author_display_name></wp:author>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login>ben</wp:author_login><wp:author_email>ben@gazette.example</wp:author_email>
<wp:author_display_name>Ben Marsh</wp:author_display_name></wp:author>
<item><title>The bridge reopens</title><link>https://gazette.example/bridge/</link><dc:creator>ben</dc:creator>
<guid isPermaLink="false">https://gazette.example/?p=1</guid><description></description>
<content:encoded><![CDATA[<p>The bridge is open again.</p>]]></content:encoded><excerpt:encoded></excerpt:encoded>
<wp:post_id>1</wp:post_id><wp:post_date>2017-11-22 08:00:00</wp:post_date><wp:post_date_gmt>2017-11-22 08:00:00</wp:post_date_gmt>
<wp:comment_status>open</wp:comment_status><wp:ping_status>open</wp:ping_status><wp:post_name>bridge</wp:post_name>
<wp:status>publish</wp:status><wp:post_parent>0</wp:post_parent><wp:menu_order>0</wp:menu_order><wp:post_type>post</wp:post_type>
<wp:post_password></wp:post_password><wp:is_sticky>0</wp:is_sticky></item>
</channel></rss>
XML
PATH=$PWD/venv/bin:$PATH venv/bin/nikola import_wordpress --output-folder site --no-downloads export.xml >log 2>&1
article=$(find site/posts -name 'bridge.meta')
cat "$article"
grep BLOG_AUTHOR site/conf.py
! grep -qi 'ben' "$article" log && ! grep -q 'Ben' site/conf.py && grep -q '^BLOG_AUTHOR = "Ada Quill"' site/conf.py
