"""What came in, and what was decided, in the last seven days."""

from collections import Counter
from datetime import date, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Avg, Count, F
from django.utils import timezone

from articles.models import Comment, CommentReport

WEEK = timedelta(days=7)


def by_day() -> dict[date, Counter[str]]:
    """How many comments that readers sent have which status now, by the local day on which they came; newest first."""
    since = timezone.localdate() - WEEK + timedelta(days=1)
    days: dict[date, Counter[str]] = {since + timedelta(days=n): Counter() for n in reversed(range(WEEK.days))}
    sent = _sent().filter(posted__date__gte=since).order_by()
    for day, status, number in sent.values_list('posted__date', 'status').annotate(Count('pk')):
        if day in days:
            days[day][status] = number
    return days


def waited() -> timedelta | None:
    """How long comments of the week waited for a decision, on average; None where there was none."""
    decided = _sent().exclude(moderated=None).exclude(status=Comment.Status.WITHDRAWN)
    return decided.aggregate(mean=Avg(F('moderated') - F('posted')))['mean']


def by_moderator() -> list[tuple[str, int]]:
    """How many comments each moderator has decided on or changed in the week, the most first."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Comment), action_time__gt=timezone.now() - WEEK
    )
    return list(entries.values_list('user__username').annotate(n=Count('pk')).order_by('-n', 'user__username'))


def reported() -> int:
    """How many reports of readers came in the week."""
    return CommentReport.objects.filter(reported__gt=timezone.now() - WEEK).count()


def _sent():
    week = timezone.now() - WEEK
    return Comment.objects.filter(posted__gt=week, source_key=None, kind=Comment.Kind.COMMENT, official=False)
