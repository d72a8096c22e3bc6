"""What can be done with many articles of the list: at once with a few, in a run with any number of them."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.editorial import filing
from articles.editorial.filing import Act
from articles.imports import bulk
from articles.models import Tag

from .pickers import OrderedPicksField, TagsField

MOST_AT_ONCE = 500
STATES = {
    'publish': ('Publish', 'published'),
    'withdraw': ('Withdraw', 'withdrawn'),
    'trash': ('Move to trash', 'moved to the trash'),
    'restore': ('Restore from the trash', 'restored'),
}
AS_IT_IS = ('', 'leave as it is')


class ActForm(forms.Form):
    """What `filing.Act` has, as fields: terms to add and to remove, and values; at least one of them."""

    state = forms.ChoiceField(
        choices=[AS_IT_IS, *((verb, label) for verb, (label, _) in STATES.items())], required=False
    )
    comments = forms.ChoiceField(choices=[AS_IT_IS, ('open', 'open'), ('close', 'close')], required=False)
    language = forms.CharField(max_length=35, required=False, help_text='Such as de or pt-BR. Blank, it stays.')

    def __init__(self, data=None):
        super().__init__(data)
        terms = {}
        for verb in ('add', 'remove'):
            terms |= {
                f'{verb}_tags': TagsField(label=f'{verb.capitalize()} tags'),
                f'{verb}_categories': OrderedPicksField('categories', label=f'{verb.capitalize()} sections'),
                f'{verb}_authors': OrderedPicksField('authors', label=f'{verb.capitalize()} bylines'),
            }
        self.fields = terms | self.fields

    def clean_language(self) -> str:
        code = self.cleaned_data['language'].strip()
        if code and not code.replace('-', '').isalnum():
            raise ValidationError('Enter the code of a language, such as de or pt-BR.')
        return code

    def clean(self):
        super().clean()
        if not self.errors and not any(self.cleaned_data.values()):
            raise ValidationError('Choose at least one thing to change.')
        return self.cleaned_data

    def act(self, *, store: bool) -> Act:
        """The act; new tags are stored if `store`, and else stand for themselves as 0."""
        chosen = self.cleaned_data
        if store:
            chosen = chosen | {'add_tags': [_stored(tag) for tag in chosen['add_tags']]}
        terms = {
            verb: {name: [one.pk or 0 for one in chosen[f'{verb}_{name}']] for name in filing.FIELDS}
            for verb in ('add', 'remove')
        }
        values: dict[str, Any] = {'language': chosen['language']} if chosen['language'] else {}
        if chosen['comments']:
            values['comments_open'] = chosen['comments'] == 'open'
        return Act(**terms, values=values, state=chosen['state'])

    def name(self) -> str:
        """The act in words: *Add tags: water, town; comments: close*."""
        chosen = ((name, value) for name, value in self.cleaned_data.items() if value)
        words = ((name, ', '.join(map(str, value)) if isinstance(value, list) else value) for name, value in chosen)
        return '; '.join(f'{self.fields[name].label or name}: {value}' for name, value in words).capitalize()


class BulkMixin:
    actions = ['publish_selected', 'withdraw_selected', 'trash_selected', 'restore_selected', 'refile_selected']

    @admin.action(description='Publish', permissions=['change'])
    def publish_selected(self, request, queryset):
        return self._move(request, queryset, 'publish')

    @admin.action(description='Withdraw', permissions=['change'])
    def withdraw_selected(self, request, queryset):
        return self._move(request, queryset, 'withdraw')

    @admin.action(description='Move to trash', permissions=['change'])
    def trash_selected(self, request, queryset):
        return self._move(request, queryset, 'trash')

    @admin.action(description='Restore from the trash', permissions=['change'])
    def restore_selected(self, request, queryset):
        return self._move(request, queryset, 'restore')

    @admin.action(description='Change tags, sections, bylines and more', permissions=['change'])
    def refile_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Asks for the act, says how many articles it would change, and does it once that is confirmed."""
        form = ActForm(request.POST if 'look' in request.POST or 'confirm' in request.POST else None)
        chosen = _pks(queryset)
        is_run, outcomes = len(chosen) > MOST_AT_ONCE, None
        if form.is_bound and form.is_valid():
            if is_run:
                return self._run(request, queryset, form.act(store=True), form.name())
            if 'confirm' in request.POST:
                self._do(request, chosen, form.act(store=True), 'changed')
                return redirect(request.get_full_path())
            outcomes = filing.preview(chosen, form.act(store=False)).values()
        examples = self.model.objects.filter(pk__in=chosen[:5]).only('title')
        context = {**self.admin_site.each_context(request), 'title': 'Change many', 'opts': self.opts}
        across = request.POST.get('select_across') == '1'
        selected = ['0'] if across else request.POST.getlist(ACTION_CHECKBOX_NAME)
        context |= {'selected': selected, 'examples': examples, 'form': form, 'media': form.media}
        context |= {'is_run': is_run, 'across': across, 'chosen': len(chosen)}
        context |= {'outcomes': outcomes, 'would_change': sum(bool(one.before) for one in outcomes or ())}
        context |= {'impossible': Counter(one.reason for one in outcomes or () if one.reason).most_common(5)}
        return render(request, 'admin/articles/article/refile.html', context)

    def _move(self, request: HttpRequest, queryset: QuerySet, verb: str) -> HttpResponse | None:
        chosen, act = _pks(queryset), Act(state=verb)
        if len(chosen) > MOST_AT_ONCE:
            return self._run(request, queryset, act, STATES[verb][0])
        return self._do(request, chosen, act, STATES[verb][1])

    def _run(self, request: HttpRequest, queryset: QuerySet, act: Act, name: str) -> HttpResponse:
        run = bulk.enqueue(queryset, act, name=name, by=request.user)
        self.message_user(request, 'Nothing has changed yet: this page will say what would.')
        return redirect('admin:articles_importrun_change', run.pk)

    def _do(self, request: HttpRequest, articles: list[int], act: Act, done: str) -> None:
        outcomes = filing.apply(articles, act, by=request.user)
        refused = {pk: outcome.reason for pk, outcome in outcomes.items() if outcome.reason}
        for article in self.model.objects.filter(pk__in=refused).only('title'):
            self.message_user(request, f'{article}: {refused[article.pk]}', messages.WARNING)
        self.message_user(request, f'{sum(bool(one.before) for one in outcomes.values())} {done}.')


def _pks(queryset: QuerySet) -> list[int]:
    """The articles, or one more than can be changed at once."""
    return list(queryset.values_list('pk', flat=True)[: MOST_AT_ONCE + 1])


def _stored(tag: Tag) -> Tag:
    return tag if tag.pk else Tag.objects.get_or_create(slug=tag.slug, defaults={'name': tag.name})[0]
