import errno
import shutil
import time
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from PIL import Image

from articles.images import share_cards
from articles.images.share_cards import Card
from articles.models import Article
from tests.every import every
from tests.factories import make_article, make_media

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def shared_picture(client, address='/2017/11/22/flood/'):
    head = BeautifulSoup(client.get(address).content, 'html.parser').head
    found = {meta['property']: meta['content'] for meta in head.select('meta[property^="og:image"]')}
    assert head.select_one('meta[name="twitter:card"]')['content'] == 'summary_large_image'
    return found


def drawn(client, address):
    response = client.get(address.removeprefix(settings.SITE_URL))
    assert (response.status_code, response['Content-Type']) == (200, 'image/png')
    return Image.open(BytesIO(response.getvalue()))


def test_article_without_a_picture_is_shared_with_a_card(client):
    make_article('Flood', authors=['Ada'])
    found = shared_picture(client)
    assert (found['og:image:width'], found['og:image:height'], found['og:image:alt']) == ('1200', '630', 'Flood')
    picture = drawn(client, found['og:image'])
    assert picture.size == (1200, 630)
    assert len(picture.convert('RGB').getcolors()) > 8  # There are letters on it.


def test_article_with_a_picture_is_shared_with_that_by_an_address_in_ascii(client):
    make_article('Flood', lead_image=make_media('2017/11/der fluß.jpg'))
    assert shared_picture(client) == {
        'og:image': f'{settings.SITE_URL}/wp-content/uploads/2017/11/der%20flu%C3%9F.jpg',
        'og:image:width': '640',
        'og:image:height': '480',
        'og:image:alt': 'The river',
    }


def test_card_is_drawn_once_and_anew_when_it_says_something_else(client):
    article = make_article('Flood')
    before = shared_picture(client)['og:image']
    drawn(client, before)
    [file] = share_cards.folder().iterdir()
    kept = file.stat().st_mtime_ns
    drawn(client, before)
    assert file.stat().st_mtime_ns == kept
    Article.objects.update(title='Deluge')
    after = shared_picture(client)['og:image']
    assert client.get(before.removeprefix(settings.SITE_URL))['Location'] == after.removeprefix(settings.SITE_URL)
    drawn(client, after)
    assert [file.name for file in share_cards.folder().iterdir()] == [f'{article.pk}-{card(article.pk).name}.png']
    shutil.rmtree(share_cards.folder())
    drawn(client, after)


def card(pk):
    return Card.of(Article.objects.with_card().get(pk=pk))


@pytest.mark.parametrize('fields', [{'status': 'draft'}, {'status': 'withdrawn'}, {'password': 'pbkdf2$…'}])
def test_what_is_not_public_has_no_card(client, fields):
    article = make_article('Flood', published='2017-11-22', **fields)
    assert client.get(card(article.pk).address).status_code == 404


@pytest.mark.parametrize(
    'text',
    ['Flood', 'Őrült ősz: Čaputová, Łódź – “rok”', 'It cost €5 … and ½', '   Two   words ', 'x' * 2000, 'a ' * 2000],
    ids=lambda text: text[:12],
)
def test_text_that_our_fonts_have_fits_between_the_margins(text):
    assert share_cards.can_write(text)
    for size in (52, 96):
        lines = share_cards.wrapped(text, 'display', size, 3)
        assert len(lines) <= 3
        assert every(share_cards._length(line, 'display', size) <= share_cards.ROOM for line in lines)


@pytest.mark.parametrize('text', ['محادثات السلام', '洪水', 'Наводнение', '🌊', 'Flood 洪水', '\x07', '\ud800', ''])
def test_text_with_letters_that_our_fonts_do_not_have_is_not_drawn(text):
    assert not share_cards.can_write(text)
    bare = share_cards.draw(Card(1, 'News', '', ''))
    assert share_cards.draw(Card(1, 'News', text, text)).tobytes() == bare.tobytes()
    assert share_cards.draw(Card(1, text, 'Flood', text)).size == (1200, 630)


def test_cards_cost_a_bounded_share_of_the_machine_whoever_requests_them(client, monkeypatch):
    make_article('Flood')
    card = shared_picture(client)['og:image'].removeprefix(settings.SITE_URL)
    monkeypatch.setattr(share_cards, '_budget', share_cards.Budget(share_cards.ADVANCE + 60, time.monotonic()))
    response = client.get(card)
    assert (response.status_code, response['Retry-After']) == (429, '1')
    monkeypatch.setattr(share_cards, '_budget', share_cards.Budget())
    drawn(client, card)
    monkeypatch.setattr(share_cards, '_budget', share_cards.Budget(share_cards.ADVANCE + 60, time.monotonic()))
    drawn(client, card)  # Drawn already.


def test_on_a_full_disk_a_link_is_shared_without_a_picture(client, monkeypatch):
    make_article('Flood')

    def full(*arguments, **options):
        raise OSError(errno.ENOSPC, 'No space left on device')

    monkeypatch.setattr(Image.Image, 'save', full)
    response = client.get(shared_picture(client)['og:image'].removeprefix(settings.SITE_URL))
    assert response.status_code == 503
    assert not list(share_cards.folder().iterdir())
