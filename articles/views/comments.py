"""The form to reply with, and the page where the writer of a comment sees its status and can withdraw it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles import lists
from articles.comments import bans, client_ip, conversations, moderation, writers
from articles.comments.forms import CommentForm, TextForm, is_open
from articles.db import row_tokens, throttle
from articles.following import subscriptions
from articles.models import Article, Comment

SALT = 'articles.held-comment'
readers_may = require_http_methods(['GET', 'HEAD', 'POST'])


@csrf_exempt  # The form's signed stamp takes the token's place: see CommentForm.
@readers_may
def respond(request: HttpRequest, article_id: int) -> HttpResponse:
    """Shows the form by itself, to reply to the article or, with `?to=NUMBER`, to a comment of it; a POST sends it."""
    request.encoding = 'utf-8'  # Other codecs can yield text that no page or table can hold.
    open_to_readers = Article.objects.public().filter(comments_open=True).defer('body_source', 'body_html', 'body_text')
    article = get_object_or_404(open_to_readers, pk=article_id)
    if not is_open(article):
        raise Http404
    if request.method != 'POST':
        to = request.GET.get('to', '')
        form = CommentForm(article, to=int(to) if to.isdecimal() and len(to) < 19 else None)
        return _page(request, form, requested=to)
    form = CommentForm(article, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if 'preview' in request.POST:
        return _page(request, form, preview=form.preview)
    try:
        comment = _receive(request, form)
    except throttle.TooMany as limit:
        response = _page(request, form, status=429, minutes=-(-limit.wait // 60))
        response['Retry-After'] = limit.wait
        return response
    return HttpResponseRedirect(_url_of(comment, client_ip.network_hash(request)), status=303)


@require_safe
def permalink(request: HttpRequest, slug: str, number: int, **day: int) -> HttpResponse:
    """Redirects to the comment of an article that has the number, on the page where it is now."""
    article = lists.by_slug(lists.articles_at(**day).public().only('kind', 'slug', 'published_on'), slug)
    page = conversations.page_of(article, number)
    if not page:
        raise Http404
    return HttpResponseRedirect(f'{conversations.page_url(article.get_absolute_url(), page)}#comment-{number}')


@csrf_exempt  # Only the signed token in the URL is checked, and no other page holds it.
@readers_may
def held(request: HttpRequest, token: str) -> HttpResponse:
    """The status of a comment, for whoever has the link given to its writer.

    A POST with `text` edits the comment within minutes, one with `withdraw` withdraws it, one with `undo` undoes that.
    """
    from articles.text import comment_source  # Its parser is loaded only for who edits.

    request.encoding = 'utf-8'
    named = row_tokens.unsign(token, salt=SALT)
    if not named:
        raise Http404
    comment = get_object_or_404(Comment.objects.select_related('article'), pk=named[0], posted=named[1])
    form = TextForm({'text': comment_source.from_html(comment.body_html)}, auto_id='edit-%s')
    late = False
    if request.method == 'POST':
        if 'text' in request.POST:
            form = TextForm(request.POST, auto_id='edit-%s')
            late = form.is_valid() and not writers.edit(comment, form.cleaned_data['text'])
        elif 'undo' in request.POST:
            writers.undo_withdrawal(comment)
        elif 'withdraw' in request.POST:
            writers.withdraw(comment)
        if not late and form.is_valid():
            return HttpResponseRedirect(request.path, status=303)
    context = {
        'comment': comment,
        'article': comment.article,
        'form': form,
        'late': late,
        'editable_until': writers.editable_until(comment),
        'undoable_until': writers.undoable_until(comment),
    }
    response = render(request, 'comments/held.html', context, status=422 if request.method == 'POST' else 200)
    response['Cache-Control'] = 'no-store'
    response['X-Robots-Tag'] = 'noindex'
    return response


def _receive(request: HttpRequest, form: CommentForm) -> Comment:
    data = form.cleaned_data
    comment = moderation.receive(
        form.article,
        parent=form.parent,
        name=data['name'],
        email=data['email'],
        url=data['address'],
        text=data['text'],
        network=client_ip.network_hash(request),
        is_spam=form.is_spam or _is_banned(request, form),
    )
    if data.get('follow'):
        subscriptions.follow_replies(comment)
    return comment


def _is_banned(request: HttpRequest, form: CommentForm) -> bool:
    data, network = form.cleaned_data, client_ip.network_hash(request)
    html = form.preview
    return bans.is_banned(name=data['name'], email=data['email'], network=network, html=html, url=data['address'])


def _url_of(comment: Comment, network: str) -> str:
    """The place of a public comment, or else the page on which its writer can follow and withdraw it.

    Whoever copies a comment that is or was public into the form seems to be its writer sending it twice, and must not
    be given the link that edits and withdraws it.
    """
    by_another = comment.moderated and comment.network_hash != network
    if comment.status == Comment.Status.APPROVED or by_another:
        return comment.get_absolute_url()
    return held_url(comment)


def held_url(comment: Comment) -> str:
    """The URL of the page that only the writer of a comment is given."""
    return reverse('held-comment', args=[row_tokens.sign(comment.pk, comment.posted, salt=SALT)])


def _page(request: HttpRequest, form: CommentForm, status: int = 200, **context) -> HttpResponse:
    context |= {'form': form, 'article': form.article}
    response = render(request, 'comments/respond.html', context, status=status)
    response['X-Robots-Tag'] = 'noindex'
    return response
