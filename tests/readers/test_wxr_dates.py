from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.readers.wxr.dates import moment

BERLIN = ZoneInfo('Europe/Berlin')
NONE = '0000-00-00 00:00:00'


@pytest.mark.parametrize(
    ('local', 'gmt', 'printed', 'expected'),
    [
        ('2017-11-22 09:30:00', '2017-11-22 06:30:00', '', '2017-11-22T09:30:00+03:00'),
        ('2017-11-22 09:30:00', '2017-11-22 03:45:00', '', '2017-11-22T09:30:00+05:45'),
        ('2017-07-22 09:30:00', NONE, '', '2017-07-22T09:30:00+02:00'),
        ('2017-11-22 09:30:00', '2009-01-01 00:00:00', '', '2017-11-22T09:30:00+01:00'),
        (NONE, '2017-11-22 23:30:00', '', '2017-11-23T00:30:00+01:00'),
        (NONE, NONE, 'Wed, 22 Nov 2017 23:30:00 +0000', '2017-11-23T00:30:00+01:00'),
        ('', '', 'Wed, 22 Nov 2017 23:30:00 -0500', '2017-11-23T05:30:00+01:00'),
        ('2017-02-30 00:00:00', '', '', None),
        (NONE, NONE, 'Tue, 30 Nov 1999 00:00:00 +0000', None),
        (NONE, NONE, 'Wed, 30 Nov -0001 00:00:00 +0000', None),
        ('', '', '', None),
        ('9999-12-31 23:59:59', '0001-01-01 00:00:00', 'Fri, 31 Dec 9999 23:59:59 +0000', None),
    ],
)
def test_moment(local, gmt, printed, expected):
    found = moment(local, gmt, BERLIN, printed)
    assert (found and found.isoformat()) == expected


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_text_is_too_odd_for_a_date(local, gmt, printed):
    found = moment(local, gmt, BERLIN, printed)
    assert found is None or found.utcoffset() is not None
