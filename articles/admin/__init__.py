"""The Django admin, for editors and moderators."""

from django.contrib import admin

from articles.health import doctor

from . import (  # noqa: F401  (each registers its own)
    article,
    comment,
    conflict,
    front,
    imports,
    media,
    menu,
    old_url,
    people,
    provenance,
    second_factor,
    site,
    start,
    synonym,
    terms,
    unanswered,
)

admin.site.index_title = 'The desk'
_index = admin.site.index


def index(request, extra_context=None):
    """The start page. Its template calls `findings`, and only for who runs the site."""
    context = {'findings': doctor.findings, 'sections': list(start.sections(request))}
    context['acts'] = list(start.acts(request))
    return _index(request, context | (extra_context or {}))


admin.site.index = index
