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

# Of the enhanced codes of RFC 3463, those that say that there is no such mailbox or host. Others with a 5 say that the
# server trusts this site no more, or that a mailbox is full: readers follow on.
_UNKNOWN = re.compile(r'\b5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b')
_SPECIFIC = re.compile(r'\b5\.\d{1,3}\.[1-9]\d{0,2}\b')
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


def says_unknown(reply: bytes) -> bool:
    """Whether a server's reply to a recipient says that the address does not exist, by an enhanced code."""
    return bool(_UNKNOWN.search(reply.decode(errors='replace')))


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
    parts = [part for part in report.walk() if part.get('Action') and part.get('Status')]
    return any(str(part['Action']).strip().lower() == 'failed' and _is_unknown(part) for part in parts)


def _is_unknown(part: Message) -> bool:
    """Many programs only say 5.0.0, and the code of the other server, if it gave one, beside it."""
    status, said = str(part['Status']).strip(), str(part.get('Diagnostic-Code', ''))
    if _SPECIFIC.match(status):
        return bool(_UNKNOWN.match(status))
    return status.startswith('5.') and (bool(_UNKNOWN.search(said)) or not _SPECIFIC.search(said))


def _proof(mail: Mail) -> str:
    """What only a mail that was sent can show; by the follower's key also after a restore gave its number again."""
    return salted_hmac('articles.bounce', f'{mail.pk} {mail.recipient.key}').hexdigest()[:20]
