import pytest

from articles.models import Author, Category, OldUrl, Tag
from tests.factories import make_article, make_author, make_category, make_tag

pytestmark = pytest.mark.django_db


def test_slug_is_made_from_the_name(client, editor):
    client.post('/admin/articles/tag/add/', {'name': 'Überflutung & Co'})
    client.post('/admin/articles/author/add/', {'name': 'Zoë Ng', 'slug': 'zoe'})
    assert Tag.objects.get().slug == 'uberflutung-co'
    assert Author.objects.get().slug == 'zoe'


@pytest.mark.parametrize('fields', [{'name': '¿?'}, {'name': 'Sea'}, {'name': 'X', 'slug': 'a b'}, {'name': ''}])
def test_term_without_an_address_of_its_own_is_refused(client, editor, fields):
    make_tag('Sea')
    assert client.post('/admin/articles/tag/add/', fields).status_code == 200
    assert Tag.objects.count() == 1


def test_same_slug_is_allowed_under_different_parents_only(client, editor):
    world, sport = make_category('World'), make_category('Sport')
    for parent in (world.pk, sport.pk, world.pk):
        client.post('/admin/articles/category/add/', {'name': 'Asia', 'parent': parent})
    assert Category.objects.filter(slug='asia').count() == 2


def test_category_cannot_be_its_own_parent(client, editor):
    world = make_category('World')
    asia = make_category('Asia', parent=world)
    page = client.post(
        f'/admin/articles/category/{world.pk}/change/', {'name': 'World', 'slug': 'world', 'parent': asia.pk}
    )
    assert 'cannot be its own parent' in page.text


def test_old_addresses_of_a_category_and_those_below_lead_to_the_new_ones(client, editor):
    world = make_category('World')
    make_article(categories=[make_category('Asia', parent=world)])
    client.post(f'/admin/articles/category/{world.pk}/change/', {'name': 'World', 'slug': 'globe'})
    assert dict(OldUrl.objects.values_list('path', 'target')) == {
        '/category/world': '/category/globe/',
        '/category/world/asia': '/category/globe/asia/',
    }
    assert client.get('/category/world/asia/').status_code == 301


def test_category_list_shows_the_tree(client, editor):
    make_category('Asia', parent=make_category('World'))
    assert '— Asia' in client.get('/admin/articles/category/').text


def test_terms_in_use_are_kept(client, editor):
    make_article(authors=['Zoe'], categories=['World'])
    for path, term in (('author', make_author('Zoe')), ('category', make_category('World'))):
        page = client.post(f'/admin/articles/{path}/{term.pk}/delete/', {'post': 'yes'})
        assert 'move what is filed under it first' in page.text
        term.refresh_from_db()


def test_tag_is_deleted_without_listing_its_articles(client, editor, django_assert_max_num_queries):
    for n in range(5):
        make_article(f'Article {n}', tags=['sea'])
    address = f'/admin/articles/tag/{make_tag("sea").pk}/delete/'
    assert 'Article 3' not in client.get(address).text
    client.post(address, {'post': 'yes'})
    assert not Tag.objects.exists()


@pytest.mark.parametrize(('kind', 'make'), [('category', make_category), ('author', make_author), ('tag', make_tag)])
def test_url_of_a_deleted_term_leads_to_a_search_for_its_name(client, editor, kind, make):
    term = make('Sea & sand')
    client.post(f'/admin/articles/{kind}/{term.pk}/delete/', {'post': 'yes'})
    answer = client.get(term.get_absolute_url())
    assert (answer.status_code, answer.get('Location')) == (301, '/search/?q=Sea+sand')
