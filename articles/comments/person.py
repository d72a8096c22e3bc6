"""All that one person has written, by their e-mail address: listed, exported, erased."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from articles.comments import moderation
from articles.models import Comment, Follower


def comments_of(email: str) -> QuerySet:
    """The comments with this address, in any state and whatever its capitals, newest first; none for a blank one."""
    comments = Comment.objects.filter(author_email__iexact=email.strip()) if email.strip() else Comment.objects.none()
    return comments.select_related('article').order_by('-posted', '-pk')


def export(email: str, site: str) -> list[dict[str, Any]]:
    """What is stored of these comments, as JSON values; times are ISO 8601 in UTC. `site` is the site's URL.

    The file is for who wrote them: of an article that readers do not see, it has neither the title nor the URL.
    """
    return [
        {
            'url': site + comment.get_absolute_url() if comment.article.is_public else '',
            'article': comment.article.title if comment.article.is_public else '',
            'status': comment.status,
            'posted': comment.posted.isoformat(),
            'edited': comment.edited and comment.edited.isoformat(),
            'name': comment.author_name,
            'email': comment.author_email,
            'website': comment.author_url,
            'html': comment.body_html,
            'text': comment.body_text,
            'network': comment.network_hash,
            'more': comment.meta,
        }
        for comment in comments_of(email)
    ]


@transaction.atomic
def erase(email: str, *, by: AbstractBaseUser | None, text: bool = True) -> int:
    """Erases the writer of these comments, and their texts unless these may stay; returns how many there were.

    What the address follows ends. `by` is None where it is the writer's own wish. The log says which comments were
    erased, not whose.
    """
    Follower.objects.filter(email=email.strip().lower()).delete()
    # In the order in which moderators' acts lock them.
    comments = list(comments_of(email).order_by('pk').select_for_update(of=['self']))
    for comment in comments:
        moderation.erase(comment, by=by, text=text)
    return len(comments)
