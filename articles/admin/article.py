"""The admin of articles: the list, the form, and the buttons that publish, schedule, withdraw and trash."""

from datetime import datetime

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.article_states import ACTS, LABELS, describe, moment, state_of
from articles.admin.pickers import PickMany
from articles.editorial import publishing
from articles.models import Article

from .article_form import ArticleForm
from .article_list import (
    MOST_BY_TEXT,
    ArticleList,
    AuthorFilter,
    CategoryFilter,
    KindFilter,
    StateFilter,
    TagFilter,
    search,
)
from .download import DownloadMixin
from .history import HistoryMixin
from .original import OriginalMixin
from .paging import BigTableMixin
from .preview import PreviewMixin

MOST_AT_ONCE = 500


@admin.register(Article)
class ArticleAdmin(PreviewMixin, HistoryMixin, OriginalMixin, DownloadMixin, BigTableMixin, admin.ModelAdmin):
    form = ArticleForm
    autocomplete_fields = ['lead_image']
    list_display = ['__str__', 'short_state', 'published_at', 'byline', 'category', 'modified_at']
    list_filter = [StateFilter, CategoryFilter, AuthorFilter, TagFilter, KindFilter, 'pinned']
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    search_fields = ['title']
    search_help_text = (
        f'Words, as readers search: the {MOST_BY_TEXT} best of what is published, and titles of all. Or a URL.'
    )
    date_hierarchy = 'published_on'
    actions = ['withdraw_selected', 'trash_selected']

    @property
    def media(self):
        # The filters of the list pick by typing as well.
        return super().media + PickMany(Article._meta.get_field('tags'), self.admin_site).media

    # The list

    def get_changelist(self, request, **kwargs):
        return ArticleList

    def get_ordering(self, request):
        by_day = any(name.startswith('published_on__') for name in request.GET)
        return ['-published_on', '-id'] if by_day else ['-modified', '-id']

    def get_search_results(self, request, queryset, search_term):
        return search(queryset.defer('body_source', 'body_html', 'body_text'), search_term), False

    @admin.display(description='state')
    def state(self, article: Article) -> str:
        return describe(article)

    @admin.display(description='state')
    def short_state(self, article: Article) -> str:
        return state_of(article).capitalize()

    @admin.display(description='published')
    def published_at(self, article: Article) -> str:
        return moment(article.published)

    @admin.display(description='modified')
    def modified_at(self, article: Article) -> str:
        return moment(article.modified)

    @admin.display
    def byline(self, article: Article) -> str:
        return ', '.join(byline.author.name for byline in article.bylines.all())

    @admin.display
    def category(self, article: Article) -> str:
        return ', '.join(link.category.name for link in article.category_links.all()[:1])

    @admin.action(description='Withdraw', permissions=['change'])
    def withdraw_selected(self, request, queryset):
        self._each(request, queryset, publishing.withdraw, 'withdrawn')

    @admin.action(description='Move to trash', permissions=['change'])
    def trash_selected(self, request, queryset):
        self._each(request, queryset, publishing.trash, 'moved to the trash')

    def _each(self, request, queryset, act, done: str) -> None:
        articles = list(queryset[: MOST_AT_ONCE + 1])
        if len(articles) > MOST_AT_ONCE:
            self.message_user(request, f'Choose at most {MOST_AT_ONCE} articles at once.', messages.ERROR)
            return
        count = 0
        for article in articles:
            try:
                act(article, by=request.user)
                count += 1
            except (ValidationError, publishing.StaleArticle) as error:
                reason = ' '.join(getattr(error, 'messages', [str(error)]))
                self.message_user(request, f'{article}: {reason}', messages.WARNING)
        self.message_user(request, f'{count} {done}.')

    # The form

    def get_fieldsets(self, request, obj=None):
        if obj and not self.has_change_permission(request, obj):
            return [(None, {'fields': ['title', 'state', 'standfirst', 'text', 'byline', 'category', 'published']})]
        options = ['slug', 'language', 'pinned', 'comments_open', 'read_version']
        return [
            (None, {'fields': ['title', 'standfirst', 'body', 'authors', 'categories', 'tags', 'lead_image']}),
            ('Publishing', {'fields': ['published']}),
            ('URL and options', {'fields': options if obj else ['kind', *options]}),
        ]

    @admin.display
    def text(self, article: Article) -> str:
        return article.body_text

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refused = getattr(request, 'refused', None)
        return form

    def changeform_view(self, request, object_id=None, form_url='', extra_context=None):
        """Where publishing refuses to save, shows the same form again with the reason; nothing was stored."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            request.refused = error
        except publishing.StaleArticle as stale:
            request.refused = ValidationError(_what_happened(stale.article))
            request.stale = stale.article
            # The form shows the stored version beside this one, so the next save may replace it.
            request.POST = request.POST.copy()
            request.POST['read_version'] = stale.article.version
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url='', obj=None):
        form = context['adminform'].form
        context |= {
            'state': describe(obj) if obj else '',
            'acts': [(act, LABELS[act]) for act in ACTS[state_of(obj) if obj else 'new']],
            'can_save': not obj or (state_of(obj) != 'trashed' and self.has_change_permission(request, obj)),
            'stale': getattr(request, 'stale', None),
            'conflict': obj and obj.conflicts.filter(decision='').only('pk').first(),
            'differences': form.differences if hasattr(request, 'stale') else [],
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        obj.version = form.cleaned_data['read_version']
        article = publishing.save(obj, by=request.user, **form.values)
        act = request.POST.get('_act')
        if act == 'schedule':
            article = publishing.publish(article, by=request.user, at=_time_ahead(article))
        elif act in LABELS:
            article = getattr(publishing, act)(article, by=request.user)
        obj.__dict__ |= article.__dict__

    def save_related(self, request, form, formsets, change):
        """`publishing.save` has stored authors, categories and tags with the rest."""

    def response_add(self, request, obj, post_url_continue=None):
        return self._saved(request, obj)

    def response_change(self, request, obj):
        return self._saved(request, obj)

    def _saved(self, request, article: Article) -> HttpResponse:
        link = self.view_on_site(article)
        view = format_html(' <a href="{}">View on site</a>', link) if link else ''
        self.message_user(request, format_html('Saved “{}”. {}.{}', article, describe(article), view), messages.SUCCESS)
        return redirect('admin:articles_article_change', article.pk)

    def view_on_site(self, obj: Article) -> str | None:
        return obj.get_absolute_url() if obj.is_public else None


def _time_ahead(article: Article) -> datetime:
    if not article.published:
        raise ValidationError({'published': 'Set the date and time, then press Schedule again.'})
    if article.published <= timezone.now():
        raise ValidationError({'published': 'This time has passed: choose a later one, or publish the article now.'})
    return article.published


def _what_happened(article: Article) -> str:
    who = article.edited_by or 'An import'
    when = moment(article.modified)
    return f'{who} changed this article ({when}) after you opened it. Yours is not saved yet; both are shown below.'
