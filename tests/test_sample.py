"""The sample archive holds together: an export that WordPress could have written, and every picture it names."""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import etree
from PIL import Image

from tests.every import every

SAMPLE = Path(__file__).parent.parent / 'sample'
LONDON = ZoneInfo('Europe/London')
HOST = 'http://www.tarrowpacket.example'


@pytest.fixture(scope='module')
def channel():
    return etree.parse(SAMPLE / 'archive.xml').getroot().find('channel')


def wp(element, name):
    return element.findtext(f'{{http://wordpress.org/export/1.2/}}{name}')


def children(element, name):
    return element.findall(f'{{http://wordpress.org/export/1.2/}}{name}')


def items(channel, kind):
    return [item for item in channel.iterfind('item') if wp(item, 'post_type') == kind]


def moment(text, zone):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def thread_depth(comment, by_id):
    parent = by_id.get(wp(comment, 'comment_parent'))
    return 1 + thread_depth(parent, by_id) if parent is not None else 1


def test_it_holds_every_state_an_article_can_be_in(channel):
    states = Counter(wp(post, 'status') for post in items(channel, 'post'))
    assert states == {'publish': 79, 'draft': 1, 'pending': 1, 'private': 1, 'trash': 1, 'future': 1}
    assert len(items(channel, 'page')) == 3
    assert sum(wp(post, 'is_sticky') == '1' for post in items(channel, 'post')) == 1
    assert sum(bool(wp(post, 'post_password')) for post in items(channel, 'post')) == 1


def test_it_holds_every_kind_of_comment_and_deep_threads(channel):
    states = Counter(wp(comment, 'comment_approved') for comment in channel.iter('{*}comment'))
    assert states == {'1': 275, '0': 6, 'spam': 8, 'trash': 3}
    depths = []
    for item in channel.iterfind('item'):
        by_id = {wp(comment, 'comment_id'): comment for comment in children(item, 'comment')}
        assert {wp(comment, 'comment_parent') for comment in by_id.values()} <= {'0', *by_id}
        depths.append(max((thread_depth(comment, by_id) for comment in by_id.values()), default=0))
    assert sum(depth >= 4 for depth in depths) >= 10


def test_times_in_gmt_are_the_local_ones(channel):
    for item in channel.iterfind('item'):
        if wp(item, 'status') in ('draft', 'pending'):
            continue
        published = moment(wp(item, 'post_date_gmt'), UTC)
        assert published == moment(wp(item, 'post_date'), LONDON)
        for comment in children(item, 'comment'):
            written = moment(wp(comment, 'comment_date_gmt'), UTC)
            assert published < written == moment(wp(comment, 'comment_date'), LONDON)


def test_every_attachment_has_its_file_and_alternative_text(channel):
    attachments = items(channel, 'attachment')
    paths = [wp(item, 'attachment_url').removeprefix(f'{HOST}/wp-content/uploads/') for item in attachments]
    files = [file for file in (SAMPLE / 'uploads').rglob('*') if file.is_file()]
    assert sorted(paths) == sorted(file.relative_to(SAMPLE / 'uploads').as_posix() for file in files)
    assert every(Image.open(file).size == (1200, 800) for file in files)
    assert sum(file.stat().st_size for file in files) < 3_000_000
    for item in attachments:
        meta = {wp(pair, 'meta_key'): wp(pair, 'meta_value') for pair in children(item, 'postmeta')}
        assert meta['_wp_attachment_image_alt']
        assert item.findtext('{http://wordpress.org/export/1.2/excerpt/}encoded')


def test_links_inside_the_archive_point_to_its_articles(channel):
    links = {item.findtext('link') for item in channel.iterfind('item')}
    linked = re.findall(rf'href="({HOST}[^"]*)"', (SAMPLE / 'archive.xml').read_text())
    assert linked
    assert set(linked) <= links


def test_no_address_in_it_is_real():
    hosts = []
    for file in (SAMPLE / 'archive.xml', *(SAMPLE / 'text').glob('*.txt')):
        text = re.sub(r'xmlns:\w+="[^"]*"', '', file.read_text())
        hosts += re.findall(r'https?://([\w.-]+)', text) + re.findall(r'[\w.-]+@([\w.-]+\w)', text)
    assert every(re.search(r'(^|\.)(example|example\.(org|com|net)|wordpress\.org)$', host) for host in hosts)
