"""What can be done with many articles of the list at once. Each is a version of its own, as if it were saved alone."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.editorial import filing, publishing
from articles.models import Article, Tag

from .pickers import OrderedPicksField, TagsField

MOST_AT_ONCE = 500


class FilingForm(forms.Form):
    remove = forms.ChoiceField(label='', choices=[('', 'Add'), ('yes', 'Remove')], required=False)

    def __init__(self, data=None):
        super().__init__(data)
        self.fields |= {
            'tags': TagsField(),
            'categories': OrderedPicksField('categories', label='Sections'),
            'authors': OrderedPicksField('authors', label='Byline'),
        }

    def clean(self):
        terms = {name: self.cleaned_data.get(name) for name in filing.FIELDS}
        if not self.errors and not any(terms.values()):
            raise ValidationError('Choose at least one tag, section or author.')
        return {'terms': terms, 'remove': bool(self.cleaned_data.get('remove'))}


class BulkMixin:
    actions = ['publish_selected', 'withdraw_selected', 'trash_selected', 'restore_selected', 'refile_selected']

    @admin.action(description='Publish', permissions=['change'])
    def publish_selected(self, request, queryset):
        self._each(request, queryset, publishing.publish, 'published')

    @admin.action(description='Withdraw', permissions=['change'])
    def withdraw_selected(self, request, queryset):
        self._each(request, queryset, publishing.withdraw, 'withdrawn')

    @admin.action(description='Move to trash', permissions=['change'])
    def trash_selected(self, request, queryset):
        self._each(request, queryset, publishing.trash, 'moved to the trash')

    @admin.action(description='Restore from the trash', permissions=['change'])
    def restore_selected(self, request, queryset):
        self._each(request, queryset, publishing.restore, 'restored')

    @admin.action(description='Add or remove tags, sections, bylines', permissions=['change'])
    def refile_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Asks for the terms, says how many articles that would change, and does it once that is confirmed."""
        articles = self._chosen(request, queryset)
        if articles is None:
            return None
        form = FilingForm(request.POST if 'look' in request.POST or 'confirm' in request.POST else None)
        would_change = None
        if form.is_bound and form.is_valid():
            terms, remove = form.cleaned_data['terms'], form.cleaned_data['remove']
            if 'confirm' in request.POST:
                terms = terms | {'tags': [_stored(tag) for tag in terms['tags']]}
                self._each(request, articles, lambda article, by: filing.refile(article, terms, by=by, remove=remove),
                           'changed')  # fmt: skip
                return redirect(request.get_full_path())
            would_change = sum(bool(filing.changed(article, terms, remove=remove)) for article in articles)
        context = {**self.admin_site.each_context(request), 'title': 'Add or remove', 'opts': self.opts}
        context |= {'selected': articles, 'form': form, 'media': form.media, 'would_change': would_change}
        return render(request, 'admin/articles/article/refile.html', context)

    def _chosen(self, request: HttpRequest, queryset: QuerySet) -> list[Article] | None:
        articles = list(queryset[: MOST_AT_ONCE + 1])
        if len(articles) > MOST_AT_ONCE:
            self.message_user(request, f'Choose at most {MOST_AT_ONCE} articles at once.', messages.ERROR)
            return None
        return articles

    def _each(self, request: HttpRequest, queryset, act: Callable, done: str) -> None:
        count = 0
        for article in self._chosen(request, queryset) or []:
            try:
                count += act(article, by=request.user) is not False
            except (ValidationError, publishing.StaleArticle) as error:
                reason = ' '.join(getattr(error, 'messages', [str(error)]))
                self.message_user(request, f'{article}: {reason}', messages.WARNING)
        self.message_user(request, f'{count} {done}.')


def _stored(tag: Tag) -> Tag:
    return tag if tag.pk else Tag.objects.get_or_create(slug=tag.slug, defaults={'name': tag.name})[0]
