"""What is done with many articles of the list at once."""

import pytest

from articles.admin import bulk
from articles.imports import jobs
from articles.models import Article, ImportRun, Revision, Tag
from tests.factories import make_article, make_author, make_category, make_editor, make_tag

pytestmark = pytest.mark.django_db

LIST = '/admin/articles/article/'


def act(client, action: str, articles, list_url=LIST, **more):
    return client.post(
        list_url, {'action': action, '_selected_action': [one.pk for one in articles]} | more, follow=True
    )


def test_articles_are_published_and_restored_together_and_what_is_refused_is_named(client, editor):
    drafts = [make_article(f'Draft {n}', status='draft') for n in range(2)]
    gone = make_article('Gone', status='trashed')
    refused = act(client, 'withdraw_selected', drafts).text
    assert 'Draft 1: Only a published or scheduled article can be withdrawn.' in refused
    assert '2 published' in act(client, 'publish_selected', drafts).text
    assert all(one.is_public for one in Article.objects.filter(title__startswith='Draft'))
    assert '1 restored' in act(client, 'restore_selected', [gone], f'{LIST}?state=trashed').text


def test_terms_are_added_to_all_and_removed_after_a_dry_run_each_in_a_version(client, editor):
    rain = make_article('Rain', tags=['Water'], categories=['World'], authors=['Ada'])
    fire = make_article('Fire', tags=['Smoke'])
    water, local, bo = make_tag('Water'), make_category('Local'), make_author('Bo')
    chosen = {'add_tags': ['water', 'Brand new'], 'add_categories': [local.pk], 'add_authors': [bo.pk]}
    assert 'Choose at least one thing to change' in act(client, 'refile_selected', [rain], look='yes').text
    dry = act(client, 'refile_selected', [rain, fire], look='yes', **chosen).text
    assert 'This would change 2 of 2' in dry
    assert not Revision.objects.exists()
    assert Tag.objects.count() == 2
    assert '2 changed' in act(client, 'refile_selected', [rain, fire], confirm='yes', **chosen).text

    def terms(article) -> list[list[str]]:
        tags = article.tags.order_by('name').values_list('name', flat=True)
        sections = article.category_links.values_list('category__name', flat=True)
        return [list(tags), list(sections), list(article.bylines.values_list('author__name', flat=True))]

    assert terms(rain) == [['Brand new', 'Water'], ['World', 'Local'], ['Ada', 'Bo']]
    assert terms(fire) == [['Brand new', 'Smoke', 'Water'], ['Local'], ['Bo']]
    assert rain.category_links.get(is_primary=True).category.name == 'World'
    act(client, 'refile_selected', [rain, fire], confirm='yes', remove_tags=[water.slug])
    assert terms(rain)[0] == ['Brand new']
    again = act(client, 'refile_selected', [rain, fire], look='yes', remove_tags=[water.slug]).text
    assert 'This would change 0 of 2' in again
    assert [article.revisions.count() for article in (rain, fire)] == [2, 2]


def test_comments_language_and_state_are_changed_in_one_act_that_names_what_is_not_possible(client, editor):
    rain, gone = make_article('Rain', language='en'), make_article('Gone', status='trashed')
    chosen = {'comments': 'close', 'language': 'de', 'state': 'withdraw'}
    dry = act(client, 'refile_selected', [rain, gone], f'{LIST}?state=', look='yes', **chosen).text
    assert 'This would change 1 of' in dry
    assert 'Only a published or scheduled article' not in dry  # The trash is not in this list.
    act(client, 'refile_selected', [rain], confirm='yes', **chosen)
    rain.refresh_from_db()
    assert (rain.status, rain.comments_open, rain.language, rain.version) == ('withdrawn', False, 'de', 2)
    assert client.get(rain.get_absolute_url()).status_code == 410
    assert 'Enter the code' in act(client, 'refile_selected', [rain], look='yes', language='<b>').text


def test_more_than_a_few_become_a_run_with_dry_run_report_and_undo(client, editor, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(bulk, 'MOST_AT_ONCE', 2)
    for n in range(4):
        make_article(f'Rain {n}', tags=['water'] if n == 0 else [])
    make_article('Elsewhere', categories=['World'])
    every = {'action': 'refile_selected', 'select_across': '1', '_selected_action': ['0'], 'index': '0'}
    assert 'All articles of the list' in client.post(f'{LIST}?q=rain', every).text
    del every['index']
    page = client.post(f'{LIST}?q=rain', every | {'look': 'yes', 'add_tags': ['water', 'new']})
    assert page.status_code == 302
    run = ImportRun.objects.get()
    assert (page.url, str(run.source)) == (f'/admin/articles/importrun/{run.pk}/change/', 'Add tags: water, new')
    assert jobs.do_next()
    shown = client.get(page.url).text
    assert 'Nothing has been changed yet.' in shown
    assert 'would change: <a' in shown
    assert '>Rain 3</a>' in shown
    assert not Revision.objects.exists()
    client.post(f'/admin/articles/importrun/{run.pk}/start/')
    assert jobs.do_next()
    assert client.get('/tag/new/').text.count('Rain') >= 4
    assert 'Elsewhere' not in client.get('/tag/water/').text
    assert 'Done.' in client.get(page.url).text
    report = b''.join(client.get(f'/admin/articles/importrun/{run.pk}/report.csv').streaming_content).decode()
    assert report.count('changed,') == 4
    Article.objects.filter(title='Rain 2').update(version=9)
    assert '4 articles will get back' in client.get(f'/admin/articles/importrun/{run.pk}/undo/').text
    client.post(f'/admin/articles/importrun/{run.pk}/undo/')
    assert jobs.do_next()
    assert 'left-as-it-is' in client.get(page.url).text
    assert sorted(Tag.objects.get(slug='water').article_links.values_list('article__title', flat=True)) == [
        'Rain 0',
        'Rain 2',
    ]


def test_a_run_is_for_those_who_may_change_articles(client, editor, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(bulk, 'MOST_AT_ONCE', 0)
    act(client, 'trash_selected', [make_article()])
    run = ImportRun.objects.get()
    jobs.do_next()
    client.force_login(make_editor('moderator', 'Moderators'))
    for verb in ('start', 'undo', 'discard'):
        assert client.post(f'/admin/articles/importrun/{run.pk}/{verb}/').status_code == 403
