import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from newsroom.static_files import Storage, shortened


@pytest.mark.parametrize(
    ('sheet', 'short'),
    [
        ('a { color: red; }\n\nb { margin: 0 }\n', 'a{color:red}b{margin:0}'),
        ('/* Quiet. */\na, b > c { margin: calc(1px + 2px) }', 'a,b > c{margin:calc(1px + 2px)}'),
        ("a::after { content: ' /* no; comment */ ' }", "a::after{content:' /* no; comment */ '}"),
        ("a::after { content: ';}'; }", "a::after{content:';}'}"),
        ('a :hover { top: 0 }', 'a :hover{top:0}'),
        (
            '@media (min-width: 40rem) and (color) {\n  a { top: 0; }\n}',
            '@media (min-width:40rem) and (color){a{top:0}}',
        ),
        (r"[title='it\'s  {'] { top: 0 }", r"[title='it\'s  {']{top:0}"),
        ('a { /* One. */ top: 0; /* Two. */ }', 'a{top:0}'),
        ("/* It's { */ a { top: 0 } /* It's } */ b { top: 0 } /* Last. **/", 'a{top:0}b{top:0}'),
    ],
)
def test_style_sheet_means_the_same_without_its_comments_and_spaces(sheet, short):
    assert shortened(sheet) == short


def test_style_sheets_are_collected_without_them_under_every_name(tmp_path):
    sources = FileSystemStorage(tmp_path / 'sources')
    sources.save('css/a.css', ContentFile(b'/* Red. */\na { color: red }\n'))
    sources.save('js/a.js', ContentFile(b'/* Red. */\n'))
    storage = Storage(location=tmp_path / 'static')
    names = ('css/a.css', 'js/a.js')
    for name in names:
        storage.save(name, sources.open(name))
    collected = [hashed for _, hashed, _ in storage.post_process({name: (sources, name) for name in names})]
    assert storage.stored_name('css/a.css') in collected
    sheets = list((tmp_path / 'static').rglob('*.css'))
    assert (len(sheets), {sheet.read_text() for sheet in sheets}) == (2, {'a{color:red}'})
    assert (tmp_path / 'static/js/a.js').read_text() == '/* Red. */\n'


def test_a_proxy_may_read_all_static_files_whatever_the_umask(tmp_path):
    storage, before = Storage(location=tmp_path / 'static'), os.umask(0o077)
    try:
        storage.save('css/a.css', ContentFile(b'a { color: red }\n' * 100))
        made = [compressed for _, compressed in storage.compress_files(['css/a.css'])]
    finally:
        os.umask(before)
    assert sorted(made) == ['css/a.css.br', 'css/a.css.gz']
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / 'static').rglob('*')}
    assert modes == {'css': '0o755', 'a.css': '0o644', 'a.css.br': '0o644', 'a.css.gz': '0o644'}
