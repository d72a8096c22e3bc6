"""Downloads the list of articles, as it is filtered, as CSV."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path

from articles.export import metadata


class DownloadMixin:
    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.download)
        return [path('articles.csv', view, name='articles_article_download'), *super().get_urls()]

    def download(self, request: HttpRequest) -> HttpResponse:
        """All pages of the list with the same query."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect('admin:articles_article_changelist')
        headers = {'Content-Disposition': 'attachment; filename="articles.csv"'}
        return StreamingHttpResponse(
            metadata.lines(listed.queryset), content_type='text/csv; charset=utf-8', headers=headers
        )
