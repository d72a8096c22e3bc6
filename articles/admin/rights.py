"""Who may see and change which articles. Editors all of them; others what is public, and writers their own drafts."""

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from articles.models import Article, Revision

OF_WRITERS = ('submit',)  # besides saving


class OwnDraftsMixin:
    def get_queryset(self, request: HttpRequest):
        articles = super().get_queryset(request)
        if request.user.has_perm('articles.view_hidden') or request.user.has_perm('articles.change_article'):
            return articles
        own = _is_own(request.user) if self.is_writer(request) else Q(pk__in=[])
        return articles.filter(own | Q(pk__in=Article.objects.public().values('pk')))

    def is_writer(self, request: HttpRequest) -> bool:
        return request.user.has_perm('articles.write_article')

    def has_change_permission(self, request, obj=None):
        """Writers may change a draft of their own. Without an object, this is the right to change them all."""
        may = super().has_change_permission(request, obj)
        if may or obj is None or not self.is_writer(request):
            return may
        return obj.status == Article.Status.DRAFT and Article.objects.filter(_is_own(request.user), pk=obj.pk).exists()

    def may_act(self, request: HttpRequest, act: str) -> bool:
        """Whether somebody may press a button of the form, apart from Save."""
        return super().has_change_permission(request) or act in OF_WRITERS


def _is_own(user) -> Q:
    """That this person has saved a version; of a draft that only its writer can change, that is the writer."""
    return Q(edited_by=user) | Q(Exists(Revision.objects.filter(article=OuterRef('pk'), by=user)))
