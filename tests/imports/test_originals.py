"""What a record was read from is kept as it came, and gives the same record when it is read again."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from articles.readers.plaintext import reader as plaintext_reader
from articles.readers.record import ArticleRecord, SourceRecord
from articles.readers.wxr import reader as wxr_reader

ZONE = ZoneInfo('Europe/Berlin')
ITEM = (
    '<item><title>Café &amp; &bar;</title><dc:creator>ada</dc:creator><wp:post_id>{number}</wp:post_id>'
    '<category domain="category" nicename="town">Town</category>'
    '<content:encoded><![CDATA[They said\x02 "</item>" and <em>left</em>.]]></content:encoded>'
    '<wp:comment><wp:comment_id>9</wp:comment_id><wp:comment_content>Well…</wp:comment_content></wp:comment></item>'
)
EXPORT = (
    '<?xml version="1.0" encoding="{encoding}"?>\n<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:wp="http://wordpress.org/export/1.1/"><channel><link>http://a.example</link>\n'
    '<wp:author><wp:author_login>ada</wp:author_login><wp:author_display_name>Ada Né</wp:author_display_name>'
    f'</wp:author>\n{ITEM.format(number=1)}\n'
    '<wp:category><wp:category_nicename>town</wp:category_nicename><wp:cat_name>The Town</wp:cat_name></wp:category>'
    f'{ITEM.format(number=2)}</channel></rss>'
)


def read(reader, file):
    """Records without the path they were read from."""
    return [replace(record, source='') for record in reader.read(file, zone=ZONE)]


@pytest.mark.parametrize('encoding', ['utf-8', 'windows-1252', 'utf-16'])
def test_item_of_an_export_gives_the_same_record_again(tmp_path, encoding):
    file = tmp_path / 'export.xml'
    file.write_bytes(EXPORT.replace('{encoding}', encoding).encode(encoding))
    records = read(wxr_reader, file)
    head = [record for record in records if isinstance(record, SourceRecord)][-1].original
    articles = [record for record in records if isinstance(record, ArticleRecord)]
    assert len(articles) == 2
    assert articles[1].categories[0].name == 'The Town'
    file.write_bytes(wxr_reader.join(head, [articles[1].original]))
    assert read(wxr_reader, file)[1] == articles[1]


def test_original_of_an_item_is_its_own_bytes(tmp_path):
    file = tmp_path / 'export.xml'
    file.write_bytes(EXPORT.replace('{encoding}', 'windows-1252').encode('windows-1252'))
    _, first, second, _ = read(wxr_reader, file)
    assert first.original == ITEM.format(number=1).encode('windows-1252')
    assert second.original == ITEM.format(number=2).encode('windows-1252')


def test_text_page_is_its_own_original(tmp_path):
    file = tmp_path / 'rain.txt'
    file.write_bytes('Rain\r\nNovember 22, 2017\r\nIt rained in Münster all day.'.encode('windows-1252'))
    record = read(plaintext_reader, file)[1]
    assert record.original == file.read_bytes()
