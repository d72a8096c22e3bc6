"""The mails that followers get, in plain text and HTML."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from articles import lists
from articles.models import Article, Comment, Mail

from . import bounces, subscriptions

MOST = 50  # comments, or articles, that a mail shows


def message(mail: Mail, comments: list[Comment], articles: list[Article]) -> EmailMultiAlternatives:
    """The mail that tells of these, or asks to confirm; with headers that end it by one click (RFC 8058)."""
    subscription = mail.subscription
    followed = subscriptions.described(subscription)
    token = subscriptions.token_of(subscription)
    stop = settings.SITE_URL + reverse('follow-stop', args=[token])
    context = {
        'followed': followed,
        'address': settings.SITE_URL + followed.address,
        'comments': [(one, settings.SITE_URL + one.get_absolute_url()) for one in comments[:MOST]],
        'articles': [(one, settings.SITE_URL + one.get_absolute_url()) for one in articles[:MOST]],
        'more': max(len(comments), len(articles)) - MOST,
        'pace': subscription.get_pace_display(),
        'confirm': settings.SITE_URL + reverse('follow-confirm', args=[token]),
        'stop': stop,
        'all': settings.SITE_URL + reverse('follow-all', args=[subscriptions.follower_token(subscription.follower)]),
    }
    kind = 'confirm' if mail.confirms else 'comments' if subscription.article_id else 'articles'
    headers = {
        'List-Unsubscribe': f'<{stop}>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }
    return _made(mail, kind, _subject(kind, followed, context), context, headers)


def link(mail: Mail) -> EmailMultiAlternatives:
    """The mail with the link to all that somebody has written."""
    url = settings.SITE_URL + reverse('mine', args=[subscriptions.mine_token(mail.recipient)])
    return _made(mail, 'link', _('Your comments'), {'url': url}, {})


def _made(mail: Mail, kind: str, subject: str, context: dict[str, Any], headers: dict[str, str]):
    context |= {
        'SITE_NAME': lists.site().name,
        'LANGUAGE': get_language(),
        'DIRECTION': 'rtl' if get_language_bidi() else 'ltr',
    }
    headers |= {
        'From': settings.DEFAULT_FROM_EMAIL,
        'Auto-Submitted': 'auto-generated',
        # The same for each try, so that mail programs show what arrives twice once.
        'Message-ID': f'<mail-{mail.pk}-{mail.recipient.key.hex[:8]}@{bounces.domain()}>',
    }
    text, html = (render_to_string(f'mail/{kind}.{form}', context) for form in ('txt', 'html'))
    result = EmailMultiAlternatives(subject, text, bounces.sender(mail), [mail.recipient.email], headers=headers)
    result.attach_alternative(html, 'text/html')
    return result


def _subject(kind: str, followed: subscriptions.Followed, context: dict[str, Any]) -> str:
    title, n = ' '.join(followed.title.split())[:150], max(len(context['comments']), len(context['articles']))
    if kind == 'confirm' and followed.kind == 'articles':
        return _('Please confirm: new articles, %s') % title
    if kind == 'confirm':
        return _('Please confirm: comments on %s') % title
    if kind == 'comments':
        subject = ngettext('New comment: %(title)s', '%(n)s new comments: %(title)s', n)
    elif n == 1:
        return ' '.join(str(context['articles'][0][0]).split())[:150]
    else:
        subject = ngettext('%(n)s new article: %(title)s', '%(n)s new articles: %(title)s', n)
    return subject % {'n': n, 'title': title}
