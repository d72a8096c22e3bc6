"""Bans: new comments with a banned name, e-mail address, network, link or words are taken for spam, held ones too."""

import re
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Upper
from django.utils import timezone

from articles.comments import moderation, recent
from articles.models import Ban, Comment
from articles.models.comment import LINKED_HOST
from articles.search import words
from articles.text import plain

Way = Ban.Way
LONGEST = 254  # characters of words
NETWORKS = timedelta(days=30)  # after which comments have forgotten theirs
# As `LinkedHost`: without what stands before an @, and the dot that may end a host.
_HOST = re.compile(r'https?://(?:[^]@[/"<>?#\s]*@)?(?:www[.])?([^]@[/"<>:?#\s]{0,249}[^]@[/"<>:?#\s.])', re.I)


def possible(comment: Comment) -> list[Ban]:
    """The bans that would catch a comment, not stored; its link is the writer's website, or the first in the text."""
    link = _HOST.search(f'{comment.author_url} {comment.body_html}')
    values = {
        Way.NAME: comment.author_name,
        Way.EMAIL: comment.author_email,
        Way.NETWORK: comment.network_hash,
        Way.LINK: link[1] if link else '',
    }
    return [Ban(way=way, value=value.lower()[:254]) for way, value in values.items() if value]


def folded(text: str) -> str:
    """The words of a text in lower case, without accents and what is between them."""
    return ' '.join(words.tokens(text))


def of_words(text: str) -> Ban | None:
    """The ban of words or of a phrase, not stored; None where there are none, or too many."""
    value = folded(text)
    return Ban(way=Way.WORDS, value=value) if 0 < len(value) <= LONGEST else None


def caught(ban: Ban) -> QuerySet:
    """The comments that have what is banned: of names, links and words, without an index, among the newest 20,000."""
    match ban.way:
        case Way.EMAIL:
            return Comment.objects.annotate(shared=Upper('author_email')).filter(shared=ban.value.upper())
        case Way.NETWORK:
            return Comment.objects.filter(network_hash=ban.value)
        case Way.NAME:
            return recent.newest(Comment.objects.all()).filter(author_name__iexact=ban.value)
        case Way.WORDS:
            texts = recent.newest(Comment.objects.all()).values_list('pk', 'body_text')
            return Comment.objects.filter(pk__in=[pk for pk, text in texts if f' {ban.value} ' in f' {folded(text)} '])
        case _:
            hosts = recent.newest(Comment.objects.all()).annotate(host=LINKED_HOST)
            return hosts.filter(host__iexact=ban.value)


def extent(ban: Ban, among: QuerySet) -> dict[str, int]:
    """How many of some comments have what is banned, by status."""
    have_it = among.filter(pk__in=caught(ban).values('pk')).exclude(kind=Comment.Kind.NOTE)
    return dict(have_it.order_by().values_list('status').annotate(Count('pk')))


@transaction.atomic
def ban(wanted: Ban, among: QuerySet, *, by: AbstractBaseUser) -> tuple[Ban, moderation.Change]:
    """Stores a ban, and marks what is held and has it as spam, among the comments that `by` may decide on.

    The change undoes only the latter: see `lift`.
    """
    stored, _ = Ban.objects.get_or_create(way=wanted.way, value=wanted.value, defaults={'by': by})
    held = among.filter(pk__in=caught(stored).values('pk'), status=Comment.Status.HELD).values_list('pk', flat=True)
    return stored, moderation.spam(Comment.objects.filter(pk__in=list(held)), by=by)


def lift(pk: int) -> None:
    Ban.objects.filter(pk=pk).delete()


def is_banned(*, name: str, email: str, network: str, html: str, url: str) -> bool:
    """Whether a comment with these values is to be taken for spam; every link of it counts, and whole words."""
    said = Value(f' {folded(plain.from_html(html))} ', TextField())
    has_words = Q(way=Way.WORDS, said__contains=Concat(Value(' '), 'value', Value(' '), output_field=TextField()))
    hosts = [host.lower()[:254] for host in _HOST.findall(f'{url} {html}')[:50]]
    has_it = (
        has_words
        | Q(way=Way.NAME, value=name.lower()[:254])
        | Q(way=Way.EMAIL, value=email.lower()[:254])
        | Q(way=Way.NETWORK, value=network)
        | Q(way=Way.LINK, value__in=hosts)
    )
    return Ban.objects.annotate(said=said).filter(has_it).exists()


def tidy() -> None:
    """Ends bans of networks that comments have forgotten by now."""
    Ban.objects.filter(way=Way.NETWORK, made__lt=timezone.now() - NETWORKS).delete()
