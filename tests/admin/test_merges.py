"""Merging tags, authors and categories: what would change, what changes, and undoing it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from articles.admin import merges
from articles.editorial import publishing, terms
from articles.imports import jobs
from articles.models import (
    ArticleTag,
    Author,
    Category,
    FrontSection,
    ImportRun,
    MenuLink,
    OldUrl,
    Tag,
    TermMerge,
)
from tests.factories import make_article, make_author, make_category, make_editor, make_media, make_tag

pytestmark = pytest.mark.django_db


def merge(client, kind: str, selected, into=None, **more):
    data = {'action': 'merge_selected', '_selected_action': [term.pk for term in selected]} | more
    if 'confirm' in more:
        data['confirm'] = into.pk
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
    assert 'are called “asia”' in merge(client, 'category', [other], world, confirm='yes').text
    assert 'Select a valid choice' in client.post(
        '/admin/articles/category/',
        {'action': 'merge_selected', '_selected_action': [world.pk], 'into': 10**9, 'confirm': 'yes'},
    ).text  # fmt: skip
    assert Category.objects.count() == 4


def test_term_whose_slug_is_taken_since_is_not_made_again(editor):
    [merged] = terms.merge([make_tag('Flooding')], make_tag('Floods'), by=editor)
    make_tag('Flooding')
    with pytest.raises(ValidationError, match='cannot be restored'):
        terms.undo(merged)


def test_undoing_a_merge_leaves_what_editors_did_since(editor):
    old, new, third = make_category('Foreign'), make_category('World'), make_category('Local')
    ada, byron, eve = make_author('Ada'), make_author('A. Byron'), make_author('Eve')
    both = make_article('Both', categories=[old, new], authors=[ada, byron])
    moved = make_article('Moved', categories=[old], authors=[byron])
    left = make_article('Left', categories=[old, new], authors=[byron])
    merges = terms.merge([old], new, by=editor) + terms.merge([byron], ada, by=editor)
    publishing.save(both, by=editor, categories=[third, new], authors=[ada, eve])
    publishing.save(moved, by=editor, categories=[new, third], authors=[ada, eve])
    publishing.save(left, by=editor, categories=[third])
    for merged in merges:
        terms.undo(merged)
    with connection.cursor() as cursor:
        cursor.execute('SET CONSTRAINTS ALL IMMEDIATE')
    assert [str(link) for link in both.category_links.all()] == ['Local', 'Foreign', 'World']
    assert [str(byline.author) for byline in both.bylines.all()] == ['Ada', 'Eve', 'A. Byron']
    assert [str(link) for link in moved.category_links.all()] == ['Foreign', 'Local']
    assert [str(byline.author) for byline in moved.bylines.all()] == ['A. Byron', 'Eve']
    assert [str(link) for link in left.category_links.all()] == ['Local']


def test_merge_is_not_undone_before_that_of_the_term_it_went_into(client, editor):
    article = make_article('Flood', tags=['Flooding'])
    [first] = terms.merge([make_tag('Flooding')], make_tag('Floods'), by=editor)
    [second] = terms.merge([make_tag('Floods')], make_tag('Water'), by=editor)
    refused = client.post(f'/admin/articles/termmerge/{first.pk}/undo/', follow=True).text
    assert '“Floods” was merged into “Water” since: undo that first.' in refused
    for merged in (second, first):
        terms.undo(merged)
    assert [str(tag) for tag in article.tags.all()] == ['Flooding']


@pytest.mark.parametrize('other_has_one', [True, False])
def test_section_of_the_front_page_is_there_again_after_undoing(editor, other_has_one):
    old, new = make_category('Foreign'), make_category('World')
    FrontSection.objects.create(category=old, position=3, articles=7)
    if other_has_one:
        FrontSection.objects.create(category=new)
    before = list(FrontSection.objects.values())
    [merged] = terms.merge([old], new, by=editor)
    assert [section.category for section in FrontSection.objects.all()] == [new]
    terms.undo(merged)
    assert list(FrontSection.objects.values()) == before


def test_author_who_stays_gets_the_portrait_and_bio_that_are_missing_until_that_is_undone(client, editor):
    byron, ada = make_author('A. Byron'), make_author('Ada')
    portrait = make_media('2017/11/ada.jpg')
    Author.objects.filter(pk=byron.pk).update(portrait=portrait, bio='Counts.', website='https://ada.example/')
    Author.objects.filter(pk=ada.pk).update(bio='Writes.')
    [merged] = terms.merge([byron], ada, by=editor)
    ada.refresh_from_db()
    assert (ada.portrait, ada.bio, ada.website) == (portrait, 'Writes.', 'https://ada.example/')
    portrait.delete()
    terms.undo(merged)
    ada.refresh_from_db()
    byron = Author.objects.get(name='A. Byron')
    assert (ada.portrait, ada.bio, ada.website) == (None, 'Writes.', '')
    assert (byron.portrait, byron.bio, byron.website) == (None, 'Counts.', 'https://ada.example/')


def test_category_and_one_below_it_are_merged_at_once_and_undone_without_a_cycle(client, editor):
    foreign = make_category('Foreign', parent=make_category('Abroad'))
    asia = make_category('Asia', parent=foreign)
    japan = make_category('Japan', parent=asia)
    make_article('Tea', categories=[japan])
    merges = terms.merge([foreign, asia], make_category('World'), by=editor)
    assert client.get('/category/world/japan/').status_code == 200
    assert (
        client.get('/category/abroad/foreign/asia/japan/', follow=True).redirect_chain[-1][0]
        == '/category/world/japan/'
    )
    Category.objects.filter(name='Abroad').update(parent=japan)
    for merged in reversed(merges):
        terms.undo(merged)
    assert client.get('/category/world/asia/japan/').status_code == 200
    assert len(Category.objects.get(name='Abroad').ancestors()) == 3


def test_term_that_was_chosen_after_the_dry_run_is_shown_first(client, editor):
    old, new, other = make_tag('Flooding'), make_tag('Floods'), make_tag('Fire')
    make_article('Flood', tags=[old])
    assert f'name="confirm" value="{new.pk}"' in merge(client, 'tag', [old], new).text
    data = {'action': 'merge_selected', '_selected_action': [old.pk], 'into': other.pk, 'confirm': new.pk}
    assert 'Nothing has changed yet' in client.post('/admin/articles/tag/', data).text
    assert old.articles.count() == 1


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


def in_a_run(client, monkeypatch, selected, into) -> ImportRun:
    monkeypatch.setattr(merges, 'MOST_AT_ONCE', 1)
    page = merge(client, 'tag', selected, into, confirm='yes')
    run = ImportRun.objects.latest('pk')
    assert page.url == f'/admin/articles/importrun/{run.pk}/change/'
    return run


@pytest.fixture
def queue_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_terms_with_many_articles_are_merged_in_a_run_with_report_and_undo(client, editor, queue_folder, monkeypatch):
    for number in range(3):
        make_article(f'Flood {number}', tags=['Flooding', 'Floods'] if number else ['Flood'])
    before = links()
    old, older, new = make_tag('Flooding'), make_tag('Flood'), make_tag('Floods')
    run = in_a_run(client, monkeypatch, [old, older], new)
    assert links() == before
    assert jobs.do_next()
    page = client.get(f'/admin/articles/importrun/{run.pk}/change/').text
    assert 'Merge “Flood”, “Flooding” into “Floods”' in page
    assert 'Flooding into Floods: 2 articles' in page
    assert {one for _, one in ArticleTag.objects.values_list('article', 'tag')} == {new.pk}
    assert client.get('/tag/flooding/').url == '/tag/floods/'
    undo = f'/admin/articles/importrun/{run.pk}/undo/'
    assert '2 of them will be there again' in client.get(undo).text
    client.post(undo)
    assert jobs.do_next()
    assert links() == before
    assert 'Undone.' in client.get(f'/admin/articles/importrun/{run.pk}/change/').text
    assert client.post(undo, follow=True).text.count('Nothing was done')


def test_a_run_that_was_stopped_merges_the_rest_and_names_what_it_cannot_undo(
    client, editor, queue_folder, monkeypatch
):
    for name in ('Flooding', 'Flood'):
        make_article(f'About {name}', tags=[name])
    old, older, new = make_tag('Flooding'), make_tag('Flood'), make_tag('Floods')
    run = in_a_run(client, monkeypatch, [old, older], new)
    merge_terms, calls = terms.merge, []

    def killed(*args, **options):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return merge_terms(*args, **options)

    monkeypatch.setattr(terms, 'merge', killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.do_next()
    assert TermMerge.objects.count() == 1
    client.post(f'/admin/articles/importrun/{run.pk}/resume/')
    assert jobs.do_next()
    assert TermMerge.objects.count() == 2
    terms.undo(TermMerge.objects.get(name='Flood'))
    client.post(f'/admin/articles/importrun/{run.pk}/undo/')
    assert jobs.do_next()
    page = client.get(f'/admin/articles/importrun/{run.pk}/change/').text
    assert 'This was undone already.' in page
    assert {str(tag) for tag in Tag.objects.all()} == {'Flooding', 'Flood', 'Floods'}


def test_a_run_of_merging_is_for_who_may_delete_the_terms(client, editor, queue_folder, monkeypatch):
    for number in range(2):
        make_article(f'Flood {number}', tags=['Flooding'])
    run = in_a_run(client, monkeypatch, [make_tag('Flooding')], make_tag('Floods'))
    client.force_login(make_editor('mo', 'Moderators'))
    assert client.post(f'/admin/articles/importrun/{run.pk}/stop/').status_code == 403
    editor.groups.clear()
    assert jobs.do_next()
    run.refresh_from_db()
    assert run.state == 'failed'
    assert 'may not merge these any more' in run.error
    assert not TermMerge.objects.exists()
