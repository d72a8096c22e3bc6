"""The filters of the moderators' queue: status, kind, who is to decide, one article, what is alike."""

from django.contrib import admin

from articles.comments import alike, reports
from articles.models import Article, Comment

from .rights import sees_hidden


class OneOf(admin.SimpleListFilter):
    """A filter by one of a field's values, with a default; a value that is not one of them counts as the default."""

    default = ''

    def choices(self, changelist):
        for value, label in self.lookup_choices:
            yield {
                'selected': value == self.chosen,
                'query_string': changelist.get_query_string({self.parameter_name: value}),
                'display': label,
            }

    @property
    def chosen(self) -> str:
        return self.value() if self.value() in dict(self.lookup_choices) else self.default


class StatusFilter(OneOf):
    title = parameter_name = 'status'
    default = Comment.Status.HELD

    def lookups(self, request, model_admin):
        return [*Comment.Status.choices, ('reported', 'reported by readers'), ('any', 'any')]

    def queryset(self, request, queryset):
        if self.chosen == 'reported':
            return queryset.filter(pk__in=reports.pending().values('comment'))
        return queryset if self.chosen == 'any' else queryset.filter(status=self.chosen)


class KindFilter(OneOf):
    title = parameter_name = 'kind'
    default = 'public'

    def lookups(self, request, model_admin):
        return [('public', 'all but notes'), *Comment.Kind.choices]

    def queryset(self, request, queryset):
        return queryset.exclude(kind='note') if self.chosen == 'public' else queryset.filter(kind=self.chosen)


class AssignedFilter(OneOf):
    title = parameter_name = 'assigned'
    default = 'all'

    def lookups(self, request, model_admin):
        return [('all', 'all'), ('me', 'to me'), ('nobody', 'to nobody')]

    def queryset(self, request, queryset):
        if self.chosen == 'me':
            return queryset.filter(assigned=request.user)
        return queryset.filter(assigned=None) if self.chosen == 'nobody' else queryset


class ArticleFilter(admin.SimpleListFilter):
    """Shown only while the list is narrowed to one article, to remove that filter; it never lists all articles."""

    title = parameter_name = 'article'

    def lookups(self, request, model_admin):
        pk = request.GET.get('article', '')
        articles = Article.objects.all() if sees_hidden(request.user) else Article.objects.public()
        article = pk.isdecimal() and len(pk) < 19 and articles.only('title').filter(pk=pk).first()
        return [(str(article.pk), str(article))] if article else []

    def queryset(self, request, queryset):
        return queryset.filter(article=self.value()) if self.value() in dict(self.lookup_choices) else queryset


class AlikeFilter(admin.SimpleListFilter):
    """Shown only while the list is narrowed to held comments that are alike."""

    title = parameter_name = 'alike'

    def lookups(self, request, model_admin):
        group = alike.Group.parse(request.GET.get('alike', ''))
        return [(str(group), group.label)] if group and group.value else []

    def queryset(self, request, queryset):
        group = self.value() in dict(self.lookup_choices) and alike.Group.parse(self.value())
        return queryset.filter(pk__in=group.comments().values('pk')) if group else queryset
