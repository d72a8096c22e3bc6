"""Following comments by mail: subscribed, confirmed, ended; and which mails a public comment causes.

Tokens are signed and name a subscription, or for some days a follower. Whoever has one got it by mail.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles.comments import throttle
from articles.db import row_tokens
from articles.models import Article, Comment, Follower, Mail, Subscription

# A comment older than this is not announced any more, where no mail could be sent in the meantime.
NEWS = timedelta(days=2)
AGAIN = timedelta(days=1)  # between two mails that ask the same address to confirm the same
MOST_ASKED = 3  # articles that an address is asked to confirm in that time, since anyone can enter it again and again
UNCONFIRMED = timedelta(days=14)  # after which a subscription is forgotten
KEPT = timedelta(days=90)  # for which mails that were sent are remembered
PAGE_OPEN = timedelta(days=7)
MOST = 100  # comments announced in one step
SALT = 'articles.subscription'
_followers = signing.TimestampSigner(salt='articles.follower')


def is_offered() -> bool:
    """Whether the site can send mails."""
    return bool(settings.EMAIL_URL) and not settings.READ_ONLY


def token_of(subscription: Subscription) -> str:
    return row_tokens.sign(subscription.pk, subscription.made, salt=SALT)


def by_token(token: str) -> Subscription | None:
    """The subscription; None if the token is forged or the subscription has ended."""
    pk, made = row_tokens.unsign(token, salt=SALT) or (None, None)
    return Subscription.objects.select_related('article', 'comment', 'follower').filter(pk=pk, made=made).first()


def follower_token(follower: Follower) -> str:
    return _followers.sign(follower.key.hex)


def follower_by_token(token: str) -> Follower | None:
    """The follower; None if the token is forged or older than `PAGE_OPEN`, or the address was forgotten."""
    try:
        key = _followers.unsign(token, max_age=PAGE_OPEN)
    except signing.BadSignature:
        return None
    return Follower.objects.filter(key=key).first()


def all_of(follower: Follower) -> QuerySet:
    """What somebody follows, newest first."""
    return follower.subscriptions.select_related('article', 'comment').order_by('-made', '-pk')


@transaction.atomic
def follow_article(article: Article, *, email: str, network: str) -> None:
    """Subscribes an address to an article, and asks it to confirm. Raises `throttle.TooMany`.

    Nothing that is returned or seen says whether it was subscribed before, or has been asked too often.
    """
    throttle.lock(network)
    throttle.check(Subscription.objects.filter(network_hash=network), 'made')
    subscription, _ = Subscription.objects.get_or_create(
        article=article,
        comment=None,
        follower=_follower(email),
        defaults={'made': timezone.now(), 'network_hash': network},
    )
    throttle.lock(subscription.follower.email)
    asked = Mail.objects.filter(
        subscription__follower=subscription.follower, subscription__confirmed=None, comment=None
    )
    if asked.filter(due__gt=timezone.now() - AGAIN).count() < MOST_ASKED:
        ask(subscription)


def follow_replies(comment: Comment) -> None:
    """Subscribes the writer of a comment to replies. They are asked to confirm once the comment is public."""
    if comment.author_email:
        values = {'article': comment.article, 'made': timezone.now()}
        Subscription.objects.get_or_create(comment=comment, follower=_follower(comment.author_email), defaults=values)


def _follower(email: str) -> Follower:
    return Follower.objects.get_or_create(email=email.lower())[0]


def ask(subscription: Subscription) -> None:
    """Enqueues the mail that asks to confirm, unless it is confirmed or was asked lately."""
    if subscription.confirmed:
        return
    now = timezone.now()
    mail, made = Mail.objects.get_or_create(subscription=subscription, comment=None, defaults={'due': now})
    if not made and (mail.sent or mail.given_up) and mail.due < now - AGAIN:
        Mail.objects.filter(pk=mail.pk).update(due=now, tries=0, sent=None, given_up=None)


def confirm(subscription: Subscription) -> None:
    Subscription.objects.filter(pk=subscription.pk, confirmed=None).update(confirmed=timezone.now())


def stop(subscription: Subscription) -> None:
    subscription.delete()


def announce() -> int:
    """Enqueues the mails that newly public comments cause, each once; returns how many comments there were.

    Imported comments cause none, nor does one that was public before anybody could be told.
    """
    fresh = Comment.objects.approved().filter(
        announced=None, source_key=None, kind=Comment.Kind.COMMENT, moderated__gt=timezone.now() - NEWS
    )
    with transaction.atomic():
        chosen = fresh.order_by('moderated', 'pk').select_for_update(skip_locked=True, of=['self'])
        comments = list(chosen.only('article', 'parent', 'author_email', 'moderated')[:MOST])
        for comment in comments:
            _announce(comment)
        Comment.objects.filter(pk__in=[comment.pk for comment in comments]).update(announced=timezone.now())
    return len(comments)


def _announce(comment: Comment) -> None:
    for subscription in Subscription.objects.filter(comment=comment):
        ask(subscription)
    whole, own = Q(article=comment.article_id, comment=None), Q(comment=comment.parent_id, comment__isnull=False)
    confirmed = Subscription.objects.filter(whole | own, confirmed__lt=comment.moderated)
    others = confirmed.exclude(follower__email=comment.author_email.lower())
    one_each = others.order_by('follower', F('comment').desc(nulls_last=True)).distinct('follower')
    now = timezone.now()
    mails = (Mail(subscription=one, comment=comment, due=now) for one in one_each.iterator(chunk_size=500))
    Mail.objects.bulk_create(mails, batch_size=500, ignore_conflicts=True)


def tidy() -> None:
    """Forgets what was never confirmed, and mails of long ago."""
    now = timezone.now()
    Subscription.objects.filter(confirmed=None, made__lt=now - UNCONFIRMED).delete()
    Follower.objects.filter(subscriptions=None).delete()
    Mail.objects.filter(comment__isnull=False, due__lt=now - KEPT).delete()
    Subscription.objects.filter(made__lt=now - timedelta(days=30)).exclude(network_hash='').update(network_hash='')
