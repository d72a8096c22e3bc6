"""The page to try the API on: a form for each list, generated from the OpenAPI document."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.api.responses import ROOT
from articles.api.urls import api
from articles.models import Article


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    newest = Article.objects.public().listed().newest_first().only('pk').first()
    return render(request, 'api.html', {'lists': _lists(), 'root': ROOT, 'newest': newest})


@cache
def _lists() -> list[dict]:
    """The lists, which are all paths without a parameter in the path, with their query parameters."""
    paths = api.get_openapi_schema()['paths'].items()
    return [
        {
            'address': address,
            'name': address.rpartition('/')[2],
            'title': operations['get']['summary'],
            'parameters': list(map(_parameter, operations['get'].get('parameters', []))),
        }
        for address, operations in paths
        if '{' not in address
    ]


def _parameter(parameter: dict) -> dict:
    schema = parameter['schema']
    return {
        'name': parameter['name'],
        'value': schema.get('default') or '',
        'help': parameter.get('description', ''),
        'choices': [choice for choice in schema.get('enum', []) if choice],
        'least': schema.get('minimum'),
        'most': schema.get('maximum'),
        'longest': schema.get('maxLength'),
    }
