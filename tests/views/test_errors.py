import io
import re

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from articles.middleware.read_only import closed_forms
from tests.factories import make_article, make_editor


@pytest.fixture
def forgiving():
    """A client that gets an answer, as browsers do, where the tests' own would get the exception."""
    return Client(raise_request_exception=False)


def failing(error):
    def fail(*args, **kwargs):
        raise error

    return fail


@pytest.mark.django_db
def test_page_not_found_is_one_of_ours(client):
    response = client.get('/nothing/here/')
    assert response.status_code == 404
    assert BeautifulSoup(response.content, 'html.parser').h1.text == 'There is nothing at this address'


@pytest.mark.usefixtures('static_files', 'db')
def test_unknown_host_is_a_bad_request(client):
    response = client.get('/livez/..', headers={'host': 'evil.example'})
    assert response.status_code == 400
    assert b'cannot be answered' in response.content


@pytest.mark.django_db
def test_form_without_its_token_is_refused_with_a_page_of_ours():
    response = Client(enforce_csrf_checks=True).post('/admin/login/', {'username': 'x'})
    assert response.status_code == 403
    assert b'This form has expired' in response.content


@pytest.mark.usefixtures('static_files', 'db')
def test_fault_is_answered_with_a_number_and_without_its_cause(forgiving, monkeypatch):
    reverse('front')  # The URLs, which hold this function too, are loaded before.
    monkeypatch.setattr('articles.lists.whole', failing(ZeroDivisionError('secret detail')))
    response = forgiving.get('/')
    assert response.status_code == 500
    assert re.search(r'<strong>(\w{12})</strong>', response.content.decode())
    assert b'secret detail' not in response.content
    assert b'Traceback' not in response.content


@pytest.mark.usefixtures('static_files')
def test_without_database_pages_ask_to_come_back(forgiving, monkeypatch):
    """No `django_db` here: whatever asked the database for an error page would fail this test."""
    monkeypatch.setattr(connection, 'ensure_connection', failing(OperationalError('connection refused')))
    for address in ('/', '/2017/11/22/flood/', '/feed/', '/nothing/', '/?p=1'):
        response = forgiving.get(address)
        assert response.status_code == 503, address
        assert int(response['Retry-After']) > 0
        assert b'connection refused' not in response.content


@pytest.fixture
def without_a_column(db, static_files):
    """A column that pages need is missing. As without a transaction, a query that fails has no effect on the next."""

    def alone(execute, sql, *given):
        if sql.startswith(('SAVEPOINT', 'RELEASE', 'ROLLBACK')):
            return execute(sql, *given)
        with transaction.atomic():
            return execute(sql, *given)

    make_article('Flood')
    with connection.cursor() as cursor:
        cursor.execute('SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE articles_article RENAME COLUMN standfirst TO away')
        with connection.execute_wrapper(alone):
            yield cursor


def test_pages_ask_to_come_back_while_tables_are_missing_and_the_database_is_not_migrated(forgiving, without_a_column):
    without_a_column.execute('ALTER TABLE django_migrations RENAME TO django_migrations_of_another')
    for address in ('/', '/feed/', '/api/v1/articles', '/readyz'):
        response = forgiving.get(address)
        assert response.status_code == 503, address
        assert address == '/readyz' or int(response['Retry-After']) > 0
        assert b'standfirst' not in response.content


def test_a_column_that_is_missing_in_a_migrated_database_is_a_fault(forgiving, without_a_column):
    for address in ('/', '/api/v1/articles'):
        response = forgiving.get(address)
        assert response.status_code == 500, address
        assert re.search(r'\b[0-9a-f]{12}\b', response.text)


def test_without_database_the_process_is_live_but_not_ready(client, monkeypatch):
    monkeypatch.setattr(connection, 'ensure_connection', failing(OperationalError('connection refused')))
    assert client.get('/livez').status_code == 200
    assert client.get('/readyz').status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize('query', ['?p=%FF', '?p=%00', '?%00=%00', '?p=' + '9' * 9000, '?p[]=1', '?=&&&;', '?page=2'])
@pytest.mark.parametrize('address', ['/', '/feed/', '/2017/11/22/flood/', '/%C0%AE/', '/wp-content/uploads/x'])
def test_no_query_makes_a_fault(client, address, query):
    make_article('Flood')
    assert client.get(f'{address}{query}').status_code in (200, 404)


@pytest.mark.usefixtures('static_files')
@pytest.mark.parametrize('address', ['/', '/2017/11/22/story/', '/tag/x/', '/feed/', '/about/', '/robots.txt'])
def test_page_takes_no_post(client, address):
    response = client.post(address)
    assert response.status_code == 405
    assert response['Allow'] == 'GET, HEAD'
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403


@pytest.mark.parametrize('address', ['/favicon.gif', '/xmlrpc.php', '/wp-login.php', '/%FF%FE', '/a/b.html'])
def test_what_no_page_can_be_called_is_not_found_at_once(client, db, address):
    assert client.get(address).status_code == 404


def test_a_form_that_is_too_large_is_read_to_its_end_and_refused_in_words(client, db):
    """A proxy that is cut off while it sends would answer 502."""
    content = io.BytesIO(b'text=' + b'x' * 6_000_000)
    request = {'CONTENT_TYPE': 'application/x-www-form-urlencoded', 'CONTENT_LENGTH': 6_000_005, 'wsgi.input': content}
    response = Client(raise_request_exception=False).post(f'/respond/{make_article().pk}/', **request)
    assert response.status_code == 413
    assert b'too large' in response.content
    assert content.read() == b''


def test_pages_are_for_this_site_and_pictures_feeds_and_data_for_everyone(client, db, static_files):
    make_article('Flood')
    assert client.get('/')['Cross-Origin-Resource-Policy'] == 'same-origin'
    assert 'camera=()' in client.get('/')['Permissions-Policy']
    for url in ('/feed/', '/api/v1/articles/', '/sitemap.xml'):
        assert client.get(url)['Cross-Origin-Resource-Policy'] == 'cross-origin', url


def test_a_log_in_whose_next_page_is_refused_ends_on_the_start_page(client, db):
    make_editor()
    form = {'username': 'editor', 'password': 'a long enough password', 'next': 'https://evil.example/'}
    assert client.post('/admin/login/', form)['Location'] == '/admin/'


def test_a_replica_closes_its_forms_in_words(settings):
    settings.READ_ONLY = True
    answer = closed_forms(lambda request: HttpResponse('read'))
    assert answer(RequestFactory().get('/')).content == b'read'
    assert answer(RequestFactory().post('/appearance/')).content == b'read'
    for request in (RequestFactory().post('/respond/1/'), RequestFactory().get('/admin/')):
        response = answer(request)
        assert response.status_code == 403
        assert b'only for reading' in response.content
