from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import OldUrl
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def old(path, article=None, target=''):
    return OldUrl.objects.create(path=path, article=article, target=target)


@pytest.mark.parametrize(
    ('path', 'asked'),
    [
        ('/?p=123', '/?p=123'),
        ('/?p=123', '/index.php?p=123'),
        ('/?page_id=7', '/?page_id=7'),
        ('/archives/123', '/archives/123'),
        ('/archives/123', '/archives/123/'),
        ('/archives/123', '/archives/123/?utm_source=x'),
        ('/2016/01/01/flut', '/2016/01/01/flut/'),
        ('/über uns', '/%C3%BCber%20uns/'),
        ('/story.php?id=5', '/story.php?id=5'),
    ],
)
def test_old_address_leads_to_its_article_at_once(client, path, asked):
    old(path, make_article('Flood'))
    response = client.get(asked)
    assert (response.status_code, response['Location']) == (301, '/2017/11/22/flood/')


def test_old_address_of_a_hidden_article_is_not_found(client):
    for number, fields in enumerate(
        [{'status': 'draft'}, {'status': 'private'}, {'password': 'x'}, {'published': timezone.now() + timedelta(1)}]
    ):
        old(f'/?p={number}', make_article(f'Hidden {number}', **fields))
        assert client.get(f'/?p={number}').status_code == 404


def test_old_address_may_lead_to_another_place(client):
    old('/about-us.html', target='/about/')
    assert client.get('/about-us.html')['Location'] == '/about/'


def test_old_address_of_what_was_removed_is_gone(client):
    old('/poll.html')
    assert client.get('/poll.html').status_code == 410


def test_old_address_that_leads_to_itself_is_not_found(client):
    old('/round', target='/round/')
    assert client.get('/round/').status_code == 404


def test_unknown_number_is_not_found_and_other_queries_leave_the_front_page(client):
    assert client.get('/?p=999').status_code == 404
    assert client.get('/?utm_source=x').status_code == 200


def test_address_in_use_wins_over_an_old_one(client):
    make_article('Flood')
    old('/2017/11/22/flood', make_article('Other'))
    assert client.get('/2017/11/22/flood/').status_code == 200
