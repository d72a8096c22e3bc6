"""What a search finds agrees with the database, counted without an index: 200 random searches in every form."""

import csv
import io
import json
import random
from collections import Counter
from itertools import pairwise

import pytest
from django.conf import settings
from lxml import etree

from articles.models import Article
from articles.search import counting, memory, schema, words
from articles.search.params import SearchParams
from articles.search.results import Search
from tests.factories import make_article, make_category

WORDS = 'flood river wall harbour council budget school storm ferry bridge market church'.split()
SECTIONS, TAGS, AUTHORS = ('world', 'world/asia', 'local'), ('water', 'money', 'town'), ('ada-byron', 'bo-li')
STATUSES = ('published', 'published', 'published', 'published', 'draft', 'withdrawn')


@pytest.fixture
def archive(index_all):
    chance = random.Random(4)
    world = make_category('World')
    sections = [world, make_category('Asia', parent=world), make_category('Local')]
    for n in range(60):
        text = ' '.join(chance.choices(WORDS, weights=range(len(WORDS), 0, -1), k=chance.randrange(3, 12)))
        make_article(
            f'{chance.choice(WORDS)} {n}',
            body_html=f'<p>{text}</p>',
            published=f'{chance.randrange(2014, 2018)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}',
            status=chance.choice(STATUSES),
            categories=chance.sample(sections, chance.randrange(1, 3)),
            tags=chance.sample(TAGS, chance.randrange(3)),
            authors=chance.sample(['Ada Byron', 'Bo Li'], chance.randrange(3)),
        )
    index_all()


def searches():
    """Parameters of a search, and a function that says of an article whether it matches."""
    chance = random.Random(7)
    for _ in range(200):
        one, other = chance.sample(WORDS, 2)
        text, matches = chance.choice(
            [
                (one, lambda text, one=one, other=other: one in text),
                (f'{one} {other}', lambda text, one=one, other=other: one in text and other in text),
                (f'{one} OR {other}', lambda text, one=one, other=other: one in text or other in text),
                (f'{one} -{other}', lambda text, one=one, other=other: one in text and other not in text),
                (f'"{one} {other}"', lambda text, one=one, other=other: _follows(text, one, other)),
                (f'{one[:3]}*', lambda text, one=one, other=other: any(word.startswith(one[:3]) for word in text)),
                ('', lambda text: True),
            ]
        )
        params = {
            'category': chance.choice(['', '', *SECTIONS]),
            'tag': chance.choice(['', '', *TAGS]),
            'author': chance.choice(['', '', '', *AUTHORS]),
            'on': chance.choice(['', '', '2015', f'2016-{chance.randrange(1, 13):02}']),
            'order': chance.choice(['newest', 'oldest', 'relevance']),
        }
        yield {'q': text} | {name: value for name, value in params.items() if value}, matches


def _follows(text, one, other):
    return any(pair == (one, other) for pair in pairwise(text))


def _words_of(article):
    names = [one.name for kind in (article.authors, article.tags) for one in kind.all()]
    names += [name for path in _paths(article) for name in path.split('/')]
    return words.exact(' … '.join([article.title, article.body_text, *names]))


def _paths(article):
    for one in article.categories.all():
        yield f'{one.parent.slug}/{one.slug}' if one.parent else one.slug


def _shown(article, within):
    """The sections right below the one that results are narrowed to that an article is in."""
    depth = len(within.split('/')) if within else 0
    names = {'world': 'World', 'asia': 'Asia', 'local': 'Local'}
    inside = [path.split('/') for path in _paths(article) if not within or path.startswith(f'{within}/')]
    return {names[parts[depth]] for parts in inside}


def _has(article, params):
    slugs = {name: {one.slug for one in getattr(article, f'{name}s').all()} for name in ('tag', 'author')}
    return (
        all(params[name] in slugs[name] for name in slugs if name in params)
        and any(f'{path}/'.startswith(f'{params.get("category", path)}/') for path in _paths(article))
        and article.published_on.isoformat().startswith(params.get('on', ''))
    )


