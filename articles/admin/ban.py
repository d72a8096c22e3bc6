"""The page on which moderators ban what a comment has, shows what that catches, and lists the bans in force."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse

from articles.comments import bans
from articles.models import Ban, Comment

from . import undo
from .rights import visible_comments

LISTED = 500  # bans in force, the newest
SHOWN = 20  # comments that a ban catches, the newest


def answer(request: HttpRequest, context: dict, pk: int) -> HttpResponse:
    """A GET is the dry run of each possible ban, also of the words in `words`; a POST bans by the way in `ban`, or
    lifts the ban with key `lift`."""
    comment = get_object_or_404(visible_comments(request.user), pk=pk)
    possible = {str(ban.way): ban for ban in bans.possible(comment)}
    typed = (request.POST if request.method == 'POST' else request.GET).get('words', '').replace('\0', '')
    if of_words := bans.of_words(typed):
        possible[Ban.Way.WORDS] = of_words
    if request.method != 'POST':
        return _page(request, comment, possible, context | {'typed': typed, 'refused': typed and not of_words})
    back = HttpResponseRedirect(reverse('admin:articles_comment_ban', args=[comment.pk]))
    if 'lift' in request.POST:
        number = request.POST['lift']
        if number.isdecimal() and len(number) < 19:
            bans.lift(int(number))
            messages.success(request, 'The ban was lifted. Comments that it caught stay where they are.')
        return back
    chosen = possible.get(request.POST.get('ban', ''))
    if not chosen:
        raise Http404
    stored, change = bans.ban(chosen, visible_comments(request.user), by=request.user)
    marked = len(change.before)
    said = {
        'what': f'Banned: {stored}. {marked:,} held comment{"" if marked == 1 else "s"} marked as spam.',
        'change': undo.token(change),
        'ban': stored.pk,
    }
    messages.success(request, render_to_string('admin/articles/comment/undo.html', said, request))
    return back


def _page(request: HttpRequest, comment: Comment, possible: dict[str, Ban], context: dict) -> HttpResponse:
    labels, visible = dict(Comment.Status.choices), visible_comments(request.user)
    rows = [
        {
            'ban': ban,
            'extent': [(labels[status], number) for status, number in bans.extent(ban, visible).items()],
            'comments': visible.filter(pk__in=bans.caught(ban).values('pk'))
            .order_by('-posted', '-pk')
            .defer('body_html', 'meta')[:SHOWN],
            'is_in_force': Ban.objects.filter(way=ban.way, value=ban.value).exists(),
        }
        for ban in possible.values()
    ]
    in_force = Ban.objects.select_related('by').order_by('-made', '-pk')[:LISTED]
    context |= {'comment': comment, 'rows': rows, 'in_force': in_force}
    return render(request, 'admin/articles/comment/ban.html', context)
