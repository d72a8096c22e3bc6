"""The read-only admin of source documents and of the notes that imports made."""

from django.contrib import admin

from articles.models import ImportNote, SourceDocument

from .paging import BigTableMixin


class ReadOnlyAdmin(BigTableMixin, admin.ModelAdmin):
    sortable_by = ()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


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
