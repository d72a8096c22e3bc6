"""The admin of redirects: old URLs and where they go."""

import io

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from articles.models import OldUrl
from articles.redirects import editing, missed
from articles.text import url_forms

from .paging import BigTableMixin

MOST_MISSED = 500
LARGEST = 2 * 1024 * 1024  # bytes of a table


@admin.register(OldUrl)
class OldUrlAdmin(BigTableMixin, admin.ModelAdmin):
    """Old URLs, stored in the form in which they are compared: decoded, without host and closing slash."""

    fields = ['path', 'article', 'target']
    autocomplete_fields = ['article']
    list_display = ['path', 'redirects_to']
    list_select_related = ['article']
    ordering = ['-pk']
    sortable_by = ()
    search_fields = ['path']
    search_help_text = 'A whole URL.'

    def get_urls(self):
        table = self.admin_site.admin_view(self.table)
        wanted = self.admin_site.admin_view(self.missed)
        return [
            path('table/', table, name='articles_oldurl_table'),
            path('missed/', wanted, name='articles_oldurl_missed'),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer('article__body_source', 'article__body_html', 'article__body_text')

    def get_search_results(self, request, queryset, search_term):
        return (queryset.filter(path=url_forms.key(search_term)) if search_term else queryset), False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if 'path' in form.base_fields:
            fields = form.base_fields
            fields['path'].help_text = 'The old URL, with or without its host. /topics/* matches everything below it.'
            fields['target'].help_text = 'Where it redirects, if not to an article. With neither, it answers 410 Gone.'
            fields['article'].required = False
            form.clean_path, form.clean = _comparable_path, _possible
        return form

    def get_changeform_initial_data(self, request):
        return {'path': request.GET.get('path', '')}

    def table(self, request: HttpRequest) -> HttpResponse:
        """Stores the redirects of a CSV file, and lists the lines that were refused."""
        if not self.has_add_permission(request) or not self.has_change_permission(request):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), 'opts': self.opts, 'title': 'Redirects from a table'}
        file = request.FILES.get('table')
        if request.method == 'POST' and file:
            try:
                if file.size > LARGEST:
                    raise ValidationError('A table may have 2 MB.')
                lines = io.StringIO(file.read().decode('utf-8-sig', 'replace').replace('\0', ''))
                stored, refused = editing.store(lines)
            except ValidationError as error:
                self.message_user(request, ' '.join(error.messages), messages.ERROR)
                return redirect(request.path)
            self.message_user(request, f'{stored} stored, {len(refused)} refused.')
            if not refused:
                return redirect('admin:articles_oldurl_changelist')
            context |= {'refused': refused[:500]}
        return render(request, 'admin/articles/oldurl/table.html', context)

    def missed(self, request: HttpRequest) -> HttpResponse:
        """What readers asked for in vain, one click from a redirect."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        missed.write()
        context = {**self.admin_site.each_context(request), 'opts': self.opts, 'title': 'Missing pages'}
        context |= {'rows': missed.most_missed(MOST_MISSED), 'can_add': self.has_add_permission(request)}
        return render(request, 'admin/articles/oldurl/missed.html', context)

    @admin.display
    def redirects_to(self, old: OldUrl) -> str:
        return str(old.article) if old.article else old.target or 'gone'


def _comparable_path(form) -> str:
    return url_forms.key(form.cleaned_data['path'])


def _possible(form) -> dict:
    form._validate_unique = True  # as Django's own method says
    data = form.cleaned_data
    if 'path' in data and ('path' in form.changed_data or 'target' in form.changed_data):
        editing.check(data['path'], data.get('target', ''), data.get('article'))
    return data
