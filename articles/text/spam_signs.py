"""The signs by which a filter tells spam from comments: words, links, and how a text is written. Pure.

A filter counts how often each sign was in spam and in good comments (naive Bayes). It knows none to begin with.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import islice, pairwise
from math import exp, log
from typing import NamedTuple

MOST_WORDS = 400  # of a comment; what follows is like what came before
MOST_CHARS = 10_000  # likewise: imported comments have no limit
MOST_NEAR = 60  # words that make pairs with words near them
NEAR = 5  # words further on that are near
_NEAR = '” near “'
STEM = 5  # letters that words share which are alike, also where one is misspelt further on
STRONGEST = 40  # signs that decide: many weak ones, as in long comments, would outweigh them
OVERSTATED = 3  # times: words that come together count as if they were independent
SMOOTHING = 0.4
MOST_COUNTED = 6.0  # by which one sign may weigh, as a logarithm of odds

_MOST_KEY = 2**63 - 1
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# A bare host begins where nothing of a host is before it: beginning at each of its parts takes quadratic time.
_LINK = re.compile(
    r'(?:https?://|www\.)([^\s/<>"]+)|'
    r'(?<![a-z0-9.-])((?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|ru|cn|xyz|top|site|tv|me))\b'
)
# A host written so that programs do not see it: `shop . example . com`.
_IN_PIECES = re.compile(
    r'\w\s{0,2}[.,]\s{0,2}(?:com|net|org|info|biz|ru|tv|me|co|uk|de|fr|pl|it|in|us|ca|eu|to|ly|be|gl|fm|cc)\b',
    re.I,
)
_LONG_PATH = re.compile(r'\S/\S{8}|\?\w+=')
_ADDRESS = re.compile(r'https?:|www\.|\w\.\w')
_ALIKE = re.compile(r'(.)\1{2,}')
_CLAUSE = re.compile(r'[.!?\n;:,()<>|*-]+')
# What a text asks its readers to do: where a clause begins with one of these, or has it after one of the next.
_ASKS = frozenset(
    'add browse buy call check click come comment contact discover donate download email find follow get give go hear '
    'help join learn like listen look mail message open order read recommend register repost search see send share '
    'sign spread subscribe support tell text try view visit vote watch'.split()
)
_BEFORE_ASKS = frozenset(
    'please plz pls and or but just so now hey hi hello guys everyone everybody people then also to must should can '
    'could would'.split()
)
_APPLAUSE = frozenset('follow followers like likes share subs subscribe subscribers upvote upvotes vote votes'.split())
_OWN = frozenset(('my', 'our', 'me'))


class Counts(NamedTuple):
    """In how many comments of spam, and in how many good ones, something was."""

    spam: int
    good: int


class Judgement(NamedTuple):
    """How surely a comment is spam, 0 to 1; and its strongest signs, each with its weight, positive for spam."""

    suspicion: float
    signs: list[tuple[str, float]]


def signs(url: str, text: str) -> dict[int, str]:
    """The signs of a comment, by 63-bit keys that do not give them away, with words for moderators.

    The writer's name is none: people share theirs with spam, and a name would stay in what the filter has learnt.
    """
    text = unicodedata.normalize('NFKC', text[:MOST_CHARS])
    words = [_ALIKE.sub(r'\1\1', word.lower()) for word in _WORD.findall(text)[:MOST_WORDS]]
    hosts = [next(filter(None, match)).removeprefix('www.') for match in _LINK.findall(text.lower())[:50]]
    letters = [char for char in text if char.isalpha()]
    capitals = sum(map(str.isupper, letters)) / (len(letters) or 1)
    labels = [
        *(f'“{word}”' for word in dict.fromkeys(words)),
        *(f'“{one} {two}”' for one, two in pairwise(words)),
        *(f'“{word[:STEM]}…”' for word in words if len(word) > STEM),
        *([f'begins with “{" ".join(words[:1])}”', f'begins with “{" ".join(words[:2])}”'] if words else []),
        *([f'ends with “{words[-1]}”'] if words else []),
        *_of_links(text, hosts),
        *_of_appeals(text),
        f'about {2 ** min(len(words), 999).bit_length()} words',
        f'{min(text.count("?"), 2)} question marks',
        *(['many capitals'] if capitals > 0.3 and len(letters) > 10 else []),
        *(['digits in words'] if re.search(r'[a-z]\d|\d[a-z]', text.lower()) else []),
        *(['many exclamation marks'] if text.count('!') > 2 else []),
        *(['unusual letters'] if any('MATHEMATICAL' in unicodedata.name(char, '') for char in text[:50]) else []),
        *(['has a website'] if url else []),
    ]
    return {key(label): label for label in labels} | _pairs(words)


def _pairs(words: list[str]) -> dict[int, str]:
    """Beginnings of words that are near each other in any order; the key of two is a sum, which takes no hashing."""
    stems = [word[:STEM] for word in words[:MOST_NEAR]]
    keys = {stem: key(f'near {stem}') for stem in set(stems)}
    return {
        (keys[one] + keys[two]) & _MOST_KEY: f'“{one}{_NEAR}{two}”'
        for place, one in enumerate(stems)
        for two in stems[place + 1 : place + 1 + NEAR]
    }


def _of_links(text: str, hosts: list[str]) -> Iterator[str]:
    yield from (f'link to {host}' for host in hosts)
    yield f'{min(len(hosts), 5)} links'
    if hosts:
        beside = sum(not _ADDRESS.search(word) for word in text.split())
        yield f'about {min(beside // 4, 4) * 4} words beside links'
    elif _IN_PIECES.search(text):
        yield 'a web address in pieces'
    if _LONG_PATH.search(text):
        yield 'a long web address'


def _of_appeals(text: str) -> Iterator[str]:
    """What a text asks of its readers, in whichever words it does."""
    clauses = [_WORD.findall(clause) for clause in _CLAUSE.split(text.lower())]
    words = [word for clause in clauses for word in clause][:MOST_WORDS]
    asked = [
        word
        for clause in clauses
        for before, word in pairwise(['please', *clause])
        if word in _ASKS and before in _BEFORE_ASKS
    ]
    yield f'{min(len(asked), 3)} appeals to readers'
    if _APPLAUSE.intersection(words):
        yield 'is about applause'
        if asked:
            yield 'an appeal, and applause'
    if _APPLAUSE.intersection(asked):
        yield 'asks for applause'
    if asked and _OWN.intersection(words):
        yield 'an appeal for the writer'
    if asked and 'if' in words:
        yield 'an appeal with a condition'
    if words[:1] and words[0] in _ASKS | _BEFORE_ASKS and _ASKS.intersection(words[:3]):
        yield 'begins with an appeal'


def key(label: str) -> int:
    return int.from_bytes(blake2b(label.encode(), digest_size=8).digest(), 'big') >> 1


def judge(present: Mapping[int, str], counts: Mapping[int, Counts], total: Counts) -> Judgement:
    """The judgement on a comment with these signs; `counts` has those that were seen before, `total` all comments."""
    seen = [(label, counts[sign]) for sign, label in present.items() if sign in counts]
    weigh = {each: weight(each, total) for each in {each for _, each in seen}}
    weights = sorted(((label, weigh[each]) for label, each in seen), key=lambda pair: -abs(pair[1]))
    # Phrases and pairs overlap: the mean of what either says beside single words and form errs less than all together.
    with_phrases = islice((each for label, each in weights if _NEAR not in label), STRONGEST)
    with_pairs = islice((each for label, each in weights if not _is_phrase(label)), STRONGEST)
    odds = (sum(with_phrases) + sum(with_pairs)) / 2 / OVERSTATED
    return Judgement(1 / (1 + exp(-max(-30.0, min(30.0, odds)))), weights[:3])


def _is_phrase(label: str) -> bool:
    return label.startswith('“') and ' ' in label and _NEAR not in label


def weight(seen: Counts, total: Counts) -> float:
    """The logarithm of the odds that a comment with the sign is spam, if as many comments were spam as were good."""
    in_spam = (seen.spam + SMOOTHING) / (total.spam + 2 * SMOOTHING)
    in_good = (seen.good + SMOOTHING) / (total.good + 2 * SMOOTHING)
    return max(-MOST_COUNTED, min(MOST_COUNTED, log(in_spam / in_good)))


def count(comments: Iterable[tuple[Iterable[int], bool]]) -> tuple[dict[int, Counts], Counts]:
    """The counts of comments, each given by its signs and whether it is spam; and how many there were."""
    counts: dict[int, Counts] = {}
    total = Counts(0, 0)
    for present, is_spam in comments:
        step = Counts(int(is_spam), int(not is_spam))
        total = Counts(total.spam + step.spam, total.good + step.good)
        for sign in present:
            old = counts.get(sign, Counts(0, 0))
            counts[sign] = Counts(old.spam + step.spam, old.good + step.good)
    return counts, total
