"""Form fields that pick several objects from long lists by typing, and keep the order of picking."""

from django import forms
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.urls import reverse

from articles.models import Article, Tag
from articles.text import slugs


class PickMany(AutocompleteSelectMultiple):
    """Renders only the picked options, in order; others are fetched while typing."""

    value_field = 'pk'

    def build_attrs(self, base_attrs, extra_attrs=None):
        # Each pick has a button that removes it; the one for all of them would be no item of the list that it is in.
        return super().build_attrs(base_attrs, extra_attrs) | {'data-allow-clear': 'false'}

    def optgroups(self, name, value, attrs=None):
        rows = self.choices.queryset.filter(**{f'{self.value_field}__in': [v for v in value if self.is_valid(v)]})
        labels = {str(getattr(row, self.value_field)): str(row) for row in rows}
        return [
            (None, [self.create_option(name, v, labels.get(v, v), True, place)], place) for place, v in enumerate(value)
        ]

    def is_valid(self, value: str) -> bool:
        return value.isascii() and value.isdigit() and len(value) < 19

    @property
    def media(self):
        # Named with the scripts it needs, so that it is loaded after them.
        scripts = ['admin/js/jquery.init.js', 'admin/js/autocomplete.js', 'admin-newsroom/picks.js']
        return super().media + forms.Media(js=scripts)


class PickOrNameMany(PickMany):
    """Also accepts new names. Its values are slugs, so that a tag *2017* is not mistaken for a primary key."""

    value_field = 'slug'

    def get_url(self):
        return reverse('admin:articles_tag_suggest')

    def build_attrs(self, base_attrs, extra_attrs=None):
        return super().build_attrs(base_attrs, extra_attrs) | {'data-tags': 'true', 'data-token-separators': '[","]'}

    def is_valid(self, value: str) -> bool:
        return '\0' not in value


class SuggestTags(AutocompleteJsonView):
    def serialize_result(self, obj: Tag, to_field_name: str) -> dict[str, str]:
        return {'id': obj.slug, 'text': obj.name}


class OrderedPicksField(forms.ModelMultipleChoiceField):
    """Authors or categories of an article, as a list in the order they were picked."""

    def __init__(self, name: str, **options):
        link = Article._meta.get_field(name)
        widget = RelatedFieldWidgetWrapper(
            PickMany(link, admin.site), link.remote_field, admin.site, can_add_related=True
        )
        super().__init__(link.related_model.objects.all(), widget=widget, required=False, **options)

    def clean(self, value) -> list:
        rows = {str(row.pk): row for row in super().clean(value)}
        return [rows[pk] for pk in dict.fromkeys(map(str, value or [])) if pk in rows]

    def has_changed(self, initial, data) -> bool:
        return [str(getattr(row, 'pk', row)) for row in initial or []] != [str(pk) for pk in data or []]


class TagsField(forms.ModelMultipleChoiceField):
    """Tags by slug; a value that is not a known slug names a new tag, which is created when the form is saved."""

    def __init__(self, **options):
        link = Article._meta.get_field('tags')
        super().__init__(
            Tag.objects.all(), widget=PickOrNameMany(link, admin.site), required=False, to_field_name='slug', **options
        )

    def clean(self, value) -> list[Tag]:
        """The tags in the order given; those without a primary key are new and not stored yet."""
        names = {name.strip(): slugs.slugify(name) for name in map(str, value or [])}
        if any('\0' in name for name in names):
            raise forms.ValidationError('A tag cannot hold control characters.')
        stored = {tag.slug: tag for tag in Tag.objects.filter(slug__in=[*names, *names.values()])}
        tags = {}
        for name, slug in names.items():
            tag = stored.get(name) or stored.get(slug) or Tag(name=name, slug=slug)
            if not tag.slug or len(tag.name) > 200:
                raise forms.ValidationError(f'“{name[:50]}” cannot be a tag: use letters or digits, 200 at most.')
            tags[tag.slug] = tag
        return list(tags.values())

    def has_changed(self, initial, data) -> bool:
        return {getattr(tag, 'slug', tag) for tag in initial or []} != set(data or [])
