"""The Django admin, for editors and moderators."""

from functools import partial

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
    synonym,
    terms,
    unanswered,
)

admin.site.index_title = 'The desk'
# For who runs the site. The template calls it, and only for them.
admin.site.index = partial(admin.site.index, extra_context={'findings': doctor.findings})
