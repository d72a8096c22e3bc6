"""Which style sheets the page of an article has."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from articles.templatetags.head import sheets
from tests.every import every

pytestmark = pytest.mark.usefixtures('static_files')

SELECTORS = re.sub(r'/\*.*?\*/|\{[^{}]*\}', ' ', Path(settings.BASE_DIR, 'static/css/elements.css').read_text())
OTHERS = {'text', 'message', 'kicker', 'address'}  # classes of what is around a body, or within what is named here


def test_each_class_and_element_of_the_sheet_brings_it():
    classes = set(re.findall(r'\.([a-z-]+)', SELECTORS)) - OTHERS
    assert every('css/elements.' in sheets(f'<p>So.</p><p class="wide {name}">So.</p>') for name in classes)
    elements = {'table', 'pre', 'hr', 'audio', 'dt', 'h4', 'h5', 'h6'}
    assert elements <= set(re.findall(r'[a-z0-9]+', SELECTORS))
    assert every(
        'css/elements.' in sheets(f'<p>So.</p><{name}>')
        for name in [*(elements - {'dt'}), 'dl', 'math', 'li id="note-1"']
    )


@pytest.mark.parametrize(
    'body',
    [
        '',
        '<h2>So</h2><p>A <a href="/table/">hr</a>.</p><ul><li>One</li></ul><blockquote><p>Two</p></blockquote>',
        '<figure class="gallery"><figure><img class="alignleft" src="/verse.jpg" alt="pre"></figure></figure>',
    ],
)
def test_texts_pictures_and_lists_need_no_second_sheet(body):
    assert sheets(body).count('stylesheet') == 1
