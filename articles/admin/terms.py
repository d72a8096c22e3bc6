"""The admin of categories, tags and authors."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.urls import path

from articles.admin.pickers import SuggestTags
from articles.editorial import terms
from articles.models import Author, Category, OldUrl, Tag
from articles.text import slugs, url_forms

from .merges import MergeMixin
from .paging import BigTableMixin


class TermForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if 'slug' in self.fields:
            self.fields['slug'].required = False
            self.fields['slug'].help_text = 'Part of the URL. Left blank, it is made from the name.'

    def clean(self):
        super().clean()
        if not self.cleaned_data.get('slug') and 'slug' not in self.errors:
            self.cleaned_data['slug'] = slugs.slugify(self.cleaned_data.get('name', ''))
            if not self.cleaned_data['slug'] and 'name' in self.cleaned_data:
                self.add_error('slug', 'The name has no letters that a URL can hold: enter a slug.')
        parent = self.cleaned_data.get('parent')
        if self.instance.pk and parent and parent in self.instance.descendants(include_self=True):
            self.add_error('parent', 'A category cannot be its own parent, nor that of a category above it.')
        return self.cleaned_data


class TermAdmin(MergeMixin, BigTableMixin, admin.ModelAdmin):
    form = TermForm
    search_fields = ['name']
    list_display = ['name', 'slug']
    sortable_by = ()

    def save_model(self, request, obj, form, change):
        """Saves the term, and redirects its old URL and those of the categories below it to the new ones."""
        moved = [obj, *obj.descendants()] if change and isinstance(obj, Category) else [obj]
        before = [type(obj).objects.get(pk=term.pk).get_absolute_url() for term in moved] if change else []
        super().save_model(request, obj, form, change)
        for term, old in zip(moved, before, strict=False):
            if (new := type(obj).objects.get(pk=term.pk).get_absolute_url()) != old:
                values = {'article': None, 'target': new}
                OldUrl.objects.update_or_create(path=url_forms.key(old), defaults=values)
                OldUrl.objects.filter(path=url_forms.key(new)).delete()

    def in_use(self, term) -> bool:
        """Whether articles must be filed elsewhere before the term can be deleted."""
        return False

    def about_to_go(self, term) -> str:
        """A term on the page that asks whether to delete it."""
        return f'{term}: its URL will redirect to a search for “{term}”'

    def delete_model(self, request, obj):
        with transaction.atomic():
            terms.lead_to_search(obj)
            super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            for term in queryset:
                terms.lead_to_search(term)
            super().delete_queryset(request, queryset)

    def get_deleted_objects(self, objs, request):
        """For the confirmation page: unlike Django's own, it does not list every article that loses a tag."""
        used = [f'{term}: move what is filed under it first' for term in objs if self.in_use(term)]
        missing = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return [self.about_to_go(term) for term in objs], {self.opts.verbose_name_plural: len(objs)}, missing, used


@admin.register(Category)
class CategoryAdmin(TermAdmin):
    autocomplete_fields = ['parent']
    list_display = ['place', 'slug']
    fields = ['name', 'slug', 'parent', 'description']

    def get_queryset(self, request):
        return super().get_queryset(request).with_tree_fields()

    @admin.display(description='name')
    def place(self, category: Category) -> str:
        return '— ' * category.tree_depth + category.name

    def in_use(self, term: Category) -> bool:
        return term.article_links.exists() or term.children.exists()


@admin.register(Tag)
class TagAdmin(TermAdmin):
    def about_to_go(self, term: Tag) -> str:
        articles = term.article_links.count()
        lose = 'no article has it' if not articles else f'{articles} article{"s" * (articles > 1)} will lose it'
        return f'{super().about_to_go(term)}; {lose}'

    def get_urls(self):
        suggest = SuggestTags.as_view(admin_site=self.admin_site)
        return [path('suggest/', self.admin_site.admin_view(suggest), name='articles_tag_suggest'), *super().get_urls()]


@admin.register(Author)
class AuthorAdmin(TermAdmin):
    autocomplete_fields = ['portrait']
    fields = ['name', 'slug', 'bio', 'portrait', 'contact', 'website', 'email']

    def in_use(self, term: Author) -> bool:
        return term.bylines.exists()
