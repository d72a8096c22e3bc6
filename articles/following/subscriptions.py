"""Following comments and articles by mail: subscribed, confirmed, ended.

Tokens are signed and name a subscription, or for some days a follower. Whoever has one got it by mail.
"""

import re
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from articles import lists
from articles.db import row_tokens, throttle
from articles.models import Article, Author, Comment, Follower, Mail, Subscription, Tag
from articles.search.params import InvalidSearch, SearchParams

from . import kept

AGAIN = timedelta(days=1)  # between two mails that ask the same address to confirm the same
MOST_ASKED = 3  # confirmations that an address is asked for in that time, since anyone can enter it again and again
UNCONFIRMED = timedelta(days=14)  # after which a subscription is forgotten
PAGE_OPEN = timedelta(days=7)
MINE_OPEN = timedelta(days=1)  # since whoever has that link may erase all
SALT = 'articles.subscription'
LONGEST_TITLE = 80  # characters of the words of a search
_LINKING = re.compile(r'[/:@\\]+|\.(?=\w)')
_followers = signing.TimestampSigner(salt='articles.follower')
_writers = signing.TimestampSigner(salt='articles.writer')


class Followed(NamedTuple):
    """What is followed: 'comments' on an article, 'replies' to a comment, or 'articles'; with a title and a path."""

    kind: str
    title: str
    address: str


def is_offered() -> bool:
    """Whether the site can send mails."""
    return bool(settings.EMAIL_URL) and not settings.READ_ONLY


def token_of(subscription: Subscription) -> str:
    return row_tokens.sign(subscription.pk, subscription.made, salt=SALT)


def by_token(token: str) -> Subscription | None:
    """The subscription; None if the token is forged or the subscription has ended."""
    pk, made = row_tokens.unsign(token, salt=SALT) or (None, None)
    subscription = (
        Subscription.objects.select_related('article', 'comment', 'follower').filter(pk=pk, made=made).first()
    )
    return subscription if subscription and described(subscription) else None


def follower_token(follower: Follower) -> str:
    return _followers.sign(follower.key.hex)


def follower_by_token(token: str) -> Follower | None:
    """The follower; None if the token is forged or older than `PAGE_OPEN`, or the address was forgotten."""
    return _unsigned(_followers, token, PAGE_OPEN)


def mine_token(follower: Follower) -> str:
    """A token for the page of all that somebody has written with an address, which only its owner is sent."""
    return _writers.sign(follower.key.hex)


def writer_by_token(token: str) -> Follower | None:
    """Likewise; the token is good for `MINE_OPEN`."""
    return _unsigned(_writers, token, MINE_OPEN)


def _unsigned(signer: signing.TimestampSigner, token: str, age: timedelta) -> Follower | None:
    try:
        key = signer.unsign(token, max_age=age)
    except signing.BadSignature:
        return None
    return Follower.objects.filter(key=key).first()


def all_of(follower: Follower) -> QuerySet:
    """What somebody follows, newest first."""
    return follower.subscriptions.select_related('article', 'comment').order_by('-made', '-pk')


def described(subscription: Subscription) -> Followed | None:
    """None where the section, tag or author was deleted: such a subscription is over."""
    if subscription.article:
        article = subscription.article
        kind = 'replies' if subscription.comment_id else 'comments'
        return Followed(kind, str(article), article.get_absolute_url())
    try:
        params, _section = kept.params_of(subscription.search)
    except InvalidSearch:
        return None
    return Followed('articles', title_of(params), params.url())


def title_of(params: SearchParams) -> str:
    """A search in a few words: what is searched for, and the names of what it is narrowed to.

    It stands in mails to addresses that anyone can enter, so the words make no link, and no letter.
    """
    words = ' '.join(_LINKING.sub(' ', params.text).split())
    words = words if len(words) <= LONGEST_TITLE else f'{words[:LONGEST_TITLE]}…'
    tags, authors = Tag.objects.filter(slug__in=params.tags), Author.objects.filter(slug__in=params.authors)
    names = [*tags.values_list('name', flat=True), *authors.values_list('name', flat=True)]
    return ' · '.join(filter(None, [words, _section(params.category), *names, params.on]))


def _section(path: str) -> str:
    try:
        return lists.Sections().at(path).name if path else ''
    except Http404:
        return path


