import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import connection

from tests.factories import make_article, make_editor

pytestmark = pytest.mark.django_db


def rights(group: str) -> set[str]:
    return {permission.codename for permission in Group.objects.get(name=group).permissions.all()}


def test_groups_come_with_the_migrations():
    assert {'add_article', 'change_article', 'add_media', 'change_comment', 'delete_tag'} <= rights('Editors')
    assert rights('Moderators') == {'view_comment', 'change_comment', 'view_article'}
    assert {'run_import', 'change_site', 'change_user'} <= rights('Chief editors') - rights('Editors')
    assert rights('Editors') | rights('Moderators') <= rights('Chief editors')


def test_nobody_but_superusers_deletes_articles_for_good_or_makes_groups():
    for group in ('Writers', 'Editors', 'Chief editors', 'Moderators'):
        assert not {
            right
            for right in rights(group)
            if right.endswith('_group') or right in ('delete_article', 'delete_user', 'delete_media')
        }


def test_making_the_groups_again_changes_nothing():
    before = rights('Editors'), rights('Moderators'), Permission.objects.count()
    groups, people = (importlib.import_module(f'articles.migrations.{name}') for name in ('0005_groups', '0038_people'))
    with connection.schema_editor() as schema_editor:
        groups.make_groups(apps, schema_editor)
        people.regroup(apps, schema_editor)
    assert (rights('Editors'), rights('Moderators'), Permission.objects.count()) == before


def test_editor_has_no_business_with_users(client):
    client.force_login(make_editor('ed', 'Editors'))
    assert client.get('/admin/auth/user/').status_code == 403
    assert client.get('/admin/articles/article/').status_code == 200


def test_moderator_reads_articles_and_changes_none(client):
    article = make_article('Flood', body_html='<p>Water everywhere.</p>', authors=['Zoe'], categories=['World'])
    client.force_login(make_editor('mod', 'Moderators'))
    address = f'/admin/articles/article/{article.pk}/change/'
    page = client.get(address)
    assert page.status_code == 200
    assert 'Water everywhere.' in page.text
    assert 'Publish now' not in page.text
    assert client.post(address, {'title': 'Mine now', '_act': 'save'}).status_code == 403
    assert client.post(f'/admin/articles/article/{article.pk}/preview/', {}).status_code == 403
    assert client.get('/admin/articles/article/add/').status_code == 403
    article.refresh_from_db()
    assert article.title == 'Flood'


def test_visitor_has_to_log_in(client):
    for path in ('', 'preview/', '1/preview/'):
        response = client.get(f'/admin/articles/article/{path}')
        assert response.status_code == 302
        assert response.url.startswith('/admin/login/')


def test_at_the_upgrade_nobody_loses_a_right(capsys):
    people = importlib.import_module('articles.migrations.0038_people')
    groups = importlib.import_module('articles.migrations.0005_groups')
    editor, moderator = make_editor('ed', 'Editors'), make_editor('mo', 'Moderators')
    with connection.schema_editor() as schema_editor:
        groups.make_groups(apps, schema_editor)
        before = [User.objects.get(pk=one.pk).get_all_permissions() for one in (editor, moderator)]
        people.regroup(apps, schema_editor)
    after = [User.objects.get(pk=one.pk) for one in (editor, moderator)]
    assert all(had <= one.get_all_permissions() for had, one in zip(before, after, strict=True))
    assert after[1].has_perm('articles.view_hidden')
    assert 'Now chief editors as well: ed' in capsys.readouterr().out
