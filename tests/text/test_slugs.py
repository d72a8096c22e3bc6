import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import slugs


@pytest.mark.parametrize(
    ('title', 'slug'),
    [
        (
            'Putin to hold Syria peace talks with Erdogan, Rouhani',
            'putin-to-hold-syria-peace-talks-with-erdogan-rouhani',
        ),
        ('It’s 5.30 – “Go!”', 'its-5-30-go'),
        ('AT&amp;T and <em>friends</em>', 'att-and-friends'),
        ('Café Ærø, Łódź & Straße', 'cafe-aero-lodz-strase'),
        ('Привет, мир', 'привет-мир'),
        ('سوريا اليوم', 'سوريا-اليوم'),
        ('हिन्दी समाचार', 'हिन्दी-समाचार'),
        ('snake_case and/or -- dashes', 'snake_case-and-or-dashes'),
        ('🚀!?', ''),
    ],
)
def test_slug_of_a_title(title, slug):
    assert slugs.slugify(title) == slug


def test_slug_has_at_most_200_characters():
    assert len(slugs.slugify('word ' * 100)) <= 200


@pytest.mark.parametrize(
    ('stored', 'slug'),
    [
        ('%d9%85%d8%b1%d8%ad%d8%a8%d8%a7', 'مرحبا'),
        ('license%e2%80%91oriented', 'license‑oriented'),
        ('plain-slug_2', 'plain-slug_2'),
        ('%ff%fe', 'ff-fe'),
        ('a%2fb%3fc%23d', 'a-b-c-d'),
        ('..', ''),
        ('%2e%2e', ''),
    ],
)
def test_stored_slug_is_decoded_and_safe(stored, slug):
    assert slugs.decode(stored) == slug


@given(st.text())
def test_every_slug_is_one_segment_of_an_address(text):
    for slug in (slugs.slugify(text), slugs.decode(text)):
        assert not re.search(r'[/?#\s\x00-\x1f\x7f]', slug)
        assert slug not in ('.', '..')
        assert len(slug) <= 200


@given(st.text())
def test_slug_of_a_slug_is_the_same(text):
    assert slugs.slugify(slugs.slugify(text)) == slugs.slugify(text)
