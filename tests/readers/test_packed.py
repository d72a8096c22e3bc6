"""Mirrors that were packed with tar are read like those packed with zip, within the same limits."""

import gzip
import io
import lzma
import tarfile
from datetime import UTC

import pytest

from articles.readers import archives, detect, packed
from articles.readers.html import reader
from articles.readers.record import ArticleRecord, RefusedRecord

PAGE = (
    '<html><head><title>{title}</title><link rel="canonical" href="https://gazette.example/2015/05/03/{slug}/">'
    '</head><body><article><h1>{title}</h1><p>The council decided on Monday evening that the old bridge over the river '
    'will be closed for two years, since engineers had found cracks in the northern pier.</p></article></body></html>'
)
PACKINGS = {'site.tar': bytes, 'site.tar.gz': gzip.compress, 'site.tgz': gzip.compress, 'site.tar.xz': lzma.compress}


def page(title):
    return PAGE.format(title=title, slug=title.lower()).encode()


def tar(*members, form=tarfile.PAX_FORMAT):
    """The bytes of an archive of (name, content) pairs, or of TarInfo for what is no file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w', format=form) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
                continue
            info = tarfile.TarInfo(member[0])
            info.size = len(member[1])
            archive.addfile(info, io.BytesIO(member[1]))
    return out.getvalue()


def mirror(**options):
    folder = tarfile.TarInfo('./gazette.example')
    folder.type = tarfile.DIRTYPE
    return tar(
        folder,
        ('./gazette.example/2015/05/03/bridge/index.html', page('Bridge')),
        (f'./gazette.example/2015/05/03/{"f" * 90}/index.html', page('Ferry')),
        ('./gazette.example/files/pier.jpg', b'\xff\xd8'),
        **options,
    )


def read(path):
    records = list(reader.read(path, zone=UTC))
    return (
        [record for record in records if isinstance(record, ArticleRecord)],
        [record.reason for record in records if isinstance(record, RefusedRecord)],
    )


@pytest.mark.parametrize('name', PACKINGS)
@pytest.mark.parametrize('form', [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_packed_mirror_is_read_as_the_folder(tmp_path, name, form):
    path = tmp_path / name
    path.write_bytes(PACKINGS[name](mirror(form=form)))
    assert list(detect.inputs(path)) == [('html', path)]
    articles, refused = read(path)
    assert [article.title for article in articles] == ['Bridge', 'Ferry']
    assert articles[0].url == 'https://gazette.example/2015/05/03/bridge/'
    assert articles[0].source == f'{path}/gazette.example/2015/05/03/bridge/index.html'
    assert refused == []


def test_an_archive_in_a_folder_is_read_with_the_pages_beside_it(tmp_path):
    (tmp_path / 'a.html').write_bytes(page('Tram'))
    (tmp_path / 'more.tgz').write_bytes(
        gzip.compress(tar(('b.html', page('Bus')), ('urls.csv', b'b.html,https://x.example/b')))
    )
    articles, _ = read(tmp_path)
    assert [(article.title, article.url) for article in articles] == [
        ('Tram', 'https://gazette.example/2015/05/03/tram/'), ('Bus', 'https://x.example/b'),
    ]  # fmt: skip


def special(name, kind, target=''):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize(
    ('member', 'reason'),
    [
        (('../outside.html', b'x'), 'outside'),
        (('/etc/outside.html', b'x'), 'outside'),
        (('a\\..\\outside.html', b'x'), 'outside'),
        (special('link.html', tarfile.SYMTYPE, '/etc/passwd'), 'outside'),
        (special('link.html', tarfile.LNKTYPE, 'a.html'), 'outside'),
        (special('pipe.html', tarfile.FIFOTYPE), 'is no file'),
        (special('disk.html', tarfile.BLKTYPE), 'is no file'),
        (('a.html', page('Again')), 'same name'),
    ],
)
def test_an_unsafe_archive_is_refused_before_anything_is_unpacked(tmp_path, member, reason):
    (tmp_path / 'site.tar').write_bytes(tar(('a.html', page('Bridge')), member))
    articles, refused = read(tmp_path / 'site.tar')
    assert articles == []
    (why,) = refused
    assert reason in why
    with pytest.raises(archives.UnreadableFile, match=reason):
        packed.check(tmp_path / 'site.tar')


def test_an_archive_out_of_proportion_is_refused(tmp_path):
    bomb = gzip.compress(tar(('a.html', page('Bridge')), ('b.html', bytes(archives.SMALL + 1))))
    (tmp_path / 'site.tgz').write_bytes(bomb)
    articles, refused = read(tmp_path / 'site.tgz')
    assert (articles, len(refused)) == ([], 1)
    assert 'out of proportion' in refused[0]


def test_more_files_than_can_be_looked_at_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, 'MOST_MEMBERS', 2)
    (tmp_path / 'site.tar').write_bytes(mirror())
    _, refused = read(tmp_path / 'site.tar')
    assert 'unpack it and give the folder' in refused[0]


@pytest.mark.parametrize('data', [mirror()[:2100], gzip.compress(mirror())[:300], lzma.compress(mirror())[:-60]])
def test_a_cut_archive_is_refused_with_the_reason(tmp_path, data):
    (tmp_path / 'site.tar').write_bytes(data)
    assert packed.is_archive(data)
    with pytest.raises(archives.UnreadableFile, match='damaged archive'):
        list(packed.contents(tmp_path / 'site.tar', '.html'))


def test_a_name_that_never_ends_takes_no_memory(tmp_path):
    header = tarfile.TarInfo('././@LongLink')
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 50 << 30
    (tmp_path / 'site.tar').write_bytes(
        tar(('a.html', page('Bridge')))[:1024] + header.tobuf(tarfile.GNU_FORMAT) + bytes(2048)
    )
    with pytest.raises(archives.UnreadableFile, match='header is too long'):
        packed.check(tmp_path / 'site.tar')


def test_a_tar_archive_without_pages_says_what_to_do(tmp_path):
    (tmp_path / 'photos.tar').write_bytes(tar(('pier.jpg', b'\xff\xd8')))
    with pytest.raises(detect.UnknownFormat, match='without saved pages'):
        list(detect.inputs(tmp_path / 'photos.tar'))
