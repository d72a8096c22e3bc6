"""Responses of the API: for scripts of any site, without cookies, with errors as problem documents."""

import logging
from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from articles.api.problems import InvalidRequest
from articles.db import outages
from articles.middleware.tracing import request_id
from articles.search import index

from . import problems

logger = logging.getLogger(__name__)
METHODS = ('GET', 'HEAD', 'OPTIONS')
# The answer to the preflight request that browsers make before a script may send an ETag (fetch.spec.whatwg.org).
PREFLIGHT = {
    'Access-Control-Allow-Methods': 'GET, HEAD',
    'Access-Control-Allow-Headers': 'If-None-Match, If-Modified-Since',
    'Access-Control-Max-Age': '86400',
}
RETRY_AFTER = 10  # seconds
ROOT = '/api/v1/'
DESCRIPTION = """The public articles, categories, tags, authors and comments. Read-only, without keys or cookies.

Lists come in pages: `next` is the URL of the next page, and null on the last. Errors are `application/problem+json`
and name the values that are allowed."""


class Api(NinjaAPI):
    def get_root_path(self, path_params: dict) -> str:
        return ROOT

    def get_openapi_operation_id(self, operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **given) -> dict:
        """Ninja's document, with the content type that errors have here."""
        schema = super().get_openapi_schema(**given)
        for operations in schema['paths'].values():
            for operation in operations.values():
                for status, content in operation['responses'].items():
                    if int(status) >= 400:
                        content['content'] = {problems.CONTENT_TYPE: content['content'].pop('application/json')}
        return schema


api = Api(title='Newsroom', version='1', description=DESCRIPTION, docs_url=None, urls_namespace='api')


def served(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wraps a view of Ninja: GET, HEAD and OPTIONS only, with CORS headers for any site, and with an ETag."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == 'OPTIONS':
            response = HttpResponse(status=204, headers={'Allow': ', '.join(METHODS)} | PREFLIGHT)
        elif request.method in METHODS:
            response = _read(request, view, *args, **kwargs)
        else:
            response = problems.response(405, 'The API is read-only.', allowed=METHODS)
            response['Allow'] = ', '.join(METHODS)
        response['Access-Control-Allow-Origin'] = '*'
        response['Access-Control-Expose-Headers'] = 'ETag, Retry-After'
        return response

    return answer


def _read(request: HttpRequest, view: Callable[..., HttpResponse], *args, **kwargs) -> HttpResponse:
    """The response to GET, for HEAD too, which Ninja does not support."""
    method, request.method = request.method, 'GET'
    try:
        return conditional_page(view)(request, *args, **kwargs)
    finally:
        request.method = method


def not_found(request: HttpRequest) -> HttpResponse:
    return problems.response(404, 'There is nothing at this URL. /api/ lists what there is.')


@api.exception_handler(InvalidRequest)
def invalid_request(request: HttpRequest, error: InvalidRequest) -> HttpResponse:
    return problems.response(error.status, str(error), parameter=error.parameter, allowed=error.allowed)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return not_found(request)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    name = str(first['loc'][-1] if isinstance(first['loc'][-1], str) else first['loc'][-2])
    return problems.response(400, f'{name}: {first["msg"]}', parameter=name)


@api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.response(error.status_code, str(error))


@api.exception_handler(index.Missing)
def building(request: HttpRequest, error: index.Missing) -> HttpResponse:
    return _try_again('The search index is being built. Lists without q work meanwhile.')


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    if outages.is_outage(error):
        return _try_again('The database is unavailable, or took too long.')
    logger.exception('%s failed', request.path)
    return problems.response(500, f'Something went wrong on the server. Its log has it as {request_id()}.')


def _try_again(detail: str) -> HttpResponse:
    response = problems.response(503, detail)
    response['Retry-After'] = RETRY_AFTER
    response['Cache-Control'] = 'no-store'
    return response
