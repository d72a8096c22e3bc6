"""The menus at the top and foot of every page, made by editors or taken from an imported site."""

import pytest

from articles.admin.opened import version
from articles.imports import menus
from articles.models import Article, Change, MenuLink
from tests.admin.test_article import form_of
from tests.admin.test_site import queries_of
from tests.factories import import_records, make_article, make_category, make_record

pytestmark = pytest.mark.django_db

LINKS = '/admin/articles/menulink/'


def links_of(client, part: str) -> list[str]:
    html = client.get('/').text.partition({'top': '<nav aria-label="Sections">', 'foot': 'class="foot"'}[part])[2]
    lines = html.partition('</ul>')[0].split('<li>')[1:]
    return [line.partition('</a>')[0].rpartition('>')[2] for line in lines]


def test_header_has_the_links_of_the_editors_in_their_order_and_only_what_is_public(client, editor):
    make_article('Flood', categories=['World'])
    make_article('Fair', categories=['Local'])
    about = make_article('About', kind='page', slug='about')
    hidden = make_article('Hidden', kind='page', slug='hidden', status='draft')
    assert links_of(client, 'top') == ['Local', 'World', 'Archive']
    for values in (
        {'label': 'Our <tags>', 'url': '/tag/', 'position': 5},
        {'category': make_category('World').pk, 'position': 1},
        {'page': about.pk, 'position': 3},
        {'page': hidden.pk, 'position': 4},
        {'category': make_category('Empty').pk, 'position': 6},
    ):
        assert client.post(f'{LINKS}add/', {'menu': 'header'} | values).status_code == 302
    assert links_of(client, 'top') == ['World', 'About', 'Our &lt;tags&gt;', 'Archive']
    assert 'href="/category/world/" aria-current="page"' in client.get('/category/world/').text
    assert 'name="_save"' in client.get(LINKS).text
    rows = MenuLink.objects.order_by('position')
    form = list_form({link: 9 - number for number, link in enumerate(MenuLink.objects.all())})
    Change.objects.all().delete()
    client.post(LINKS, form)
    assert links_of(client, 'top') == ['Our &lt;tags&gt;', 'About', 'World', 'Archive']
    assert 0 in Change.objects.values_list('article_id', flat=True)
    assert rows.count() == 5


def list_form(positions: dict[MenuLink, int]) -> dict:
    """What a browser would send for the list with these numbers."""
    count = len(positions)
    form = {'form-TOTAL_FORMS': count, 'form-INITIAL_FORMS': count, '_save': 'Save'}
    form['opened'] = version(MenuLink.objects.all())
    for number, (link, position) in enumerate(positions.items()):
        form |= {f'form-{number}-id': link.pk, f'form-{number}-menu': link.menu, f'form-{number}-position': position}
    return form


def test_what_somebody_else_has_saved_since_is_not_overwritten(client, editor):
    tags, days = (MenuLink.objects.create(url=f'/{name}/', label=name, position=5) for name in ('tag', 'date'))
    both = list_form({tags: 20, days: 5})
    one = f'{LINKS}{days.pk}/change/'
    alone = form_of(client, one)
    client.post(LINKS, list_form({tags: 1, days: 2}))
    late = client.post(LINKS, both, follow=True).text
    assert 'Someone else has changed the menu links since you opened the page' in late
    assert 'You had chosen: “tag” at the top, 20, “date” at the top, 5.' in late
    assert 'Label: “Days”' in client.post(one, alone | {'label': 'Days'}, follow=True).text
    assert list(MenuLink.objects.values_list('label', 'position')) == [('tag', 1), ('date', 2)]
    assert client.post(one, form_of(client, one) | {'label': 'Days'}).status_code == 302
    assert MenuLink.objects.get(pk=days.pk).label == 'Days'


