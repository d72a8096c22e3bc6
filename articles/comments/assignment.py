"""Comments that one moderator asks another, or takes upon themselves, to decide on."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from articles.models import Comment


def moderators() -> QuerySet:
    """Who may decide on comments, by user name."""
    people = get_user_model().objects.with_perm(
        'articles.change_comment', backend='django.contrib.auth.backends.ModelBackend'
    )
    return people.filter(is_staff=True).order_by('username')


def assign(comment: Comment, to: AbstractBaseUser | None) -> None:
    """Nobody is kept from deciding; None for to nobody. It is no decision, and so in no log."""
    Comment.objects.filter(pk=comment.pk).update(assigned=to and to.pk)
