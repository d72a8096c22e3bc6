"""The moderators' queue: held comments, newest first, each with what is needed to judge it."""

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q, Window
from django.forms import Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from articles.comments import alike, assignment, bans, moderation, recent, reports, threads
from articles.models import Comment, CommentReport

from . import ban, person, undo, week
from .comment_filters import AlikeFilter, ArticleFilter, AssignedFilter, KindFilter, StatusFilter
from .comment_form import EditForm
from .comment_queue import Queue, earlier
from .comment_verbs import EDIT, REPLY, VERBS, Verb, numbers, seen, verbs_for
from .paging import BigTableMixin
from .rights import visible_comments

Status = Comment.Status
# A crowd can report one comment thousands of times: its row has the last few, and their number.
LAST_REPORTS = (
    CommentReport.objects.filter(settled=None)
    .annotate(total=Window(Count('pk'), partition_by='comment'))
    .order_by('-reported', '-pk')[:5]
)


def bulk(name: str, verb: Verb):
    """The action that does to all chosen comments what the button does to one."""

    @admin.action(description=verb.label, permissions=['change'])
    def act(model_admin, request, queryset):
        if request.POST.get('select_across') != '1':
            # The list no longer has what somebody else decided since, which has to be said.
            chosen = numbers(request.POST.getlist(admin.helpers.ACTION_CHECKBOX_NAME))
            queryset = visible_comments(request.user).filter(pk__in=chosen)
        change = verb.act(queryset, by=request.user, seen=seen(request))
        model_admin.report(request, verb, change, request.GET.urlencode())

    act.__name__ = name
    return act


