"""Which mails new comments and articles cause: each once, and none for what was imported."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles.db import throttle
from articles.models import Announced, Article, Comment, Mail, News, Subscription
from articles.search import index

from . import searches, subscriptions

# What became public longer ago is announced no more, where no mail could be sent in the meantime.
FRESH = timedelta(days=2)
KEPT = timedelta(days=90)  # for which mails that were sent are remembered
MOST = 100  # comments, or articles, announced in one step
MORNING = time(7)  # when mails of a day or a week are sent, in the site's time zone; those of a week on Mondays
Pace = Subscription.Pace


def announce() -> int:
    """Enqueues the mails that newly public comments and articles cause; returns how many of these there were."""
    return comments() + articles()


def comments() -> int:
    """Imported comments cause no mail, nor does one that was public before anybody could be told."""
    fresh = Comment.objects.approved().filter(
        announced=None, source_key=None, kind=Comment.Kind.COMMENT, moderated__gt=timezone.now() - FRESH
    )
    with transaction.atomic():
        throttle.lock('announcements')
        chosen = fresh.order_by('moderated', 'pk').select_for_update(skip_locked=True, of=['self'])
        locked = list(chosen.only('article', 'parent', 'author_email', 'moderated')[:MOST])
        for comment in locked:
            for subscription in Subscription.objects.filter(comment=comment):
                subscriptions.ask(subscription)
            whole, own = (
                Q(article=comment.article_id, comment=None),
                Q(comment=comment.parent_id, comment__isnull=False),
            )
            subscribed = Subscription.objects.filter(whole | own, confirmed__lt=comment.moderated)
            _tell(subscribed.exclude(follower__email=comment.author_email.lower()), comment=comment)
        Comment.objects.filter(pk__in=[comment.pk for comment in locked]).update(announced=timezone.now())
    return len(locked)


def articles() -> int:
    """An article is announced once the index has it, since what is followed are searches."""
    fresh = (
        Article.objects.public()
        .listed()
        .filter(source_key=None, announced=None, public_from__gt=timezone.now() - FRESH)
    )
    pks = list(fresh.order_by('public_from', 'pk').values_list('pk', flat=True)[:MOST])
    if not pks:
        return 0
    try:
        indexed = searches.indexed(pks)
        confirmed = Subscription.objects.exclude(search='').exclude(confirmed=None)
        results = {
            search: searches.results(search, indexed)
            for search in confirmed.values_list('search', flat=True).distinct()
        }
    except index.Missing:
        return 0
    with transaction.atomic():
        throttle.lock('announcements')
        new = fresh.filter(pk__in=indexed).order_by('public_from', 'pk').only('public_from')
        for article in new:
            asked_for = [search for search, ids in results.items() if article.pk in ids]
            _tell(confirmed.filter(search__in=asked_for, confirmed__lt=article.public_from), article=article)
        now = timezone.now()
        Announced.objects.bulk_create([Announced(article=article, at=now) for article in new])
    return len(new)


def _tell(subscribed: QuerySet, **what: Comment | Article) -> None:
    """Adds a comment or an article to the next mail of each subscription, or of one of those of the same follower."""
    now = timezone.now()
    knowing = News.objects.filter(**what).values('follower')
    # The writer of a comment is told that it was replied to, rather than that there is one more.
    in_order = subscribed.exclude(follower__in=knowing).order_by('follower', F('comment').desc(nulls_last=True), 'pk')
    chosen = list(in_order.distinct('follower'))
    # Also what is due and was not tried yet: a hundred comments that are approved together are one mail.
    untried = Mail.objects.filter(confirms=False, tries=0, sent=None, given_up=None, due__gt=now - FRESH / 2)
    open_mails = untried.filter(subscription__in=chosen)
    mails = {mail.subscription_id: mail for mail in open_mails.select_for_update()}
    new = [Mail(subscription=one, due=_due(one.pace, now)) for one in chosen if one.pk not in mails]
    mails |= {mail.subscription_id: mail for mail in Mail.objects.bulk_create(new, batch_size=500)}
    News.objects.bulk_create(
        (News(mail=mails[one.pk], follower_id=one.follower_id, **what) for one in chosen), batch_size=500
    )


def _due(pace: str, now: datetime) -> datetime:
    if pace == Pace.AT_ONCE:
        return now
    morning = datetime.combine(timezone.localdate(now), MORNING, timezone.get_current_timezone())
    if morning <= now:
        morning += timedelta(days=1)
    return morning + timedelta(days=-morning.weekday() % 7) if pace == Pace.WEEKLY else morning


def tidy() -> None:
    """Forgets mails of long ago."""
    Mail.objects.filter(confirms=False, due__lt=timezone.now() - KEPT).delete()
