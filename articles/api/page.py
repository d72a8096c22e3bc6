"""The page on which people try the API: a form for each list, made from the OpenAPI document."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.api.responses import ROOT, api
from articles.models import Article


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    newest = Article.objects.public().listed().newest_first().only('pk').first()
    return render(request, 'api.html', {'lists': _lists(), 'root': ROOT, 'newest': newest})


@cache
def _lists() -> list[dict]:
    """The addresses that take no part of themselves from whoever asks, each with its parameters."""
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


def _parameter(told: dict) -> dict:
    schema = told['schema']
    return {
        'name': told['name'],
        'value': schema.get('default') or '',
        'help': told.get('description', ''),
        'choices': [choice for choice in schema.get('enum', []) if choice],
        'least': schema.get('minimum'),
        'most': schema.get('maximum'),
        'longest': schema.get('maxLength'),
    }
