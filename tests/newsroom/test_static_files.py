import pytest
from django.core.files.base import ContentFile

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


def test_style_sheets_are_collected_without_them(tmp_path):
    Storage(location=tmp_path).save('css/a.css', ContentFile(b'/* Red. */\na { color: red }\n'))
    Storage(location=tmp_path).save('js/a.js', ContentFile(b'/* Red. */\n'))
    assert (tmp_path / 'css/a.css').read_text() == 'a{color:red}'
    assert (tmp_path / 'js/a.js').read_text() == '/* Red. */\n'
