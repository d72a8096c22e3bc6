"""All that somebody has written with an e-mail address, without an account: by a link that is sent to that address."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from articles.comments import client_ip, person, writers
from articles.db import throttle
from articles.following import subscriptions
from articles.models import Comment

from .following import FollowForm, make_stamp, page, readers_may

SHOWN = 500


class MineForm(FollowForm):
    pace = None
    email = forms.EmailField(
        label=_('E-mail'), max_length=254, widget=forms.EmailInput(attrs={'autocomplete': 'email'})
    )


@csrf_exempt  # The form's signed stamp takes the token's place: see CommentForm.
@readers_may
def ask(request: HttpRequest) -> HttpResponse:
    """Takes an address, to which a link to all that was written with it is sent."""
    if not subscriptions.is_offered():
        raise Http404
    request.encoding = 'utf-8'
    form = MineForm(request.POST if request.method == 'POST' else None, auto_id='mine-%s')
    context = {'form': form, 'sent': 'sent' in request.GET, 'stamp': make_stamp()}
    if request.method != 'POST':
        return page(request, 'comments/mine_ask.html', context)
    if not form.is_valid() or not form.is_of_ours:
        return page(request, 'comments/mine_ask.html', context, status=422)
    try:
        subscriptions.send_link(form.cleaned_data['email'], client_ip.network_hash(request))
    except throttle.TooMany as limit:
        response = page(request, 'comments/mine_ask.html', context | {'wait': True}, status=429)
        response['Retry-After'] = limit.wait
        return response
    return HttpResponseRedirect(f'{request.path}?sent', status=303)


@csrf_exempt  # Only the signed token in the URL is checked, and only a mail holds it.
@readers_may
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The comments. A POST withdraws one, undoes that, exports all as JSON, or erases the person from all."""
    writer = subscriptions.writer_by_token(token)
    if writer is None:
        return page(request, 'comments/mine.html', {'expired': True}, status=410)
    comments = person.comments_of(writer.email)
    if request.method == 'POST':
        if 'export' in request.POST:
            exported = JsonResponse(person.export(writer.email, settings.SITE_URL), safe=False)
            exported['Content-Disposition'] = 'attachment; filename="comments.json"'
            exported['Cache-Control'] = 'no-store'
            return exported
        if 'erase' in request.POST and 'sure' in request.POST:
            person.erase(writer.email, by=None, text='keep_text' not in request.POST)
            return page(request, 'comments/mine.html', {'erased': True})
        for verb, act in (('withdraw', writers.withdraw), ('undo', writers.undo_withdrawal)):
            number = request.POST.get(verb, '')
            if number.isdecimal() and len(number) < 19 and (comment := comments.filter(pk=number).first()):
                act(comment)
        return HttpResponseRedirect(request.path, status=303)
    rows = [(one, bool(writers.undoable_until(one)), _can_be_withdrawn(one)) for one in comments[:SHOWN]]
    return page(request, 'comments/mine.html', {'email': writer.email, 'comments': rows})


def _can_be_withdrawn(comment: Comment) -> bool:
    return comment.status in writers.ACCEPTED