@pytest.fixture
def all_sampled(monkeypatch):
    """Every article is in the sample, and no sample is too small."""
    monkeypatch.setattr(schema, 'SAMPLED', 1)
    monkeypatch.setattr(counting, 'LEAST_IN_SAMPLE', 0)


def counts(word, on=''):
    memory.forget()
    search = Search(SearchParams(word, on=on), tags=2)
    return search.total, search.histogram, *(search.commonest(name, 2) for name in ('category', 'author', 'tag'))


def test_the_tags_of_many_results_are_counted_as_exactly_as_those_of_few(all_sampled, archive, monkeypatch):
    few = {word: counts(word) for word in WORDS}
    monkeypatch.setattr(counting, 'MANY', 0)
    assert {word: counts(word) for word in WORDS} == few


def test_results_that_are_most_of_the_archive_are_counted_by_what_is_not_among_them(all_sampled, archive, monkeypatch):
    params = [(word, on) for word in WORDS for on in ('', '2016', '2016-05')]
    few = {one: counts(*one) for one in params}
    monkeypatch.setattr(counting, 'MANY', 0)
    monkeypatch.setattr(counting, 'MAJORITY', 0)
    assert {one: counts(*one) for one in params} == few


@pytest.mark.parametrize('order', ['newest', 'oldest'])
def test_the_newest_and_oldest_of_many_are_those_of_all(all_sampled, archive, monkeypatch, order):
    def first(word):
        return [Search(SearchParams(word, order=order)).ids(offset, 3) for offset in (0, 5, 17, 40)]

    all_in_order = {word: first(word) for word in WORDS}
    monkeypatch.setattr(counting, 'MANY', 0)
    assert {word: first(word) for word in WORDS} == all_in_order


def test_every_format_of_a_search_agrees_with_the_database(archive, client):
    newest = Article.objects.public().newest_first().prefetch_related('tags', 'authors', 'categories__parent')
    public = [(article, _words_of(article)) for article in newest]
    for params, matches in searches():
        if params.keys() <= {'q', 'order'} and not params['q']:
            continue
        articles = [article for article, text in public if _has(article, params) and matches(text)]
        context = client.get('/search/', params).context
        total, shown = context['found'].total, [result['article'].pk for result in context['results']]
        assert total == len(articles), params
        assert sum(bar.count for bar in context['timeline'].bars) == total, params
        facets = {facet.name: {choice.name: choice.count for choice in facet.choices} for facet in context['facets']}
        tags = Counter(tag.name for article in articles for tag in article.tags.all())
        assert facets.get('Topic', {}) == {name: n for name, n in tags.items() if name != params.get('tag')}, params
        authors = Counter(author.name for article in articles for author in article.authors.all())
        authors.pop({'ada-byron': 'Ada Byron', 'bo-li': 'Bo Li'}.get(params.get('author')), None)
        assert facets.get('Author', {}) == authors, params
        sections = Counter(name for article in articles for name in _shown(article, params.get('category')))
        assert facets.get('Section', {}) == sections, params
        rows = list(csv.DictReader(io.StringIO(read(client, 'csv', params).removeprefix('\ufeff'))))
        addresses = [row['address'].removeprefix(settings.SITE_URL) for row in rows]
        assert sorted(addresses) == sorted(article.get_absolute_url() for article in articles), params
        if params['order'] != 'relevance':
            in_time = [article.get_absolute_url() for article in articles]
            assert addresses == in_time[:: 1 if params['order'] == 'newest' else -1], params
        document = json.loads(read(client, 'json', params))
        assert document['total'] == total
        assert [one['address'] for one in document['articles']] == [row['address'] for row in rows], params
        feed = etree.fromstring(read(client, 'atom', params).encode())
        assert feed.xpath('//*[local-name()="entry"]/*[local-name()="link" and @rel="alternate"]/@href') == [
            row['address'] for row in rows[:20]
        ]
        by_pk = {article.pk: article.get_absolute_url() for article in articles}
        assert [by_pk[pk] for pk in shown] == addresses[:20], params


def read(client, format, params):
    return client.get(f'/search.{format}', params).getvalue().decode()
