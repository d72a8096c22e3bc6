import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import ImportNote, ImportRun, OldUrl, SourceDocument
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_run_shows_its_counts_and_notes(client, editor):
    run = ImportRun.objects.create(source='export.xml', counts={'created': 2, 'refused': 1})
    article = make_article('Flood')
    for n in range(7):
        ImportNote.objects.create(run=run, article=article, code='blank-tag', detail=f'Tag {n} was blank.')
    page = client.get(f'/admin/articles/importrun/{run.pk}/change/').text
    assert '<th scope="row">read</th><td>3</td>' in page
    assert 'Tag 0 was blank.' in page
    assert 'Tag 6 was blank.' not in page
    notes = client.get(f'/admin/articles/importnote/?run={run.pk}&code=blank-tag').text
    assert 'Tag 6 was blank.' in notes


def test_what_was_imported_cannot_be_changed_by_anyone(client):
    client.force_login(User.objects.create_superuser('root'))
    run = ImportRun.objects.create(source='export.xml')
    SourceDocument.objects.create(
        run=run, origin='export.xml', kind='wxr', captured=timezone.now(), sha256='0', size=1, importer_version=1
    )
    for path in ('importrun', 'importnote', 'sourcedocument'):
        assert client.get(f'/admin/articles/{path}/').status_code == 200
    for path in ('importnote', 'sourcedocument'):
        assert client.get(f'/admin/articles/{path}/add/').status_code == 403
    assert client.post(f'/admin/articles/importrun/{run.pk}/change/', {'source': 'x'}).status_code == 200
    run.refresh_from_db()
    assert run.source == 'export.xml'
    assert client.post(f'/admin/articles/importrun/{run.pk}/delete/', {'post': 'yes'}).status_code == 403


def test_old_address_is_stored_as_it_compares_and_found_by_any_form(client, editor):
    article = make_article('Flood')
    client.post('/admin/articles/oldurl/add/', {'path': 'https://old.example/caf%C3%A9/?p=1', 'article': article.pk})
    assert OldUrl.objects.get().path == '/café?p=1'
    page = client.get('/admin/articles/oldurl/', {'q': 'http://other.example/café/?p=1'})
    assert 'Flood' in page.text


def test_old_url_redirects_to_one_place(client, editor):
    article = make_article('Flood')
    page = client.post('/admin/articles/oldurl/add/', {'path': '/a/', 'article': article.pk, 'target': '/b/'})
    assert page.status_code == 200
    assert not OldUrl.objects.exists()