@admin.register(Comment)
class CommentAdmin(BigTableMixin, admin.ModelAdmin):
    form = EditForm
    list_display = ('judged', 'verbs')
    list_display_links = None
    list_filter = (StatusFilter, KindFilter, AssignedFilter, ArticleFilter, AlikeFilter)
    ordering = ('-posted', '-pk')
    search_fields = ('author_name', 'body_text')
    search_help_text = f'Looks through names and texts of the newest {recent.MOST:,} comments of this list.'
    show_facets = admin.ShowFacets.NEVER
    actions = tuple(bulk(name, verb) for name, verb in VERBS.items())
    fields = ('author_name', 'author_email', 'author_url', 'text', 'seen', 'status', 'kind', 'posted')
    readonly_fields = ('status', 'kind', 'posted')

    class Media:
        css = {'all': ['css/comment-queue.css']}
        js = [Script('js/comment-queue.js', defer=True)]

    def get_queryset(self, request):
        unprinted = ('body_source', 'body_html', 'body_text', 'meta')
        comments = (
            visible_comments(request.user)
            .select_related('article', 'parent', 'assigned')
            .prefetch_related(Prefetch('reports', LAST_REPORTS, to_attr='last_reports'))
        )
        return comments.defer('parent__body_html', *(f'article__{field}' for field in unprinted))

    def get_changelist(self, request, **kwargs):
        return Queue

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        words = Q(author_name__icontains=search_term) | Q(body_text__icontains=search_term)
        return recent.newest(queryset).filter(words), False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        """Comments are trashed or erased: deleting their rows would break threads."""
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or bool(verbs_for(obj)))

    @admin.display(description='comment')
    def judged(self, comment):
        context = {'comment': comment, 'moment': moderation.moment(comment)}
        return render_to_string('admin/articles/comment/row.html', context)

    def get_ordering(self, request):
        """What is held is sorted by suspicion, so that what can be approved comes first; all else by time."""
        held = request.GET.get('status', Status.HELD) == Status.HELD
        return ('suspicion', *self.ordering) if held else self.ordering

    @admin.display(description='decide')
    def verbs(self, comment):
        context = {'comment': comment, 'verbs': verbs_for(comment), 'group': getattr(comment, 'same_text', None)}
        return render_to_string('admin/articles/comment/verbs.html', context)

    def get_urls(self):
        return [
            path('moderate/', self.for_moderators(self.moderate), name='articles_comment_moderate'),
            path('<int:pk>/reply/', self.for_moderators(self.reply), name='articles_comment_reply'),
            path('person/', self.page(person.answer, person.TITLE), name='articles_comment_person'),
            path('undo/', self.for_moderators(self.undo), name='articles_comment_undo'),
            path('week/', self.page(week.answer, week.TITLE), name='articles_comment_week'),
            path('<int:pk>/assign/', self.for_moderators(self.assign), name='articles_comment_assign'),
            path('<int:pk>/ban/', self.page(ban.answer, 'Ban'), name='articles_comment_ban'),
            path('<int:pk>/erase/', self.for_moderators(self.erase), name='articles_comment_erase'),
            *super().get_urls(),
        ]

    def for_moderators(self, view):
        @require_POST
        def checked(request, **kwargs):
            if not self.has_change_permission(request):
                raise PermissionDenied
            return view(request, **kwargs)

        return self.admin_site.admin_view(checked)

    def page(self, answer, title):
        """A page of its own for moderators."""

        def view(request, **kwargs):
            if not self.has_change_permission(request):
                raise PermissionDenied
            return answer(request, {**self.admin_site.each_context(request), 'title': title}, **kwargs)

        return self.admin_site.admin_view(view)

    def changelist_view(self, request, extra_context=None):
        group = alike.Group.parse(request.GET.get('alike', ''))
        size = group.comments().count() if group else 0
        context = {'query': request.GET.urlencode(), 'group': group, 'size': size, 'verbs': VERBS}
        context['reported'] = reports.pending().values('comment').distinct().count()
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(self, request, object_id, form_url='', extra_context=None):
        comment = self.get_object(request, object_id)
        context = {'show_save_and_continue': False, **(extra_context or {})}
        if comment:
            visible = visible_comments(request.user)
            thread = threads.in_order(visible.filter(article=comment.article_id).defer('body_html', 'meta'))
            context |= {
                'comment': comment,
                'has_erase_permission': self.has_change_permission(request),
                'verbs': verbs_for(comment),
                'moment': moderation.moment(comment),
                'earlier': earlier(comment, visible),
                'thread': threads.around(thread, comment.pk),
                'moderators': assignment.moderators(),
            }
        return super().change_view(request, object_id, form_url, context)

    def moderate(self, request):
        """A button of a comment: its name is the verb, its value the comment, or a group of those that are alike."""
        name = next((name for name in VERBS if name in request.POST), '')
        group = alike.Group.parse(request.POST.get(name, ''))
        wanted = group.comments().values('pk') if group else numbers(request.POST.getlist(name))
        chosen = visible_comments(request.user).filter(pk__in=wanted)
        if not chosen.exists():
            raise Http404
        verb = VERBS[name]
        change = verb.act(chosen, by=request.user, seen=seen(request))
        self.report(request, verb, change, request.POST.get('query', ''))
        return self.back(request, decided=[values['pk'] for values in change.before])

    def undo(self, request):
        """Undoes the changes in the order in which they are given."""
        try:
            changes = undo.changes(request.POST.getlist('change'))
        except signing.BadSignature as error:
            raise Http404 from error
        if not changes:
            raise Http404
        for pk in numbers(request.POST.getlist('ban')):
            bans.lift(pk)
        restored = sum(moderation.restore(change, by=request.user) for change in changes)
        skipped = sum(len(change.before) for change in changes) - restored
        self.message_user(request, f'Undone for {_comments(restored)}.')
        if skipped:
            self.message_user(request, f'{_comments(skipped)} had been moderated again since.', messages.WARNING)
        return self.back(request, restored=[values['pk'] for change in changes for values in change.before])

    def reply(self, request, pk):
        """Replies as the paper; what is answered is approved with it."""
        parent = get_object_or_404(self.get_queryset(request), pk=pk)
        text = request.POST.get('text', '')
        if not verbs_for(parent) or not text.strip() or len(text) > 10_000:
            self.message_user(request, 'A reply has between 1 and 10,000 characters.', messages.ERROR)
            return HttpResponseRedirect(reverse('admin:articles_comment_change', args=[pk]))
        change = moderation.reply(parent, text, by=request.user, seen=seen(request))
        self.report(request, REPLY, change, text=text)
        return self.back(request)

    def assign(self, request, pk):
        to = assignment.moderators().filter(username=request.POST.get('to', '').replace('\0', '')).first()
        assignment.assign(get_object_or_404(visible_comments(request.user), pk=pk), to)
        self.message_user(request, f'Assigned to {to or "nobody"}.')
        return self.back(request)

    def erase(self, request, pk):
        moderation.erase(get_object_or_404(visible_comments(request.user), pk=pk), by=request.user)
        self.message_user(request, 'The comment was erased, with the name of its writer.')
        return self.back(request)

    def save_model(self, request, obj, form, change):
        values = {name: form.cleaned_data[name] for name in form.changed_data if name != 'seen'}
        if values.get('text') == form.initial['text']:
            del values['text']
        self.report(request, EDIT, moderation.edit(obj, by=request.user, **values))

    def log_change(self, request, obj, message):
        """Nothing: moderation logs the change itself, without the commenter's name, which Django would log here."""

    def response_change(self, request, obj):
        return self.back(request)

    def back(self, request: HttpRequest, **pks: list[int]) -> HttpResponse:
        """To the queue as it was filtered. Its script stays where it is, and gets only what is said there."""
        if request.headers.get('X-Requested-With') == 'fetch':
            return render(request, 'admin/articles/comment/said.html', pks)
        query = QueryDict(request.POST.get('query', '')).urlencode()
        return HttpResponseRedirect(f'{reverse("admin:articles_comment_changelist")}?{query}'.rstrip('?'))

    def report(
        self, request: HttpRequest, verb: Verb, change: moderation.Change, query: str = '', text: str = ''
    ) -> None:
        """Shows a message that says what was done, with a button that undoes it; and what somebody else did before.

        `text` is that of a reply, which is kept where somebody was faster.
        """
        if change.before:
            context = {
                'what': f'{_comments(len(change.before))} {verb.done}.',
                'change': undo.token(change),
                'query': query,
            }
            self.message_user(request, render_to_string('admin/articles/comment/undo.html', context, request))
        if change.overtaken:
            left = Comment.objects.filter(pk__in=change.overtaken).only('status', 'author_name', 'moderated', 'edited')
            moderators = moderation.last_moderators(left)
            context = {
                'comments': [(one, moderators.get(one.pk), moderation.moment(one)) for one in left],
                'name': next((name for name, known in VERBS.items() if known is verb), ''),
                'verb': verb,
                'query': query,
                'text': text,
            }
            message = render_to_string('admin/articles/comment/overtaken.html', context, request)
            self.message_user(request, message, messages.WARNING)
        elif not change.before:
            self.message_user(request, 'Nothing was changed: it is already so, or is a private note or was withdrawn.')


def _comments(count: int) -> str:
    return f'{count:,} comment{"" if count == 1 else "s"}'
