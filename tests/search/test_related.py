"""Related articles below an article."""

import pytest
from bs4 import BeautifulSoup

from articles.models import Article
from tests.factories import make_article, make_media

FLOOD = '<p>The river burst its banks and the flood filled the cellars.</p>'


@pytest.fixture
def archive(db, index_all):
    make_article('Flood', body_html=FLOOD)
    for year in (2012, 2014, 2013):
        make_article(f'Cellars under water, {year}', body_html=FLOOD, published=f'{year}-05-01')
    make_article('The flood recalled', body_html='<p>Of the river and its banks, once more.</p>')
    make_article('Flood', slug='flood-again', body_html=FLOOD)
    make_article('Flood, a draft', status='draft', body_html=FLOOD)
    for n in range(100):
        make_article(f'Council {n}', body_html=f'<p>The council met and spoke of roads, {n}.</p>')
    index_all()


def related(client, address='/2017/11/22/flood/'):
    return [a.text for a in BeautifulSoup(client.get(address).content, 'html.parser').select('.related a')]


def test_the_most_alike_come_first_and_of_equally_alike_ones_the_newest(archive, client):
    assert related(client) == [*(f'Cellars under water, {year}' for year in (2014, 2013, 2012)), 'The flood recalled']


def test_what_was_withdrawn_is_gone_at_once(archive, client):
    Article.objects.filter(title='Cellars under water, 2014').update(status='withdrawn')
    assert related(client) == [*(f'Cellars under water, {year}' for year in (2013, 2012)), 'The flood recalled']


def test_an_article_like_no_other_has_none_nor_has_any_without_an_index(archive, client, settings, tmp_path):
    make_article('Xylophones', body_html='<p>Zithers.</p>')
    assert related(client, '/2017/11/22/xylophones/') == []
    settings.DATA_DIR = tmp_path / 'elsewhere'
    assert related(client) == []


def test_an_article_with_pictures_comments_and_others_like_it_takes_five_queries(
    archive, client, django_assert_max_num_queries
):
    media = make_media()
    Article.objects.filter(slug='flood').update(body_html=f'{FLOOD}<p><img src="{media.address}" alt=""></p>')
    with django_assert_max_num_queries(5):
        assert related(client)
