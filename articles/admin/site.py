"""The admin of the site's own settings: one page, on which what the environment sets is locked."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from articles import lists
from articles.models import Site

from .opened import OpenedMixin


class SiteForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_force = lists.site()
        self.locked = lists.locked().keys() & self.fields.keys()
        for name, reason in lists.locked().items():
            if field := self.fields.get(name):
                self.initial[name] = getattr(in_force, name)
                field.disabled = True
                field.help_text = f'Set by {reason}: it can only be changed there.'

    def clean(self):
        """What is locked keeps the value that was stored here, for when the environment no longer sets it."""
        return super().clean() | {name: getattr(self.instance, name) for name in self.locked}


@admin.register(Site)
class SiteAdmin(OpenedMixin, admin.ModelAdmin):
    form = SiteForm
    autocomplete_fields = ['logo']
    fieldsets = [
        (None, {'fields': ['name', 'tagline', 'logo', 'accent', 'accent_dark']}),
        ('At the foot of every page', {'fields': ['contact', 'imprint', 'privacy', 'social']}),
        ('Comments', {'fields': ['comments_open', 'comments_days']}),
        ('Articles', {'fields': ['corrections', 'public_history', 'feeds_full']}),
        ('Crawlers', {'fields': ['training_crawlers']}),
    ]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_object(self, request, object_id, from_field=None):
        """The one row; new where nobody has changed anything yet."""
        return (Site.objects.filter(pk=1).first() or Site(pk=1)) if object_id == '1' else None

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect('admin:articles_site_change', 1)

    def response_change(self, request, obj):
        self.message_user(request, 'The settings were saved, and apply to all pages from now on.')
        return redirect('admin:articles_site_change', 1)
