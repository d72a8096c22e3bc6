import pytest

from articles.citations import Name


@pytest.mark.parametrize(
    ('byline', 'inverted', 'initialled'),
    [
        ('Ada Lovelace', 'Lovelace, Ada', 'Lovelace, A.'),
        ('  Ada  King   Lovelace ', 'Lovelace, Ada King', 'Lovelace, A. K.'),
        ('Jan Willem van der Berg', 'van der Berg, Jan Willem', 'van der Berg, J. W.'),
        ('Jean-Paul Sartre', 'Sartre, Jean-Paul', 'Sartre, J.-P.'),
        ('J.K. Rowling', 'Rowling, J.K.', 'Rowling, J. K.'),
        ('J. K. Rowling', 'Rowling, J. K.', 'Rowling, J. K.'),
        ('María de la Cruz Moreno', 'de la Cruz Moreno, María', 'de la Cruz Moreno, M.'),
        ('Bashar al-Assad', 'al-Assad, Bashar', 'al-Assad, B.'),
        ('Nguyen Van Thieu', 'Thieu, Nguyen Van', 'Thieu, N. V.'),
        ('Martin Luther King, Jr.', 'King, Martin Luther, Jr.', 'King, M. L., Jr.'),
        ('Martin Luther King Jr', 'King, Martin Luther, Jr', 'King, M. L., Jr'),
        ('Henry Ford III', 'Ford, Henry, III', 'Ford, H., III'),
        ('Lovelace, Ada', 'Lovelace, Ada', 'Lovelace, A.'),
        ('van der Berg, Jan', 'van der Berg, Jan', 'van der Berg, J.'),
        ('Лев Толстой', 'Толстой, Лев', 'Толстой, Л.'),
        ('محمد علي', 'علي, محمد', 'علي, محمد'),
    ],
)
def test_name_of_a_person_is_taken_apart(byline, inverted, initialled):
    name = Name.parse(byline)
    assert (name.literal, name.inverted, name.initialled) == ('', inverted, initialled)


@pytest.mark.parametrize(
    'byline',
    [
        'Reuters', 'AFP', 'Associated Press', 'The Guardian', 'Web Desk', 'Our Correspondent', 'Staff Reporter',
        '王小明', 'Ada Lovelace and Bo Diddley', 'Smith & Sons', 'Ada Lovelace, Reuters, London',
        'Valley News', 'Ada (London)',
        'ada@news.example', 'John Smith, Reuters', 'van der', ',', '', 'Jr.', 'Berg,', ', Jan',
    ],
)  # fmt: skip
def test_what_may_be_no_person_stays_whole(byline):
    name = Name.parse(byline)
    assert name == Name(byline)
    assert name.natural == name.inverted == name.initialled == byline


@pytest.mark.parametrize('byline', ['Ada Lovelace', 'Jan van der Berg', 'Martin Luther King, Jr.', 'Henry Ford III'])
def test_name_is_spoken_as_it_stood_in_the_byline(byline):
    assert Name.parse(byline).natural == byline


def test_zotero_is_given_no_name_that_it_would_take_for_two():
    assert Name.parse('Jan van der Berg').for_meta == 'van der Berg, Jan'
    assert Name.parse('Jan Willem van der Berg').for_meta == 'Jan Willem van der Berg'
    assert Name.parse('Martin Luther King, Jr.').for_meta == 'King, Martin Luther, Jr.'
