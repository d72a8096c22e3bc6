"""What readers learn of changes to a public article: corrections, updates, and the versions that were public."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles import lists
from articles.models import Article, PreviewLink, PublicChange, Revision

from . import revisions

Kind = PublicChange.Kind
LONGEST = 1000  # characters of a note


class Change(NamedTuple):
    """The kind of a change, and what readers are to know of it: of a correction always something."""

    kind: str = Kind.FIX
    note: str = ''


SMALL_FIX = Change()


class Correction(NamedTuple):
    """A correction or an update, as readers see it."""

    kind: str
    note: str
    at: datetime


def check(change: Change) -> None:
    """Raises ValidationError for a correction without a sentence, and for a note that is too long."""
    if change.kind == Kind.CORRECTION and not change.note.strip():
        raise ValidationError({'change_note': 'Say in a sentence what was wrong: readers will see it.'})
    if len(change.note) > LONGEST:
        raise ValidationError({'change_note': f'Use at most {LONGEST} characters.'})


def record(article: Article, change: Change, *, was_public: bool, by: AbstractBaseUser | None) -> None:
    """Records the version that has just been stored. Every save of an editor ends here."""
    record_all([article], change, was_public={article.pk} if was_public else (), by=by)


def record_all(
    articles: Sequence[Article], change: Change, *, was_public: Collection[int], by: AbstractBaseUser | None
) -> None:
    """Records the versions that have just been stored, all at one moment; `was_public` are primary keys.

    The first public version counts as published, whatever was said, and so does that with which an article returns,
    whose earlier versions are closed: what was withdrawn does not come back by itself. A version that was replaced
    before its time came was never public, and is forgotten. Of a small fix readers learn nothing. Preview links from
    before an article was hidden end: whoever has one would go on reading what was withdrawn.
    """
    rows, now = PublicChange.objects.filter(article__in=articles), articles[0].modified
    rows.filter(until=None).update(until=now)
    rows.filter(at__gte=F('until')).exclude(kind=Kind.WITHDRAWN).delete()
    if returned := [article for article in articles if article.public_from and article.pk not in was_public]:
        rows.filter(article__in=returned).update(is_closed=True)
    new = []
    for article in articles:
        values = {'article': article, 'version': article.version, 'by': by}
        if article.public_from:
            kind = change.kind if article.pk in was_public else Kind.PUBLISHED
            note = change.note.strip() if kind in (Kind.UPDATE, Kind.CORRECTION) else ''
            new.append(PublicChange(kind=kind, note=note, at=max(now, article.public_from), **values))
        elif article.pk in was_public:
            new.append(PublicChange(kind=Kind.WITHDRAWN, note=change.note.strip(), at=now, **values))
    PublicChange.objects.bulk_create(new)
    if hidden := [one.article for one in new if one.kind == Kind.WITHDRAWN]:
        PreviewLink.objects.filter(article__in=hidden, revoked=None).update(revoked=now)


def shown(article: Article) -> list[Correction]:
    """The corrections, and the updates that have a line, of an article fetched `for_reading()`, oldest first."""
    changes = [one for one in article.change_list if one['kind'] in (Kind.UPDATE, Kind.CORRECTION)]
    return [Correction(one['kind'], one['note'], parse_datetime(one['at'])) for one in changes if one['note']]


def updated(article: Article) -> datetime | None:
    """When an article fetched `for_reading()` was last changed in a way that readers should know of.

    None if it was not since it was published. Of an article whose current version is not recorded, as of one that was
    imported, this is `modified`.
    """
    if all(one['version'] != article.version for one in article.change_list):
        return article.modified
    times = [one['at'] for one in article.change_list if one['kind'] in (Kind.UPDATE, Kind.CORRECTION)]
    return parse_datetime(times[-1]) if times else None


def has_history(article: Article) -> bool:
    """Whether readers may see the versions of an article fetched `for_reading()`."""
    versions = [one for one in article.change_list if one['kind'] != Kind.WITHDRAWN and not one['is_closed']]
    return lists.site().public_history and bool(versions)


def newest() -> QuerySet[PublicChange]:
    """The corrections of public articles, newest first, with their articles; none whose note an editor has closed."""
    public = Article.objects.public().listed()
    corrections = PublicChange.objects.filter(kind=Kind.CORRECTION, note_is_closed=False, article__in=public)
    texts = ('body_source', 'body_html', 'body_text', 'meta')
    return corrections.select_related('article').defer(*(f'article__{name}' for name in texts)).order_by('-at', '-pk')


def why_withdrawn(article: Article) -> PublicChange | None:
    """The withdrawal of an article; None if it was not recorded, or the article is not withdrawn."""
    last = PublicChange.objects.filter(article=article).order_by('-version').first()
    return last if last and last.kind == Kind.WITHDRAWN else None


def public_versions(article: Article) -> QuerySet[PublicChange]:
    """The versions of a public article that readers may see, newest first; none that an editor has closed."""
    appeared = Q(at__lte=timezone.now()) & (Q(until=None) | Q(until__gt=F('at')))
    return PublicChange.objects.filter(appeared, article=article, is_closed=False).exclude(kind=Kind.WITHDRAWN)


@transaction.atomic
def close(article: Article, version: int) -> None:
    """Hides a version and its note from readers; the article itself stays as it is."""
    PublicChange.objects.filter(article=article, version=version).update(is_closed=True, note_is_closed=True)
    _tell_journal(article)


@transaction.atomic
def close_note(article: Article, version: int, *, is_closed: bool = True) -> None:
    """Hides the note of a version from readers wherever it is shown, or shows it again."""
    PublicChange.objects.filter(article=article, version=version).update(note_is_closed=is_closed)
    _tell_journal(article)


@transaction.atomic
def open_version(article: Article, version: int, *, by: AbstractBaseUser) -> None:
    """Shows a version to readers, also one of an import. Raises ValidationError for one that was never public."""
    if not PublicChange.objects.filter(article=article, version=version).update(is_closed=False):
        later = list(article.revisions.filter(version__gte=version).order_by('version').defer('values')[:2])
        times = [one.saved for one in later] + [article.modified]
        values = revisions.values(article) if version == article.version else later[0].values if later else {}
        published = values.get('published') and parse_datetime(values['published'])
        if values.get('status') != Article.Status.PUBLISHED or values.get('password') or not published:
            raise ValidationError('This version was never public.')
        is_now = version == article.version
        at = max(article.modified if is_now else times[0], published)
        if is_now and article.version == article.imported_version:
            at = published
        PublicChange.objects.create(
            article=article, version=version, kind=Kind.FIX, at=at, until=None if is_now else times[1], by=by
        )
    _tell_journal(article)


def _tell_journal(article: Article) -> None:
    # Pages that are stored anywhere are dropped by what the journal says of articles.
    with connection.cursor() as cursor:
        cursor.execute('INSERT INTO articles_change (article_id) VALUES (%s) ON CONFLICT DO NOTHING', [article.pk])


def public_values(article: Article, version: int) -> Mapping[str, Any] | None:
    """The values of a version that readers may see, else None."""
    if not public_versions(article).filter(version=version).exists():
        return None
    if version == article.version:
        return revisions.values(article)
    revision = Revision.objects.filter(article=article, version=version).first()
    return revision.values if revision else None
