"""Suggestions: the right spelling of misspelt words, and completions of what is being typed."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, ArticleTag, Author, Byline, Tag
from articles.search.params import LONGEST, SearchParams
from articles.search.results import Search

from . import index, query, spelling, words

MOST = 3  # misspelt words of a query that are corrected
FEW = 8  # words of a query that are compared with others thoroughly: more would take too long
SHORTEST = 3  # letters of a beginning that is completed
SPELT = 3  # articles in which it is looked up how a word is spelt with its accents


@dataclass(frozen=True)
class Completion:
    text: str
    kind: str
    url: str


def corrected(search: Search) -> SearchParams | None:
    """The same search with its misspelt words as the archive spells them; None unless that has more results."""
    snapshot = search.snapshot
    typed = list(_words(search))
    few = len(typed) <= FEW
    misspelt = ((word, right) for word in typed if (right := spelling.correct(snapshot, word, thoroughly=few)))
    corrections = dict(islice(misspelt, MOST))
    if not corrections or search.count(_respelt(search, corrections).text) <= search.total:
        return None
    return _respelt(search, {word: _accented(search, right) for word, right in corrections.items()})


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


def _words(search: Search) -> Iterator[str]:
    """The words of a query that may be misspelt, each once."""
    clauses = [clause for clause in search.query.marked if not isinstance(clause, query.Prefix) and not clause.field]
    spelt = [clause.words if isinstance(clause, query.Phrase) else (clause.text,) for clause in clauses]
    return iter(dict.fromkeys(chain.from_iterable(spelt)))


def _respelt(search: Search, corrections: dict[str, str]) -> SearchParams:
    def spell(token: re.Match) -> str:
        return corrections.get(' '.join(words.exact(token[0])), token[0])

    return search.params.replace(text=words.TOKEN.sub(spell, search.params.text)[:LONGEST])


def _accented(search: Search, word: str) -> str:
    """A word, which the index has without accents, as most of some articles that have it spell it, in lower case."""
    titles_and_texts = (
        Article.objects.public()
        .filter(pk__in=search.ids_of(word, SPELT))
        .values_list('title', 'standfirst', 'body_text')
    )
    tokens = words.tokens_from({word[0]})
    spelt = Counter(
        token.lower()
        for texts in titles_and_texts
        for text in texts
        for token in tokens.findall(text)
        if words.exact(token) == (word,)
    )
    return spelt.most_common(1)[0][0] if spelt else word
