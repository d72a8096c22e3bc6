import pytest

from articles.comments import client_ip


def request(rf, address='192.0.2.1', forwarded=None):
    return rf.get('/', REMOTE_ADDR=address, **({} if forwarded is None else {'HTTP_X_FORWARDED_FOR': forwarded}))


@pytest.mark.parametrize(
    ('proxies', 'forwarded', 'address'),
    [
        (0, '198.51.100.7', '192.0.2.1'),
        (1, '198.51.100.7', '198.51.100.7'),
        (1, '10.9.9.9, 198.51.100.7', '198.51.100.7'),
        (2, '10.9.9.9, 198.51.100.7, 203.0.113.5', '198.51.100.7'),
        (2, '198.51.100.7', '192.0.2.1'),
        (1, None, '192.0.2.1'),
        (1, '', '192.0.2.1'),
        (1, 'unknown', '192.0.2.1'),
        (1, '198.51.100.7, <script>', '192.0.2.1'),
        (1, '\x00' * 10, '192.0.2.1'),
        (1, '999.1.1.1', '192.0.2.1'),
        (1, '198.51.100.7:4711', '198.51.100.7'),
        (1, '[2001:db8::7]:4711', '2001:db8::7'),
        (1, '::ffff:198.51.100.7', '198.51.100.7'),
    ],
)
def test_only_our_own_proxies_are_believed(rf, settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    assert str(client_ip.client_address(request(rf, forwarded=forwarded).META)) == address


def test_connection_without_an_address_has_none(rf):
    assert client_ip.client_address(request(rf, address='').META) is None
    assert len(client_ip.network_hash(request(rf, address=''))) == 64


@pytest.mark.parametrize(
    ('one', 'other', 'same'),
    [
        ('192.0.2.1', '192.0.2.1', True),
        ('192.0.2.1', '192.0.2.2', False),
        ('192.0.2.1', '::ffff:192.0.2.1', True),
        ('2001:db8:1:2::1', '2001:db8:1:2:ffff::9', True),
        ('2001:db8:1:2::1', '2001:db8:1:3::1', False),
        ('::1', '0.0.0.1', False),
        ('fe80::1%eth0', 'fe80::1', True),
    ],
)
def test_network_is_an_ipv4_address_or_64_bits_of_ipv6(rf, one, other, same):
    assert (client_ip.network_hash(request(rf, one)) == client_ip.network_hash(request(rf, other))) is same


def test_hash_cannot_be_made_without_the_secret_key(rf, settings):
    before = client_ip.network_hash(request(rf))
    settings.SECRET_KEY = 'another' * 10
    assert client_ip.network_hash(request(rf)) != before
