"""Mails that come back: the address that does not exist follows nothing more, and nothing else ends anything."""

import pytest
from django.core import mail
from django.utils import timezone

from articles.following import bounces
from articles.models import Follower, Mail
from tests.factories import make_article, make_comment
from tests.following.inbox import deliver, subscribe

pytestmark = pytest.mark.django_db

# After RFC 3464, appendix E.
REPORT = """From: Mail Delivery Subsystem <MAILER-DAEMON@mail.example>
To: {to}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

The mail could not be delivered.
--b
content-type: message/delivery-status

Reporting-MTA: dns; mail.example

Original-Recipient: rfc822;reader@mail.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {said}

--b--
"""


@pytest.fixture
def return_path(settings):
    """The envelope's sender of a mail to a follower."""
    settings.BOUNCES = 'bounces@news.example'
    article = make_article()
    subscribe(article=article)
    make_comment(article, moderated=timezone.now())
    deliver()
    assert mail.outbox[0].message()['From'] == 'The Herald <herald@news.example>'
    return mail.outbox[0].from_email


def test_address_that_does_not_exist_follows_nothing_more(return_path):
    assert return_path.startswith('bounces+')
    assert len(return_path.partition('@')[0]) <= 64
    assert bounces.receive(
        REPORT.format(to=return_path.upper(), action='failed', status='5.1.1', said='User unknown').encode()
    )
    assert not Follower.objects.exists()


@pytest.mark.parametrize(
    ('status', 'said', 'remains'),
    [
        ('5.0.0', 'User unknown', False),
        ('5.0.0', '5.1.1 User unknown', False),
        ('5.0.0', '5.7.1 Blocked', True),
        ('5.7.26', 'Unauthenticated mail', True),
        ('5.2.2', 'Mailbox full', True),
    ],
)
def test_only_an_address_that_does_not_exist_ends_what_is_followed(return_path, status, said, remains):
    bounces.receive(REPORT.format(to=return_path, action='failed', status=status, said=said).encode())
    assert Follower.objects.exists() == remains


@pytest.mark.parametrize(('action', 'status'), [('delayed', '4.4.7'), ('failed', '4.2.2'), ('delivered', '2.0.0')])
def test_mail_that_may_arrive_later_ends_nothing(return_path, action, status):
    assert not bounces.receive(REPORT.format(to=return_path, action=action, status=status, said='Try later').encode())
    assert Follower.objects.exists()


def test_answer_of_a_person_or_a_forged_report_ends_nothing(return_path):
    forged = ['bounces@news.example', return_path.replace('-', '-0')]
    reports = [REPORT.format(to=to, action='failed', status='5.1.1', said='User unknown').encode() for to in forged]
    for message in (f'To: {return_path}\n\nI am on holiday.'.encode(), b'\xff\x00', *reports):
        assert not bounces.receive(message)
    assert Follower.objects.exists()


def test_return_path_of_a_mail_whose_number_was_given_again_ends_nothing(return_path):
    Follower.objects.update(key='12345678123456781234567812345678')
    assert not bounces.receive(
        REPORT.format(to=return_path, action='failed', status='5.1.1', said='User unknown').encode()
    )
    assert Mail.objects.exists()
