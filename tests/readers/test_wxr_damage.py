"""Damaged, packed and hostile exports: what is whole is read, what is not is named, nothing else happens."""

import gzip
import re
import zipfile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.readers import archives
from articles.readers.record import ArticleRecord, RefusedRecord
from articles.readers.wxr import reader as wxr_reader
from tests.growth import growth

ZONE = ZoneInfo('UTC')
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><link>http://a.example</link>\n'
)
TAIL = '</channel></rss>\n'


def item(number, title='Rain'):
    return (
        f'<item><title>{title}</title><wp:post_id>{number}</wp:post_id>'
        f'<content:encoded><![CDATA[Body {number}]]></content:encoded></item>\n'
    )


EXPORT = HEAD + item(1) + item(2) + item(3) + TAIL


@pytest.fixture
def read(tmp_path):
    """Titles or bodies of what is whole in a file of these bytes, and what was refused."""

    def read(content, name='export.xml'):
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        records = list(wxr_reader.read(file, zone=ZONE))
        return (
            [record for record in records if isinstance(record, ArticleRecord)],
            [record for record in records if isinstance(record, RefusedRecord)],
        )

    return read


def zipped(path, members):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path.read_bytes()


@pytest.mark.parametrize('pack', [str.encode, lambda text: gzip.compress(text.encode())])
def test_export_is_recognised_and_counted(tmp_path, pack):
    file = tmp_path / 'export'
    file.write_bytes(pack(EXPORT))
    assert wxr_reader.matches(file.read_bytes()[:65536])
    assert wxr_reader.count(file) == 3


def test_zip_is_recognised_and_read_file_by_file(tmp_path, read):
    content = zipped(tmp_path / 'a.zip', {'b.xml': HEAD + item(2) + TAIL, 'a.xml': HEAD + item(1) + TAIL, 'x.txt': 'x'})
    assert wxr_reader.matches(content)
    articles, refused = read(content, 'export.zip')
    assert [article.body_text for article in articles] == ['Body 1', 'Body 2']
    assert articles[0].source.endswith('export.zip/a.xml')
    assert refused == []


@pytest.mark.parametrize(
    'content',
    [b'', b'Rain, November 22, 2017', b'<html><body>wordpress.org/export/</body></html>', b'PK\x03\x04',
     b'\x1f\x8b\x08x', b'<rss version="2.0"><channel><generator>https://wordpress.org/?v=6</generator></channel></rss>'],
)  # fmt: skip
def test_other_files_are_not_recognised(content):
    assert not wxr_reader.matches(content)


def test_file_cut_anywhere_gives_whole_articles_and_says_so(tmp_path):
    file = tmp_path / 'export.xml'
    whole = EXPORT.encode()
    for length in range(len(HEAD), len(whole) - len(TAIL)):
        file.write_bytes(whole[:length])
        *found, refused = wxr_reader.read(file, zone=ZONE)
        bodies = [record.body_text for record in found[1:]]
        assert bodies == [f'Body {n + 1}' for n in range(whole[:length].count(b'</item>'))]
        assert isinstance(refused, RefusedRecord)
        assert re.fullmatch(r'\d+:\d+', refused.where)


def test_item_with_a_wrong_end_tag_is_refused_and_its_neighbours_are_read(read):
    articles, refused = read(HEAD + item(1) + item(2, 'a <b>bold') + item(3) + item(4) + TAIL)
    assert [article.body_text for article in articles] == ['Body 1', 'Body 3', 'Body 4']
    (record,) = refused
    assert record.where.startswith('4:')
    assert 'mismatch' in record.reason


def test_lone_ampersands_and_brackets_are_text(read):
    articles, refused = read(HEAD + item(1, 'A & B &nbsp; 1 < 2 ]]> C') + TAIL)
    assert articles[0].title == 'A & B 1 < 2 ]]> C'
    assert refused == []


def test_split_character_data_is_joined(read):
    content = EXPORT.replace('Body 1', 'a ]]]]><![CDATA[> b').replace('Body 2', 'c]]><![CDATA[d')
    articles, _ = read(content)
    assert articles[0].body_source == 'a ]]> b'
    assert articles[1].body_source == 'cd'


def test_control_characters_are_taken_out_and_noted(read):
    articles, refused = read(EXPORT.replace('Body 2', 'a\x00b\x0bc'))
    assert articles[1].body_text == 'ab\nc'
    assert any(note.code == 'control-characters' for article in articles for note in article.notes)
    assert refused == []


def test_bytes_that_are_no_text_are_marked_and_noted(read):
    articles, _ = read(EXPORT.encode().replace(b'Body 2', b'Caf\xe9'))
    assert articles[1].body_text == 'Caf�'
    assert any(note.code == 'unreadable-characters' for article in articles for note in article.notes)


@pytest.mark.parametrize('encoding', ['iso-8859-1', 'utf-16'])
def test_other_encodings_are_read(read, encoding):
    articles, refused = read(EXPORT.replace('UTF-8', encoding).replace('Rain', 'Café').encode(encoding))
    assert [article.title for article in articles] == ['Café'] * 3
    assert refused == []


def test_warnings_of_php_before_the_file_do_no_harm(read):
    articles, refused = read('<br />\n<b>Warning</b>: x\n' + EXPORT)
    assert len(articles) == 3
    assert refused == []


def test_prefixes_that_nobody_declared(read):
    articles, refused = read(EXPORT.replace(' xmlns:wp="http://wordpress.org/export/1.2/"', ''))
    assert articles[0].source_key == 'wordpress:a.example:1'
    assert refused == []


