"""Which URL of the API is answered by which function, from Ninja's routers."""

from django.urls import URLResolver, path, re_path
from django.urls.resolvers import RegexPattern

from . import articles, comments, terms
from .responses import api, not_found, served

for part in (articles, terms, comments):
    api.add_router('', part.router)

resolver = URLResolver(
    RegexPattern(''),
    [
        *(
            path(str(pattern.pattern), served(pattern.callback))
            for pattern in api.urls[0]
            if pattern.name != 'api-root'
        ),
        re_path('', served(not_found)),
    ],
)
