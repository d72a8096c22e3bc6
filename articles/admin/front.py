"""The front page desk: which stories and sections are on the front page, in which order, and until when."""

from copy import copy

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime, AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, resolve, reverse
from django.utils import timezone

from articles import lists
from articles.lists.front import BESIDE, MOST_CHOSEN, PINNED
from articles.models import Article, Category, FrontSection, FrontStory

from . import opened
from .article_form import MomentField

BLANK = 3  # rows to fill in
STEP = 10  # between the numbers of two rows


class StoryForm(forms.ModelForm):
    until = MomentField(required=False, widget=AdminSplitDateTime)

    class Meta:
        model = FrontStory
        fields = ['position', 'article', 'until']
        widgets = {'article': AutocompleteSelect(FrontStory._meta.get_field('article'), admin.site)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for part, widget in zip(('date', 'time'), self.fields['until'].widget.widgets, strict=True):
            widget.attrs['aria-label'] = f'Until, {part}'


class SectionForm(forms.ModelForm):
    class Meta:
        model = FrontSection
        fields = ['position', 'category', 'articles']
        widgets = {'category': AutocompleteSelect(FrontSection._meta.get_field('category'), admin.site)}


def _formsets(data=None) -> dict[str, forms.BaseModelFormSet]:
    rows = {
        'stories': (StoryForm, FrontStory.objects.select_related('article')),
        'sections': (SectionForm, FrontSection.objects.select_related('category')),
    }
    formsets = {}
    for name, (form, queryset) in rows.items():
        factory = forms.modelformset_factory(
            form._meta.model, form=form, extra=BLANK, can_delete=True, max_num=MOST_CHOSEN, validate_max=True
        )
        # A row that is left as it is counts as blank, so it may have its number already.
        last = queryset.aggregate(last=Max('position'))['last'] or 0
        blank = [{'position': last + STEP * number} for number in range(1, BLANK + 1)]
        formsets[name] = factory(data, prefix=name, queryset=queryset, initial=blank)
    return formsets


@admin.register(FrontStory)
class FrontAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview)
        return [path('preview/', preview, name='articles_frontstory_preview'), *super().get_urls()]

    def change_view(self, request, object_id, form_url='', extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return redirect('admin:articles_frontstory_changelist')

    @transaction.atomic
    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """The form; a POST saves all of it, or nothing, such as where somebody has saved since it was opened."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method == 'POST' and not self.has_change_permission(request):
            raise PermissionDenied
        is_late = request.method == 'POST' and opened.is_late(request, *_rows())
        formsets = _formsets(request.POST if request.method == 'POST' and not is_late else None)
        if is_late:
            self.message_user(request, opened.MEANWHILE.format('the front page', _chosen(request.POST)), messages.ERROR)
        elif request.method == 'POST' and _is_valid(formsets):
            _save(formsets)
            self.message_user(request, 'The front page has these stories and sections now.')
            return redirect('admin:articles_frontstory_changelist')
        context = {**self.admin_site.each_context(request), **formsets, 'title': 'Front page', 'opts': self.opts}
        context |= {
            'media': self.media + formsets['stories'].media + formsets['sections'].media,
            'notes': list(_notes()),
        }
        context |= {'can_change': self.has_change_permission(request), 'opened': version()}
        return render(request, 'admin/articles/front.html', context)

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The front page as it would be. The form is saved in a transaction that is rolled back."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        formsets = _formsets(request.POST)
        if request.method != 'POST' or not _is_valid(formsets):
            reason = 'Nothing to preview: press Save, which says what is wrong.'
            return HttpResponse(reason, status=400, content_type='text/plain; charset=utf-8')
        with transaction.atomic(), lists.read_once():
            _save(formsets)
            front = reverse('front')
            page = copy(request)
            page.method, page.path, page.path_info, page.resolver_match = 'GET', front, front, resolve(front)
            response = page.resolver_match.func(page)
            transaction.set_rollback(True)
        response.headers['Cache-Control'], response.headers['X-Robots-Tag'] = 'no-store', 'noindex'
        return response


def version() -> str:
    """Tells what is stored now from what was stored before any change."""
    return opened.version(*_rows())


def _rows() -> tuple[QuerySet, QuerySet]:
    return FrontStory.objects.all(), FrontSection.objects.all()


def _chosen(data: QueryDict) -> str:
    """What a form that was sent has, in words."""
    chosen = []
    for prefix, field, model in (('stories', 'article', Article), ('sections', 'category', Category)):
        sent = [(name.removesuffix(field) + 'position', data[name]) for name in data if name.startswith(prefix)
                and name.endswith(f'-{field}') and data[name].isdecimal() and data[name].isascii()]  # fmt: skip
        things = model._default_manager.in_bulk([int(pk) for _, pk in sent if len(pk) < 19])
        chosen += [f'{data.get(number)} “{things[int(pk)]}”' for number, pk in sent if int(pk) in things]
    return ', '.join(chosen) or 'nothing'


def _is_valid(formsets: dict[str, forms.BaseModelFormSet]) -> bool:
    # All of them are checked, so that all mistakes are shown at once.
    return False not in [formset.is_valid() for formset in formsets.values()]


def _save(formsets: dict[str, forms.BaseModelFormSet]) -> None:
    for formset in formsets.values():
        formset.save()


def _notes() -> list[str]:
    """Sentences about choices that are not shown where an editor put them."""
    now = timezone.now()
    stories = list(FrontStory.objects.select_related('article').only('until', 'article__title', 'article__public_from'))
    over = [story for story in stories if story.until and story.until <= now]
    hidden = [one for one in stories if one not in over and not (one.article.public_from or now) < now]
    shown = [story for story in stories if story not in over and story not in hidden]
    notes = [f'“{story}” left the front page on {timezone.localtime(story.until):%d %B, %H:%M}.' for story in over]
    notes += [f'“{story}” is not public, and will be on the front page once it is.' for story in hidden]
    notes += [
        f'“{story}” does not fit beside the lead story, which has room for {BESIDE}: it is first under “Most recent”.'
        for story in shown[1 + BESIDE :]
    ]
    pinned = Article.objects.public().listed().filter(pinned=True).exclude(pk__in=[one.article_id for one in stories])
    if (count := pinned.count()) > PINNED:
        notes.append(f'{count} other articles are pinned. Only the newest {PINNED} of them are at the top.')
    return notes
