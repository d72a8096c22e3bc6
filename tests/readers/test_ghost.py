"""Exports of Ghost: posts from HTML, Lexical and Mobiledoc, and damaged files."""

import gzip
import json
import zipfile
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from articles.readers import detect
from articles.readers.ghost import reader
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord
from articles.text import plain
from tests.exports import ghost

BERLIN = ZoneInfo('Europe/Berlin')


@pytest.fixture
def read(tmp_path):
    def read(content=None):
        file = tmp_path / 'ghost.json'
        file.write_bytes(ghost.build() if content is None else content)
        return list(reader.read(file, zone=UTC))

    return read


def articles(records):
    return {record.title: record for record in records if isinstance(record, ArticleRecord)}


def test_only_what_is_for_everyone_is_public(read):
    records = read()
    assert isinstance(records[0], SourceRecord)
    assert (records[0].title, records[0].language) == ('The new gazette', 'en')
    assert {title: (record.kind, record.status) for title, record in articles(records).items()} == {
        'The mill floods': ('post', 'published'),
        'Über dem Fluss': ('post', 'published'),
        'A short note': ('post', 'published'),
        'About us': ('page', 'published'),
        'zqcanary draft': ('post', 'draft'),
        'zqcanary members': ('post', 'private'),
        'zqcanary paid': ('post', 'private'),
        'zqcanary tiers': ('post', 'private'),
        'zqcanary letter': ('post', 'private'),
    }
    assert [(r.where, r.reason) for r in records if isinstance(r, RefusedRecord)] == [('post 4', 'no object')]


def test_post_has_all_that_its_rows_say(read):
    flood = articles(read())['The mill floods']
    # Half past eleven in the evening in UTC is the next day in Berlin.
    assert flood.published == datetime(2021, 3, 15, 0, 30, tzinfo=BERLIN)
    assert str(flood.published_on) == '2021-03-15'
    assert [author.name for author in flood.authors] == ['Ada Wren', 'Finch & Sons']
    assert [(tag.name, tag.slug) for tag in flood.tags] == [('Weather', 'weather'), ('Lower town', 'lower-town')]
    assert flood.standfirst == 'Two metres of water.'
    assert flood.meta['seo'] == {'title': 'Flood at the mill', 'description': 'All of it'}
    assert flood.meta['internal_tags'] == ['#zqcanary-desk']
    assert flood.images[0].src == '/content/images/2021/03/yard.jpg'
    assert (flood.images[0].alt, flood.images[0].caption) == ('The yard', 'Photo: A. Wren')
    assert b'$2a$10$' not in flood.original


def test_cards_are_what_they_show(read):
    body = articles(read())['The mill floods'].body_html
    for shown in (
        '<figcaption><span>The wheel at <b>dawn</b></span></figcaption>',
        '<figure class="gallery"><img src="/content/images/a.jpg" alt="pier"><img src="/content/images/b.jpg" alt="">'
        '<figcaption>Two pictures of the pier</figcaption></figure>',
        '<figure><blockquote><p><a href="https://example.org/story">A story elsewhere</a><br>What the neighbours wrote.'
        '<br><cite>The Neighbour, Jo Reed</cite></p></blockquote><figcaption>Read there</figcaption></figure>',
        '<p>💡 The hearing is <b>on</b> the ninth.</p>',
        '<p><a href="/content/files/report.pdf">Report of the engineers</a><br>Forty pages</p>',
        '<h4>Boots</h4><p>★★★★☆</p><p>Dry feet.</p><p><a href="https://shop.example/boots">Buy</a></p>',
        '<figcaption>The water rises</figcaption>',
        '<details><summary><span>Who pays?</span></summary><p>The insurance.</p></details>',
        '<p>For everyone.</p>',
    ):
        assert shown in body
    for hidden in ('0:12', '1×', 'zqcanary', 'report.pdf</', '12 KB'):
        assert hidden not in body


def test_lexical_says_the_same_as_what_ghost_makes_of_it(read):
    rendered, stored = articles(read())['The mill floods'], articles(read())['zqcanary draft']
    assert plain.from_html(stored.body_html.partition('</figure>')[2]) in rendered.body_text
    assert stored.body_text.split('\n\n')[0] == 'The mill stood in two metres of water.\nThe fog of May'
    assert '<li>sand<ul><li>bags</li></ul></li>' in stored.body_html