def follow(email: str, pace: str, network: str, **what: Article | str) -> None:
    """Subscribes an address to an `article` or a `search`, and asks it to confirm. Raises `throttle.TooMany`.

    Nothing that is returned or seen says whether it was subscribed before, or has been asked too often.
    """
    with transaction.atomic():
        throttle.lock(network)
        throttle.check(Subscription.objects.filter(network_hash=network), 'made')
        values: dict[str, Any] = {'made': timezone.now(), 'network_hash': network, 'pace': pace}
        to = {'follower': _follower(email), 'comment': None, **what}
        subscription, _ = Subscription.objects.get_or_create(**to, defaults=values)
        throttle.lock(subscription.follower.email)
        asked = Mail.objects.filter(confirms=True, due__gt=timezone.now() - AGAIN)
        unconfirmed = Q(subscription__follower=subscription.follower, subscription__confirmed=None)
        if asked.filter(unconfirmed | Q(follower=subscription.follower)).count() < MOST_ASKED:
            ask(subscription)


def follow_replies(comment: Comment) -> None:
    """Subscribes the writer of a comment to replies. They are asked to confirm once the comment is public."""
    if comment.author_email:
        values = {'article': comment.article, 'made': timezone.now()}
        Subscription.objects.get_or_create(comment=comment, follower=_follower(comment.author_email), defaults=values)


def _follower(email: str) -> Follower:
    return Follower.objects.get_or_create(email=email.lower())[0]


def send_link(email: str, network: str) -> None:
    """Enqueues the mail with the link to what was written with an address. Raises `throttle.TooMany`.

    Nothing that is returned or seen says whether there is anything.
    """
    with transaction.atomic():
        throttle.lock(network)
        throttle.check(Mail.objects.filter(network_hash=network), 'due')
        follower = _follower(email)
        throttle.lock(follower.email)
        if follower.links.filter(confirms=False, due__gt=timezone.now() - AGAIN).count() < MOST_ASKED:
            written = Comment.objects.filter(author_email__iexact=follower.email).exists()
            # Where there is nothing to show, the row only counts.
            given_up = None if written else timezone.now()
            follower.links.create(due=timezone.now(), network_hash=network, given_up=given_up)


def ask(subscription: Subscription) -> None:
    """Enqueues the mail that asks to confirm, unless it is confirmed or was asked lately."""
    if subscription.confirmed:
        return
    now = timezone.now()
    mail, made = Mail.objects.get_or_create(subscription=subscription, confirms=True, defaults={'due': now})
    if not made and (mail.sent or mail.given_up) and mail.due < now - AGAIN:
        Mail.objects.filter(pk=mail.pk).update(due=now, tries=0, sent=None, given_up=None)


def confirm(subscription: Subscription) -> None:
    Subscription.objects.filter(pk=subscription.pk, confirmed=None).update(confirmed=timezone.now())


def set_paces(follower: Follower, paces: dict[int, str]) -> None:
    """Sets how often each of somebody's subscriptions, by its key, is told of; what is no pace is skipped."""
    for pk, pace in paces.items():
        if pace in Subscription.Pace:
            follower.subscriptions.filter(pk=pk).update(pace=pace)


@transaction.atomic
def stop(ended: QuerySet) -> None:
    """Ends subscriptions. The mails that asked to confirm them still count, or each would make room for another."""
    of_each = Subscription.objects.filter(pk=OuterRef('subscription')).values('follower')
    asked = Mail.objects.filter(subscription__in=ended.filter(confirmed=None), confirms=True)
    asked.update(follower=Subquery(of_each), subscription=None, given_up=timezone.now())
    ended.delete()


def tidy() -> None:
    """Forgets what was never confirmed, or what no search can be any more; and networks after some time."""
    now = timezone.now()
    Subscription.objects.filter(confirmed=None, made__lt=now - UNCONFIRMED).delete()
    Subscription.objects.filter(made__lt=now - timedelta(days=30)).exclude(network_hash='').update(network_hash='')
    for search in Subscription.objects.exclude(search='').values_list('search', flat=True).distinct():
        try:
            kept.params_of(search)
        except InvalidSearch:
            Subscription.objects.filter(search=search).delete()
    Mail.objects.exclude(follower=None).filter(due__lt=now - MINE_OPEN).delete()
    Follower.objects.filter(subscriptions=None, links=None).delete()
