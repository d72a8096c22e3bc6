"""The page on which a reader reports a comment to the editors."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import lists
from articles.comments import client_ip, reports
from articles.comments.forms import OLDEST, TypedField, age, make_stamp
from articles.db import throttle
from articles.models import Comment, CommentReport


class ReportForm(forms.Form):
    """The stamp is that of the comment form, for the same reason: see CommentForm."""

    reason = forms.ChoiceField(
        label=_('What is wrong with it?'),
        choices=CommentReport.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={'required': _('Choose a reason.')},
    )
    words = TypedField(
        label=_('What should the editors know?'),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={'rows': 3}),
    )
    stamp = TypedField(required=False, widget=forms.HiddenInput)

    def __init__(self, article, data=None):
        super().__init__(
            None if data is None else data.copy(), initial={'stamp': make_stamp(article)}, auto_id='report-%s'
        )
        self.article = article

    def clean_stamp(self):
        seconds = age(self.article, self.cleaned_data['stamp'])
        if seconds is None or seconds > OLDEST:
            self.data['stamp'] = make_stamp(self.article)
            raise ValidationError(_('This form had been open for too long. Your text is kept: please send it again.'))


@csrf_exempt  # The form's signed stamp takes the token's place: see CommentForm.
@require_http_methods(['GET', 'HEAD', 'POST'])
def report(request: HttpRequest, slug: str, number: int, **day: int) -> HttpResponse:
    """Shows the form for the public comment that has the number, or with `?sent` that the report arrived."""
    request.encoding = 'utf-8'
    articles = lists.articles_at(**day).public().only('kind', 'slug', 'published_on', 'title', 'language')
    article = lists.by_slug(articles, slug)
    comment = get_object_or_404(Comment.objects.approved(), article=article, number=number)
    comment.article = article
    form = ReportForm(article, request.POST if request.method == 'POST' else None)
    status, headers, minutes = 200, {}, 0
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            network = client_ip.network_hash(request)
            reports.receive(comment, reason=data['reason'], words=data['words'], network=network)
        except throttle.TooMany as limit:
            status, headers, minutes = 429, {'Retry-After': limit.wait}, -(-limit.wait // 60)
        else:
            return HttpResponseRedirect(f'{request.path}?sent', status=303)
    elif form.is_bound:
        status = 422
    context = {'form': form, 'comment': comment, 'article': article, 'minutes': minutes, 'sent': 'sent' in request.GET}
    headers |= {'X-Robots-Tag': 'noindex', 'Cache-Control': 'no-store'}
    response = render(request, 'comments/report.html', context, status=status)
    for name, value in headers.items():
        response[name] = value
    return response
