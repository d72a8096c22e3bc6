"""Merging tags, authors and categories in the admin: a dry run first, and afterwards a list from which to undo it."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html

from articles.editorial import terms
from articles.editorial.terms import Term
from articles.imports import merge_jobs
from articles.models import TermMerge

from .provenance import ReadOnlyAdmin

MOST = 100  # terms at once
MOST_AT_ONCE = 5000  # articles; with more it is a run


class MergeMixin:
    actions = ['merge_selected']

    @admin.action(description='Merge into another', permissions=['delete'])
    def merge_selected(self, request: HttpRequest, selected: QuerySet) -> HttpResponse | None:
        """Asks into which one, shows what would change, and does it once that is confirmed."""
        chosen = list(selected.order_by('name', 'pk')[: MOST + 1])
        if len(chosen) > MOST:
            self.message_user(request, f'Nothing was merged: select at most {MOST} at a time.', messages.ERROR)
            return None
        form = self._merge_form(request)
        plan, is_valid = [], form.is_bound and form.is_valid()
        if is_valid:
            into = form.cleaned_data['into']
            try:
                if request.POST.get('confirm') == str(into.pk):  # What was shown is what is done.
                    return self._merge(request, chosen, into)
                plan = terms.plan(chosen, into)
            except ValidationError as error:
                form.add_error('into', error)
        context = {**self.admin_site.each_context(request), 'title': 'Merge', 'opts': self.opts, 'media': form.media}
        context |= {'selected': chosen, 'form': form, 'plan': plan}
        return render(request, 'admin/articles/merge.html', context)

    def _merge_form(self, request: HttpRequest) -> forms.Form:
        link = terms.LINKS[self.model]._meta.get_field(self.opts.model_name)
        into = forms.ModelChoiceField(
            self.model.objects.all(), label='Merge into', widget=AutocompleteSelect(link, self.admin_site)
        )
        return type('MergeForm', (forms.Form,), {'into': into})(request.POST if 'into' in request.POST else None)

    def _merge(self, request: HttpRequest, chosen: list[Term], into: Term) -> HttpResponse:
        """At once, or in a run where many articles have to be changed."""
        if sum(one.moved + one.both for one in terms.plan(chosen, into)) <= MOST_AT_ONCE:
            return self._merged(request, terms.merge(chosen, into, by=request.user))
        run = merge_jobs.enqueue(chosen, into, by=request.user)
        self.message_user(request, 'They are being merged. Their URLs redirect once that is done.')
        return redirect('admin:articles_importrun_change', run.pk)

    def _merged(self, request: HttpRequest, merged: list[TermMerge]) -> HttpResponse:
        articles = sum(len(one.moved['articles']) + len(one.dropped) for one in merged)
        text = '{} merged into “{}”, in {} articles. Their URLs redirect. <a href="{}">Undo</a>'
        names = ', '.join(f'“{one.name}”' for one in merged)
        undo = f'{self.admin_site.name}:articles_termmerge_changelist'
        self.message_user(request, format_html(text, names, merged[0].into_name, articles, redirect(undo).url))
        return redirect(request.get_full_path())


@admin.register(TermMerge)
class TermMergeAdmin(ReadOnlyAdmin):
    list_display = ['name', 'kind', 'into_name', 'articles', 'at', 'by', 'state']
    list_display_links = None
    list_select_related = ['by']

    def has_view_permission(self, request, obj=None):
        return any(request.user.has_perm(f'articles.delete_{kind}') for kind in terms.KINDS)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_urls(self):
        undo = self.admin_site.admin_view(self.undo)
        return [path('<int:pk>/undo/', undo, name='articles_termmerge_undo'), *super().get_urls()]

    @admin.display(description='articles')
    def articles(self, merged: TermMerge) -> int:
        return len(merged.moved['articles']) + len(merged.dropped)

    @admin.display(description='')
    def state(self, merged: TermMerge) -> str:
        if merged.undone:
            return 'undone'
        return format_html('<button formaction="{}/undo/" formmethod="post">Undo</button>', merged.pk)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        merged = TermMerge.objects.filter(pk=pk).first()
        if request.method == 'POST' and merged:
            if not request.user.has_perm(f'articles.delete_{merged.kind}'):
                raise PermissionDenied
            try:
                terms.undo(merged)
            except ValidationError as error:
                self.message_user(request, ' '.join(error.messages), messages.ERROR)
            else:
                self.message_user(request, f'“{merged.name}” is back, with its articles and its URL.')
        return redirect('admin:articles_termmerge_changelist')
