"""Suggestions: the right spelling of misspelt words, and completions of what is being typed."""

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

SAMPLE = 30  # articles whose words are compared with a misspelt one
RARE = 5000  # a word is taken for misspelt if fewer than one article in 5,000 has it
TIMES = 20  # how many times as many articles need to have the right word
MOST = 3  # misspelt words of a query that are corrected
SHORTEST = 3  # letters of a word that is corrected, or of a beginning that is completed


@dataclass(frozen=True)
class Completion:
    text: str
    kind: str
    url: str


def corrected(search: Search) -> SearchParams | None:
    """The same search with its misspelt words as the archive spells them; None if there is nothing to correct."""
    if search.total * RARE > search.snapshot.searcher.num_docs:
        return None
    corrections = {word: nearest for word in islice(_rare(search), MOST) if (nearest := _nearest(search, word))}
    if not corrections:
        return None

    def spell(token: re.Match) -> str:
        return corrections.get(' '.join(words.exact(token[0])), token[0])

    return search.params.replace(text=words.TOKEN.sub(spell, search.params.text)[:200])


def completions(typed: str) -> list[Completion]:
    """Tags, authors and headlines that begin with what was typed."""
    if len(typed) < SHORTEST:
        return []
    names = [*_named(Tag, ArticleTag, 'tag', typed, _('Topic')), *_named(Author, Byline, 'author', typed, _('Author'))]
    return [*names, *_headlines(typed)]


def _named(
    model: type[Tag | Author], links: type[ArticleTag | Byline], link: str, typed: str, kind: str
) -> Iterator[Completion]:
    listed = links._default_manager.filter(**{link: OuterRef('pk')}, listed_from__lte=timezone.now())
    for term in model._default_manager.filter(Exists(listed), name__istartswith=typed).only('name', 'slug')[:4]:
        yield Completion(term.name, kind, term.get_absolute_url())


def _headlines(typed: str) -> Iterator[Completion]:
    exact = words.exact(typed)
    text = ' '.join([*(f'title:{word}' for word in exact[:-1]), *(f'title:{word}*' for word in exact[-1:])])
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
    clauses = [clause for clause in search.query.marked if not isinstance(clause, query.Prefix) and not clause.field]
    spelt = [clause.words if isinstance(clause, query.Phrase) else (clause.text,) for clause in clauses]
    for word in dict.fromkeys(chain.from_iterable(spelt)):
        is_word = len(word) >= SHORTEST and not word.isdecimal()
        if is_word and searcher.doc_freq('exact', word) * RARE <= searcher.num_docs:
            yield word


def _nearest(search: Search, word: str) -> str | None:
    """The commonest of the words nearest to a rare one, at most two edits away."""
    searcher = search.snapshot.searcher
    articles = searcher.doc_freq('exact', word)
    for distance in (1, 2) if len(word) > SHORTEST + 1 else (1,):
        near = {other: n for other in _words_near(search, word, distance) if (n := searcher.doc_freq('exact', other))}
        near = {other: n for other, n in near.items() if n > articles * TIMES}
        if near:
            return max(near, key=lambda other: (near[other], other))
    return None


def _words_near(search: Search, word: str, distance: int) -> set[str]:
    """Words within an edit distance of another, from the texts of public articles only: no draft's words are shown."""
    similar = Query.fuzzy_term_query(search.snapshot.schema, 'exact', word, distance)
    required = [(Occur.Must, similar), *Matching(search.snapshot).not_hidden()]
    hits = search.snapshot.searcher.search(Query.boolean_query(required), SAMPLE).hits
    ids = search.snapshot.values('id', [doc for _, doc in hits])
    texts = Article.objects.public().filter(pk__in=ids).values_list('title', 'standfirst', 'body_text')
    tokens = {token for row in texts for text in row for token in words.TOKEN.findall(text.lower())}
    # ASCII tokens in lower case are indexed as they are; only others need to be folded.
    candidates = {exact for token in tokens for exact in ((token,) if token.isascii() else words.exact(token))}
    near = process.extract(word, list(candidates - {word}), scorer=OSA.distance, score_cutoff=distance, limit=None)
    return {other for other, *_ in near}
