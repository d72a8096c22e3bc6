"""Replying to articles and comments, and the page where a writer sees what became of a comment."""

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.comments import client_ip, moderation
from articles.comments.forms import CommentForm
from articles.models import Article, Comment

signer = Signer(salt='articles.held-comment')
readers_may = require_http_methods(['GET', 'HEAD', 'POST'])


@csrf_exempt  # The form's signed stamp takes the token's place: see CommentForm.
@readers_may
def respond(request: HttpRequest, article_id: int) -> HttpResponse:
    """The form by itself, for a reply to the article or, with `?to=`, to one of its comments; and where it is sent."""
    request.encoding = 'utf-8'  # Whatever the request says: other codecs make text that no page or table can hold.
    open_to_readers = Article.objects.public().filter(comments_open=True).defer('body_source', 'body_html', 'body_text')
    article = get_object_or_404(open_to_readers, pk=article_id)
    if request.method != 'POST':
        to = request.GET.get('to', '')
        form = CommentForm(article, to=int(to) if to.isdecimal() and len(to) < 19 else None)
        return _page(request, form, asked_for=to)
    form = CommentForm(article, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if 'preview' in request.POST:
        return _page(request, form, preview=form.preview)
    try:
        comment = _received(request, form)
    except moderation.TooMany as limit:
        response = _page(request, form, status=429, minutes=-(-limit.wait // 60))
        response['Retry-After'] = limit.wait
        return response
    return HttpResponseRedirect(_whereabouts(article, comment), status=303)


@csrf_exempt  # The signed token is all that is asked for, and it stands in no page but this.
@readers_may
def held(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a comment, for whoever holds the link its writer was given. A POST takes the comment back."""
    try:
        pk = signer.unsign(token)
    except BadSignature as error:
        raise Http404 from error
    comment = get_object_or_404(Comment.objects.select_related('article'), pk=pk)
    if request.method == 'POST':
        moderation.withdraw(comment)
        return HttpResponseRedirect(request.path, status=303)
    response = render(request, 'comments/held.html', {'comment': comment, 'article': comment.article})
    response['Cache-Control'] = 'no-store'
    response['X-Robots-Tag'] = 'noindex'
    return response


def _received(request: HttpRequest, form: CommentForm) -> Comment:
    sent = form.cleaned_data
    return moderation.receive(
        form.article,
        parent=form.parent,
        name=sent['name'],
        email=sent['email'],
        url=sent['address'],
        text=sent['text'],
        network=client_ip.network_hash(request),
        is_spam=form.is_spam,
    )


def _whereabouts(article: Article, comment: Comment) -> str:
    """A public comment's place, or the page with which a writer follows and takes back one that is not.

    Someone who copies a public comment into the form is taken for its writer sending it twice, and must not be given
    the link that withdraws it.
    """
    if comment.status == Comment.Status.APPROVED:
        return f'{article.get_absolute_url()}#{comment.anchor}'
    return reverse('held-comment', args=[signer.sign(comment.pk)])


def _page(request: HttpRequest, form: CommentForm, status: int = 200, **context) -> HttpResponse:
    context |= {'form': form, 'article': form.article}
    response = render(request, 'comments/respond.html', context, status=status)
    response['X-Robots-Tag'] = 'noindex'
    return response
