import random

import pytest

from articles.text import sort_keys


def test_names_sort_as_in_a_dictionary():
    names = [
        'apple',
        'Éclair',
        'eclair',
        'Zebra',
        'Ångström',
        'beta',
        'Straße',
        'Strasse',
        'Ärger',
        'çay',
        'Δέλτα',
        'Яблоко',
    ]
    expected = 'Ångström apple Ärger beta çay eclair Éclair Strasse Straße Zebra Δέλτα Яблоко'.split()
    assert sorted(names, key=sort_keys.of) == expected


def test_numbers_in_names_sort_by_their_size():
    names = [
        'Ward 10',
        'Ward 2',
        'Ward 02b',
        '10 Downing Street',
        '9 to 5',
        'Ward',
        'Ward ٣',
        '1984',
        'Ward 2a',
        f'Ward {10**30}',
        f'Ward {10**9}',
    ]
    expected = [
        '9 to 5',
        '10 Downing Street',
        '1984',
        'Ward',
        'Ward 2',
        'Ward 2a',
        'Ward 02b',
        'Ward ٣',
        'Ward 10',
        f'Ward {10**9}',
        f'Ward {10**30}',
    ]
    assert sorted(names, key=sort_keys.of) == expected
    numbers = [random.Random(n).randrange(10 ** (n % 40 + 1)) for n in range(400)]
    assert sorted(numbers, key=lambda number: sort_keys.of(f'No. {number}')) == sorted(numbers)


@pytest.mark.parametrize('name', ['', '\x00', '\U0001f600', '\udcff', 'a' * 10_000, '東京', '\U0010ffff'])
def test_any_name_has_a_key(name):
    assert isinstance(sort_keys.of(name), bytes)
