import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import headings
from tests.every import every


def body(levels):
    return ''.join(f'<h{level} id="text-{n}">Part</h{level}>' for n, level in enumerate(levels))


@pytest.mark.parametrize(
    ('written', 'shown'),
    [('2', '2'), ('3', '2'), ('33', '22'), ('4334', '2223'), ('232', '232'), ('2424', '2323'), ('65432', '22222')],
)
def test_headings_begin_below_the_title_and_skip_no_level(written, shown):
    assert headings.in_order(body(written)) == body(shown)


@given(st.lists(st.sampled_from('23456'), min_size=1))
def test_no_order_of_headings_leaves_a_gap(levels):
    shown = [1, *map(int, re.findall(r'<h(\d)', headings.in_order(body(levels))))]
    assert every(after <= before + 1 for before, after in pairwise(shown))
    assert 1 not in shown[1:]
    assert re.findall(r'</h(\d)', headings.in_order(body(levels))) == [str(level) for level in shown[1:]]


def test_what_is_no_heading_stays():
    assert headings.in_order('<hr><p>h3 &lt;h3&gt;</p>') == '<hr><p>h3 &lt;h3&gt;</p>'
