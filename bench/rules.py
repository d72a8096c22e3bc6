"""The rules of the readers of pages and text copies: what is in tables at the top of their modules, to be taken out.

A rule is an alternative of a pattern, a word of a tuple or set, or a function of a tuple. The readers know nothing of
this: what can be taken out is put in the place of each table.
"""

import importlib
import inspect
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

from lxml.html import HtmlElement, defs

from articles.readers.html import document, text_runs

# The modules that decide by what pages of many systems look like; the others read what a system says of itself.
_HTML = (
    'authors body comment_elements comments dates document figures main_text marked_text non_articles pictures terms'
    ' text_runs title'
)
_TEXT = 'captions comment_lines comment_sections comment_series comments dates lines page titles'
_MODULES = [f'html.{name}' for name in _HTML.split()] + [f'plaintext.{name}' for name in _TEXT.split()]
_TAGS = defs.tags | text_runs.BLOCKS | text_runs.UNREAD | text_runs.MEDIA
_GROUP = re.compile(r'\(\?(?:P<\w+>|<?[=!]|>|:|-?[aimsux]+:|P=\w+)|\(')
_FIRST_HIT = {'match', 'fullmatch', 'search'}


class Rule(NamedTuple):
    table: str  # 'html.authors._BY'
    entry: str


class Pattern:
    """A compiled pattern of which alternatives can be taken out, and which knows those that had an effect."""

    def __init__(self, table: str, compiled: re.Pattern[str]) -> None:
        self.whole = self.now = compiled
        self.rules: dict[Rule, list[int]] = defaultdict(list)
        for start, end in _alternatives(compiled.pattern):
            self.rules[Rule(table, compiled.pattern[start:end])].append(start)
        self.hit: set[Rule] = set()
        self.is_logged = True
        self.effects = lru_cache(maxsize=None)(self._effects)
        self.without = lru_cache(maxsize=None)(self._without)
        self.names = lru_cache(maxsize=None)(lambda pattern, text: bool(pattern.search(text)))
        for name in ('match', 'fullmatch', 'search', 'finditer', 'findall', 'split', 'sub', 'subn'):
            setattr(self, name, self._logged(name))

    def take_out(self, rules: frozenset[Rule]) -> None:
        self.now = self.without(rules.intersection(self.rules))

    def is_in(self, text: str) -> bool:
        """Whether the pattern occurs in the names of an element."""
        if self.is_logged:
            self.hit |= self.effects('search', (text,))
        return self.names(self.now, text)

    def _logged(self, name: str) -> Callable:
        def call(*args, **options):
            if self.is_logged:
                texts = args[1:] if name in ('sub', 'subn') else args
                self.hit |= self.effects(name if name in _FIRST_HIT else 'finditer', texts[:3])
            return getattr(self.now, name)(*args, **options)

        return call

    def _without(self, rules: frozenset[Rule]) -> re.Pattern[str]:
        text = self.whole.pattern
        for start in sorted((start for rule in rules for start in self.rules[rule]), reverse=True):
            text = f'{text[:start]}(?!){text[start:]}'  # groups keep their names and numbers
        return re.compile(text, self.whole.flags) if rules else self.whole

    def _effects(self, name: str, args: tuple) -> frozenset[Rule]:
        """The alternatives without which a call has another result."""
        usual = _result(self.whole, name, args)
        if not usual and '(?!' not in self.whole.pattern and '(?<!' not in self.whole.pattern:
            return frozenset()
        return frozenset(rule for rule in self.rules if _result(self.without(frozenset((rule,))), name, args) != usual)


