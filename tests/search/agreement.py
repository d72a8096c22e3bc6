"""Compares random searches, in every form, with what their meaning says of each article of the database.

For tests and for `python -m bench.agreement`.
"""

import csv
import io
import json
import random
from collections import Counter

from django.conf import settings
from lxml import etree

from articles.models import Article
from articles.search import words
from tests.factories import make_article, make_category
from tests.search import brute_force
from tests.search.brute_force import WORDS

SECTIONS, TAGS, AUTHORS = ('world', 'world/asia', 'local'), ('water', 'money', 'town'), ('ada-byron', 'bo-li')
STATUSES = ('published', 'published', 'published', 'published', 'draft', 'withdrawn')


def make_archive() -> None:
    """Sixty articles, some of them not public, that have few different words."""
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


def compare(client, count: int) -> int:
    """Compares so many searches in an indexed archive, and returns how many were answered and not refused.

    Raises AssertionError with the parameters of the first that differs.
    """
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
        total = context['matches'].total
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
    return count - len(refused)


def fetch(client, format, params):
    return client.get(f'/search.{format}', params).getvalue().decode()