def test_menus_have_a_largest_number_of_links(client, editor, monkeypatch):
    monkeypatch.setattr(MenuLink, 'MOST', 2)
    import_records(*(item(n, n, f'Link {n}', type='custom', url=f'https://other.example/{n}') for n in (20, 21, 22)))
    assert menus.take('Main', MenuLink.Menu.FOOTER) == (2, ['Link 22'])
    refused = client.post(f'{LINKS}add/', {'menu': 'header', 'position': 1, 'label': 'x', 'url': '/x/'})
    assert 'There are 2 links already' in refused.text
    assert MenuLink.objects.count() == 2


@pytest.mark.parametrize(
    ('values', 'reason'),
    [
        ({}, 'Choose a section, or a page, or enter a URL'),
        ({'url': '/tag/'}, 'Enter a label'),
        ({'url': 'javascript:alert(1)', 'label': 'x'}, 'Enter a URL, such as'),
        ({'url': '//elsewhere.example', 'label': 'x'}, 'Enter a URL, such as'),
    ],
)
def test_link_that_leads_nowhere_is_refused_with_the_reason(client, editor, values, reason):
    refused = client.post(f'{LINKS}add/', {'menu': 'header', 'position': 1} | values)
    assert (refused.status_code, reason in refused.text) == (200, True)
    assert not MenuLink.objects.exists()


def test_every_page_is_reached_from_the_foot_once(client, editor):
    about, terms = (make_article(title, kind='page', slug=title.lower()) for title in ('About', 'Terms'))
    MenuLink.objects.create(menu='footer', page=terms, label='Small print')
    MenuLink.objects.create(menu='footer', url='https://shop.example/', label='Shop', position=1)
    assert links_of(client, 'foot')[-3:] == ['Small print', 'Shop', 'About']
    about.delete()
    assert links_of(client, 'foot')[-2:] == ['Small print', 'Shop']


def test_menus_cost_no_query(client):
    make_article('Flood', categories=['World'])
    before = queries_of(client, '/')
    MenuLink.objects.create(category=make_category('World'))
    MenuLink.objects.create(menu='footer', url='/tag/', label='Tags')
    assert queries_of(client, '/') == before


def item(number: int, order: int, title: str = '', **meta) -> object:
    fields = {f'_menu_item_{name}': value for name, value in meta.items()}
    terms = [{'taxonomy': 'nav_menu', 'slug': 'main', 'name': 'Main'}]
    values = {'menu_order': str(order), 'postmeta': fields, 'terms': terms}
    return make_record(number, kind='nav_menu_item', title=title, meta=values)


def test_imported_menu_becomes_one_of_ours_and_says_what_is_missing(client, editor):
    import_records(
        make_record(7, kind='page', title='About us', slug='about', old_urls=['http://old.example/?page_id=7']),
        item(20, 3, 'Elsewhere', type='custom', url='https://other.example/x'),
        item(21, 1, '', type='post_type', object='page', object_id='7'),
        item(22, 2, 'Gone', type='post_type', object='page', object_id='99'),
        item(23, 4, 'Bad', type='custom', url='javascript:alert(1)'),
        item(24, 5, 'Who we are', type='custom', url='http://www.old.example/about/'),
    )
    assert menus.imported() == {'Main': 5}
    assert 'Main (5)' in client.get(LINKS).text
    said = client.post(f'{LINKS}imported/', {'imported': 'Main', 'menu': 'header'}, follow=True).text
    assert '3 links were added' in said
    assert '“Gone”, “Bad”' in said
    address = Article.objects.get().get_absolute_url()
    taken = list(MenuLink.objects.values_list('menu', 'label', 'url'))
    assert taken == [
        ('header', 'About us', address),
        ('header', 'Elsewhere', 'https://other.example/x'),
        ('header', 'Who we are', address),
    ]


def test_imported_link_to_a_section_follows_it(client, editor):
    make_article('Flood', categories=['World'])
    import_records(item(20, 1, '', type='custom', url='http://old.example/category/world/'))
    assert menus.take('Main', MenuLink.Menu.HEADER) == (1, [])
    assert MenuLink.objects.get().category == make_category('World')
    client.logout()
    assert client.post(f'{LINKS}imported/', {'imported': 'Main', 'menu': 'header'}).status_code == 302
    assert MenuLink.objects.count() == 1
