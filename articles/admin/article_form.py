"""The form that articles are written in. It parses and shows; `articles.editorial.publishing` decides and stores."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget, AdminTextInputWidget
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe

from articles.admin.pickers import OrderedPicksField, TagsField
from articles.models import Article, Media, Tag
from articles.text import sanitise

from .editor import BodyWidget, LinesField


class ArticleForm(forms.ModelForm):
    """`refused`, set by the admin, is the reason why publishing refused this form when it was sent before."""

    refused: forms.ValidationError | None = None

    title = forms.CharField(required=False, widget=AdminTextInputWidget)
    standfirst = LinesField(
        widget=AdminTextareaWidget(attrs={'rows': 3}), help_text=Article._meta.get_field('standfirst').help_text
    )
    body = LinesField(label='Text', widget=BodyWidget)
    authors = OrderedPicksField('authors', label='Byline', help_text='In the order they are picked.')
    categories = OrderedPicksField('categories', help_text='The first is the one the article is filed under.')
    tags = TagsField(help_text='To add a new tag, type it and press Enter.')
    published = forms.SplitDateTimeField(
        required=False,
        widget=AdminSplitDateTime,
        label='Date and time',
        help_text=f'Time zone: {settings.TIME_ZONE}. Set it, then press Schedule.',
    )
    read_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = [
            'kind',
            'title',
            'standfirst',
            'lead_image',
            'published',
            'slug',
            'language',
            'pinned',
            'comments_open',
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        article = self.instance
        self.initial['body'] = article.body_html
        self.initial['read_version'] = article.version
        if article.pk:
            self.initial['authors'] = [byline.author for byline in article.bylines.select_related('author')]
            self.initial['categories'] = [link.category for link in article.category_links.select_related('category')]
            self.initial['tags'] = list(Tag.objects.filter(article_links__article=article).order_by('name', 'pk'))

    def clean(self) -> dict[str, Any]:
        # Django's own validation, which requires a unique slug, is not called: publishing picks a free one.
        if self.refused:
            self.add_error(None, self.refused)
        return self.cleaned_data

    @property
    def differences(self) -> list[tuple[str, Any, Any]]:
        """(label, stored value, value in this form) of each field that differs from what is stored."""
        return [
            (self[name].label, _shown(name, self.initial.get(name)), _shown(name, self.cleaned_data[name]))
            for name in self.changed_data
            if name in self.cleaned_data and name != 'read_version'
        ]

    @property
    def values(self) -> dict[str, Any]:
        """The changed fields, as `publishing.save` takes them; new tags are stored now."""
        changed = set(self.changed_data) & set(self.cleaned_data) - {'read_version'}
        values = {name: self.cleaned_data[name] for name in changed}
        if 'tags' in values:
            values['tags'] = [
                tag if tag.pk else Tag.objects.get_or_create(slug=tag.slug, defaults={'name': tag.name})[0]
                for tag in values['tags']
            ]
        return values


def _shown(name: str, value: Any) -> str:
    if name == 'body':
        return mark_safe(sanitise.article_html(value))
    if isinstance(value, list):
        return ', '.join(map(str, value)) or 'none'
    if isinstance(value, bool):
        return 'yes' if value else 'no'
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), 'j F Y H:i')
    if name == 'lead_image' and isinstance(value, int):
        value = Media.objects.filter(pk=value).first()
    return str(value or '') or 'none'
