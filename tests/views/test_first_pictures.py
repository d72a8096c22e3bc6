"""The picture that lists show of an article without a lead image: the first of its body."""

import pytest
from bs4 import BeautifulSoup

from articles.images import ahead
from articles.models import Article
from tests.factories import make_article, make_media

pytestmark = pytest.mark.django_db


def first_of(body: str) -> str | None:
    """The file of the picture that a list shows of an article with a body."""
    article = make_article(body_html=body)
    picture = Article.objects.for_listing().get(pk=article.pk).picture
    return picture.file.name if picture else None


@pytest.mark.parametrize(
    ('src', 'file'),
    [
        ('2011/05/mill.jpg', '2011/05/mill.jpg'),
        ('2011/05/mill-300x200.jpg', '2011/05/mill.jpg'),
        ('2011/05/caf%C3%A9%20%2B.jpg', '2011/05/café +.jpg'),
        ('2011/05/salt&amp;tide.jpg', '2011/05/salt&tide.jpg'),
        ('2011/05/mill.jpg?w=300', '2011/05/mill.jpg'),
        ('2011/05/%FF%C3.jpg', None),
        ('2011/05/%.jpg', '2011/05/%.jpg'),
        ('2011/05/none.jpg', None),
        ('../2011/05/mill.jpg', None),
    ],
)
def test_first_picture_of_a_body_is_the_one_that_it_names(src, file):
    for name in ('mill.jpg', 'café +.jpg', 'salt&tide.jpg', '%.jpg', 'other.jpg'):
        make_media(f'2011/05/{name}')
    others = '<p>A.</p><img src="https://elsewhere.example/wp-content/uploads/2011/05/other.jpg" alt="">'
    body = f'{others}<figure><img class="wide" src="/wp-content/uploads/{src}" alt="a"></figure>'
    assert first_of(f'{body}<img src="/wp-content/uploads/2011/05/other.jpg" alt="">') == file


def test_copy_that_is_here_is_shown_where_the_large_one_is_missing():
    make_media('2011/05/mill-300x200.jpg', width=300, height=200)
    assert first_of('<p><img alt="" src="/wp-content/uploads/2011/05/mill-300x200.jpg"></p>').endswith('-300x200.jpg')
    assert first_of('<p>No <b>picture</b>, src="/wp-content/uploads/2011/05/mill-300x200.jpg"</p>') is None


def test_lists_results_and_neighbours_show_it(client, django_assert_max_num_queries):
    make_media('2011/05/mill.jpg', width=900, height=600, alt='The mill')
    make_article('Tide', published='2011-05-04', categories=['News'])
    body = '<p>So.</p><img src="/wp-content/uploads/2011/05/mill.jpg" alt="">'
    make_article('Mill', published='2011-05-05', categories=['News'], body_html=body)
    for address, frame in [('/', '.opening'), ('/category/news/', 'main'), ('/2011/05/04/tide/', '.neighbours')]:
        with django_assert_max_num_queries(5):
            page = BeautifulSoup(client.get(address).content, 'html.parser')
        pictures = page.select_one(frame).select('.thumb img')
        assert [(one['alt'], one['width']) for one in pictures] == [('The mill', '900')], address
    assert [one.file.name for one in ahead._pictures()] == ['2011/05/mill.jpg']


def test_lead_image_comes_before_it():
    make_media('2011/05/mill.jpg')
    lead = make_media('2011/05/lead.jpg')
    make_article('Mill', lead_image=lead, body_html='<img src="/wp-content/uploads/2011/05/mill.jpg" alt="">')
    article = Article.objects.for_listing().get()
    assert (article.picture, article.first_picture) == (lead, None)