class Words:
    """A tuple, set or dictionary in a module, of which entries can be taken out."""

    def __init__(self, table: str, module: ModuleType, name: str) -> None:
        self.table, self.module, self.name, self.whole = table, module, name, getattr(module, name)
        self.is_logged = True
        self.rules = {Rule(table, _called(entry)): entry for entry in self.whole}
        self.hit: set[Rule] = set()
        self.by_entry = {entry: rule for rule, entry in self.rules.items()}
        uses = len(re.findall(rf'\b{name}\b', inspect.getsource(module)))
        asks = len(re.findall(rf'\bin {name}\b(?!\.)', inspect.getsource(module)))
        self.is_asked = isinstance(self.whole, frozenset) and uses == asks + 1
        if self.is_asked:
            setattr(module, name, self._asked())

    def _asked(self) -> frozenset:
        hit, rules = self.hit, self.by_entry

        class Asked(frozenset):
            def __contains__(self, entry) -> bool:
                is_in = super().__contains__(entry)
                if is_in:
                    hit.add(rules[entry])
                return is_in

        return Asked(self.whole)

    def see(self, text: str) -> None:
        """Takes note of the entries that may have an effect in a page."""
        if not self.is_asked:
            self.hit |= {rule for rule, entry in self.rules.items() if callable(entry) or entry.lower() in text}

    def take_out(self, rules: frozenset[Rule]) -> None:
        if out := {self.rules[rule] for rule in rules.intersection(self.rules)}:
            setattr(self.module, self.name, type(self.whole)(entry for entry in self.whole if entry not in out))
        else:
            setattr(self.module, self.name, self._asked() if self.is_asked else self.whole)


def _called(entry: Any) -> str:
    return entry.__name__ if callable(entry) else str(entry)


def _result(pattern: re.Pattern[str], name: str, args: tuple) -> Any:
    result = getattr(pattern, name)(*args)
    if name in _FIRST_HIT:
        return result and (result.span(), result.groups())
    return [(one.span(), one.groups()) for one in result]


def _alternatives(pattern: str) -> Iterator[tuple[int, int]]:
    """(start, end) of the whole pattern's alternatives and those of its groups."""
    at, around = 0, [[0]]
    while at < len(pattern):
        if pattern[at] == '\\':
            at += 2
        elif pattern[at] == '[':
            at = re.compile(r'\[\^?\]?(?:\\.|[^\]\\])*\]').match(pattern, at).end()
        elif group := _GROUP.match(pattern, at):
            at = group.end()
            around.append([at])
        elif pattern[at] == ')':
            starts = around.pop()
            if len(starts) > 1:
                yield from zip(starts, [start - 1 for start in starts[1:]] + [at], strict=True)
            at += 1
        else:
            at += 1
            if pattern[at - 1] == '|':
                around[-1].append(at)
    starts = around.pop()
    yield from zip(starts, [start - 1 for start in starts[1:]] + [len(pattern)], strict=True)


def tables() -> Iterator[Pattern | Words]:
    """Puts what can be switched in the place of all tables of the readers."""
    for name in _MODULES:
        module = importlib.import_module(f'articles.readers.{name}')
        for called, value in list(vars(module).items()):
            yield from _switched(module, called, value)


def _switched(module: ModuleType, name: str, value: Any) -> Iterator[Pattern | Words]:
    table = f'{module.__name__.removeprefix("articles.readers.")}.{name}'
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        setattr(module, name, pattern := Pattern(table, value))
        yield pattern
    elif isinstance(value, tuple) and value and all(isinstance(entry, re.Pattern) for entry in value):
        patterns = [Pattern(f'{table}[{number}]', one) for number, one in enumerate(value)]
        for one in patterns:
            one.rules = {Rule(table, one.whole.pattern): [0]}
        setattr(module, name, tuple(patterns))
        yield from patterns
    elif inspect.isfunction(value) and value.__qualname__.startswith('name_matcher.'):
        matches = inspect.getclosurevars(value).nonlocals['matches']
        names = document.marks if 'id' in value.__code__.co_consts else _kinds
        compiled = inspect.getclosurevars(matches.__wrapped__).nonlocals['search'].__self__
        pattern = Pattern(table, compiled)
        setattr(module, name, lambda element: pattern.is_in(names(element)))
        yield pattern
    elif isinstance(value, tuple | frozenset) and len(value) > 1 and (all(map(callable, value)) or _are_words(value)):
        yield Words(table, module, name)


def _kinds(element: HtmlElement) -> str:
    return f'{element.get("class", "")} '.lower()


def _are_words(value: tuple | frozenset) -> bool:
    """Whether a collection holds words that are not those of HTML itself."""
    return all(isinstance(entry, str) and len(entry) > 1 for entry in value) and not {*value} <= _TAGS
