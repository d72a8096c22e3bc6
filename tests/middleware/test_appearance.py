import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.factories import make_article

pytestmark = pytest.mark.django_db
PAGE = 'http://testserver/2017/11/22/flood/?replytocom=3'


def choose(client, choice, referer=PAGE):
    return client.post('/appearance/', {'choice': choice}, headers={'referer': referer} if referer else {})


def shown(client, address='/'):
    html = BeautifulSoup(client.get(address).content, 'html.parser').html
    return html.get('class'), html.select_one('.appearance [aria-pressed=true]').text


def test_reader_chooses_light_or_dark_and_it_stays():
    make_article('Flood')
    client = Client(enforce_csrf_checks=True)
    assert shown(client) == (None, 'As my device')
    response = choose(client, 'dark')
    assert (response.status_code, response['Location']) == (303, '/2017/11/22/flood/?replytocom=3#appearance')
    assert shown(client) == shown(client, '/2017/11/22/flood/') == (['dark'], 'Dark')
    choose(client, 'light')
    assert shown(client) == (['light'], 'Light')
    choose(client, '')
    assert shown(client) == (None, 'As my device')


@pytest.mark.parametrize('choice', ['', 'pink', '"><script>', 'x' * 9999])
def test_what_is_no_choice_is_not_remembered(client, choice):
    choose(client, choice)
    client.cookies['appearance'] = choice
    assert shown(client) == (None, 'As my device')


@pytest.mark.parametrize(
    'referer',
    ['', 'https://evil.example/x', '//evil.example', 'http://testserver//evil.example/', 'javascript:alert(1)'],
)
def test_no_page_of_another_site_is_redirected_to(client, referer):
    location = choose(client, 'dark', referer)['Location']
    assert location.startswith('/')
    assert not location.startswith('//')


def test_choice_is_posted(client):
    assert client.get('/appearance/?choice=dark').status_code == 405