def test_mobiledoc_is_read_where_there_is_no_html(read):
    body = articles(read())['Über dem Fluss'].body_html
    assert body.startswith(
        '<p>Nebel &lt;über&gt; <strong><a href="https://fog.example/?a=1&amp;b=2">dem</a> Fluss</strong><br>x</p>'
    )
    assert '<img src="/content/images/fog.jpg" alt="Fog"><figcaption>In <em>May</em></figcaption>' in body
    assert '<p>Old <em>style</em></p>' in body
    assert '<hr><p>🌫 Drive slowly.</p><ol><li>one</li><li>two</li></ol><h3>Later</h3>' in body
    assert '/content/images/old.jpg' in body
    assert 'zqcanary' not in body


def test_moments_of_old_exports_are_milliseconds_and_pages_are_marked_otherwise(read):
    row = ghost.post(1, 'Old', 'old', published_at=1615764600000, page=1, html='<p>Old.</p>') | {'type': None}
    old = articles(read(ghost.build(posts=[row])))['Old']
    assert (old.published, old.kind) == (datetime(2021, 3, 15, 0, 30, tzinfo=BERLIN), 'page')


@pytest.mark.parametrize('lexical', ['{', '[]', '{"root": 7}', '[' * 5000, 'null'])
def test_text_that_cannot_be_read_is_noted_and_the_post_kept(read, lexical):
    row = ghost.post(1, 'Broken', 'broken', lexical=lexical, plaintext='All that\n\nis left.')
    broken = articles(read(ghost.build(posts=[row])))['Broken']
    assert [note.code for note in broken.notes if note.code == 'unreadable-text'] == ['unreadable-text']
    assert broken.body_text == 'All that\n\nis left.'


def test_what_comes_before_the_place_where_a_file_breaks_is_read(read):
    content = ghost.build()
    at = content.index(b'"A short note"')
    records = read(content[:at] + b'}' + content[at:])
    assert list(articles(records)) == ['The mill floods', 'Über dem Fluss']
    assert records[-1].where == 'post 3'
    assert 'JSON' in records[-1].reason


@pytest.mark.parametrize('visibility', [{'web': {'nonMember': False}}, {'showOnWeb': False}, {'emailOnly': True}])
def test_cards_for_members_are_left_out_however_their_reach_is_written(read, visibility):
    state = {'root': {'children': [{'type': 'html', 'html': '<p>zqcanary</p>', 'visibility': visibility}]}}
    row = ghost.post(1, 'Gated', 'gated', lexical=json.dumps(state))
    assert articles(read(ghost.build(posts=[row])))['Gated'].body_html == ''


def test_gated_block_that_never_ends_hides_what_follows(read):
    html = '<p>Open.</p><!--kg-gated-block:begin nonMember:false memberSegment:"" --><p>zqcanary</p>'
    row = ghost.post(1, 'Gated', 'gated', html=html)
    assert articles(read(ghost.build(posts=[row])))['Gated'].body_text == 'Open.'


def test_export_is_known_by_its_content_in_any_wrapping(tmp_path):
    plain_file, packed, archive = tmp_path / 'a.json', tmp_path / 'b', tmp_path / 'c.zip'
    plain_file.write_bytes(ghost.build())
    packed.write_bytes(gzip.compress(ghost.build()))
    with zipfile.ZipFile(archive, 'w') as opened:
        opened.writestr('data/redirects.json', '{"301": {"/a": "/b"}}')
        opened.writestr('data/content-from-v5.json', ghost.build())
        opened.writestr('content/images/2021/03/yard.jpg', b'\xff\xd8\xff')
    for file in (plain_file, packed, archive):
        assert list(detect.inputs(file)) == [('ghost', file)]
        assert len(articles(reader.read(file, zone=UTC))) == ghost.READ
    assert reader.count(plain_file) == ghost.READ


def test_post_reads_the_same_from_what_is_kept_of_it(read):
    source, *others = read()
    before = [record for record in others if isinstance(record, ArticleRecord)]
    again = read(reader.join(source.original, [record.original for record in before]))
    assert [record for record in again if isinstance(record, ArticleRecord)] == before


def test_json_of_other_programs_is_no_export(tmp_path):
    file = tmp_path / 'a.json'
    file.write_text('{"data": {"posts": []}}')
    with pytest.raises(detect.UnknownFormat):
        detect.kind_of(file)
