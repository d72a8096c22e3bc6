"""The admin of pictures: uploading, describing, and choosing one for a text."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles.images import renditions, takedown
from articles.images.upload import clean_picture
from articles.models import Article, Media, Site

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


QUICK = 3  # seconds

# Files that no text shows, in full size or one of WordPress's smaller ones. Names are compared as they are in URLs.
SHOWN_IN_TEXTS = r"""
SELECT regexp_replace(found[1], '-\d+x\d+(?=\.\w+$)', '')
FROM articles_article, regexp_matches(body_html, '/wp-content/uploads/([^"?#\s]+)', 'g') found
WHERE body_html LIKE '%%/wp-content/uploads/%%'
"""


class LacksFilter(admin.SimpleListFilter):
    title, parameter_name = 'what is missing', 'lacks'

    def lookups(self, request, model_admin):
        lacking = [('alt', 'No alternative text'), ('credit', 'No credit')]
        return [*lacking, ('use', 'Unused'), ('file', 'The file is missing')]

    def queryset(self, request, media):
        if self.value() == 'use':
            shown = RawSQL(SHOWN_IN_TEXTS, [])  # noqa: S611
            # Only pictures with plain names: other files are linked to in more ways.
            unused = media.filter(leads=None, portrays=None, width__isnull=False, file__regex=r'^[!-~]+$').exclude(
                file__in=shown
            )
            return unused.exclude(pk__in=Site.objects.filter(logo__isnull=False).values('logo'))
        return media.filter(**{self.value(): ''}) if self.value() in ('alt', 'credit', 'file') else media


@admin.register(Media)
class MediaAdmin(BigTableMixin, admin.ModelAdmin):
    form = MediaForm
    fields = ['file', 'picture', 'title', 'alt', 'caption', 'credit', 'used_in']
    list_filter = [LacksFilter]
    list_display = ['thumbnail', '__str__', 'alt', 'credit', 'uploaded']
    list_display_links = ['__str__']
    search_fields = ['title', 'file', 'alt', 'caption']
    sortable_by = ()

    def get_readonly_fields(self, request, obj=None):
        """A file cannot be replaced, since texts hold its URL: another picture is another upload."""
        return ['picture', 'file', 'used_in'] if obj and obj.file else ['picture', 'used_in']

    def get_object(self, request, object_id, from_field=None):
        """A picture, which names only articles that this person may see."""
        media = super().get_object(request, object_id, from_field)
        if media:
            media.visible = self.admin_site.get_model_admin(Article).get_queryset(request)
        return media

    @admin.display(description='')
    def thumbnail(self, media: Media) -> str:
        if not media.file:
            return 'missing'
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', _smallest(media))

    @admin.display(description='used in')
    def used_in(self, media: Media) -> SafeString | str:
        try:
            articles = takedown.uses(media, seconds=QUICK) if media.pk else []
        except OperationalError:
            return 'There are too many texts to search here: the page that asks before deleting lists them.'
        visible = set(media.visible.filter(pk__in=[one.pk for one in articles]).values_list('pk', flat=True))
        articles = [one for one in articles if one.pk in visible]
        shown = [*articles, *takedown.elsewhere(media)] if media.pk else []
        rows = ((reverse(f'admin:{one._meta.db_table}_change', args=[one.pk]), one) for one in shown)
        return format_html_join(mark_safe('<br>'), '<a href="{}">{}</a>', rows) or 'nothing'

    def get_deleted_objects(self, objs, request):
        """For the confirmation page: what will miss the pictures."""
        missing = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        listed: list[str | list[str]] = []
        for media in objs:
            listed.append(f'{media}: its file, and every copy of it that is here')
            articles = [f'“{article}” shows it' for article in takedown.uses(media)]
            if shown := [
                *articles,
                *(f'“{one}” has it as {place}' for one, place in takedown.elsewhere(media).items()),
            ]:
                listed.append(shown)
        return listed, {self.opts.verbose_name_plural: len(objs)}, missing, []

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except OSError as error:
            reason = f'Nothing was deleted, since the disk refused: {error.strerror}. Ask whoever runs the site.'
            self.message_user(request, reason, messages.ERROR)
            return redirect('admin:articles_media_change', object_id)

    def delete_model(self, request, obj):
        takedown.take_down(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for media in queryset:
            takedown.take_down(media, by=request.user)

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
        """A window in which the editor's picture dialogue asks for one of the uploaded pictures, or a new one."""
        can_add = self.has_add_permission(request)
        if not self.has_view_permission(request) or (request.method == 'POST' and not can_add):
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == 'POST' else ()
        form = self.get_form(request, fields=['file', 'alt', 'caption', 'credit'])(*sent)
        added = form.save() if form.is_bound and form.is_valid() else None
        if added:
            self.log_addition(request, added, [{'added': {}}])
        matches, _ = self.get_search_results(request, Media.objects.exclude(file=''), request.GET.get('q', ''))
        page = self.get_paginator(request, matches, 24).get_page(request.GET.get('p'))
        context = {**self.admin_site.each_context(request), 'title': 'Choose a picture', 'page': page}
        context |= {'can_add': can_add, 'q': request.GET.get('q', ''), 'form': form, 'added': added}
        context['pictures'] = [(media, _smallest(media)) for media in page]
        context |= {'number': request.GET.get('CKEditorFuncNum', '')}
        return render(request, 'admin/articles/media/pick.html', context, status=400 if form.errors else 200)


def _smallest(media: Media) -> str:
    """The URL of the smallest copy."""
    small = renditions.offered(media.file.name, media.width)[:1]
    return renditions.address(media.file.name, small[0]) if small else media.address
