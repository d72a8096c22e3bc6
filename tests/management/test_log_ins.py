"""What `follow` deletes of sessions and log-ins."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from articles.management import follower

pytestmark = pytest.mark.django_db


def make_log_ins(age: timedelta) -> None:
    who = {'username': f'editor-{age.days}', 'ip_address': '203.0.113.7', 'user_agent': 'Firefox'}
    AccessAttempt.objects.create(**who, failures_since_start=1)
    AccessLog.objects.create(**who)
    for model in (AccessAttempt, AccessLog):
        model.objects.filter(username=who['username']).update(attempt_time=timezone.now() - age)
    Session.objects.create(session_key=f'key-{age.days}', expire_date=timezone.now() - age)


def test_sessions_and_log_ins_are_deleted_when_they_are_of_no_more_use():
    for days in (-1, 2, 100):
        make_log_ins(timedelta(days=days))
    follower.tidy()
    assert [session.session_key for session in Session.objects.all()] == ['key--1']
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ['editor--1']
    assert sorted(log.username for log in AccessLog.objects.all()) == ['editor--1', 'editor-2']
