"""The admin of searches without results, from which editors make synonyms or redirects."""

from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Unanswered
from articles.search import unanswered

from .provenance import ReadOnlyAdmin


@admin.register(Unanswered)
class UnansweredAdmin(ReadOnlyAdmin):
    fields = ['text', 'count', 'days', 'last_on']
    list_display = ['text', 'count', 'days', 'last_on', 'answer']
    ordering = ['-count']

    def get_queryset(self, request):
        return unanswered.shown()

    @admin.display
    def answer(self, searched: Unanswered) -> SafeString:
        synonym = f'{reverse("admin:articles_synonym_add")}?{urlencode({"names": f"{searched.text}, "})}'
        path = f'{reverse("search")}?{urlencode({"q": searched.text})}'
        redirect = f'{reverse("admin:articles_oldurl_add")}?{urlencode({"path": path})}'
        return format_html('<a href="{}">Add a synonym</a> · <a href="{}">Redirect it</a>', synonym, redirect)
