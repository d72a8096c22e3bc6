"""What a reader may have meant, and what may be meant by the beginning of what is typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from rapidfuzz import process
from rapidfuzz.distance import OSA
from tantivy import Occur, Query

from articles.models import Article, ArticleTag, Author, Byline, Tag
from articles.search.matching import Matching
from articles.search.params import SearchParams
from articles.search.results import Search

from . import index, query, words

SAMPLE = 30  # articles whose words are looked at for one that was misspelt
RARE = 5000  # a word may be misspelt that fewer than one article in so many has
TIMES = 20  # how much more often the right word has to be there
MOST = 3  # words of a query that may be misspelt
SHORTEST = 3  # letters of a word that may be misspelt, or of a beginning that is completed


@dataclass(frozen=True)
class Completion:
    text: str
    kind: str
    address: str


def did_you_mean(search: Search) -> SearchParams | None:
    """The params with its misspelt words as the archive spells them; None where none is, or nothing is like it."""
    params = search.params
    if search.total * RARE > search.snapshot.searcher.num_docs:
        return None
    better = {word: found for word in islice(_rare(search), MOST) if (found := _nearest(search, word))}
    if not better:
        return None

    def spell(token: re.Match) -> str:
        return better.get(' '.join(words.exact(token[0])), token[0])

    return params.replace(text=words.TOKEN.sub(spell, params.text)[:200])


def completions(typed: str) -> list[Completion]:
    """Topics, authors and headlines that begin so."""
    if len(typed) < SHORTEST:
        return []
    names = [*_named(Tag, ArticleTag, 'tag', typed, _('Topic')), *_named(Author, Byline, 'author', typed, _('Author'))]
    return [*names, *_headlines(typed)]


def _named(model, links, link: str, typed: str, kind: str) -> Iterator[Completion]:
    seen = links.objects.filter(**{link: OuterRef('pk')}, listed_from__lte=timezone.now())
    for one in model.objects.filter(Exists(seen), name__istartswith=typed).only('name', 'slug')[:4]:
        yield Completion(one.name, kind, one.get_absolute_url())


def _headlines(typed: str) -> Iterator[Completion]:
    found = words.exact(typed)
    text = ' '.join([*(f'title:{word}' for word in found[:-1]), *(f'title:{word}*' for word in found[-1:])])
    try:
        ids = Search(SearchParams(text, order='newest')).ids(0, 5) if text else []
    except index.Missing:
        return
    articles = Article.objects.public().filter(pk__in=ids).only('kind', 'slug', 'title', 'published_on')
    for article in articles.order_by('-public_from'):
        yield Completion(article.title, _('Article'), article.get_absolute_url())


def _rare(search: Search) -> Iterator[str]:
    """The words of a query that may be misspelt, each once."""
    searcher = search.snapshot.searcher
    asked = [clause for clause in search.query.wanted if not isinstance(clause, query.Prefix) and not clause.field]
    spelt = [clause.words if isinstance(clause, query.Phrase) else [clause.text] for clause in asked]
    for word in dict.fromkeys(chain.from_iterable(spelt)):
        is_word = len(word) >= SHORTEST and not word.isdecimal()
        if is_word and searcher.doc_freq('exact', word) * RARE <= searcher.num_docs:
            yield word


def _nearest(search: Search, word: str) -> str | None:
    """The word of public articles nearest to a rare one, at most two letters off, and of those the commonest."""
    searcher = search.snapshot.searcher
    known = searcher.doc_freq('exact', word)
    for distance in (1, 2) if len(word) > SHORTEST + 1 else (1,):
        near = {other: n for other in _words_near(search, word, distance) if (n := searcher.doc_freq('exact', other))}
        near = {other: n for other, n in near.items() if n > known * TIMES}
        if near:
            return max(near, key=lambda other: (near[other], other))
    return None


def _words_near(search: Search, word: str, distance: int) -> set[str]:
    """Words at a distance out of the text of articles that readers may see: a draft's own words stay its own."""
    like = Query.fuzzy_term_query(search.snapshot.schema, 'exact', word, distance)
    matching = Matching(search.snapshot)
    hits = search.snapshot.searcher.search(Query.boolean_query([(Occur.Must, like), *matching.public()]), SAMPLE).hits
    ids = search.snapshot.searcher.fast_field_values('id', [address for _, address in hits])
    texts = Article.objects.public().filter(pk__in=ids).values_list('title', 'standfirst', 'body_text')
    tokens = {token for row in texts for text in row for token in words.TOKEN.findall(text.lower())}
    # A word of plain letters is one of the index as it stands.
    known = {other for token in tokens for other in ((token,) if token.isascii() else words.exact(token))}
    found = process.extract(word, list(known - {word}), scorer=OSA.distance, score_cutoff=distance, limit=None)
    return {other for other, *_ in found}
