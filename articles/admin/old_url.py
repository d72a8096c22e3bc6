"""The admin of redirects: old URLs and where they go."""

from django.contrib import admin

from articles.models import OldUrl
from articles.text import addresses

from .paging import BigTableMixin


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

    def get_queryset(self, request):
        return super().get_queryset(request).defer('article__body_source', 'article__body_html', 'article__body_text')

    def get_search_results(self, request, queryset, search_term):
        return (queryset.filter(path=addresses.key(search_term)) if search_term else queryset), False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if 'path' in form.base_fields:
            fields = form.base_fields
            fields['path'].help_text = 'The old URL, with or without its host. /topics/* matches everything below it.'
            fields['target'].help_text = 'Where it redirects, if not to an article. With neither, it answers 410 Gone.'
            fields['article'].required = False
            form.clean_path = _comparable_path
        return form

    @admin.display
    def redirects_to(self, old: OldUrl) -> str:
        return str(old.article) if old.article else old.target or 'gone'


def _comparable_path(form) -> str:
    return addresses.key(form.cleaned_data['path'])
