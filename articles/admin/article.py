"""The admin of articles: the list, the form, and the buttons that publish, schedule, withdraw and trash."""

from datetime import datetime

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.admin.article_states import ACTS, LABELS, describe, describe_review, moment, state_of
from articles.admin.pickers import PickMany
from articles.editorial import merging, notes, preview_links, publishing, reviews, working_copies
from articles.models import Article

from . import choices
from .article_form import OWN, ArticleForm
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
from .bulk import BulkMixin
from .desk import DeskMixin
from .download import DownloadMixin
from .history import HistoryMixin
from .original import OriginalMixin
from .paging import BigTableMixin
from .preview import PreviewMixin
from .rights import OwnDraftsMixin
from .working_copies import WorkingCopiesMixin

IN_REVIEW = (Article.Status.DRAFT, Article.Status.REVIEW)
NOTES_SHOWN = 20  # in the form; their own page has all


@admin.register(Article)
class ArticleAdmin(
    BulkMixin,
    WorkingCopiesMixin,
    PreviewMixin,
    HistoryMixin,
    OriginalMixin,
    DeskMixin,
    DownloadMixin,
    OwnDraftsMixin,
    BigTableMixin,
    admin.ModelAdmin,
):
    form = ArticleForm
    autocomplete_fields = ['lead_image']
    readonly_fields = ['notes_so_far', 'links_so_far']
    list_display = ['__str__', 'short_state', 'published_at', 'byline', 'category', 'modified_at']
    list_filter = [StateFilter, CategoryFilter, AuthorFilter, TagFilter, KindFilter, 'pinned']
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    search_fields = ['title']
    search_help_text = (
        f'Words, as readers search: the {MOST_BY_TEXT} best of what is published, and titles of all. Or a URL.'
    )
    date_hierarchy = 'published_on'

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
        return f'{state_of(article).capitalize()}{", embargo" if article.is_embargoed else ""}'

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

    # The form

    def get_fieldsets(self, request, obj=None):
        if obj and not self.has_change_permission(request, obj):
            return [(None, {'fields': ['title', 'state', 'standfirst', 'text', 'byline', 'category', 'published']})]
        hidden = ('read_version', 'copy_key', 'continued_key')
        embargo = [] if obj and obj.is_public and not obj.embargo else ['embargo', 'embargo_reason']
        for_editors = ['notes_so_far', 'note', 'links_so_far'] if obj else ['note']
        state = state_of(obj) if obj else 'draft'
        for_review = {'draft': ['review_to', 'review_note'], 'review': ['review_note']}.get(state)
        options = ['slug', 'language', 'pinned', 'comments_open', hidden]
        return [
            (None, {'fields': ['title', 'standfirst', 'body', 'authors', 'categories', 'tags', 'lead_image']}),
            *([('This change', {'fields': ['change_kind', 'change_note']})] if obj and obj.is_public else []),
            *([('Review', {'fields': for_review})] if for_review else []),
            ('Publishing', {'fields': ['published', *embargo]}),
            *([('Notes and preview links', {'fields': for_editors})] if self.keeps_notes(request) else []),
            ('URL and options', {'fields': options if obj else ['kind', *options]}),
        ]

    @admin.display(description='notes')
    def notes_so_far(self, article: Article) -> SafeString | str:
        rows = article.notes.select_related('by')[:NOTES_SHOWN]
        shown = ((moment(note.at), note.by or 'somebody', note.text) for note in rows)
        return format_html_join('', '<p>{}, <strong>{}</strong>: <span dir="auto">{}</span></p>', shown) or 'none yet'

    @admin.display(description='preview links')
    def links_so_far(self, article: Article) -> str:
        number = preview_links.still_open(article).count()
        return f'{number} open' if number else 'none open'

    @admin.display
    def text(self, article: Article) -> str:
        return article.body_text

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refused, form.begun = getattr(request, 'refused', None), getattr(request, 'begun', None)
        return form

    def changeform_view(self, request, object_id=None, form_url='', extra_context=None):
        """Where saving is refused or has to be decided, shows the form again with the reason; nothing was stored."""
        if request.method == 'GET' and 'copy' in request.GET:
            self._continue(request, object_id)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            request.refused = error
        except merging.NeedsDecision as needed:
            # Drawn as if it were opened now, so that the next save is made upon the version that is shown here.
            request.undecided = needed
            typed = {name: request.POST.get(name, '') for name in OWN - {'read_version'}}
            request.begun = choices.begun(needed.merged, needed.article) | typed
            request.method = 'GET'
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _continue(self, request, object_id: str | None) -> None:
        article = self.get_object(request, unquote(object_id)) if object_id else None
        copy = self.continued(request, article)
        if copy:
            request.begun = ArticleForm.as_typed(copy.fields) | {'continued_key': copy.key}
            request.begun |= {'read_version': copy.version} if article else {}
            request.continued = copy

    def render_change_form(self, request, context, add=False, change=False, form_url='', obj=None):
        form = context['adminform'].form
        review = reviews.newest([obj]).get(obj.pk) if obj and obj.status in IN_REVIEW else None
        can_change = not obj or self.has_change_permission(request, obj)
        context |= {
            'state': describe(obj) if obj else '',
            'review': describe_review(review),
            'acts': [(act, LABELS[act]) for act in ACTS[state_of(obj) if obj else 'new'] if self.may_act(request, act)],
            'keeps_notes': bool(obj) and self.keeps_notes(request),
            'has_history_permission': bool(obj) and self.has_history_permission(request, obj),
            'can_save': can_change and (not obj or state_of(obj) != 'trashed'),
            'undecided': getattr(request, 'undecided', None),
            'continued': getattr(request, 'continued', None),
            'conflict': obj and obj.conflicts.filter(decision='').only('pk').first(),
        }
        context |= self.offers(request, obj, form) if can_change else {}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        obj.version = form.cleaned_data['read_version']
        act = request.POST.get('_act')
        is_save = act not in LABELS
        if not is_save and not self.may_act(request, act):
            raise PermissionDenied
        values = form.values
        if act == 'publish' and obj.status == Article.Status.PUBLISHED and 'published' in values:
            del values['published']  # which publishing now sets anew
        article = merging.save(obj, by=request.user, is_plain_save=is_save, change=form.change, **values)
        if change and is_save and article.version > obj.version + 1:
            self.message_user(
                request, 'Others saved this article after you had opened it: it now has what all of you wrote.'
            )
        if act == 'schedule':
            article = publishing.publish(article, by=request.user, at=_time_ahead(article))
        elif act == 'withdraw':
            article = publishing.withdraw(article, by=request.user, reason=form.change.note)
        elif act == 'submit':
            to, note = form.cleaned_data.get('review_to'), form.cleaned_data.get('review_note', '')
            article = reviews.submit(article, by=request.user, to=to, note=note)
        elif act == 'return_to_draft':
            article = reviews.return_to_draft(article, by=request.user, note=form.cleaned_data.get('review_note', ''))
        elif not is_save:
            article = getattr(publishing, act)(article, by=request.user)
        if self.keeps_notes(request):
            notes.add(article, form.cleaned_data.get('note', ''), by=request.user)
        working_copies.discard(request.user, form.keys)
        obj.saved_keys = form.keys
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
        # The browser drops its own copies of what the message names.
        keys = ' '.join(f'saved-{key}' for key in article.saved_keys)
        text = format_html('Saved “{}”. {}.{}', article, describe(article), view)
        self.message_user(request, text, messages.SUCCESS, extra_tags=keys)
        return redirect('admin:articles_article_change', article.pk)

    def view_on_site(self, obj: Article) -> str | None:
        return obj.get_absolute_url() if obj.is_public else None


def _time_ahead(article: Article) -> datetime:
    if not article.published:
        raise ValidationError({'published': 'Set the date and time, then press Schedule again.'})
    if article.published <= timezone.now():
        raise ValidationError({'published': 'This time has passed: choose a later one, or publish the article now.'})
    return article.published
