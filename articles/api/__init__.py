"""The public JSON API, version 1: read-only, and only what is public. docs/api.md describes it."""

from django.urls import path, re_path

from articles.api.responses import api, not_found, served

from . import articles, comments, terms
from .page import page

for part in (articles, terms, comments):
    api.add_router('', part.router)

__all__ = ['page', 'urls']

urls = [
    *(
        path(str(pattern.pattern), served(pattern.callback), name=f'api-{pattern.name}')
        for pattern in api.urls[0]
        if pattern.name != 'api-root'
    ),
    re_path('', served(not_found)),
]
