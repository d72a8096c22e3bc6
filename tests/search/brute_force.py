"""Random queries with what they mean, made apart from the parser: each is a text and a function that reads an article.

The meaning is that of the grammar in docs/searching.md, applied to the words of each text of an article one by one.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

WORDS = 'flood river wall harbour council budget school storm ferry bridge market church'.split()
NAMES = {
    'author': ('ada', 'byron', 'bo', 'li'),
    'tag': ('water', 'money', 'town'),
    'category': ('world', 'asia', 'local'),
}
DEPTH = 2  # brackets within brackets


@dataclass(frozen=True)
class Read:
    """An article as lists of words: one list for each of its texts and names, by field; '' holds all of them."""

    texts: dict[str, list[list[str]]]
    day: date


Meaning = Callable[[Read], bool]


def random_query(chance: random.Random) -> tuple[str, Meaning]:
    return _groups(chance, DEPTH)


def _groups(chance: random.Random, depth: int) -> tuple[str, Meaning]:
    """Clauses one after the other, all of which have to match."""
    parts = [_group(chance, depth) for _ in range(chance.choice((1, 1, 2, 2, 3)))]
    return ' '.join(text for text, _ in parts), lambda read: all(means(read) for _, means in parts)


def _group(chance: random.Random, depth: int) -> tuple[str, Meaning]:
    chains = [_chain(chance, depth) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    sign = chance.choice((' OR ', ' | ', '|'))
    if any(text.endswith('*') for text, _ in chains):
        sign = ' OR '
    return sign.join(text for text, _ in chains), lambda read: any(means(read) for _, means in chains)


def _chain(chance: random.Random, depth: int) -> tuple[str, Meaning]:
    items = [_item(chance, depth) for _ in range(chance.choice((1, 1, 1, 2)))]
    return ' AND '.join(text for text, _ in items), lambda read: all(means(read) for _, means in items)


def _item(chance: random.Random, depth: int) -> tuple[str, Meaning]:
    text, means = _bracket(chance, depth) if depth and chance.random() < 0.25 else _leaf(chance)
    if chance.random() < 0.2:
        return chance.choice(('-', 'NOT ')) + text, lambda read: not means(read)
    return text, means


def _bracket(chance: random.Random, depth: int) -> tuple[str, Meaning]:
    text, means = _groups(chance, depth - 1)
    return f'({text})', means


def _leaf(chance: random.Random) -> tuple[str, Meaning]:
    kinds = (_word, _word, _word, _phrase, _starred, _gap, _beginning, _near, _titled, _named, _period, _year, _month)
    return chance.choice(kinds)(chance)


def _word(chance: random.Random) -> tuple[str, Meaning]:
    word = chance.choice(WORDS)
    return chance.choice((word, word.upper(), word.capitalize())), lambda read: _has(read, '', word)


def _phrase(chance: random.Random) -> tuple[str, Meaning]:
    pair = tuple(chance.sample(WORDS, 2))
    return f'"{" ".join(pair)}"', lambda read: any(pair in pairwise(text) for text in read.texts[''])


def _starred(chance: random.Random) -> tuple[str, Meaning]:
    first, begun = chance.choice(WORDS), chance.choice(WORDS)[:2]
    return f'"{first} {begun}*"', lambda read: any(
        one == first and other.startswith(begun) for text in read.texts[''] for one, other in pairwise(text)
    )


def _gap(chance: random.Random) -> tuple[str, Meaning]:
    first, last = chance.sample(WORDS, 2)
    return f'"{first} * {last}"', lambda read: any(
        (first, last) in zip(text, text[2:], strict=False) for text in read.texts['']
    )


def _near(chance: random.Random) -> tuple[str, Meaning]:
    first, last = chance.sample(WORDS, 2)

    def means(read: Read) -> bool:
        # All texts after one another, as if one word stood between two. Two words may stand between those of the
        # phrase; or none, if they come in the other order, since turning them takes two steps.
        whole = [word for text in read.texts[''] for word in (*text, None)]
        return any(
            (word == first and last in whole[at + 1 : at + 4]) or (word == last and whole[at + 1 : at + 2] == [first])
            for at, word in enumerate(whole)
        )

    return f'"{first} {last}"~2', means


def _beginning(chance: random.Random) -> tuple[str, Meaning]:
    begun = chance.choice(WORDS)[: chance.choice((2, 3))]
    return f'{begun}*', lambda read: any(word.startswith(begun) for text in read.texts[''] for word in text)


def _titled(chance: random.Random) -> tuple[str, Meaning]:
    word = chance.choice(WORDS)
    return chance.choice(('title:', 'TITLE:', 'Title:')) + word, lambda read: _has(read, 'title', word)


def _named(chance: random.Random) -> tuple[str, Meaning]:
    field = chance.choice(list(NAMES))
    word = chance.choice(NAMES[field])
    return f'{field}:{word}', lambda read: _has(read, field, word)


def _period(chance: random.Random) -> tuple[str, Meaning]:
    name, month = chance.choice(('before', 'after', 'on')), (chance.randrange(2014, 2018), chance.randrange(1, 13))
    compared = {'before': month.__gt__, 'after': month.__lt__, 'on': month.__eq__}[name]
    return f'{name}:{month[0]}-{month[1]:02}', lambda read: compared((read.day.year, read.day.month))


def _year(chance: random.Random) -> tuple[str, Meaning]:
    year = chance.randrange(2014, 2018)
    return str(year), lambda read: read.day.year == year or _has(read, '', str(year))


def _month(chance: random.Random) -> tuple[str, Meaning]:
    year = chance.randrange(2014, 2018)
    # In brackets, since a minus before it would belong to the name of the month alone.
    return (
        f'(march {year})',
        lambda read: (
            (read.day.year, read.day.month) == (year, 3) or (_has(read, '', 'march') and _has(read, '', str(year)))
        ),
    )


def _has(read: Read, field: str, word: str) -> bool:
    return any(word in text for text in read.texts[field])
