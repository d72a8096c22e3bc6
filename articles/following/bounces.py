"""What mail servers send back: an address that does not exist gets no more mails.

Each mail has a return path of its own (VERP), `bounces+1f-0a…@news.example`: a bounce need not say which mail it is of.
"""

import re
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from articles.models import Mail

_NAMED = re.compile(r'\+(?P<pk>[0-9a-f]{1,15})-(?P<proof>[0-9a-f]{20})@', re.I)


def domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition('@')[2]


def sender(mail: Mail) -> str:
    """Where a mail returns that cannot be delivered: to `BOUNCES` with the mail's name in it, or to the sender."""
    if not settings.BOUNCES:
        return settings.DEFAULT_FROM_EMAIL
    local, _, host = settings.BOUNCES.partition('@')
    return f'{local}+{mail.pk:x}-{_proof(mail)}@{host}'


def receive(message: bytes) -> bool:
    """Ends all that an address follows where a mail to it came back for good; returns whether it did.

    What is no such report (RFC 3464), such as an answer of somebody who is on holiday, changes nothing.
    """
    report = BytesParser(policy=policy.compat32).parsebytes(message)
    mail = _returned(report)
    if not mail or not _failed_for_good(report):
        return False
    mail.recipient.delete()
    return True


def _returned(report: Message) -> Mail | None:
    for _name, address in getaddresses([str(value) for value in report.get_all('To', [])]):
        if named := _NAMED.search(address):
            pk = int(named['pk'], 16)
            mail = Mail.objects.select_related('subscription__follower', 'follower').filter(pk=pk).first()
            if mail and constant_time_compare(_proof(mail), named['proof'].lower()):
                return mail
    return None


def _failed_for_good(report: Message) -> bool:
    if report.get_content_type() != 'multipart/report':
        return False
    fields = [part for part in report.walk() if part.get('Action') and part.get('Status')]
    return any(
        str(part['Action']).strip().lower() == 'failed' and str(part['Status']).strip().startswith('5.')
        for part in fields
    )


def _proof(mail: Mail) -> str:
    """What only a mail that was sent can show; by the follower's key also after a restore gave its number again."""
    return salted_hmac('articles.bounce', f'{mail.pk} {mail.recipient.key}').hexdigest()[:20]
