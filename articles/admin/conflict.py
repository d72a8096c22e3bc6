"""The admin of conflicts, where editors choose between their edits and a newer version from the source."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.editorial import publishing
from articles.imports import conflicts
from articles.models import Conflict

from .editor import LinesField
from .provenance import ReadOnlyAdmin


class DecisionFilter(admin.SimpleListFilter):
    title, parameter_name = 'decision', 'decision'

    def lookups(self, request, model_admin):
        return [('any', 'Any'), *Conflict.Decision.choices]

    def choices(self, changelist):
        chosen = self.value() or ''
        for value, label in [('', 'To be decided'), *self.lookup_choices]:
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {'selected': value == chosen, 'query_string': query, 'display': label}

    def queryset(self, request, queryset):
        return queryset if self.value() == 'any' else queryset.filter(decision=self.value() or '')


class DecisionForm(forms.Form):
    """For each field that differs, a choice between the two values; text fields may also be rewritten from both."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, conflict: Conflict, data=None) -> None:
        article = conflict.article
        super().__init__(data, initial={'version': article.version})
        self.differences = conflicts.differences(conflict)
        for name, label, *_ in self.differences:
            choices = [('ours', 'Keep ours'), ('theirs', 'Take theirs')]
            if name in conflicts.MERGED:
                choices.append(('merged', 'Use the text below'))
                text = article.body_html if name == 'body' else getattr(article, name)
                rows = {'rows': 20 if name == 'body' else 3, 'dir': 'auto', 'aria-label': f'{label}, from both'}
                self.fields[f'merged_{name}'] = LinesField(initial=text, widget=forms.Textarea(attrs=rows))
            self.fields[name] = forms.ChoiceField(
                label=f'{label}: whose?', choices=choices, initial='ours', widget=forms.RadioSelect, required=False
            )

    @property
    def rows(self) -> list[tuple]:
        """Each difference with its choice and, where there is one, the field to write it in."""
        rows = [(one, self[one.name], f'merged_{one.name}') for one in self.differences]
        return [(one, choice, self[merged] if merged in self.fields else None) for one, choice, merged in rows]

    def choice(self, everything: str = '') -> dict[str, Any]:
        """What `conflicts.decide` takes; `everything` may say 'ours' or 'theirs' for all fields."""
        names = [difference.name for difference in self.differences]
        chosen = {name: everything or self.cleaned_data[name] or 'ours' for name in names}
        return {
            'version': self.cleaned_data['version'],
            'theirs': [name for name in names if chosen[name] == 'theirs'],
            'merged': {n: self.cleaned_data[f'merged_{n}'] for n in names if chosen[n] == 'merged'},
        }


@admin.register(Conflict)
class ConflictAdmin(ReadOnlyAdmin):
    list_display = ['article', 'found', 'document', 'decision', 'by', 'decided']
    list_select_related = ['article', 'document', 'by']
    list_filter = [DecisionFilter]
    ordering = ['-pk']

    def has_view_permission(self, request, obj=None):
        """Who may change articles may decide."""
        return request.user.has_perm('articles.change_article')

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        texts = [f'article__{name}' for name in ('body_source', 'body_html', 'body_text', 'meta')]
        return super().get_queryset(request).defer('values', *texts)

    def change_view(self, request: HttpRequest, object_id: str, form_url='', extra_context=None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = unquote(object_id)
        related = Conflict.objects.select_related('article', 'document', 'run', 'by')
        conflict = related.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
        if not conflict:
            raise Http404
        if request.method == 'POST' and (response := self._decide(request, conflict)):
            return response
        form = DecisionForm(conflict, request.POST if request.method == 'POST' else None)
        context = {**self.admin_site.each_context(request), 'title': f'Conflict over “{conflict.article}”'}
        context |= {'conflict': conflict, 'article': conflict.article, 'form': form, 'opts': self.opts}
        return render(request, 'admin/articles/conflict/decide.html', context)

    def _decide(self, request: HttpRequest, conflict: Conflict) -> HttpResponse | None:
        """Stores the decision and redirects to the article; None, with a message, where that was refused."""
        form = DecisionForm(conflict, request.POST)
        everything = request.POST.get('_all', '')
        if not form.is_valid():
            self.message_user(request, 'Choose one of the options for every field.', messages.ERROR)
            return None
        try:
            decided = conflicts.decide(conflict, by=request.user, **form.choice(everything))
        except publishing.StaleArticle as stale:
            self.message_user(request, f'Nothing was decided: the article was {stale}. Compare again.', messages.ERROR)
            # The page now shows the current version, so the next decision may replace it.
            request.POST = request.POST.copy()
            request.POST['version'] = stale.article.version
            return None
        except ValidationError as error:
            self.message_user(request, ' '.join(error.messages), messages.ERROR)
            return None
        self.message_user(request, f'Decided about “{conflict.article}”: {decided.get_decision_display()}.')
        return redirect('admin:articles_article_change', conflict.article_id)
