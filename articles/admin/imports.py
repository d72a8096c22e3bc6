"""The admin of import runs: their progress and reports, and the buttons that start, stop, resume and undo them."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from articles.db.batches import batches
from articles.imports import bulk, inbox
from articles.imports import queue as import_queue
from articles.imports.store.report import OUTCOMES
from articles.models import ImportNote, ImportRun
from articles.text import spreadsheet

from .import_upload import LARGEST, ImportUpload
from .provenance import ReadOnlyAdmin

EXAMPLES = 5  # notes of a kind on the page of a run
MOST_LISTED = 50  # articles that an undo would leave, listed where it has to be confirmed
RELOAD_AFTER = 3  # seconds
# For each button: the function it calls, and the message afterwards.
ACTS = {
    'start': (import_queue.start, 'The import starts.'),
    'resume': (import_queue.resume, 'The import resumes: what was already done is skipped.'),
    'stop': (import_queue.stop, 'The import is stopping. What was imported so far is kept.'),
    'undo': (import_queue.enqueue_undo, 'The import is being undone.'),
    'discard': (import_queue.discard, 'The import was discarded, and the files uploaded for it were deleted.'),
}
MESSAGES_OF_ACTS = {
    'start': 'The articles are being changed.',
    'resume': 'The run resumes: what was already done is skipped.',
    'stop': 'The run is stopping. What was changed so far stays.',
    'undo': 'The articles get back what they had.',
    'discard': 'The run was discarded; it had changed nothing.',
}


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ['source', 'state', 'progress', 'outcome', 'started', 'by']
    list_select_related = ['by']
    change_list_template = 'admin/articles/importrun/change_list.html'

    def has_add_permission(self, request) -> bool:
        return request.user.has_perm('articles.run_import')

    def has_undo_permission(self, request) -> bool:
        """Undoing deletes what others work with, so it is a right of its own."""
        return request.user.has_perm('articles.undo_importrun')

    def may(self, request: HttpRequest, run: ImportRun, act: str) -> bool:
        """Whether somebody may press a button. A run over articles here is as if they were edited one by one."""
        if run.act:
            right = f'delete_{run.act["merge"]}' if 'merge' in run.act else 'change_article'
            return request.user.has_perm(f'articles.{right}')
        return self.has_undo_permission(request) if act == 'undo' else self.has_add_permission(request)

    @admin.display
    def outcome(self, run: ImportRun) -> str:
        return ', '.join(f'{number:,} {name}' for name, number in run.counts.items() if isinstance(number, int))

    @admin.display
    def progress(self, run: ImportRun) -> str:
        return f'{_percentage(run)} %' if run.is_active and run.total else ''

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path('<int:pk>/report.csv', wrap(self.report), name='articles_importrun_report'),
            *(path(f'<int:pk>/{act}/', wrap(self.act), {'act': act}, name=f'articles_importrun_{act}') for act in ACTS),
        ]
        return own + super().get_urls()

    def change_view(self, request, object_id, form_url='', extra_context=None) -> HttpResponse:
        """The result of a run. While it is active, a Refresh header reloads the page without a script."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal() or not (run := ImportRun.objects.filter(pk=object_id).first()):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {'run': run, 'percentage': _percentage(run), 'left': _left(run), 'groups': _groups(run)}
        context |= {'outcomes': _outcomes(run), 'here': run.node in ('', inbox.node())}
        context |= {'may_run': self.may(request, run, 'start'), 'may_undo': self.may(request, run, 'undo')}
        response = self._page(request, 'change_form', str(run.source), context)
        if run.is_active:
            response.headers['Refresh'] = str(RELOAD_AFTER)
        return response

    @method_decorator(csrf_exempt)
    def add_view(self, request, form_url='', extra_context=None) -> HttpResponse:
        """Uploads archives. Permission is checked before files are read, the CSRF token, sent with them, after."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        draft = inbox.new_folder()
        try:
            request.upload_handlers = [ImportUpload(draft)]
            return csrf_protect(self._add)(request)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _add(self, request: HttpRequest) -> HttpResponse:
        if request.method != 'POST':
            return self._upload_page(request)
        handler = request.upload_handlers[0]
        chosen, uploads = request.POST.getlist('inbox'), request.POST.get('uploads', '')
        if handler.refused:
            return self._upload_page(request, handler.refused.reason, handler.refused.status)
        if 'whole' not in request.POST:
            return self._upload_page(request, 'The upload was cut off. Send it again.', 400)
        if not {*chosen, *([uploads] if uploads else [])} <= set(inbox.inbox()):
            return self._upload_page(request, 'A chosen file is no longer in the inbox. Choose again.', 400)
        if not (handler.complete or chosen):
            return self._upload_page(request, 'Choose a file, or something in the inbox.', 400)
        uploaded = inbox.finish(handler.folder) if handler.complete else []
        fetch_media = 'fetch_media' in request.POST
        run = import_queue.enqueue([*uploaded, *chosen], uploads=uploads, fetch_media=fetch_media, by=request.user)
        return HttpResponseRedirect(reverse('admin:articles_importrun_change', args=[run.pk]))

    def _upload_page(self, request: HttpRequest, error: str = '', status: int = 200) -> HttpResponse:
        entries = inbox.inbox()
        context = {'error': error, 'inbox': entries, 'largest': LARGEST, 'place': inbox.folder() / inbox.INBOX}
        context['folders'] = [entry for entry in entries if (inbox.folder() / entry).is_dir()]
        return self._page(request, 'upload', 'Import an archive', context, status)

    def act(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Does what the button of that name says. *Undo* first shows what it would do, and has to be confirmed."""
        run = get_object_or_404(ImportRun, pk=pk)
        if not self.may(request, run, act):
            raise PermissionDenied
        if request.method == 'GET' and act == 'undo' and 'merge' in run.act:
            context = {'run': run, 'merged': run.overwritten.count()}
            return self._page(request, 'undo_merge', f'Undo “{run}”?', context)
        if request.method == 'GET' and act == 'undo' and run.act:
            kept = bulk.changed_since(run)
            context = {'run': run, 'changed': run.overwritten.count(), 'kept': kept.only('title')[:MOST_LISTED]}
            return self._page(request, 'undo_act', f'Undo “{run}”?', context | {'staying': kept.count()})
        if request.method == 'GET' and act == 'undo':
            from articles.imports import undo  # With all that stores records, which a web worker rarely needs.

            foreseen = undo.preview(run)
            context = {'run': run, 'foreseen': foreseen, 'kept': foreseen.unchanged[:MOST_LISTED]}
            return self._page(request, 'undo', f'Undo the import of {run.source}?', context)
        if request.method != 'POST':
            return HttpResponseNotAllowed(['POST'])
        change, message = ACTS[act]
        if change(run, request.user):
            self.message_user(request, MESSAGES_OF_ACTS.get(act, message) if run.act else message, messages.SUCCESS)
        else:
            self.message_user(request, 'Nothing was done: the import has changed its state.', messages.WARNING)
        list_or_run = ('changelist', []) if act == 'discard' else ('change', [pk])
        return HttpResponseRedirect(reverse(f'admin:articles_importrun_{list_or_run[0]}', args=list_or_run[1]))

    def report(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """All notes of a run, refused items included, as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = get_object_or_404(ImportRun, pk=pk)
        headers = {'Content-Disposition': f'attachment; filename="import-{run.pk}.csv"'}
        return StreamingHttpResponse(_rows(run), content_type='text/csv; charset=utf-8', headers=headers)

    def _page(self, request: HttpRequest, template: str, title: str, context: dict, status: int = 200) -> HttpResponse:
        context = {**self.admin_site.each_context(request), 'opts': self.opts, 'title': title, **context}
        return TemplateResponse(request, f'admin/articles/importrun/{template}.html', context, status=status)


def _percentage(run: ImportRun) -> int:
    return min(100, 100 * run.done // run.total) if run.total else 0


def _left(run: ImportRun) -> timedelta | None:
    """The time a running import will still take at its pace so far; None where that is not known."""
    if run.state != ImportRun.State.RUNNING or not run.total or not run.done:
        return None
    seconds = (timezone.now() - run.started).total_seconds() / run.done * max(0, run.total - run.done)
    return timedelta(seconds=round(seconds))


def _outcomes(run: ImportRun) -> list[tuple[str, int]]:
    """Each outcome with its count, preceded by their sum as `read`, of a run over articles here as `articles`."""
    if run.act:
        counted = bulk.outcomes(run)
        return [('terms' if 'merge' in run.act else 'articles', counted.total()), *sorted(counted.items())]
    names = ('read only', 'refused') if 'read only' in run.counts else OUTCOMES
    outcomes = [(name, run.counts.get(name, 0)) for name in names]
    return [('read', sum(number for _, number in outcomes)), *outcomes]


def _groups(run: ImportRun) -> list[tuple[str, int, list[ImportNote]]]:
    """Each kind of note, how many there are, and the first few of them; refused items come first."""
    notes = run.notes.order_by('pk').select_related('article').only('code', 'detail', 'source_key', 'article__title')
    counts = run.notes.order_by('code').values_list('code').annotate(Count('pk'))
    groups = [(code, count, list(notes.filter(code=code)[:EXAMPLES])) for code, count in counts]
    return sorted(groups, key=lambda group: group[0] != 'refused')


def _rows(run: ImportRun) -> Iterator[str]:
    yield spreadsheet.line(['kind', 'note', 'article', 'URL', 'key in the source'])
    notes = run.notes.select_related('article').defer(
        'article__body_source', 'article__body_html', 'article__body_text', 'article__meta'
    )  # fmt: skip
    for note in chain.from_iterable(batches(notes)):
        article = note.article
        cells = [
            note.code,
            note.detail,
            str(article or ''),
            article.get_absolute_url() if article else '',
            note.source_key,
        ]
        yield spreadsheet.line(cells)
