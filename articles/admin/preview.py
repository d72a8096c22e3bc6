"""Previews an article as readers would see it, from the unsaved form."""

from copy import copy

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, resolve

from articles.editorial import publishing
from articles.models import Article


class PreviewMixin:
    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview)
        return [
            path('preview/', preview, name='articles_article_preview_new'),
            path('<path:object_id>/preview/', preview, name='articles_article_preview'),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """The public page of what the form holds. It is saved and published in a transaction that is rolled back."""
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and not obj:
            raise Http404
        if not (self.has_change_permission(request, obj) if obj else self.has_add_permission(request)):
            raise PermissionDenied
        with transaction.atomic():
            try:
                response = self._page_as_typed(request, obj)
            except (ValidationError, publishing.StaleArticle) as error:
                reason = ' '.join(getattr(error, 'messages', ['Someone changed this article just now.']))
                response = HttpResponse(reason, status=400, content_type='text/plain; charset=utf-8')
            transaction.set_rollback(True)
        response.headers['Cache-Control'], response.headers['X-Robots-Tag'] = 'no-store', 'noindex'
        return response

    def _page_as_typed(self, request: HttpRequest, obj: Article | None) -> HttpResponse:
        article = obj
        if request.method == 'POST':
            fields = flatten_fieldsets(self.get_fieldsets(request, obj))
            form = self.get_form(request, obj, change=bool(obj), fields=fields)(request.POST, instance=copy(obj))
            form.is_valid()
            article = publishing.save(obj or form.instance, by=request.user, **form.values | {'embargo': None})
        elif not obj:
            raise Http404
        elif obj.embargo:
            article = publishing.save(obj, by=request.user, embargo=None)
        if article.status == Article.Status.TRASHED:
            article = publishing.restore(article, by=request.user)
        article = publishing.publish(article, by=request.user)
        # Resolved as a reader's request would be, so that it is the same view.
        match = resolve(article.get_absolute_url())
        page = copy(request)
        page.method, page.path, page.path_info = 'GET', article.get_absolute_url(), article.get_absolute_url()
        page.resolver_match = match
        response = match.func(page, *match.args, **match.kwargs)
        return response.render() if hasattr(response, 'render') else response
