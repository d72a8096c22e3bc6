"""What editors have beside an article: its notes, and the links at which outsiders read it before readers do."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from articles.editorial import notes, preview_links
from articles.models import Article, Note, PreviewLink

MOST = 200  # that are listed


class DeskMixin:
    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path('<path:object_id>/notes/', wrap(self.notes), name='articles_article_notes'),
            path('<path:object_id>/links/', wrap(self.preview_links), name='articles_article_preview_links'),
            *super().get_urls(),
        ]

    def keeps_notes(self, request: HttpRequest) -> bool:
        """Whether somebody may read and write notes, and hand out links: who may change all articles."""
        return request.user.has_perm('articles.change_article')

    def notes(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lists the notes; a POST adds one, or deletes one of one's own. What is refused stays in its field."""
        article, typed = self._on_desk(request, object_id), request.POST.get('note', '')
        if request.method == 'POST' and 'delete' in request.POST:
            note = get_object_or_404(Note, article=article, pk=_number(request.POST['delete']))
            if not notes.delete(note, by=request.user):
                raise PermissionDenied
            self.message_user(request, 'The note was deleted.')
            return redirect('admin:articles_article_notes', article.pk)
        if request.method == 'POST':
            try:
                notes.add(article, typed, by=request.user)
                return redirect('admin:articles_article_notes', article.pk)
            except ValidationError as error:
                self.message_user(request, ' '.join(error.messages), messages.ERROR)
        listed = article.notes.select_related('by')[:MOST]
        imported = article.comments.filter(kind='note').order_by('-posted', '-pk')[:MOST]
        context = {'notes': listed, 'imported': imported, 'longest': notes.LONGEST, 'typed': typed}
        return self._desk_page(request, article, 'notes', f'Notes on “{article}”', context)

    def preview_links(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lists the links that are open; a POST makes one to the version that is stored now, or revokes one."""
        article = self._on_desk(request, object_id)
        if request.method == 'POST' and 'revoke' in request.POST:
            link = get_object_or_404(PreviewLink, article=article, pk=_number(request.POST['revoke']))
            preview_links.revoke(link)
            self.log_change(request, article, f'Revoked a preview link to version {link.version}.')
            self.message_user(request, 'The link was revoked: it shows nothing any more.')
        elif request.method == 'POST':
            self._make_link(request, article)
        if request.method == 'POST':
            return redirect('admin:articles_article_preview_links', article.pk)
        links = preview_links.still_open(article).select_related('by')
        context = {'links': [(link, preview_links.url(link)) for link in links], 'days': preview_links.OPEN.days}
        return self._desk_page(request, article, 'links', f'Preview links to “{article}”', context)

    def _on_desk(self, request: HttpRequest, object_id: str) -> Article:
        article = self.get_object(request, unquote(object_id))
        if not self.keeps_notes(request):
            raise PermissionDenied
        if not article:
            raise Http404
        return article

    def _make_link(self, request: HttpRequest, article: Article) -> None:
        try:
            link = preview_links.make(article, by=request.user)
        except ValidationError as error:
            self.message_user(request, ' '.join(error.messages), messages.ERROR)
            return
        self.log_change(request, article, f'Made a preview link to version {link.version}.')
        self.message_user(request, 'Here is the link. Whoever has it can read this version.')

    def _desk_page(self, request, article: Article, template: str, title: str, context: dict) -> HttpResponse:
        context = {**self.admin_site.each_context(request), 'title': title, 'article': article, **context}
        response = render(request, f'admin/articles/article/{template}.html', context | {'opts': self.opts})
        response.headers['Cache-Control'] = 'no-store'
        return response


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
