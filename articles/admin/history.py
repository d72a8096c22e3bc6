"""The versions of an article: who saved them, what each changed, and the button that restores one."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Lead
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.editorial import corrections, diff, publishing, revisions
from articles.models import Article, Revision

MOST = 500  # versions that are listed


class HistoryMixin:
    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        """Lists the versions; with ?from= and ?to= compares two of them; a POST restores one as the newest."""
        article = self.get_object(request, unquote(object_id))
        if not article:
            raise Http404
        if not self.has_history_permission(request, article):
            raise PermissionDenied
        if request.method == 'POST':
            is_restoring = 'version' in request.POST
            return (self._bring_back if is_restoring else self._show_or_hide)(request, article)
        context = {**self.admin_site.each_context(request), 'article': article, 'opts': self.opts}
        context |= {'can_change': self.has_change_permission(request, article)}
        if 'from' in request.GET:
            context |= _comparison(article, request.GET.get('from', ''), request.GET.get('to', ''))
            return render(request, 'admin/articles/article/comparison.html', context)
        listed = article.revisions.select_related('by', 'run').defer('values')
        before = Window(Lead('version'), order_by=F('version').desc())
        earlier = list(listed.annotate(title=KT('values__title'), status=KT('values__status'), before=before)[:MOST])
        public = {one.version: one for one in article.public_changes.all()}
        for one in earlier:
            one.public = public.get(one.version)
        context |= {'title': f'History of “{article}”', 'earlier': earlier, 'public': public.get(article.version)}
        return render(request, 'admin/articles/article/versions.html', context)

    def _show_or_hide(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Closes a version, or its note, to readers, or opens it."""
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        acts = ('close', 'open', 'close_note', 'open_note')
        act = next((name for name in acts if _is_number(request.POST.get(name, ''))), '')
        version = int(request.POST[act]) if act else 0
        try:
            if act == 'close':
                corrections.close(article, version)
                self.message_user(request, f'Readers do not see version {version} or its sentence any more.')
            elif act == 'open':
                corrections.open_version(article, version, by=request.user)
                self.message_user(request, f'Readers see version {version} in the public history.')
            elif act:
                corrections.close_note(article, version, is_closed=act == 'close_note')
                now = 'do not see the sentence' if act == 'close_note' else 'see the sentence'
                self.message_user(request, f'Readers {now} of version {version}.')
        except ValidationError as error:
            self.message_user(request, ' '.join(error.messages), messages.ERROR)
        return redirect('admin:articles_article_history', article.pk)

    def _bring_back(self, request: HttpRequest, article: Article) -> HttpResponse:
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        revision = _revision(article, request.POST.get('version', ''))
        read = request.POST.get('read_version', '')
        article.version = int(read) if _is_number(read) else 0
        try:
            publishing.revert(article, revision, by=request.user)
        except publishing.StaleArticle as stale:
            self.message_user(request, f'Nothing was changed: {stale}. Compare again, then decide.', messages.ERROR)
            return redirect('admin:articles_article_history', article.pk)
        except ValidationError as error:
            self.message_user(request, ' '.join(error.messages), messages.ERROR)
            return redirect('admin:articles_article_history', article.pk)
        self.message_user(request, f'Version {revision.version} was restored, as a new version.')
        return redirect('admin:articles_article_change', article.pk)


def _comparison(article: Article, before: str, after: str) -> dict[str, Any]:
    """The context of a page that compares two versions; an empty `after` means the current one."""
    revision = _revision(article, before)
    other = _revision(article, after) if after and after != str(article.version) else None
    theirs = other.values if other else revisions.values(article)
    return {
        'title': f'Two versions of “{article}”',
        'revision': revision,
        'after': other.version if other else article.version,
        'differences': diff.compare(revision.values, theirs),
    }


def _revision(article: Article, number: str) -> Revision:
    revision = article.revisions.filter(version=number).first() if _is_number(number) else None
    if not revision:
        raise Http404
    return revision


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
