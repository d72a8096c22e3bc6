"""Synthetic WordPress exports for measurements: the same on every run, with words that follow Zipf's law."""

import gzip
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape

WORDS, AUTHORS, CATEGORIES, TAGS = 20_000, 60, 30, 5_000
COMMENTS, TAGS_EACH = 3, 3
SYLLABLES = [a + b for a in 'b ch d f l m n r s t w'.split() for b in 'a e i o un'.split()]
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old site</title><link>http://old.example</link><language>en</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>http://old.example</wp:base_blog_url>
"""
COMMENT = """<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author><![CDATA[{name}]]></wp:comment_author>
<wp:comment_author_email>reader{id}@example.com</wp:comment_author_email><wp:comment_author_url></wp:comment_author_url>
<wp:comment_author_IP>192.0.2.7</wp:comment_author_IP><wp:comment_date>{at}</wp:comment_date>
<wp:comment_date_gmt>{at}</wp:comment_date_gmt><wp:comment_content><![CDATA[{text}]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id></wp:comment>
"""
ITEM = """<item><title>{title}</title><link>http://old.example/{day:%Y/%m/%d}/story-{n}/</link>
<pubDate>{day:%a, %d %b %Y %H:%M:%S} +0000</pubDate><dc:creator><![CDATA[writer{author}]]></dc:creator>
<guid isPermaLink="false">http://old.example/?p={n}</guid><description></description>
<content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{n}</wp:post_id><wp:post_date>{day}</wp:post_date><wp:post_date_gmt>{day}</wp:post_date_gmt>
<wp:post_modified>{day}</wp:post_modified><wp:post_modified_gmt>{day}</wp:post_modified_gmt>
<wp:comment_status>open</wp:comment_status><wp:ping_status>open</wp:ping_status><wp:post_name>story-{n}</wp:post_name>
<wp:status>publish</wp:status><wp:post_parent>0</wp:post_parent><wp:menu_order>0</wp:menu_order>
<wp:post_type>post</wp:post_type><wp:post_password></wp:post_password><wp:is_sticky>0</wp:is_sticky>
{terms}<wp:postmeta><wp:meta_key>_edit_last</wp:meta_key><wp:meta_value><![CDATA[1]]></wp:meta_value></wp:postmeta>
{comments}</item>
"""


class Writer:
    """Random text from one fixed sequence. The n-th word of the vocabulary is 1/n as frequent as the first."""

    def __init__(self) -> None:
        self.random = random.Random(2017)
        self.vocabulary = [
            ''.join(self.random.choices(SYLLABLES, k=1 + rank % 3 + (rank > 500))) for rank in range(WORDS)
        ]
        self.weights, total = [], 0.0
        for rank in range(1, WORDS + 1):
            total += 1 / rank
            self.weights.append(total)

    def words(self, count: int) -> str:
        return ' '.join(self.random.choices(self.vocabulary, cum_weights=self.weights, k=count))

    def body(self) -> str:
        """About 330 words in eight paragraphs, two of them with the markup that writers use."""
        parts = [f'{self.words(40).capitalize()}.' for _ in range(8)]
        parts[2] = f'<strong>{self.words(4)}</strong> {parts[2]} <a href="http://old.example/?p=7">{self.words(3)}</a>'
        parts[5] = f'<blockquote>{parts[5]}</blockquote>'
        return '\n\n'.join(parts)


def head() -> str:
    authors = ''.join(
        f'<wp:author><wp:author_id>{n}</wp:author_id><wp:author_login>writer{n}</wp:author_login>'
        f'<wp:author_display_name><![CDATA[Writer {n}]]></wp:author_display_name></wp:author>\n'
        for n in range(AUTHORS)
    )
    categories = ''.join(
        f'<wp:category><wp:term_id>{n}</wp:term_id><wp:category_nicename>category-{n}</wp:category_nicename>'
        f'<wp:category_parent>{f"category-{n % 6}" if n > 5 else ""}</wp:category_parent>'
        f'<wp:cat_name><![CDATA[Category {n}]]></wp:cat_name></wp:category>\n'
        for n in range(CATEGORIES)
    )
    return HEAD + authors + categories


def items(articles: int) -> Iterator[str]:
    """Yields items of the export, oldest first, dated over twenty years."""
    writer, start = Writer(), datetime(2004, 3, 1)  # noqa: DTZ001
    for n in range(1, articles + 1):
        day = start + timedelta(seconds=int(n * 20 * 365 * 86400 / (articles + 1)))
        yield _item(writer, n, day, writer.body(), [writer.words(35) for _ in range(COMMENTS)])


def alike(size: int) -> Iterator[str]:
    """Yields at least `size` bytes of items, quickly: they share twelve texts. For exports of many gigabytes."""
    writer, made, n = Writer(), 0, 0
    texts = [(writer.body(), [writer.words(35) for _ in range(COMMENTS)]) for _ in range(12)]
    while made < size:
        n += 1
        item = _item(writer, n, datetime(2004, 3, 1) + timedelta(minutes=n), *texts[n % 12])  # noqa: DTZ001
        made += len(item)
        yield item


def write(path: Path, parts: Iterator[str]) -> int:
    """Writes an export of these items, compressed if the name ends in .gz; returns its uncompressed size in bytes."""
    size = 0
    with gzip.open(path, 'wt', 1) if path.suffix == '.gz' else path.open('w') as file:
        for part in chain([head()], parts, ['</channel></rss>\n']):
            size += file.write(part)
    return size


def _item(writer: Writer, n: int, day: datetime, body: str, comments: list[str]) -> str:
    draw = writer.random
    category = int(CATEGORIES ** draw.random())
    tags = {int(TAGS ** draw.random()) for _ in range(TAGS_EACH)}
    terms = f'<category domain="category" nicename="category-{category}"><![CDATA[Category {category}]]></category>\n'
    terms += ''.join(
        f'<category domain="post_tag" nicename="tag-{t}"><![CDATA[Tag {t}]]></category>\n' for t in sorted(tags)
    )
    threads = ''
    for place, text in enumerate(comments):
        number, parent = n * COMMENTS + place, n * COMMENTS if place == 2 else 0
        threads += COMMENT.format(id=number, name=f'Reader {n % 997}', text=text, at=day, parent=parent)
    return ITEM.format(
        n=n, day=day, body=body, author=int(AUTHORS ** draw.random()), title=escape(body[:60].strip()),
        excerpt=body[-90:], terms=terms, comments=threads,
    )  # fmt: skip
