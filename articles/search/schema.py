"""What the index holds of an article."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zlib import crc32

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from tantivy import Document, Index, Schema, SchemaBuilder

from articles.models import ArticleCategory, ArticleTag, Byline, Category

from . import words

# One more with every change of fields or words: an index of another version is built anew.
VERSION = 4

SAMPLED = 64  # of so many articles, one is in the sample

# What every document has exactly one value of, be it nothing, since that is counted several times as fast as what some
# have none of or several: when it was published, and the ids of all its categories, and of its authors, as one text.
PARTS = ('place', 'year', 'month', 'day')
SETS = {'category': 'categories', 'author': 'authors'}
NOTHING = dict.fromkeys(PARTS, 0) | dict.fromkeys(SETS.values(), '')

# An article's place in time as one number that grows with it: its day, the moment within it, its id. A moment may lie
# outside of its day by the offset of any time zone.
_ID_BITS, _MOMENT_BITS, _EARLIEST = 26, 18, timedelta(hours=-15)
_MIDNIGHT = datetime.fromisoformat('0001-01-01T00:00:00+00:00')


def build() -> Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field('id', indexed=True, fast=True)
    # 1: for readers. Of what is not, nothing else is indexed: no word of it is found, counted or suggested, and no
    # search has to leave it out, which would cost more than to find.
    builder.add_unsigned_field('public', indexed=True)
    builder.add_unsigned_field('digest', fast=True)
    builder.add_unsigned_field('sampled', indexed=True)  # 1: one of the few that stand for all
    # Everything that is said, stemmed and as it stands; and what weighs more, once more.
    builder.add_text_field('text', tokenizer_name='stems', index_option='freq')
    builder.add_text_field('exact', tokenizer_name='words', index_option='position')
    builder.add_text_field('title', tokenizer_name='stems', index_option='freq')
    builder.add_text_field('title_exact', tokenizer_name='words', index_option='position')
    builder.add_text_field('standfirst', tokenizer_name='stems', index_option='freq')
    for name in ('author', 'tag', 'category'):
        builder.add_text_field(f'{name}_name', tokenizer_name='words', index_option='position')
        builder.add_text_field(f'{name}_slug', tokenizer_name='raw', index_option='basic')
    builder.add_unsigned_field('tag', indexed=True, fast=True)
    builder.add_unsigned_field('category', indexed=True)
    for name in PARTS:
        builder.add_unsigned_field(name, indexed=name != 'place', fast=True)
    for name in SETS.values():
        builder.add_text_field(name, tokenizer_name='raw', index_option='basic', fast=True)
    # One document is not an article: it says how far the journal was followed, in the same commit as what was written.
    builder.add_text_field('journal', tokenizer_name='raw', index_option='basic', stored=True)
    return builder.build()


def register(index: Index) -> None:
    index.register_tokenizer('stems', words.stemming_analyzer(settings.LANGUAGE_CODE))
    index.register_tokenizer('words', words.exact_analyzer())


class Term(NamedTuple):
    pk: int
    name: str
    slug: str


class Categories:
    """Every category with those above it."""

    def __init__(self) -> None:
        self._all = {pk: (Term(pk, name, slug), parent) for pk, name, slug, parent in
                     Category.objects.values_list('pk', 'name', 'slug', 'parent')}  # fmt: skip

    def lineages(self, pks: Iterable[int]) -> list[Term]:
        """These categories and all above them, each once."""
        found: dict[int, Term] = {}
        for pk in pks:
            while pk in self._all and pk not in found:
                found[pk], pk = self._all[pk]
        return list(found.values())


def rows(articles) -> Iterable[tuple]:
    """What is indexed of each article, in one query."""
    term = {
        name: JSONObject(pk=f'{name}__pk', name=f'{name}__name', slug=f'{name}__slug') for name in ('author', 'tag')
    }
    own = {'article': OuterRef('pk')}
    return articles.annotate(
        writers=ArraySubquery(Byline.objects.filter(**own).order_by('position').values(term=term['author'])),
        topics=ArraySubquery(ArticleTag.objects.filter(**own).order_by('tag').values(term=term['tag'])),
        sections=ArraySubquery(ArticleCategory.objects.filter(**own).order_by('category').values('category')),
    ).values_list(
        'pk', 'public_from', 'published_on', 'title', 'standfirst', 'body_text', 'lead_image__caption', 'writers',
        'topics', 'sections',
    )  # fmt: skip


def document(row: tuple, categories: Categories, clock: datetime) -> dict:
    """The fields of an article as they are at a moment; `digest` sums them up."""
    pk, public_from, day, title, standfirst, body, caption, writers, topics, sections = row
    if public_from is None or public_from > clock:
        return {'id': pk, 'digest': 1} | NOTHING
    terms = {
        'author': [Term(**writer) for writer in writers],
        'tag': [Term(**topic) for topic in topics],
        'category': categories.lineages(sections),
    }
    names = [term.name for found in terms.values() for term in found]
    everything = [words.fold(part) for part in (title, standfirst, body, caption, *names) if part]
    fields = {
        'id': pk,
        'public': 1,
        'text': everything,
        'exact': everything,
        'title': words.fold(title),
        'title_exact': words.fold(title),
        'standfirst': words.fold(standfirst),
        **dated(day, public_from, pk),
        **{field: ' '.join(str(term.pk) for term in terms[name]) for name, field in SETS.items()},
    }
    for name, found in terms.items():
        fields[f'{name}_name'] = [words.fold(term.name) for term in found]
        fields[f'{name}_slug'] = [term.slug for term in found]
    for name in ('tag', 'category'):
        fields[name] = [term.pk for term in terms[name]]
    if crc32(str(pk).encode()) % SAMPLED == 0:
        fields['sampled'] = 1
    fields['digest'] = crc32(repr(fields).encode())
    return fields


def dated(day: date | None, moment: datetime | None, pk: int) -> dict[str, int]:
    """The fields that say when an article was published; zeros where it was not."""
    if not day or not moment:
        return dict.fromkeys(PARTS, 0)
    after_midnight = moment - _MIDNIGHT - timedelta(days=day.toordinal() - 1) - _EARLIEST
    seconds = min(max(int(after_midnight.total_seconds()), 0), 2**_MOMENT_BITS - 1)
    place = (day.toordinal() << _MOMENT_BITS | seconds) << _ID_BITS | pk % 2**_ID_BITS
    return {'place': place} | numbered(day)


def numbered(day: date) -> dict[str, int]:
    """The year, month and day that a day is in, as the index numbers them."""
    return {'year': day.year, 'month': day.year * 12 + day.month - 1, 'day': day.toordinal()}


def position_document(position: dict) -> dict:
    return {'journal': ['position', json.dumps(position, default=str)]} | NOTHING


def to_document(fields: dict, schema: Schema) -> Document:
    return Document.from_dict(fields, schema)
