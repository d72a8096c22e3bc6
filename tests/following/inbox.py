"""Who follows what, and which mails arrive."""

import re
from datetime import timedelta

from django.core import mail
from django.utils import timezone

from articles.following import announcements, outbox
from articles.models import Follower, Subscription


def subscribe(email='reader@mail.example', **what):
    """Somebody who has confirmed before whatever becomes public now."""
    moment = timezone.now() - timedelta(hours=1)
    follower, _ = Follower.objects.get_or_create(email=email)
    return Subscription.objects.create(follower=follower, made=moment, confirmed=moment, **what)


def deliver():
    """(recipient, subject) of all mails so far."""
    announcements.announce()
    outbox.send()
    return [(message.to[0], message.subject) for message in mail.outbox]


def link(message, name):
    """The path of a link of a mail, such as 'confirm' or 'stop'."""
    return re.search(rf'https://news\.example((?:/follow)?/{name}/\S+)', message.body)[1]
