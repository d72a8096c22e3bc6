from articles.text import markup


def test_attributes_of_a_tag_are_read_however_they_are_written():
    assert markup.attributes('SRC="/a.jpg"alt = \'A &amp; B\' width=10 width=20') == {
        'src': '/a.jpg',
        'alt': 'A & B',
        'width': '10',
    }


def test_long_name_of_an_attribute_without_a_value_is_read_as_quickly():
    assert markup.attributes('a' * 500_000 + ' ' * 500_000 + 'src=x') == {'src': 'x'}
