"""The OpenAPI document, held against what the API does (schemathesis)."""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, assume, settings

from articles.api.urls import api
from articles.search import follow
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db


def openapi_document():
    """The API's own, without the cursors, which nobody can make up."""
    document = json.loads(json.dumps(api.get_openapi_schema()))
    for operations in document['paths'].values():
        for operation in operations.values():
            operation['parameters'] = [one for one in operation.get('parameters', []) if one['name'] != 'cursor']
    return document


schema = schemathesis.openapi.from_dict(openapi_document())
schema.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def archive(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    make_comment(make_article('Flood', tags=['rain'], authors=['Ada'], categories=['News']))
    follow.rebuild()
    # As Django's own client for tests does: a connection within a transaction would be taken for broken.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_api_does_what_its_document_says(case):
    # An empty list or object is written as an empty value, which is a text like any other.
    assume(all((case.query or {}).values()))
    # Without a network in between, nothing unpacks a compressed answer.
    case.call_and_validate(headers={'Accept-Encoding': 'identity'})


def test_document_is_served(client):
    document = client.get('/api/v1/openapi.json').json()
    names = ('articles', 'articles/{article_id}', 'categories', 'tags', 'authors', 'comments')
    assert set(document['paths']) == {f'/api/v1/{name}' for name in names}
