"""The Django admin, for editors and moderators."""

from django.contrib import admin

from . import (  # noqa: F401  (each registers its own)
    article,
    comment,
    conflict,
    front,
    imports,
    media,
    menu,
    old_url,
    provenance,
    site,
    synonym,
    terms,
    unanswered,
)

admin.site.site_header = admin.site.site_title = 'Newsroom'
admin.site.index_title = 'The desk'
