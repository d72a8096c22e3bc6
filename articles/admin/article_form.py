"""The form that articles are written in. It parses and shows; `articles.editorial.publishing` decides and stores."""

from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget, AdminTextInputWidget
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils.functional import cached_property

from articles.admin.pickers import OrderedPicksField, TagsField
from articles.editorial import corrections, merging, notes, reviews
from articles.editorial.corrections import Kind
from articles.models import Article, Tag
from articles.text import times

from . import choices
from .editor import BodyWidget, LinesField


class TimeField(forms.TimeField):
    def to_python(self, value) -> time | None:
        return value if value in self.empty_values else times.read(str(value)) or super().to_python(value)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: User) -> str:
        return person.get_full_name() or person.get_username()


class MomentField(forms.SplitDateTimeField):
    """A day and a time, which may be typed as 6am or 6.30."""

    def __init__(self, **options):
        super().__init__(**options)
        self.fields = (self.fields[0], TimeField(required=False))
        for widget, part in zip(self.widget.widgets, ('date', 'time'), strict=True):
            widget.attrs['aria-label'] = f'{self.label}: {part}'


# The form's own fields, which are none of the article; of these, what people type.
KEYS = {'read_version', 'copy_key', 'continued_key'}
ABOUT = {'change_kind', 'change_note', 'note', 'review_to', 'review_note'}
OWN = KEYS | ABOUT
OF_REVIEW = ('submit', 'return_to_draft')


class ArticleForm(forms.ModelForm):
    """The form compares what was typed with the version that it was typed upon, which may be an earlier one.

    Set by the admin: `refused` is the reason why publishing refused this form when it was sent before; `begun` has
    values to begin with instead of the stored ones, as a working copy or two merged versions have them.
    """

    refused: forms.ValidationError | None = None
    begun: dict[str, Any] | None = None

    title = forms.CharField(required=False, widget=AdminTextInputWidget)
    standfirst = LinesField(
        widget=AdminTextareaWidget(attrs={'rows': 3}), help_text=Article._meta.get_field('standfirst').help_text
    )
    body = LinesField(label='Text', widget=BodyWidget)
    authors = OrderedPicksField('authors', label='Byline', help_text='In the order they are picked.')
    categories = OrderedPicksField('categories', help_text='The first is the one the article is filed under.')
    tags = TagsField(help_text='To add a new tag, type it and press Enter.')
    published = MomentField(
        required=False,
        widget=AdminSplitDateTime,
        label='Date and time',
        help_text=f'Time zone: {settings.TIME_ZONE}. Set it, then press Schedule.',
    )
    embargo = MomentField(
        required=False,
        widget=AdminSplitDateTime,
        label='Embargo until',
        help_text='Until then nobody can publish it, whoever tries.',
    )
    embargo_reason = forms.CharField(
        label='Reason of the embargo',
        required=False,
        max_length=500,
        widget=AdminTextInputWidget,
        help_text='Shown to editors only. Needed for an embargo.',
    )
    note = LinesField(
        label='New note',
        max_length=notes.LONGEST,
        widget=AdminTextareaWidget(attrs={'rows': 2}),
        help_text='For editors only: readers never see it. Saved with the article.',
    )
    change_kind = forms.ChoiceField(
        label='This change is',
        choices=[
            (Kind.FIX, 'a small fix: readers see nothing of it'),
            (Kind.UPDATE, 'an update: new facts'),
            (Kind.CORRECTION, 'a correction: something was wrong'),
        ],
        initial=Kind.FIX,
        required=False,
        widget=forms.RadioSelect,
    )
    change_note = LinesField(
        label='For readers',
        max_length=corrections.LONGEST,
        widget=AdminTextareaWidget(attrs={'rows': 2}),
        help_text='A sentence: needed for a correction. If you withdraw the article, the reason.',
    )
    review_to = PersonField(
        label='Reviewed by',
        queryset=User.objects.none(),
        required=False,
        empty_label='anybody',
        help_text='Who is asked first. Anybody else who may publish can do it too.',
    )
    review_note = LinesField(
        label='With this review',
        max_length=reviews.LONGEST,
        widget=AdminTextareaWidget(attrs={'rows': 2}),
        help_text='For whoever gets the article next. Readers never see it.',
    )
    read_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The key of this form's working copy, and that of the one it continues.
    copy_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    continued_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = [
            'kind',
            'title',
            'standfirst',
            'lead_image',
            'published',
            'embargo',
            'embargo_reason',
            'slug',
            'language',
            'pinned',
            'comments_open',
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        article = self.instance
        self.fields['review_to'].queryset = reviews.reviewers()
        self.initial['body'] = article.body_html
        self.initial |= {'read_version': article.version, 'copy_key': uuid4()}
        if article.pk:
            self.initial['authors'] = [byline.author for byline in article.bylines.select_related('author')]
            self.initial['categories'] = [link.category for link in article.category_links.select_related('category')]
            self.initial['tags'] = list(Tag.objects.filter(article_links__article=article).order_by('name', 'pk'))
        if self.is_bound and article.pk and (read := self._version_read()) != article.version:
            self.initial |= merging.parsed(merging.version_of(article, read) or {})
        elif not self.is_bound and self.begun:
            self.initial |= self.begun

    def _version_read(self) -> int | None:
        try:
            return int(self.data.get(self.add_prefix('read_version'), ''))
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        # Django's own validation, which requires a unique slug, is not called: publishing picks a free one.
        if self.refused:
            self.add_error(None, self.refused)
        if self.cleaned_data.get('review_note', '').strip() and self.data.get('_act') not in OF_REVIEW:
            self.add_error('review_note', 'It goes with a review: press that button, or empty this field.')
        is_fix = self.cleaned_data.get('change_kind') in ('', None, Kind.FIX)
        if is_fix and self.cleaned_data.get('change_note', '').strip() and self.data.get('_act') == 'save':
            self.add_error('change_note', 'Say which kind of change this is: of a small fix readers see nothing.')
        return self.cleaned_data

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in OWN]

    @property
    def values(self) -> dict[str, Any]:
        """The changed fields, as `publishing.save` takes them; new tags are stored now.

        Where the form shows two versions to choose from, what was chosen counts.
        """
        changed = set(self.changed_data) & set(self.cleaned_data)
        values = choices.chosen({name: self.cleaned_data[name] for name in changed}, self.data)
        if 'tags' in values:
            values['tags'] = [
                tag if tag.pk else Tag.objects.get_or_create(slug=tag.slug, defaults={'name': tag.name})[0]
                for tag in values['tags']
            ]
        return values

    @property
    def change(self) -> corrections.Change:
        """What readers of a public article learn of this."""
        data = self.cleaned_data
        return corrections.Change(data.get('change_kind') or Kind.FIX, data.get('change_note', ''))

    @property
    def keys(self) -> list[UUID]:
        """The keys of working copies that this form has saved, once it is saved."""
        return [key for name in ('copy_key', 'continued_key') if (key := self.cleaned_data.get(name))]

    @classmethod
    def as_typed(cls, fields: Mapping[str, list[str]]) -> dict[str, Any]:
        """Values to begin with, from what a browser would send."""
        data = QueryDict(mutable=True)
        for name, values in fields.items():
            data.setlist(name, values)
        widgets = {name: field.widget for name, field in cls.base_fields.items() if name not in KEYS}
        sent = {name: one for name, one in widgets.items() if not one.value_omitted_from_data(data, {}, name)}
        return {name: widget.value_from_datadict(data, {}, name) for name, widget in sent.items()}
