from django.contrib import admin

from articles.models import OldUrl
from articles.text import addresses

from .paging import BigTableMixin


@admin.register(OldUrl)
class OldUrlAdmin(BigTableMixin, admin.ModelAdmin):
    """Addresses that lead elsewhere. Stored as they compare: decoded, without host and closing slash."""

    fields = ['path', 'article', 'target']
    autocomplete_fields = ['article']
    list_display = ['path', 'leads_to']
    list_select_related = ['article']
    ordering = ['-pk']
    sortable_by = ()
    search_fields = ['path']
    search_help_text = 'A whole address.'

    def get_queryset(self, request):
        return super().get_queryset(request).defer('article__body_source', 'article__body_html', 'article__body_text')

    def get_search_results(self, request, queryset, search_term):
        return (queryset.filter(path=addresses.key(search_term)) if search_term else queryset), False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if 'path' in form.base_fields:
            form.base_fields[
                'path'
            ].help_text = 'The old address, with or without its host. /topics/* stands for all below.'
            form.base_fields['target'].help_text = 'Where it leads, if not to an article. Neither: gone for good.'
            form.base_fields['article'].required = False
            form.clean_path = _as_it_compares
        return form

    @admin.display
    def leads_to(self, old: OldUrl) -> str:
        return str(old.article) if old.article else old.target or 'gone'


def _as_it_compares(form) -> str:
    return addresses.key(form.cleaned_data['path'])
