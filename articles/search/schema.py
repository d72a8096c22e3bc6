"""The schema of the index, and the document that it holds for an article."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple
from zlib import crc32

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from tantivy import Document, Index, Schema, SchemaBuilder

from articles.models import ArticleCategory, ArticleTag, Author, Byline, Category, Tag

from . import alike, forms, languages, words

# To be increased with every change of fields or analyzers: an index of another version is rebuilt.
VERSION = 8

SAMPLED = 64  # one in 64 articles is in the sample

# Fields with exactly one value in every document, even if it is 0 or empty: tantivy counts those several times faster
# than fields that may have none or several. They hold the date of publication, and in one text each the ids of all
# categories and of all authors.
PARTS = ('place', 'year', 'month', 'day')
SETS = {'category': 'categories', 'author': 'authors'}
BODY, HIDDEN = 6, 1  # the column of `rows` with the text; the digest of an article that is not public
NOTHING = dict.fromkeys(PARTS, 0) | dict.fromkeys(SETS.values(), '')

# An article's place in time is one number to sort by, made of its day, the seconds since that day's midnight, and its
# id. Seconds are counted from 15 hours before midnight UTC, since the day is that of the site's time zone.
_ID_BITS, _MOMENT_BITS, _EARLIEST = 26, 18, timedelta(hours=-15)
_MIDNIGHT = datetime.fromisoformat('0001-01-01T00:00:00+00:00')


def build() -> Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field('id', indexed=True, fast=True)
    # 1 for public articles. Nothing else is indexed of the others: none of their words is found, counted or suggested,
    # and no search has to exclude them, which would be more expensive than the search itself.
    builder.add_unsigned_field('public', indexed=True)
    builder.add_unsigned_field('digest', fast=True)
    builder.add_unsigned_field('sketch', fast=True)  # of the body, by which near-duplicates are known (`alike.sketch`)
    builder.add_unsigned_field('sampled', indexed=True)  # 1 for the articles in the sample
    # The whole text, as terms (`words.Stems`, `forms.plain`) and unstemmed; and once more the parts that rank higher.
    builder.add_text_field('text', tokenizer_name='stems', index_option='freq')
    builder.add_text_field('exact', tokenizer_name='whitespace', index_option='position')
    builder.add_text_field('title', tokenizer_name='stems', index_option='freq')
    builder.add_text_field('title_exact', tokenizer_name='whitespace', index_option='position')
    builder.add_text_field('standfirst', tokenizer_name='stems', index_option='freq')
    # That of the terms, where it is not the site's.
    builder.add_text_field('language', tokenizer_name='raw', index_option='basic')
    for name in ('author', 'tag', 'category'):
        builder.add_text_field(f'{name}_name', tokenizer_name='words', index_option='position')
        builder.add_text_field(f'{name}_slug', tokenizer_name='raw', index_option='basic')
    builder.add_unsigned_field('tag', indexed=True, fast=True)
    builder.add_unsigned_field('category', indexed=True)
    for name in PARTS:
        builder.add_unsigned_field(name, indexed=name != 'place', fast=True)
    for name in SETS.values():
        builder.add_text_field(name, tokenizer_name='raw', index_option='basic', fast=True)
    # One document is no article: it holds the position in the journal, written in the same commit as the changes.
    builder.add_text_field('journal', tokenizer_name='raw', index_option='basic', stored=True)
    return builder.build()


def register(index: Index) -> None:
    index.register_tokenizer('words', words.exact_analyzer())
    index.register_tokenizer('stems', words.stemming_analyzer(settings.LANGUAGE_CODE))


class Term(NamedTuple):
    pk: int
    name: str
    slug: str


class Categories:
    """The tree of categories, read when created."""

    def __init__(self) -> None:
        self._all = {pk: (Term(pk, name, slug), parent) for pk, name, slug, parent in
                     Category.objects.values_list('pk', 'name', 'slug', 'parent')}  # fmt: skip

    def lineages(self, pks: Iterable[int]) -> list[Term]:
        """These categories and all their ancestors, each once; cycles end where they began."""
        terms: dict[int, Term] = {}
        for pk in pks:
            while pk in self._all and pk not in terms:
                terms[pk], pk = self._all[pk]
        return list(terms.values())


class Indexed:
    """A part of a text as the index takes it: unstemmed words, and what becomes terms, each with spaces between."""

    def __init__(self, text: str, stems: words.Stems) -> None:
        self.exact = words.spaced(text)
        self.terms = stems.prepare(' '.join([self.exact, *forms.plain(text)]))


@lru_cache(maxsize=20_000)
def _indexed_name(name: str, language: str, site: str) -> Indexed:
    """Cached, since articles have the same authors, tags and categories over and over."""
    return Indexed(name, words.stems(language, site))


def rows(articles: QuerySet) -> Iterator[tuple]:
    """The columns that `document` takes, of each article of a queryset, in three queries.

    Authors and tags are read once for all articles, since many have the same.
    """
    own = {'article': OuterRef('pk')}
    columns = articles.annotate(
        author_ids=ArraySubquery(Byline.objects.filter(**own).order_by('position').values('author')),
        tag_ids=ArraySubquery(ArticleTag.objects.filter(**own).order_by('tag__name', 'tag').values('tag')),
        category_ids=ArraySubquery(ArticleCategory.objects.filter(**own).order_by('category').values('category')),
    ).values_list(
        'pk', 'public_from', 'published_on', 'language', 'title', 'standfirst', 'body_text', 'lead_image__caption',
        'author_ids', 'tag_ids', 'category_ids',
    )  # fmt: skip
    read = list(columns)
    authors = _terms(Author, chain.from_iterable(row[-3] for row in read))
    tags = _terms(Tag, chain.from_iterable(row[-2] for row in read))
    for *own_columns, author_ids, tag_ids, category_ids in read:
        yield *own_columns, _of(authors, author_ids), _of(tags, tag_ids), category_ids


def _terms(model: type[Author | Tag], pks: Iterable[int]) -> dict[int, dict]:
    return {term['pk']: term for term in model._default_manager.filter(pk__in=set(pks)).values(*Term._fields)}


def _of(terms: dict[int, dict], pks: list[int]) -> list[dict]:
    """The terms of an article, but for what was deleted between the queries: its change is the next in the journal."""
    return [terms[pk] for pk in pks if pk in terms]


def digest(row: tuple, categories: Categories, clock: datetime) -> int:
    """A checksum of all that `document` makes a document of; 1 for an article that is not public as of `clock`.

    `row` is one of `rows`.
    """
    public_from, body = row[1], row[BODY]
    if public_from is None or public_from > clock:
        return HIDDEN
    others = (*row[:BODY], *row[BODY + 1 :], *categories.lineages(row[-1]))
    return crc32(repr(others).encode(), crc32(body.encode()))


def document(row: tuple, categories: Categories, clock: datetime) -> dict:
    """The fields of the document of an article as of `clock`, with the `digest` of what it is made of.

    `row` is one of `rows`. An article that is not public at that time has only its id and a fixed digest.
    """
    pk, public_from, day, language, title, standfirst, body, caption, authors, tags, own_categories = row
    checksum = digest(row, categories, clock)
    if public_from is None or checksum == HIDDEN:
        return {'id': pk, 'digest': HIDDEN} | NOTHING
    terms = {
        'author': [Term(**author) for author in authors],
        'tag': [Term(**tag) for tag in tags],
        'category': categories.lineages(own_categories),
    }
    names = [term.name for of_kind in terms.values() for term in of_kind]
    site = settings.LANGUAGE_CODE
    language = language or languages.guess(f'{title} {standfirst} {body}', site)
    stems = words.stems(language, site)
    headline, intro, whole = (Indexed(part, stems) for part in (title, standfirst, body))
    parts = [headline, intro, whole, Indexed(caption or '', stems)]
    parts += [_indexed_name(name, language, site) for name in names]
    fields: dict[str, Any] = {
        'id': pk,
        'public': 1,
        'digest': checksum,
        'sketch': alike.sketch(whole.exact),
        'text': [part.terms for part in parts if part.terms],
        'exact': [part.exact for part in parts if part.exact],
        'title': headline.terms,
        'title_exact': headline.exact,
        'standfirst': intro.terms,
        **dated(day, public_from, pk),
        **{field: ' '.join(str(term.pk) for term in terms[name]) for name, field in SETS.items()},
    }
    for name, of_kind in terms.items():
        fields[f'{name}_name'] = [words.fold(term.name) for term in of_kind]
        fields[f'{name}_slug'] = [term.slug for term in of_kind]
    if stems.language:
        fields['language'] = stems.language
    for name in ('tag', 'category'):
        fields[name] = [term.pk for term in terms[name]]
    if crc32(str(pk).encode()) % SAMPLED == 0:
        fields['sampled'] = 1
    return fields


def dated(day: date | None, moment: datetime | None, pk: int) -> dict[str, int]:
    """The fields with the date of publication: `place`, and year, month and day as numbers; zeros without a date."""
    if not day or not moment:
        return dict.fromkeys(PARTS, 0)
    after_midnight = moment - _MIDNIGHT - timedelta(days=day.toordinal() - 1) - _EARLIEST
    seconds = min(max(int(after_midnight.total_seconds()), 0), 2**_MOMENT_BITS - 1)
    place = (day.toordinal() << _MOMENT_BITS | seconds) << _ID_BITS | pk % 2**_ID_BITS
    return {'place': place} | numbered(day)


def numbered(day: date) -> dict[str, int]:
    """The year, month and day of a date as the index numbers them: 2017, 12 × 2017 + 10 for November, the ordinal."""
    return {'year': day.year, 'month': day.year * 12 + day.month - 1, 'day': day.toordinal()}


def position_document(position: dict) -> dict:
    return {'journal': ['position', json.dumps(position, default=str)]} | NOTHING


def to_document(fields: dict, schema: Schema) -> Document:
    return Document.from_dict(fields, schema)
