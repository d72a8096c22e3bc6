"""What is done with many articles of the list at once."""

import pytest

from articles.models import Article, Revision, Tag
from tests.factories import make_article, make_author, make_category, make_tag

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
    chosen = {'tags': ['water', 'Brand new'], 'categories': [local.pk], 'authors': [bo.pk]}
    assert 'Choose at least one' in act(client, 'refile_selected', [rain], look='yes').text
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
    act(client, 'refile_selected', [rain, fire], confirm='yes', remove='yes', tags=[water.slug])
    assert terms(rain)[0] == ['Brand new']
    again = act(client, 'refile_selected', [rain, fire], look='yes', remove='yes', tags=[water.slug]).text
    assert 'This would change 0 of 2' in again
    assert [article.revisions.count() for article in (rain, fire)] == [2, 2]
