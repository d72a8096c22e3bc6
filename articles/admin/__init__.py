"""What editors and moderators use."""

from django.contrib import admin

from . import article, comment, conflict, media, old_url, provenance, terms  # noqa: F401  (each registers its own)

admin.site.site_header = admin.site.site_title = 'Newsroom'
admin.site.index_title = 'The desk'
