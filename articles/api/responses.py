"""How the API answers: to anyone from anywhere, without cookies, and with a problem where there is one."""

import logging
from collections.abc import Callable
from functools import wraps

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from articles.api.problems import Refused
from articles.search import index

from . import problems

logger = logging.getLogger(__name__)
METHODS = ('GET', 'HEAD', 'OPTIONS')
# What a browser asks before a script may send an ETag back (fetch.spec.whatwg.org, CORS-preflight).
PREFLIGHT = {
    'Access-Control-Allow-Methods': 'GET, HEAD',
    'Access-Control-Allow-Headers': 'If-None-Match, If-Modified-Since',
    'Access-Control-Max-Age': '86400',
}
RETRY_AFTER = 10  # seconds
ROOT = '/api/v1/'
DESCRIPTION = """Articles, categories, tags, authors and comments that readers may see. Read only; no key, no cookie.

A list comes in pages: `next` is the address of the page that follows, null on the last. Errors are
`application/problem+json` and say what would be right."""


class Api(NinjaAPI):
    def get_root_path(self, path_params: dict) -> str:
        return ROOT

    def get_openapi_operation_id(self, operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **given) -> dict:
        """Ninja's, with the type that problems really have."""
        schema = super().get_openapi_schema(**given)
        for operations in schema['paths'].values():
            for operation in operations.values():
                for status, answer in operation['responses'].items():
                    if int(status) >= 400:
                        answer['content'] = {problems.CONTENT_TYPE: answer['content'].pop('application/json')}
        return schema


api = Api(title='Newsroom', version='1', description=DESCRIPTION, docs_url=None, urls_namespace='api')


def served(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view as the API serves it: GET, HEAD and OPTIONS, to pages of any site, with an ETag."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == 'OPTIONS':
            response = HttpResponse(status=204, headers={'Allow': ', '.join(METHODS)} | PREFLIGHT)
        elif request.method in METHODS:
            response = _read(request, view, *args, **kwargs)
        else:
            response = problems.response(405, 'The API is there to read.', allowed=METHODS)
            response['Allow'] = ', '.join(METHODS)
        response['Access-Control-Allow-Origin'] = '*'
        response['Access-Control-Expose-Headers'] = 'ETag, Retry-After'
        return response

    return answer


def _read(request: HttpRequest, view: Callable[..., HttpResponse], *args, **kwargs) -> HttpResponse:
    """What the view answers to a GET: Ninja knows no HEAD."""
    method, request.method = request.method, 'GET'
    try:
        return conditional_page(view)(request, *args, **kwargs)
    finally:
        request.method = method


def nothing(request: HttpRequest) -> HttpResponse:
    return problems.response(404, 'Nothing stands at this address. /api/ says what there is.')


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problems.response(error.status, str(error), parameter=error.parameter, allowed=error.allowed)


@api.exception_handler(Http404)
def absent(request: HttpRequest, error: Http404) -> HttpResponse:
    return nothing(request)


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
    return _later('The search index is being built. Lists without q answer meanwhile.')


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def away(request: HttpRequest, error: Exception) -> HttpResponse:
    return _later('The database is away, or took too long.')


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.exception('%s failed', request.path)
    return problems.response(500, 'Something went wrong here. It has been written down.')


def _later(detail: str) -> HttpResponse:
    response = problems.response(503, detail)
    response['Retry-After'] = RETRY_AFTER
    response['Cache-Control'] = 'no-store'
    return response
