"""What was imported, from where, and what the readers noted. Nothing here can be changed."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Count

from articles.models import ImportNote, ImportRun, SourceDocument

from .paging import BigTableMixin

EXAMPLES = 5


class ReadOnlyAdmin(BigTableMixin, admin.ModelAdmin):
    sortable_by = ()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ['source', 'state', 'started', 'finished', 'outcome']
    fields = ['source', 'state', 'started', 'finished', 'by', 'outcome', 'error']
    change_form_template = 'admin/articles/importrun/change_form.html'

    @admin.display
    def outcome(self, run: ImportRun) -> str:
        return ', '.join(f'{number} {name}' for name, number in run.counts.items() if isinstance(number, int))

    def change_view(self, request, object_id, form_url='', extra_context=None):
        notes = ImportNote.objects.filter(run=unquote(object_id))
        groups = [
            (
                code,
                count,
                list(notes.filter(code=code).select_related('article').defer('article__body_html')[:EXAMPLES]),
            )
            for code, count in notes.order_by('code').values_list('code').annotate(Count('pk'))
        ]
        return super().change_view(request, object_id, form_url, {'groups': groups, **(extra_context or {})})


@admin.register(ImportNote)
class ImportNoteAdmin(ReadOnlyAdmin):
    list_display = ['code', 'detail', 'article']
    list_display_links = ['code']
    list_select_related = ['article']
    ordering = ['-pk']
    fields = ['run', 'article', 'source_key', 'code', 'detail']

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in ('run', 'run__id__exact', 'code') or super().lookup_allowed(lookup, value, request)


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnlyAdmin):
    list_display = ['origin', 'kind', 'captured', 'size', 'importer_version']
    ordering = ['-pk']
    fields = ['origin', 'kind', 'captured', 'run', 'sha256', 'size', 'importer_version', 'meta']
