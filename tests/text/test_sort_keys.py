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


@pytest.mark.parametrize('name', ['', '\x00', '\U0001f600', '\udcff', 'a' * 10_000, '東京', '\U0010ffff'])
def test_any_name_has_a_key(name):
    assert isinstance(sort_keys.of(name), bytes)
