"""Following comments by mail: the form, and the pages that links in mails open.

A link shows a button and changes nothing, as programs that scan mails open links; its POST does what it says.
"""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.comments import client_ip, following, throttle
from articles.comments.forms import TypedField, age, make_stamp
from articles.models import Article, Subscription

readers_may = require_http_methods(['GET', 'HEAD', 'POST'])


class FollowForm(forms.Form):
    """The stamp is that of the comment form, for the same reason; only a program fills in `subject`."""

    email = forms.EmailField(
        label=_('E-mail'), max_length=254, widget=forms.EmailInput(attrs={'autocomplete': 'email'})
    )
    subject = TypedField(label=_('Leave this field empty'), required=False)
    stamp = TypedField(required=False, widget=forms.HiddenInput)


@csrf_exempt  # The form's signed stamp takes the token's place: see CommentForm.
@readers_may
def follow(request: HttpRequest, article_id: int) -> HttpResponse:
    """Takes the address of somebody who wants to be told of comments on an article; `?sent` says what comes next."""
    if not following.is_offered():
        raise Http404
    request.encoding = 'utf-8'
    article = get_object_or_404(Article.objects.public().defer('body_source', 'body_html', 'body_text'), pk=article_id)
    form = FollowForm(request.POST if request.method == 'POST' else None, auto_id='follow-%s')
    context = {'article': article, 'form': form, 'sent': 'sent' in request.GET, 'stamp': make_stamp(article)}
    if request.method != 'POST':
        return _page(request, 'comments/follow.html', context)
    # What an old form or a program sends is asked for again, with the address kept.
    if not form.is_valid() or form.cleaned_data['subject'] or age(article, form.cleaned_data['stamp']) is None:
        return _page(request, 'comments/follow.html', context, status=422)
    try:
        network = client_ip.network_hash(request)
        following.follow_article(article, email=form.cleaned_data['email'], network=network)
    except throttle.TooMany as limit:
        response = _page(request, 'comments/follow.html', context | {'wait': True}, status=429)
        response['Retry-After'] = limit.wait
        return response
    return HttpResponseRedirect(f'{request.path}?sent', status=303)


@csrf_exempt  # Only the signed token in the URL is checked, and only a mail holds it.
@readers_may
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A POST confirms a subscription."""
    subscription = _subscription(token)
    if request.method == 'POST':
        following.confirm(subscription)
        subscription.refresh_from_db()
    return _page(request, 'comments/follow_confirm.html', {'subscription': subscription})


@csrf_exempt  # Likewise; mail programs send it by one click, without a form (RFC 8058).
@readers_may
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A POST ends a subscription; ending one that has ended already is no error."""
    subscription = following.by_token(token)
    if request.method == 'POST' and subscription:
        following.stop(subscription)
        subscription = None
    return _page(request, 'comments/follow_stop.html', {'subscription': subscription})


@csrf_exempt  # Likewise.
@readers_may
def everything(request: HttpRequest, token: str) -> HttpResponse:
    """All that somebody follows; a POST ends the one that `stop` names, or all. The link is open for some days."""
    follower = following.follower_by_token(token)
    if follower is None:
        return _page(request, 'comments/follow_all.html', {'expired': True}, status=410)
    if request.method == 'POST':
        chosen = request.POST.get('stop', '')
        followed = following.all_of(follower)
        if chosen == 'all':
            followed.delete()
        elif chosen.isdecimal() and len(chosen) < 19:
            followed.filter(pk=chosen).delete()
        return HttpResponseRedirect(request.path, status=303)
    return _page(
        request, 'comments/follow_all.html', {'email': follower.email, 'followed': following.all_of(follower)[:500]}
    )


def _subscription(token: str) -> Subscription:
    subscription = following.by_token(token)
    if subscription is None:
        raise Http404
    return subscription


def _page(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response['Cache-Control'] = 'no-store'
    response['X-Robots-Tag'] = 'noindex'
    return response
