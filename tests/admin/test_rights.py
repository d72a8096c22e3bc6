"""Who may do what: every address of the admin, as each group and as nobody, against the table in docs/editors.md."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.urls import URLPattern

from articles.editorial import terms
from articles.models import Article, ImportNote, ImportRun, MenuLink, OldUrl
from tests.factories import import_records, make_article, make_comment, make_editor, make_media, make_record, make_tag

pytestmark = pytest.mark.django_db

GROUPS = ('Writers', 'Editors', 'Chief editors', 'Moderators')
DOCS = Path(__file__).parents[2] / 'docs/editors.md'
LIST = '/admin/articles/article/'


def patterns(found, prefix: str = '/admin/'):
    for one in found:
        route = f'{prefix}{one.pattern}'
        if isinstance(one, URLPattern):
            yield one.name, route
        else:
            yield from patterns(one.url_patterns, route)


def addresses() -> dict[str, dict[str, str]]:
    """{area: {act: address}} of everything in the admin, each with the key of an object that there is."""
    areas = defaultdict(dict)
    models = {f'{m._meta.app_label}_{m._meta.model_name}': m for m in admin.site._registry}
    for name, route in patterns(admin.site.get_urls()):
        area, _, _ = (name or '').rpartition('_')
        model = models.get(area) or next(
            (m for label, m in models.items() if (name or '').startswith(f'{label}_')), None
        )
        if '(?P' in route or not name or not model:
            continue
        label = f'{model._meta.app_label}_{model._meta.model_name}_'
        first = model._default_manager.order_by('pk').first()
        key = str(first.pk) if first else '1'
        areas[str(model._meta.verbose_name_plural)][name.removeprefix(label)] = re.sub('<[^>]*>', key, route)
    return areas


def may(client, method: str, address: str) -> bool:
    """Whether an address shows something, or a POST is accepted, rather than refused or sent away."""
    with transaction.atomic():
        response = getattr(client, method)(address)
        transaction.set_rollback(True)
    if response.status_code == 302:
        return method == 'post' and response['Location'] != '/admin/' and '/login/' not in response['Location']
    return response.status_code in (200, 400)


def rights(client, acts: dict[str, str]) -> str:
    """What somebody may do with these addresses; *view* is to see the form of something that they cannot change."""
    allowed = []
    for act, address in acts.items():
        seen, done = may(client, 'get', address), may(client, 'post', address)
        if seen or done:
            allowed.append('view' if act == 'change' and not done else act)
    if len(allowed) == len(acts) and 'view' not in allowed:
        return 'everything'
    return ', '.join(sorted(allowed)) or '–'


def table() -> dict[str, dict[str, str]]:
    """{area: {group: what it may do}} as in the docs."""
    rows = [line.strip('| ').split(' | ') for line in DOCS.read_text().splitlines() if line.startswith('| ')]
    names = next(row for row in rows if row[0] == 'what')[1:]
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows if len(row) == len(names) + 1}


@pytest.mark.slow
@pytest.mark.parametrize('group', [*GROUPS, 'nobody'])
def test_table_of_rights_is_what_every_address_of_the_admin_says(client, settings, tmp_path, group):
    settings.DATA_DIR = settings.MEDIA_ROOT = tmp_path
    import_records(make_record())
    make_comment(make_article(tags=['water'], categories=['World'], authors=['Ada'], lead_image=make_media()))
    ImportNote.objects.create(run=ImportRun.objects.first(), code='x', detail='x')
    MenuLink.objects.create(label='Tags', url='/tag/')
    OldUrl.objects.create(path='/old', target='/tag/water/')
    terms.merge([make_tag('old')], make_tag('new'), by=User.objects.create_user('reader'))
    if group != 'nobody':
        client.force_login(make_editor(group, group))
    now = {area: rights(client, acts) for area, acts in addresses().items()}
    assert now == {area: table().get(area, {}).get(group, '–') for area in now}


def test_a_writer_writes_and_submits_drafts_of_their_own_and_nothing_else(client):
    hers, his = make_editor('ada', 'Writers'), make_editor('bo', 'Writers')
    client.force_login(hers)
    form = {'kind': 'article', 'title': 'Mine', 'body': '<p>Text.</p>', 'read_version': 1}
    assert client.post(f'{LIST}add/', form | {'_act': 'publish'}).status_code == 403
    assert client.post(f'{LIST}add/', form).status_code == 302
    mine = Article.objects.get()
    page = client.get(f'{LIST}{mine.pk}/change/').text
    assert 'Submit for review' in page
    assert 'Publish now' not in page
    client.force_login(his)
    assert client.get(f'{LIST}{mine.pk}/change/').status_code == 302
    assert 'Mine' not in client.get(LIST).text
    client.force_login(hers)
    for act in ('publish', 'trash', 'schedule'):
        assert client.post(f'{LIST}{mine.pk}/change/', form | {'_act': act}).status_code == 403
    client.post(LIST, {'action': 'publish_selected', '_selected_action': [mine.pk]})
    assert Article.objects.get().status == 'draft'
    assert client.post(f'{LIST}{mine.pk}/change/', form | {'_act': 'submit'}).status_code == 302
    mine.refresh_from_db()
    assert mine.status == 'review'
    assert client.post(f'{LIST}{mine.pk}/change/', form | {'read_version': 2, 'title': 'Late'}).status_code == 403


def test_a_moderator_sees_public_articles_only(client):
    make_article('Out')
    secret = make_article('Secret', status='draft')
    client.force_login(make_editor('mo', 'Moderators'))
    page = client.get(LIST).text
    assert ('Out' in page, 'Secret' in page) == (True, False)
    assert client.get(f'{LIST}{secret.pk}/change/').status_code == 302
    assert 'Secret' not in b''.join(client.get(f'{LIST}articles.csv').streaming_content).decode()


def test_a_chief_editor_gives_no_right_that_they_have_not(client):
    client.force_login(make_editor('chief', 'Chief editors'))
    boss = User.objects.create_superuser('boss', password='a long enough password')
    strong = User.objects.create_user('strong')
    strong.user_permissions.add(*Group.objects.get(name='Editors').permissions.all())
    add, change = '/admin/auth/user/add/', '/admin/auth/user/{}/change/'
    password = 'quite a long secret of 9'
    assert client.post(
        add, {'username': 'new', 'usable_password': 'true', 'password1': password, 'password2': password}
    )
    new = User.objects.get(username='new')
    groups = list(Group.objects.filter(name__in=['Writers', 'Editors']).values_list('pk', flat=True))
    values = {'username': 'new', 'is_active': 'on', 'is_staff': 'on', 'groups': groups, 'is_superuser': 'on'}
    assert client.post(change.format(new.pk), values).status_code == 302
    new.refresh_from_db()
    assert (new.is_staff, new.is_superuser, new.groups.count()) == (True, False, 2)
    beyond = Group.objects.create(name='Beyond')
    beyond.permissions.add(*Group.objects.get(name='Editors').permissions.all()[:1])
    beyond.permissions.add(Permission.objects.get(codename='delete_article'))
    assert 'Beyond' not in client.get(change.format(new.pk)).text
    client.post(change.format(new.pk), values | {'groups': [beyond.pk]})
    assert not new.groups.filter(pk=beyond.pk).exists()
    for other in (boss, new):
        if other == new:
            new.user_permissions.add(Permission.objects.get(codename='delete_article'))
        assert client.post(change.format(other.pk), values).status_code == 403
        assert client.post(f'/admin/auth/user/{other.pk}/password/', {'password1': password}).status_code == 403
    User.objects.update(is_active=False)
    User.objects.filter(username='chief').update(is_active=True)
    assert client.post(change.format(new.pk), values).status_code == 403
    assert 'is_superuser' not in client.get(change.format(strong.pk)).text
