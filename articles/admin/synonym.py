"""The admin of synonyms: names that searches take for one another."""

from django.contrib import admin
from django.core.exceptions import ValidationError

from articles.models import Synonym
from articles.search import synonyms


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    fields = ['names']
    list_display = ['names']
    ordering = ['names']
    search_fields = ['names']

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.clean = _with_keys
        return form


def _with_keys(form) -> None:
    if names := form.cleaned_data.get('names'):
        try:
            form.instance.keys = synonyms.keys(names, form.instance.pk)
        except synonyms.Refused as refused:
            raise ValidationError({'names': str(refused)}) from None
