"""Changes many articles in the same way: their tags, categories, bylines, comments, language or state.

A batch takes a handful of queries however many articles it has, and each of these gets a version of its own, as if it
were saved alone. Publishing alone goes article by article, since each needs a slug of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.models import Article, OldUrl, TermMerge

from . import corrections, publishing, revisions

FIELDS = ('tags', 'categories', 'authors')
# What a link has besides its article; its primary key decides the order of categories, so that is kept as well.
_COLUMNS = {'tags': ('tag_id',), 'categories': ('category_id', 'is_primary'), 'authors': ('author_id', 'position')}
_TEXTS = ('body_source', 'body_html', 'body_text', 'meta')
# What publishing may change.
_OF_STATE = ('status', 'password', 'published', 'published_on', 'slug')
_OF_REDIRECT = ('id', 'path', 'article_id', 'target', 'run_id')
Links = dict[str, list[dict[str, Any]]]
# Why an article does not get back (all) what it had.
EDITED = 'edited since'
TAKEN = 'its former URL is in use by another article'
INCOMPLETE = 'without what was deleted since'


@dataclass(frozen=True)
class Act:
    """What is done with every article. `add` and `remove` have primary keys by the names in FIELDS.

    `values` are columns (comments_open, language), `state` is publish, withdraw, trash, restore, or '' for neither.
    """

    add: dict[str, list[int]] = field(default_factory=dict)
    remove: dict[str, list[int]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    state: str = ''

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Difference(NamedTuple):
    """Columns of an article, and all its links of a kind, as they are or as they have to be.

    `redirects` are the rows of OldUrl that publishing it has replaced.
    """

    columns: dict[str, Any]
    links: Links
    redirects: Collection[dict[str, Any]] = ()


class Outcome(NamedTuple):
    """What became of an article: a `reason` why it stays as it is ('' for one that had nothing to change).

    Or else what it had `before`, and its `version` since, 0 in a dry run.
    """

    reason: str = ''
    before: Difference | None = None
    version: int = 0


def preview(articles: Collection[int], act: Act) -> dict[int, Outcome]:
    """The outcomes of `apply` by primary key, without writing anything; articles that are gone are left out."""
    return _outcomes(_found(articles, act), act)[0]


@transaction.atomic
def apply(articles: Collection[int], act: Act, *, by: AbstractBaseUser | None) -> dict[int, Outcome]:
    """Does it; returns the outcomes by primary key, without articles that are gone."""
    stored = _found(articles, act, lock=True)
    outcomes, wanted = _outcomes(stored, act)
    changed = {article.pk: article for article in stored if outcomes[article.pk].before}
    _write([article for pk, article in changed.items() if wanted[pk].columns or wanted[pk].links], wanted, by)
    for pk, article in changed.items():
        if act.state == 'publish':
            replaced: list[OldUrl] = []
            article = publishing.publish(article, by=by, replaced=replaced)
            rows = [{name: getattr(one, name) for name in _OF_REDIRECT} for one in replaced]
            outcomes[pk] = outcomes[pk]._replace(before=outcomes[pk].before._replace(redirects=rows))
        outcomes[pk] = outcomes[pk]._replace(version=article.version)
    return outcomes


@transaction.atomic
def revert(done: Mapping[int, Outcome], *, by: AbstractBaseUser | None) -> dict[int, str]:
    """Gives articles back what they had before, in new versions.

    Returns those that did not get it (all), by primary key, with the reason: EDITED or TAKEN, and INCOMPLETE for what
    has all but terms that were deleted since. What was merged since is replaced by what it was merged into.
    """
    articles = list(_locked(done).defer(*_TEXTS))
    stay = {article.pk: EDITED for article in articles if article.version != done[article.pk].version}
    same = [article for article in articles if article.pk not in stay]
    stay |= dict.fromkeys(_url_taken(same, done), TAKEN)
    same = [article for article in same if article.pk not in stay]
    incomplete = _write(same, {article.pk: done[article.pk].before for article in same}, by)
    _write_redirects(same, done)
    return stay | dict.fromkeys(incomplete, INCOMPLETE)


def _write_redirects(articles: list[Article], done: Mapping[int, Outcome]) -> None:
    """Restores the redirects that publishing the articles has replaced."""
    rows = [row for one in articles for row in done[one.pk].before.redirects]
    there = set(Article.objects.filter(pk__in=[row['article_id'] for row in rows]).values_list('pk', flat=True))
    # Where somebody has made another one meanwhile, that stays.
    OldUrl.objects.bulk_create(
        [OldUrl(**row) for row in rows if row['article_id'] in there | {None}], ignore_conflicts=True
    )


def _url_taken(articles: list[Article], done: Mapping[int, Outcome]) -> list[int]:
    """The articles whose former URL another one has meanwhile."""
    places = {
        one.pk: (one.kind, columns['published_on'] if one.kind == Article.Kind.ARTICLE else None, columns['slug'])
        for one in articles
        if (columns := done[one.pk].before.columns).get('slug')
    }
    slugs = {slug for _, _, slug in places.values()}
    others = Article.objects.filter(slug__in=slugs).exclude(pk__in=places).values_list('kind', 'published_on', 'slug')
    taken = {(kind, day if kind == Article.Kind.ARTICLE else None, slug) for kind, day, slug in others}
    return [pk for pk, place in places.items() if place in taken]


def _locked(articles: Iterable[int]) -> Any:
    return Article.objects.filter(pk__in=list(articles)).order_by('pk').select_for_update(of=['self'])


def _found(articles: Collection[int], act: Act, *, lock: bool = False) -> list[Article]:
    stored = _locked(articles) if lock else Article.objects.filter(pk__in=articles).order_by('pk')
    return list(stored if act.state == 'publish' else stored.defer(*_TEXTS))


def _outcomes(articles: list[Article], act: Act) -> tuple[dict[int, Outcome], dict[int, Difference]]:
    """The outcome of each article as far as it is known before writing, and what has to be written."""
    fields = [name for name in FIELDS if act.add.get(name) or act.remove.get(name)]
    links = {name: _links_of(name, [article.pk for article in articles]) for name in fields}
    outcomes, wanted = {}, {}
    for article in articles:
        has = Difference(
            {name: getattr(article, name) for name in act.values}, {name: links[name][article.pk] for name in fields}
        )
        wants = Difference(dict(act.values), {name: _wanted(name, has.links[name], act) for name in fields})
        differs = Difference(
            {name: value for name, value in wants.columns.items() if value != has.columns[name]},
            {name: rows for name, rows in wants.links.items() if rows != has.links[name]},
        )
        try:
            moves = _move(article, act.state, differs.columns)
        except ValidationError as error:
            outcomes[article.pk] = Outcome(' '.join(error.messages))
            continue
        columns = [*differs.columns, *(_OF_STATE if moves and act.state == 'publish' else ())]
        before = Difference({n: getattr(article, n) for n in columns}, {n: has.links[n] for n in differs.links})
        outcomes[article.pk] = Outcome(before=before if columns or differs.links else None)
        wanted[article.pk] = differs
    return outcomes, wanted


def _move(article: Article, verb: str, columns: dict[str, Any]) -> bool:
    """Puts the next status among the columns; returns whether it changes. Raises ValidationError where it cannot."""
    if verb == 'publish':
        publishing.check_publishing(article)
        return not article.is_public
    if verb:
        columns['status'] = publishing.next_status(article, verb)
    return bool(verb)


def _links_of(name: str, articles: list[int]) -> dict[int, list[dict[str, Any]]]:
    model, _ = revisions.LINKS[name]
    # Tags have no order of their own.
    ordered = model.objects.filter(article__in=articles).order_by(*(model._meta.ordering or ['pk']))
    stored = defaultdict(list)
    for article, *values in ordered.values_list('article', 'pk', *_COLUMNS[name]):
        stored[article].append(dict(zip(('id', *_COLUMNS[name]), values, strict=True)))
    return stored


def _wanted(name: str, rows: list[dict[str, Any]], act: Act) -> list[dict[str, Any]]:
    """The links an article should have: what is added follows the others; of categories, the first is primary."""
    key, *_ = _COLUMNS[name]
    left = [row for row in rows if row[key] not in act.remove.get(name, ())]
    new = [pk for pk in act.add.get(name, ()) if all(row[key] != pk for row in left)]
    wanted = left + [{'id': None, key: pk} for pk in new]
    return wanted if wanted == rows else _in_order(name, wanted)


def _in_order(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if name == 'categories':
        return [row | {'is_primary': place == 0} for place, row in enumerate(rows)]
    return [row | {'position': place} for place, row in enumerate(rows)] if name == 'authors' else rows


def _present(name: str, wanted: dict[int, list[dict[str, Any]]]) -> tuple[dict[int, list[dict[str, Any]]], set[int]]:
    """The links without those to what is gone since a run had removed it, or had looked what it would add.

    What was merged is replaced. The articles that lose a link, since its term was deleted, are the second value.
    """
    key, *_ = _COLUMNS[name]
    model = revisions.LINKS[name][0]._meta.get_field(key).related_model
    keys = {row[key] for rows in wanted.values() for row in rows}
    gone = keys and keys - set(model.objects.filter(pk__in=keys).values_list('pk', flat=True))
    if not gone:
        return wanted, set()
    into = {merged['id']: other.pk for merged, other in TermMerge.objects.in_force(model)}
    present, losing = {}, set()
    for pk, rows in wanted.items():
        left: dict[int, dict[str, Any]] = {}
        for row in rows:
            term = into.get(row[key], row[key]) if row[key] in gone else row[key]
            if term in gone:
                losing.add(pk)
            else:
                left.setdefault(term, row | {key: term})
        present[pk] = _in_order(name, list(left.values()))
    return present, losing


def _write(articles: list[Article], wanted: Mapping[int, Difference], by: AbstractBaseUser | None) -> set[int]:
    """Stores a new version of each article, whose rows are locked.

    Returns those that were to get a term which has been deleted since.
    """
    losing: set[int] = set()
    if not articles:
        return losing
    was_public = {article.pk for article in articles if article.is_public}
    revisions.keep([article.pk for article in articles])
    now = timezone.now()
    alike = defaultdict(list)  # articles that get the same values
    for article in articles:
        alike[tuple(sorted(wanted[article.pk].columns.items()))].append(article.pk)
    for columns, pks in alike.items():
        values = {'version': F('version') + 1, 'edited_by': by, 'modified': now, **dict(columns)}
        Article.objects.filter(pk__in=pks).update(**values)
    for name in FIELDS:
        links = {pk: wanted[pk].links[name] for pk in wanted if name in wanted[pk].links}
        present, without = _present(name, links)
        _write_links(name, present)
        losing |= without
    times = dict(Article.objects.filter(pk__in=[one.pk for one in articles]).values_list('pk', 'public_from'))
    for article in articles:
        article.version += 1
        article.modified, article.public_from = now, times[article.pk]
        for column, value in wanted[article.pk].columns.items():
            setattr(article, column, value)
    corrections.record_all(articles, corrections.SMALL_FIX, was_public=was_public, by=by)
    return losing


def _write_links(name: str, wanted: dict[int, list[dict[str, Any]]]) -> None:
    """Deletes and inserts the links that differ; those that stay as they are keep their primary keys."""
    model, _ = revisions.LINKS[name]
    has = _links_of(name, list(wanted))
    gone = [row['id'] for pk, rows in wanted.items() for row in has[pk] if row not in rows]
    new = [model(article_id=pk, **row) for pk, rows in wanted.items() for row in rows if row not in has[pk]]
    model.objects.filter(pk__in=gone).delete()
    # Those that return with their former key cannot be inserted with those that still need one.
    model.objects.bulk_create([row for row in new if row.pk])
    model.objects.bulk_create([row for row in new if not row.pk])
