"""Who may see and change which articles. Editors all of them; others what is public, and writers their own drafts."""

from django.contrib import admin
from django.contrib.admin.sites import NotRegistered
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from articles.models import Article, Comment, Revision

OF_WRITERS = ('submit',)  # besides saving


class OwnDraftsMixin:
    def get_queryset(self, request: HttpRequest):
        articles = super().get_queryset(request)
        if sees_hidden(request.user):
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
        return obj.status == Article.Status.DRAFT and self._owns(request, obj)

    def has_history_permission(self, request: HttpRequest, article: Article) -> bool:
        """Whether somebody may see the versions of an article that they may see: some were never public."""
        return sees_hidden(request.user) or (self.is_writer(request) and self._owns(request, article))

    def may_act(self, request: HttpRequest, act: str) -> bool:
        """Whether somebody may press a button of the form, apart from Save."""
        return super().has_change_permission(request) or act in OF_WRITERS

    def _owns(self, request: HttpRequest, article: Article) -> bool:
        return Article.objects.filter(_is_own(request.user), pk=article.pk).exists()


def sees_hidden(user: User) -> bool:
    """Whether somebody may see articles that are not public, whoever writes them."""
    return user.has_perm('articles.view_hidden') or user.has_perm('articles.change_article')


def visible_comments(user: User) -> QuerySet[Comment]:
    """The comments that somebody may see and decide: not those on hidden articles, nor notes, unless they see these."""
    comments = Comment.objects.all()
    if sees_hidden(user):
        return comments
    return comments.filter(article__in=Article.objects.public().values('pk')).exclude(kind=Comment.Kind.NOTE)


def on_site(request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponse:
    """Redirects to the page of an object, as Django's own does for whoever is on the staff: its URL may tell its title.

    Raises Http404 for what somebody would not find in the admin.
    """
    model = get_object_or_404(ContentType, pk=content_type_id).model_class()
    try:
        of_model = model and admin.site.get_model_admin(model)
    except NotRegistered:
        of_model = None
    if not (of_model and of_model.has_view_permission(request) and of_model.get_object(request, object_id)):
        raise Http404
    return shortcut(request, content_type_id, object_id)


def _is_own(user) -> Q:
    """That this person has saved a version; of a draft that only its writer can change, that is the writer."""
    return Q(edited_by=user) | Q(Exists(Revision.objects.filter(article=OuterRef('pk'), by=user)))
