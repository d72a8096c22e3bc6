"""The list of the moderators' queue, with what is needed to judge each comment of a page."""

from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet

from articles.comments import alike, spam
from articles.comments.recent import newest
from articles.models import Comment


class Queue(ChangeList):
    """Where no filter is set, the held comments are listed once for each text."""

    def get_queryset(self, request, *args, **kwargs):
        comments = super().get_queryset(request, *args, **kwargs)
        self.folds = not self.params and not self.query
        return alike.one_of_each_text(comments) if self.folds else comments

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        held = [comment for comment in self.result_list if comment.status == Comment.Status.HELD]
        for comment, judgement in zip(held, spam.judge(held), strict=True):
            comment.judgement = judgement
        for comment, groups in zip(held, alike.groups(held), strict=True):
            comment.alike = groups
            if self.folds:
                comment.same_text = next((group for group in groups if group.way == 'text'), None)
        for comment in self.result_list:
            comment.links = comment.body_html.count('<a ') + bool(comment.author_url)
        for name in ('author_name', 'network_hash'):
            known = earlier_approved(name, {getattr(comment, name) for comment in self.result_list} - {''})
            for comment in self.result_list:
                setattr(comment, f'approved_with_{name}', known.get(getattr(comment, name), 0))


def earlier_approved(field: str, values: set[str]) -> dict[str, int]:
    """How many of the recent approved comments share each of these names, or each of these networks."""
    # Networks have an index.
    comments = Comment.objects.all() if field == 'network_hash' else newest(Comment.objects.all())
    approved = comments.approved().filter(**{f'{field}__in': values})
    return dict(approved.order_by().values_list(field).annotate(Count('pk'))) if values else {}


def earlier(comment: Comment, comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """The newest ten of the recent ones of these comments by the same name, e-mail address or network."""
    shared = Q()
    for name in ('author_name', 'author_email', 'network_hash'):
        if value := getattr(comment, name):
            shared |= Q(**{name: value})
    others = newest(comments.exclude(pk=comment.pk)) if shared else Comment.objects.none()
    return others.filter(shared).order_by('-posted', '-pk')[:10]
