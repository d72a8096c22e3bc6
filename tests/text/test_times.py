from datetime import time

import pytest

from articles.text.times import read


@pytest.mark.parametrize(
    ('typed', 'expected'),
    [
        ('6am', time(6)), ('6 a.m.', time(6)), ('12am', time(0)), ('12 pm', time(12)), ('6.30', time(6, 30)),
        ('6:30pm', time(18, 30)), ('10.30am', time(10, 30)), ('18h', time(18)), ('18h30', time(18, 30)),
        ('1830', time(18, 30)), ('06:00:00', time(6)), ('7 Uhr', time(7)), ('noon', time(12)), ('9', time(9)),
        ('25:00', None), ('13pm', None), ('0am', None), ('6.3', None), ('soon', None), ('', None), ('2460', None),
    ],
)  # fmt: skip
def test_times_are_read_as_people_type_them(typed, expected):
    assert read(typed) == expected
