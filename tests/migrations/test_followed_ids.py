"""Searches that were followed by slugs are followed by ids."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from articles.models import Follower, Subscription
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db
migration = import_module('articles.migrations.0036_followed_ids')


def test_slugs_become_ids_and_searches_that_lead_nowhere_end():
    asia = make_category('Asia', parent=make_category('World'))
    article = make_article(tags=['b', 'a'], authors=['Ada Byron'])
    follower = Follower.objects.create(email='ada@mail.example')

    def following(search):
        return Subscription.objects.create(follower=follower, search=search, made=timezone.now())

    kept = following('q=flood&category=world/asia&tag=b&tag=a&author=ada-byron')
    over = [following('category=world/europe'), following('tag=a&tag=none'), following('author=nobody')]
    migration.to_ids(apps, None)
    tags = sorted(article.tags.values_list('pk', flat=True))
    (author,) = article.authors.values_list('pk', flat=True)
    kept.refresh_from_db()
    assert kept.search == f'q=flood&category={asia.pk}&tag={tags[0]}&tag={tags[1]}&author={author}'
    assert not Subscription.objects.filter(pk__in=[one.pk for one in over]).exists()
