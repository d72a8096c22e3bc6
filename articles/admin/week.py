"""The page with the moderators' week in numbers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timesince import timesince

from articles.comments import statistics
from articles.models import Comment

TITLE = 'The week in numbers'


def answer(request: HttpRequest, context: dict) -> HttpResponse:
    days, now = statistics.by_day(), timezone.now()
    waited = statistics.waited()
    context |= {
        'statuses': Comment.Status.values,
        'days': [(day, [numbers[status] for status in Comment.Status.values]) for day, numbers in days.items()],
        'sums': [sum(numbers[status] for numbers in days.values()) for status in Comment.Status.values],
        'waited': timesince(now - waited, now) if waited else '',
        'moderators': statistics.by_moderator(),
        'reported': statistics.reported(),
    }
    return render(request, 'admin/articles/comment/week.html', context)
