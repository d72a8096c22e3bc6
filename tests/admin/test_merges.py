"""Merging tags, authors and categories: what would change, what changes, and undoing it."""

import pytest
from django.core.exceptions import ValidationError

from articles.editorial import terms
from articles.models import Category, MenuLink, OldUrl, Tag, TermMerge
from tests.factories import make_article, make_author, make_category, make_editor, make_tag

pytestmark = pytest.mark.django_db


def merge(client, kind: str, selected, into=None, **more):
    data = {'action': 'merge_selected', '_selected_action': [term.pk for term in selected]} | more
    return client.post(f'/admin/articles/{kind}/', data | ({'into': into.pk} if into else {}))


def links() -> set:
    """Which articles have which terms, in which place."""
    rows = set()
    for model in terms.LINKS.values():
        for row in model.objects.values():
            rows.add(tuple(value for name, value in row.items() if name not in ('id', 'listed_from')))
    return rows


def test_merged_tag_is_gone_its_articles_have_the_other_and_its_urls_redirect(client, editor):
    flood = make_article('Flood', tags=['Floods'])
    make_article('Rain', tags=['Floods', 'Flooding'])
    old, new = make_tag('Flooding'), make_tag('Floods')
    water = make_article('Water', tags=['Flooding'])
    assert 'Show what would change' in merge(client, 'tag', [old]).text
    before = links()
    dry = merge(client, 'tag', [old], new).text
    assert 'Nothing has changed yet' in dry
    assert '<td>1</td><td>1</td><td>/tag/flooding/</td>' in dry
    assert (links(), Tag.objects.count()) == (before, 2)
    assert merge(client, 'tag', [old], new, confirm='yes').status_code == 302
    assert 'in 2 articles' in client.get('/admin/articles/tag/').text
    page = client.get('/tag/floods/').text
    assert all(article.title in page for article in (flood, water))
    assert client.get('/tag/flooding/').url == '/tag/floods/'
    assert client.get('/tag/flooding/feed/').url == '/tag/floods/feed/'
    client.post(f'/admin/articles/termmerge/{TermMerge.objects.get().pk}/undo/')
    assert links() == before
    assert client.get('/tag/flooding/').status_code == 200
    assert not OldUrl.objects.exists()
    assert 'was undone already' in client.post(
        f'/admin/articles/termmerge/{TermMerge.objects.get().pk}/undo/', follow=True
    ).text  # fmt: skip


def test_merged_author_and_category_are_undone_whole(client, editor):
    make_article('Flood', authors=['Ada', 'A. Byron'], categories=['World', 'Foreign'])
    make_article('Fair', authors=['A. Byron'], categories=['Foreign', 'World'])
    asia = make_category('Asia', parent=make_category('Foreign'))
    make_article('Tea', categories=[asia])
    MenuLink.objects.create(category=make_category('Foreign'))
    before, menu = links(), list(MenuLink.objects.values())
    terms.merge([make_author('A. Byron')], make_author('Ada'), by=editor)
    terms.merge([make_category('Foreign')], make_category('World'), by=editor)
    assert client.get('/author/a-byron/').url == '/author/ada/'
    assert client.get('/category/foreign/').url == '/category/world/'
    assert client.get('/category/foreign/asia/').url == '/category/world/asia/'
    assert client.get('/category/world/asia/').status_code == 200
    assert MenuLink.objects.get().category == make_category('World')
    for merged in TermMerge.objects.all():
        terms.undo(merged)
    assert (links(), list(MenuLink.objects.values())) == (before, menu)
    assert client.get('/category/foreign/asia/').status_code == 200


def test_what_cannot_be_merged_is_refused_with_the_reason(client, editor):
    world = make_category('World')
    asia = make_category('Asia', parent=world)
    other = make_category('Foreign')
    make_category('Asia', parent=other)
    assert 'cannot be merged into itself' in merge(client, 'category', [world], world, confirm='yes').text
    assert 'is below “World”' in merge(client, 'category', [world], asia, confirm='yes').text
    assert 'several categories “asia”' in merge(client, 'category', [other], world, confirm='yes').text
    assert 'Select a valid choice' in client.post(
        '/admin/articles/category/',
        {'action': 'merge_selected', '_selected_action': [world.pk], 'into': 10**9, 'confirm': 'yes'},
    ).text  # fmt: skip
    assert Category.objects.count() == 4


def test_term_whose_slug_is_taken_since_is_not_made_again(editor):
    [merged] = terms.merge([make_tag('Flooding')], make_tag('Floods'), by=editor)
    make_tag('Flooding')
    with pytest.raises(ValidationError, match='cannot be made again'):
        terms.undo(merged)


def test_merging_and_undoing_need_the_right_to_delete(client):
    editor = make_editor('moderator', 'Moderators')
    client.force_login(editor)
    old, new = make_tag('Flooding'), make_tag('Floods')
    assert merge(client, 'tag', [old], new, confirm='yes').status_code == 403
    [merged] = terms.merge([old], new, by=editor)
    assert client.get('/admin/articles/termmerge/').status_code == 403
    assert client.post(f'/admin/articles/termmerge/{merged.pk}/undo/').status_code == 403
    assert not Tag.objects.filter(slug='flooding').exists()


def test_deleted_tag_says_how_many_articles_lose_it_and_leads_to_a_search(client, editor):
    tag = make_tag('Big floods')
    make_article('Flood', tags=[tag])
    make_article('Rain', tags=[tag])
    address = f'/admin/articles/tag/{tag.pk}/delete/'
    assert '2 articles will lose it' in client.get(address).text
    client.post(address, {'post': 'yes'})
    assert client.get('/tag/big-floods/').url == '/search/?q=Big+floods'
