"""The admin of pictures: uploading, describing, and choosing one for a text."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html

from articles.images.upload import clean_picture
from articles.models import Media

from .paging import BigTableMixin


class MediaForm(forms.ModelForm):
    def clean_file(self):
        """Checks a new file and encodes it again; a stored file is not touched."""
        upload = self.cleaned_data['file']
        if 'file' in self.changed_data and upload:
            upload, (self.instance.width, self.instance.height) = clean_picture(upload)
            self.instance.uploaded = timezone.now()
        elif not self.instance.pk:
            raise forms.ValidationError('Choose a picture.', 'missing')
        return upload


@admin.register(Media)
class MediaAdmin(BigTableMixin, admin.ModelAdmin):
    form = MediaForm
    fields = ['file', 'picture', 'title', 'alt', 'caption', 'credit']
    list_display = ['thumbnail', '__str__', 'alt', 'credit', 'uploaded']
    list_display_links = ['thumbnail', '__str__']
    search_fields = ['title', 'file', 'alt', 'caption']
    sortable_by = ()

    def get_readonly_fields(self, request, obj=None):
        """A file cannot be replaced, since texts hold its URL: another picture is another upload."""
        return ['picture', 'file'] if obj and obj.file else ['picture']

    @admin.display(description='')
    def thumbnail(self, media: Media) -> str:
        if not media.file:
            return 'missing'
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', media.address)

    @admin.display(description='')
    def picture(self, media: Media) -> str:
        if not media.file:
            return f'The file is missing. It was at {media.source_url}' if media.source_url else ''
        return format_html(
            '<img class="picture" src="{}" alt="{}"><br>{} × {} pixels',
            media.address,
            media.alt,
            media.width,
            media.height,
        )

    def render_change_form(self, request, context, **kwargs):
        response = super().render_change_form(request, context, **kwargs)
        errors = context['adminform'].form.errors.as_data().get('file', []) if request.method == 'POST' else []
        if errors:
            response.status_code = 413 if errors[0].code == 'too_large' else 400
        return response

    def get_urls(self):
        return [path('pick/', self.admin_site.admin_view(self.pick), name='articles_media_pick'), *super().get_urls()]

    def pick(self, request: HttpRequest) -> HttpResponse:
        """A window in which the editor's picture dialogue asks for one of the uploaded pictures."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        matches, _ = self.get_search_results(request, Media.objects.exclude(file=''), request.GET.get('q', ''))
        page = self.get_paginator(request, matches, 24).get_page(request.GET.get('p'))
        context = {**self.admin_site.each_context(request), 'title': 'Choose a picture', 'page': page}
        context |= {'can_add': self.has_add_permission(request), 'q': request.GET.get('q', '')}
        context |= {'number': request.GET.get('CKEditorFuncNum', '')}
        return render(request, 'admin/articles/media/pick.html', context)
