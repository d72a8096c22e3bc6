"""Redirects that editors make: none that could never work, and many at once from a table."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import OldUrl
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.django_db
ADD = '/admin/articles/oldurl/add/'


@pytest.fixture
def editor(client):
    client.force_login(make_editor())


def test_redirect_that_could_never_work_is_refused_with_the_reason(client, editor):
    flood = make_article('Flood')
    OldUrl.objects.create(path='/b', target='/a')
    for path, target, reason in [
        (flood.get_absolute_url(), '/x/', 'There is a page at this URL now'),
        ('/search/', '/x/', 'There is a page at this URL now'),
        ('/admin/articles/', '/x/', 'The site itself answers here'),
        ('/', '/x/', 'The site itself answers here'),
        ('/a', '/a/', 'to itself, for ever'),
        ('/a', '/b', 'to itself, for ever'),
        ('/topics/*', '/topics/new/*', 'to itself, for ever'),
        ('/b', '/c', 'already exists'),
        ('/far', 'https://evil.example/', 'a path on this site'),
    ]:
        response = client.post(ADD, {'path': path, 'target': target})
        assert response.status_code == 200, path
        assert reason in response.text.replace('&#x27;', "'"), path
    assert OldUrl.objects.count() == 1
    client.post(ADD, {'path': '/old-flood/', 'article': flood.pk})
    assert client.get('/old-flood/')['Location'].endswith(flood.get_absolute_url())


def test_table_of_redirects_is_stored_and_refused_lines_are_named(client, editor):
    flood = make_article('Flood')
    lines = [
        'Old,New',
        f'/one/,{flood.get_absolute_url()}',
        'https://old.example/two,/search/',
        '/gone,',
        '/loop,/loop/',
        '/x,//evil.example/',
    ]
    table = SimpleUploadedFile('redirects.csv', '\n'.join(lines).encode('utf-8-sig'))
    response = client.post('/admin/articles/oldurl/table/', {'table': table})
    assert '3 stored, 2 refused' in response.text
    assert '<td>5</td>' in response.text
    assert client.get('/one/')['Location'].endswith(flood.get_absolute_url())
    assert client.get('/two')['Location'].endswith('/search/')
    assert client.get('/gone').status_code == 410
