"""What a search finds agrees with the database, counted without an index: random searches in every form."""

import csv
import io
import json
import random
from collections import Counter

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis
from lxml import etree

from articles.models import Article
from articles.search import counting, memory, schema, words
from articles.search.params import SearchParams
from articles.search.results import Search
from tests.factories import make_article, make_category
from tests.search import brute_force
from tests.search.brute_force import WORDS

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


def searches(count):
    """Parameters of a search, and a function that says of an article, as it is read, whether it matches."""
    chance = random.Random(7)
    for _ in range(count):
        text, matches = brute_force.random_query(chance) if chance.random() < 0.9 else ('', lambda read: True)
        params = {
            'category': chance.choice(['', '', *SECTIONS]),
            'tag': chance.choice(['', '', *TAGS]),
            'author': chance.choice(['', '', '', *AUTHORS]),
            'on': chance.choice(['', '', '2015', f'2016-{chance.randrange(1, 13):02}']),
            'order': chance.choice(['newest', 'oldest', 'relevance']),
        }
        if chance.random() < 0.6:
            params = {'order': params['order']}
        yield {'q': text} | {name: value for name, value in params.items() if value}, matches


def as_read(article):
    names = {
        'author': [one.name for one in article.authors.all()],
        'tag': [one.name for one in article.tags.all()],
        'category': [name for path in _paths(article) for name in path.split('/')],
    }
    texts = {field: [list(words.exact(one)) for one in ones] for field, ones in names.items()}
    whole = [
        words.exact(article.title),
        words.exact(article.body_text),
        *(text for ones in texts.values() for text in ones),
    ]
    return brute_force.Read(texts | {'title': [list(whole[0])], '': list(map(list, whole))}, article.published_on)


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


@pytest.mark.hypothesis  # `make test-random` tries ten times as many
def test_every_format_of_a_search_agrees_with_the_database(archive, client):
    count = 2000 if hypothesis.get_current_profile_name() == 'random' else 200
    newest = Article.objects.public().newest_first().prefetch_related('tags', 'authors', 'categories__parent')
    public = [(article, as_read(article)) for article in newest]
    refused = []
    for params, matches in searches(count):
        if params.keys() <= {'q', 'order'} and not params['q']:
            continue
        articles = [article for article, read in public if _has(article, params) and matches(read)]
        answer = client.get('/search/', params)
        if answer.status_code == 400:
            refused.append(params)
            continue
        context = answer.context
        total = context['found'].total
        shown = [result['article'].pk for result in context['results'] if result['lacks'] is None]
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
        whole = list(csv.DictReader(io.StringIO(fetch(client, 'csv', params).removeprefix('\ufeff'))))
        rows = [row for row in whole if row['match'] == 'all']
        addresses = [row['address'].removeprefix(settings.SITE_URL) for row in rows]
        assert sorted(addresses) == sorted(article.get_absolute_url() for article in articles), params
        if params['order'] != 'relevance':
            in_time = [article.get_absolute_url() for article in articles]
            assert addresses == in_time[:: 1 if params['order'] == 'newest' else -1], params
        document = json.loads(fetch(client, 'json', params))
        assert document['total'] == total
        assert [(one['address'], one['match']) for one in document['articles']] == [
            (row['address'], row['match']) for row in whole
        ], params
        feed = etree.fromstring(fetch(client, 'atom', params).encode())
        assert feed.xpath('//*[local-name()="entry"]/*[local-name()="link" and @rel="alternate"]/@href') == [
            row['address'] for row in rows[:20]
        ]
        by_pk = {article.pk: article.get_absolute_url() for article in articles}
        assert [by_pk[pk] for pk in shown] == addresses[:20], params
    assert len(refused) < count / 20


def fetch(client, format, params):
    return client.get(f'/search.{format}', params).getvalue().decode()