def test_what_follows_the_export_is_reported(read):
    articles, refused = read(EXPORT + EXPORT)
    assert len(articles) == 3
    assert 'follows' in refused[0].reason


def test_markup_nested_too_deep_is_reported(read):
    articles, refused = read(HEAD + item(1) + '<item>' + '<x>' * 5000 + '</x>' * 5000 + '</item>' + TAIL)
    assert len(articles) == 1
    assert 'could not be read' in refused[0].reason


ENTITIES = [
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
    '<!-- > <rss> --><!DOCTYPE rss [<!ENTITY x "y">]>',
    '<!DOCTYPE rss [<!ATTLIST rss q CDATA "<![CDATA["><!ENTITY x "y">]>',
]


@pytest.mark.parametrize('doctype', ENTITIES)
@pytest.mark.parametrize('encoding', ['utf-8', 'utf-16'])
def test_document_type_with_entities_is_refused(read, doctype, encoding):
    content = EXPORT.replace('UTF-8', encoding).replace('<rss', doctype + '<rss', 1).replace('Rain', '&x;&b;')
    articles, refused = read(content.encode(encoding))
    assert articles == []
    assert 'entities' in refused[0].reason


def test_article_may_speak_of_entities(read):
    articles, refused = read(EXPORT.replace('Body 1', '&lt;!ENTITY x "y"> <!ENTITY x>'))
    assert len(articles) == 3
    assert refused == []


def test_hidden_encoding_is_not_obeyed(read):
    articles, refused = read(EXPORT.replace('UTF-8', 'UTF-7').replace('Rain', '+ACY-x;'))
    assert [article.title for article in articles] == ['+ACY-x;'] * 3
    assert refused == []


def test_document_type_in_a_hidden_encoding_makes_no_export(read):
    doctype = '+ADw-!DOCTYPE rss [+ADw-!ENTITY x "y"+AD4-]+AD4-'
    articles, refused = read(EXPORT.replace('UTF-8', 'UTF-7').replace('<rss', f'{doctype}<rss', 1))
    assert articles == []
    assert 'root element' in refused[0].reason


@pytest.mark.parametrize('name', ['../evil.xml', '/etc/evil.xml', 'a/../../evil.xml', 'C:/evil.xml', 'a\\..\\evil.xml'])
def test_archive_with_a_name_that_leads_out_of_it_is_refused_whole(tmp_path, read, name):
    articles, refused = read(zipped(tmp_path / 'a.zip', {'good.xml': EXPORT, name: EXPORT}), 'export.zip')
    assert articles == []
    assert len(refused) == 1


def test_archive_with_a_link_in_it_is_refused(tmp_path, read):
    link = zipfile.ZipInfo('export.xml')
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / 'a.zip', 'w') as archive:
        archive.writestr(link, '/etc/passwd')
    assert 'outside' in read((tmp_path / 'a.zip').read_bytes(), 'export.zip')[1][0].reason


def test_archive_of_too_many_files_is_refused(tmp_path, read):
    members = {f'{number}.xml': '' for number in range(archives.MOST_MEMBERS + 1)}
    assert 'more than' in read(zipped(tmp_path / 'a.zip', members), 'export.zip')[1][0].reason


@pytest.mark.parametrize('name', ['bomb.zip', 'bomb.xml.gz'])
def test_bomb_is_refused(tmp_path, read, name):
    content = (HEAD + ' ' * 40_000_000).encode()
    bomb = zipped(tmp_path / 'a.zip', {'bomb.xml': content}) if name.endswith('zip') else gzip.compress(content)
    articles, refused = read(bomb, name)
    assert articles == []
    assert 'proportion' in refused[0].reason


def test_archive_inside_an_archive_is_not_opened(tmp_path, read):
    inner = zipped(tmp_path / 'a.zip', {'export.xml': EXPORT})
    articles, refused = read(zipped(tmp_path / 'b.zip', {'inner.zip': inner}), 'export.zip')
    assert articles == []
    assert 'no .xml' in refused[0].reason


def test_gzip_cut_short_gives_what_is_whole(read):
    text = HEAD + ''.join(item(number, f'Title {number * 7919}') for number in range(2000)) + TAIL
    articles, refused = read(gzip.compress(text.encode())[:-2000], 'export.xml.gz')
    assert 0 < len(articles) < 2000
    assert 'damaged' in refused[0].reason


@pytest.mark.parametrize('piece', ['&', '<', '<q ', '<q a="', '<!--', '<x/>', '</item>', ']]>', '<![CDATA['])
def test_hostile_repetition_takes_linear_time(read, piece):
    assert growth(lambda length: read(HEAD + piece * (length // len(piece)) + item(1) + TAIL), 40_000, 400_000) < 40


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80), st.integers(0, len(EXPORT)))
def test_no_bytes_anywhere_break_the_reader(tmp_path_factory, noise, place):
    file = tmp_path_factory.mktemp('noise') / 'export.xml'
    whole = EXPORT.encode()
    file.write_bytes(whole[:place] + noise + whole[place:])
    for record in wxr_reader.read(file, zone=ZONE):
        if isinstance(record, ArticleRecord):
            record.as_json()


@pytest.mark.parametrize('half', ['&#xD800;', '&#xdfff;', '&#55296;', '&#057343;', '<b>&#xDC00;</b>'])
def test_a_reference_to_half_a_character_harms_nothing_around_it(read, half):
    whole, refused = read(HEAD + item(1, f'Rain {half} again') + item(2) + TAIL)
    assert [record.title[:4] for record in whole] == ['Rain', 'Rain']
    assert whole[0].title.endswith('again')
    assert not refused
    for record in whole:
        record.title.encode()
