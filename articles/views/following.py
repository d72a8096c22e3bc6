"""Following comments and articles by mail: the form, and the pages that links in mails open.

A link shows a button and changes nothing, as programs that scan mails open links; its POST does what it says.
"""

from urllib.parse import urlencode

from django import forms
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.comments import client_ip
from articles.comments.forms import OLDEST, TypedField
from articles.db import throttle
from articles.following import kept, subscriptions
from articles.following.subscriptions import Followed
from articles.models import Article, Subscription
from articles.search.params import InvalidSearch, SearchParams, text_of

from . import comment_search

Pace = Subscription.Pace
readers_may = require_http_methods(['GET', 'HEAD', 'POST'])
_stamps = TimestampSigner(salt='articles.follow')


class FollowForm(forms.Form):
    """The stamp says that the form came from here, as in `CommentForm`; only a program fills in `subject`."""

    email = forms.EmailField(
        label=_('E-mail'), max_length=254, widget=forms.EmailInput(attrs={'autocomplete': 'email'})
    )
    pace = forms.ChoiceField(label=_('How often'), choices=Pace.choices, initial=Pace.AT_ONCE)
    subject = TypedField(label=_('Leave this field empty'), required=False)
    stamp = TypedField(required=False, widget=forms.HiddenInput)

    @property
    def is_of_ours(self) -> bool:
        try:
            _stamps.unsign(self.cleaned_data['stamp'], max_age=OLDEST)
        except BadSignature:
            return False
        return not self.cleaned_data['subject']


@csrf_exempt  # The form's signed stamp takes the token's place: see CommentForm.
@readers_may
def follow_article(request: HttpRequest, article_id: int) -> HttpResponse:
    """Takes the address of somebody who wants to be told of comments on an article."""
    article = get_object_or_404(Article.objects.public().defer('body_source', 'body_html', 'body_text'), pk=article_id)
    return _follow(request, Followed('comments', str(article), article.get_absolute_url()), article=article)


@csrf_exempt  # Likewise.
@readers_may
def follow_search(request: HttpRequest) -> HttpResponse:
    """Takes the address of somebody who wants to be told of new articles that the search in the URL finds.

    A search in comments has a feed only.
    """
    try:
        if subscriptions.is_offered() and comment_search.asked(request):
            feed = f'{reverse("search-atom")}?{urlencode({"q": text_of(request.GET)})}'
            return page(request, 'following/comments.html', {'feed': feed}, status=400)
        params = SearchParams.parse(request.GET)
    except InvalidSearch as error:
        raise Http404 from error
    if params.is_empty:
        raise Http404
    search = kept.kept(params)
    followed = Followed('articles', subscriptions.title_of(params), params.url())
    return _follow(request, followed, search=search)


def _follow(request: HttpRequest, followed: Followed, **what: Article | str) -> HttpResponse:
    """The form, and what a POST of it does; `?sent` says what comes next."""
    if not subscriptions.is_offered():
        raise Http404
    request.encoding = 'utf-8'
    form = FollowForm(request.POST if request.method == 'POST' else None, auto_id='follow-%s')
    context = {'followed': followed, 'form': form, 'sent': 'sent' in request.GET, 'stamp': make_stamp()}
    if request.method != 'POST':
        return page(request, 'following/follow.html', context)
    # What an old form or a program sends is asked for again, with the address kept.
    if not form.is_valid() or not form.is_of_ours:
        return page(request, 'following/follow.html', context, status=422)
    try:
        data, network = form.cleaned_data, client_ip.network_hash(request)
        subscriptions.follow(data['email'], data['pace'], network, **what)
    except throttle.TooMany as limit:
        response = page(request, 'following/follow.html', context | {'wait': True}, status=429)
        response['Retry-After'] = limit.wait
        return response
    query = request.GET.copy()
    query['sent'] = '1'
    return HttpResponseRedirect(f'{request.path}?{query.urlencode()}', status=303)


def make_stamp() -> str:
    return _stamps.sign('')


@csrf_exempt  # Only the signed token in the URL is checked, and only a mail holds it.
@readers_may
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A POST confirms a subscription."""
    subscription = subscriptions.by_token(token)
    if subscription is None:
        raise Http404
    if request.method == 'POST':
        subscriptions.confirm(subscription)
        subscription.refresh_from_db()
    context = {'subscription': subscription, 'followed': subscriptions.described(subscription)}
    return page(request, 'following/confirm.html', context)


@csrf_exempt  # Likewise; mail programs send it by one click, without a form (RFC 8058).
@readers_may
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A POST ends a subscription; ending one that has ended already is no error."""
    subscription = subscriptions.by_token(token)
    if request.method == 'POST' and subscription:
        subscriptions.stop(Subscription.objects.filter(pk=subscription.pk))
        subscription = None
    followed = subscription and subscriptions.described(subscription)
    return page(request, 'following/stop.html', {'followed': followed})


@csrf_exempt  # Likewise.
@readers_may
def everything(request: HttpRequest, token: str) -> HttpResponse:
    """All that somebody follows, for some days. A POST ends the one that `stop` names, or all, or sets how often."""
    follower = subscriptions.follower_by_token(token)
    if follower is None:
        return page(request, 'following/all.html', {'expired': True}, status=410)
    all_of = subscriptions.all_of(follower)
    if request.method == 'POST':
        chosen = request.POST.get('stop', '')
        if chosen == 'all':
            subscriptions.stop(all_of)
        elif chosen.isdecimal() and len(chosen) < 19:
            subscriptions.stop(all_of.filter(pk=chosen))
        elif 'save' in request.POST:
            subscriptions.set_paces(follower, {one.pk: request.POST.get(f'pace-{one.pk}', '') for one in all_of})
        return HttpResponseRedirect(request.path, status=303)
    followed = [(one, followed) for one in all_of[:500] if (followed := subscriptions.described(one))]
    return page(request, 'following/all.html', {'email': follower.email, 'followed': followed, 'paces': Pace.choices})


def page(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response['Cache-Control'] = 'no-store'
    response['X-Robots-Tag'] = 'noindex'
    return response
