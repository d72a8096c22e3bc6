"""What editors do with an article: save, submit, publish now or later, withdraw, trash and restore it.

Every function takes the article as the editor has seen it, locks its row and returns it as it is afterwards. It raises
`StaleArticle` if the article has been changed since, and `ValidationError`, whose message says what to do next, if the
action is not possible; nothing is written then. `by` is the user.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from articles.models import Article, OldUrl, Revision
from articles.text import plain, sanitise, slugs, url_forms

from . import corrections, embargo, paths, revisions
from .corrections import Change

Status = Article.Status
Kind = Article.Kind
LINKS = revisions.LINKS


class StaleArticle(Exception):
    """Someone else has changed the article since it was read. `article` is its current state."""

    def __init__(self, article: Article):
        super().__init__(f'changed in the meantime by {article.edited_by or "an import"}')
        self.article = article


@transaction.atomic
def save(article: Article, *, by: AbstractBaseUser, change: Change = corrections.SMALL_FIX, **values: Any) -> Article:
    """Saves the `values` that differ from the stored ones; a new article starts as a draft.

    Values: kind (of a new article), title, standfirst, body (HTML or a `revisions.SourcedBody`; sanitised here), slug,
    language, pinned, comments_open, lead_image, published and embargo (aware), embargo_reason; authors in byline order,
    categories with the primary one first, and tags. Fields not given stay as they are. If the slug or the day of a
    public article changes, its old URL redirects to the new one. `change` is what readers of a public article learn of
    it; a correction, or an update with a line, is a new version even where nothing else differs.
    """
    article = _locked(article) if article.pk else Article(kind=article.kind, version=0)
    corrections.check(change)
    old_url, date, slug = _public_url(article), article.published, article.slug
    was_public = bool(article.pk) and article.is_public
    changed = [_set(article, name, value) for name, value in values.items() if name not in LINKS]
    if any(changed):
        embargo.complete(article, was_public=was_public)
        if article.status == Status.PUBLISHED:
            check_publishable(article)
            if article.published != date:
                _check_date(article, was_public)
            if not (was_public or article.password):
                embargo.check(article, article.published)
        # An old site may have had a page where this one has something else: it can still be edited.
        _complete_slug(article, stays=slug if was_public else '')
    if not article.pk:
        article.save()  # Links need its primary key. Its version is still 0, the first one is stored below.
    links = [name for name in LINKS if name in values and _links_differ(article, name, values[name])]
    informs = was_public and change.kind != corrections.Kind.FIX and change.note.strip()
    if any(changed) or links or informs or not article.version:
        _store(article, by, {name: values[name] for name in links}, change)
        _redirect_old_url(article, old_url)
    return article


@transaction.atomic
def publish(
    article: Article, *, by: AbstractBaseUser, at: datetime | None = None, replaced: list[OldUrl] | None = None
) -> Article:
    """Publishes an article now, or at the aware datetime `at`, which may be in the future.

    An article that was withdrawn, private or behind a password keeps its former date and URL, unless `at` is given.
    `replaced` gets the redirects that stood where the article is now, for who may want to undo it.
    """
    article = _locked(article)
    check_publishable(article)
    if article.is_public and at is None:
        return article
    old_url = _public_url(article)
    moment = _moment(article, at)
    embargo.check(article, moment)
    _set(article, 'published', moment)
    article.status, article.password = Status.PUBLISHED, ''
    _complete_slug(article)
    _store(article, by)
    if replaced is not None:
        replaced += OldUrl.objects.filter(path=url_forms.key(article.get_absolute_url()))
    _redirect_old_url(article, old_url)
    return article


def revert(
    article: Article, revision: Revision, *, by: AbstractBaseUser, change: Change = corrections.SMALL_FIX
) -> Article:
    """Saves a new version with the content of an earlier one, from title to tags; status, URL and date stay."""
    return save(article, by=by, change=change, **revisions.content(revision.values))


def submit(article: Article, *, by: AbstractBaseUser) -> Article:
    """Submits a draft for review."""
    return _move(article, 'submit', by)


def return_to_draft(article: Article, *, by: AbstractBaseUser) -> Article:
    return _move(article, 'return_to_draft', by)


def withdraw(article: Article, *, by: AbstractBaseUser, reason: str = '') -> Article:
    """Withdraws a published article, which may say why; one that is only scheduled becomes a draft again."""
    return _move(article, 'withdraw', by, corrections.Change(note=reason))


def trash(article: Article, *, by: AbstractBaseUser) -> Article:
    return _move(article, 'trash', by)


def restore(article: Article, *, by: AbstractBaseUser) -> Article:
    """Restores an article from the trash: as withdrawn if it was public, so that publishing it restores its URL."""
    return _move(article, 'restore', by)


def next_status(article: Article, verb: str) -> str:
    """The status of an article after submit, return_to_draft, withdraw, trash or restore.

    Raises ValidationError where that is not possible.
    """
    hidden = {Status.PUBLISHED: Status.DRAFT if article.is_scheduled else Status.WITHDRAWN}
    moves: dict[str, tuple[dict[str, str], str]] = {
        'submit': ({Status.DRAFT: Status.REVIEW}, 'Only a draft can be submitted for review.'),
        'return_to_draft': ({Status.REVIEW: Status.DRAFT}, 'Only an article in review goes back to its writer.'),
        'withdraw': (hidden, 'Only a published or scheduled article can be withdrawn.'),
        'trash': (
            dict.fromkeys(set(Status) - {Status.TRASHED}, Status.TRASHED),
            'This article is already in the trash.',
        ),
        'restore': (
            {Status.TRASHED: Status.WITHDRAWN if _public_url(article) else Status.DRAFT},
            'This article is not in the trash.',
        ),
    }
    statuses, refusal = moves[verb]
    if article.status not in statuses:
        raise ValidationError(refusal)
    return statuses[article.status]


def _locked(article: Article) -> Article:
    """The stored article, its row locked until the end of the transaction. Raises StaleArticle."""
    current = Article.objects.select_for_update().get(pk=article.pk)
    if current.version != article.version:
        raise StaleArticle(current)
    return current


@transaction.atomic
def _move(article: Article, verb: str, by: AbstractBaseUser, change: Change = corrections.SMALL_FIX) -> Article:
    article = _locked(article)
    status = next_status(article, verb)
    corrections.check(change)
    article.status = status
    _store(article, by, change=change)
    return article


def _store(
    article: Article,
    by: AbstractBaseUser,
    links: Mapping[str, list] = MappingProxyType({}),
    change: Change = corrections.SMALL_FIX,
) -> None:
    """Saves a new version, with the given links replaced, keeps the former one, and records what readers learn."""
    was_public = article.is_public
    if article.version:
        revisions.keep([article.pk])
    article.version += 1
    article.edited_by, article.modified = by, timezone.now()
    article.save()
    for name, objects in links.items():
        revisions.set_links(article, name, objects)
    article.refresh_from_db(fields=['public_from'])  # which PostgreSQL generates
    corrections.record(article, change, was_public=was_public, by=by)


def _set(article: Article, name: str, value: Any) -> bool:
    """Sets a value and those derived from it; returns whether that changed anything."""
    if name == 'body':
        return _set_body(article, value)
    if getattr(article, name) == value:
        return False
    setattr(article, name, value)
    if name == 'published':
        article.published_on = value and timezone.localdate(value, timezone.get_default_timezone())
    return True


def _set_body(article: Article, value: str | revisions.SourcedBody) -> bool:
    is_sourced = isinstance(value, revisions.SourcedBody)
    body = value if is_sourced else revisions.SourcedBody(source=value, format=Article.Format.HTML, html=value)
    if article.body_html == body.html:
        return False
    article.body_source, article.body_format, _ = body
    article.body_html, article.sanitiser_version = sanitise.article_html(body.html), sanitise.VERSION
    article.body_text = plain.from_html(article.body_html)
    return True


def _links_differ(article: Article, name: str, objects: list) -> bool:
    """Whether authors, categories or tags differ from the stored ones. The order of tags does not matter."""
    model, column = LINKS[name]
    before = list(model.objects.filter(article=article).values_list(column, flat=True))
    after = [row.pk for row in objects]
    return set(before) != set(after) if name == 'tags' else before != after


def check_publishable(article: Article) -> None:
    if article.status == Status.TRASHED:
        raise ValidationError('This article is in the trash: restore it first, then publish it.')
    if not article.title.strip():
        raise ValidationError({'title': 'Give the article a title before you publish it.'})
    if not article.body_html.strip():
        raise ValidationError({'body': 'Write the text before you publish it.'})


def check_publishing(article: Article) -> None:
    """Raises ValidationError where `publish` would refuse the article as it is."""
    check_publishable(article)
    if article.is_public:
        return
    embargo.check(article, _moment(article))
    if article.slug:
        _check_slug(article)


def _moment(article: Article, at: datetime | None = None) -> datetime:
    """The date that publishing gives an article: one that returns keeps its former one."""
    returns = article.status in (Status.WITHDRAWN, Status.PRIVATE) or article.password
    return article.published if returns and article.published and not at else at or timezone.now()


def _check_date(article: Article, was_public: bool) -> None:
    """Saving never publishes an article, nor takes one offline, because of its date."""
    if not article.published or article.password:
        return
    will_be_public = article.published <= timezone.now()
    if was_public and not will_be_public:
        raise ValidationError({'published': 'This would take the article offline until then. Withdraw it first.'})
    if will_be_public and not was_public:
        raise ValidationError({'published': 'This time has passed: choose a later one, or press Publish now.'})


def _complete_slug(article: Article, stays: str = '') -> None:
    """Checks the slug, makes one from the title where one is needed, and adds -2, -3 … if another article has it.

    A page needs one always, an article once it is published: an article without a date has no URL. A slug that `stays`
    as it is, is not checked.
    """
    if article.status == Status.PUBLISHED and not article.published:
        raise ValidationError({'published': 'A published article needs its date and time. To hide it, withdraw it.'})
    if article.status == Status.PUBLISHED or article.kind == Kind.PAGE:
        article.slug = article.slug or _made_slug(article)
    if not article.slug:
        return
    if article.slug != stays:
        _check_slug(article)
    if article.kind == Kind.PAGE:
        others = Article.objects.filter(kind=Kind.PAGE).exclude(pk=article.pk)
    elif article.published_on:
        others = Article.objects.filter(kind=Kind.ARTICLE, published_on=article.published_on).exclude(pk=article.pk)
    else:
        return
    # Two articles of a day that get their slugs at the same moment do so one after the other.
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_advisory_xact_lock(hashtext(%s))', [f'articles.slug {article.published_on}'])
    taken = set(others.filter(slug__startswith=article.slug).values_list('slug', flat=True))
    article.slug = slugs.free(article.slug, taken)


def _made_slug(article: Article) -> str:
    """A slug from the title; another where the site itself uses it."""
    slug = slugs.slugify(article.title) or article.kind
    if article.kind == Kind.PAGE:
        return paths.for_a_page(slug)
    return slug if paths.is_of_an_article(slug) else f'{slug}-2'


def _check_slug(article: Article) -> None:
    if article.kind == Kind.ARTICLE and '/' in article.slug:
        raise ValidationError({'slug': 'Leave out the “/”: only a page may have one in its URL.'})
    if any(not part.strip('.') for part in article.slug.split('/')):
        raise ValidationError({'slug': 'Use letters, digits and hyphens, not only dots.'})
    is_free = paths.is_of_a_page if article.kind == Kind.PAGE else paths.is_of_an_article
    if not is_free(article.slug):
        raise ValidationError({'slug': 'The site itself uses this URL: choose another slug.'})


def _public_url(article: Article) -> str:
    """The URL of an article that is or was public, which readers may have bookmarked; '' for any other."""
    may_have_been_public = article.status in (Status.PUBLISHED, Status.WITHDRAWN, Status.TRASHED)
    has_appeared = article.published and article.published <= timezone.now()
    return article.get_absolute_url() if may_have_been_public and has_appeared else ''


def _redirect_old_url(article: Article, old_url: str) -> None:
    """Redirects a former URL ('' for none) to the article, and drops redirects from the URL that it has now."""
    url = article.get_absolute_url()
    if old_url and old_url != url:
        OldUrl.objects.update_or_create(path=url_forms.key(old_url), defaults={'article': article, 'target': ''})
    if url:
        OldUrl.objects.filter(path=url_forms.key(url)).delete()
