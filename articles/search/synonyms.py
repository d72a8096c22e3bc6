"""Names that editors have said to be the same: searching for one also finds the others, unless the reader declines."""

from collections.abc import Iterator

from django.db import connection

from articles.models import Synonym

from . import words
from .query import AllOf, AnyOf, Clause, Note, ParsedQuery, Phrase, Without, Word, changed, is_condition, spelt

MOST_ROWS, MOST_WORDS = 2000, 10
OPERATORS = frozenset('AND OR NOT'.split())
# Raw SQL, as all queries of a page of results: Django takes longer to compile them than PostgreSQL to run them.
ROWS = 'SELECT keys FROM articles_synonym WHERE keys && %s ORDER BY id'
SIGNS = frozenset('"“”„|()*:~^')

Key = tuple[str, ...]  # the unstemmed words of a name


class Refused(ValueError):
    """Names that cannot be synonyms. The message says why."""


def keys(names: str, pk: int | None = None) -> list[str]:
    """The names of a row, separated by commas, as searches compare them; `pk` is that of the row, if it is stored.

    Raises Refused.
    """
    listed = [name.strip() for name in names.split(',') if name.strip()]
    compared = list(dict.fromkeys(' '.join(words.exact(name)) for name in listed))
    if any(SIGNS & set(name) or OPERATORS & set(name.split()) or name[0] in '-−–' for name in listed):
        raise Refused('A name cannot have quotation marks, brackets, colons, stars or operators such as OR.')
    if len(compared) < 2 or not all(compared):
        raise Refused('Enter two different names at least, separated by commas.')
    if sum(len(key.split()) for key in compared) > MOST_WORDS:
        raise Refused(f'The names of a row have at most {MOST_WORDS} words together.')
    others = Synonym.objects.exclude(pk=pk) if pk else Synonym.objects.all()
    if other := others.filter(keys__overlap=compared).first():
        raise Refused(f'One of these names is already a synonym: “{other}”. Add the others there.')
    if others.count() >= MOST_ROWS:
        raise Refused(f'There can be {MOST_ROWS} rows of synonyms.')
    return compared


def expanded(parsed: ParsedQuery) -> ParsedQuery:
    """The query in which each name that has synonyms also stands for these, with a note on each. Takes one query.

    Names in quotes stay as they are, and so do those in fields.
    """
    names = {key for clauses in _sequences(parsed) for _start, _end, key in _runs(clauses)}
    if not names:
        return parsed
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [[' '.join(key) for key in names]])
        rows = cursor.fetchall()
    synonyms = {tuple(key.split()): [one for one in row if one != key] for (row,) in rows for key in row}
    if not synonyms:
        return parsed
    notes: list[Note] = []

    def change(clause: Clause) -> Clause:
        match clause:
            case Without(excluded):
                return Without(_replaced((excluded,), synonyms, notes)[0])
            case AllOf(clauses, ''):
                return AllOf(_replaced(clauses, synonyms, notes))
            case AnyOf(clauses, ''):
                return AnyOf(tuple(_replaced((one,), synonyms, notes)[0] for one in clauses))
        return clause

    clauses = tuple(changed(clause, change) for clause in parsed.clauses)
    return ParsedQuery(_replaced(clauses, synonyms, notes), (*parsed.notes, *dict.fromkeys(notes)))


def _sequences(parsed: ParsedQuery) -> Iterator[tuple[Clause, ...]]:
    """All clauses that follow each other, in the query and in its brackets."""
    sequences = [parsed.clauses]

    def note(clause: Clause) -> Clause:
        if isinstance(clause, Without):
            sequences.append((clause.clause,))
        elif isinstance(clause, AnyOf | AllOf) and not clause.typed:
            sequences.append(clause.clauses)
        return clause

    for clause in parsed.clauses:
        changed(clause, note)
    yield from sequences


def _runs(clauses: tuple[Clause, ...]) -> Iterator[tuple[int, int, Key]]:
    """The clauses that may be a name together, longest first: the first of them, the one after the last, the words."""
    named = [_words(clause) for clause in clauses]
    for size in range(min(MOST_WORDS, len(clauses)), 0, -1):
        for start in range(len(clauses) - size + 1):
            if all(parts := named[start : start + size]):
                yield start, start + size, tuple(word for part in parts for word in part)


def _words(clause: Clause) -> Key:
    """The words of a clause that was typed without signs; none of any other."""
    typed = spelt(clause)
    if is_condition(clause) or not isinstance(clause, Word | Phrase | AnyOf) or not typed or typed[0] in '"(':
        return ()
    return words.exact(typed)


def _replaced(clauses: tuple[Clause, ...], synonyms: dict[Key, list[str]], notes: list[Note]) -> tuple[Clause, ...]:
    """The clauses with what has synonyms replaced by a choice of these, the longest names first."""
    taken: dict[int, tuple[int, Clause]] = {}
    free = set(range(len(clauses)))
    for start, end, key in _runs(clauses):
        if key not in synonyms or not free.issuperset(range(start, end)):
            continue
        free -= set(range(start, end))
        typed = ' '.join(map(spelt, clauses[start:end]))
        own = clauses[start] if end - start == 1 else AllOf(clauses[start:end], typed)
        taken[start] = (end, AnyOf((own, *map(_name, synonyms[key])), typed))
        notes.append(Note('synonyms', f'{typed}: {", ".join(synonyms[key])}'))
    replaced, at = [], 0
    while at < len(clauses):
        end, clause = taken.get(at, (at + 1, clauses[at]))
        replaced.append(clause)
        at = end
    return tuple(replaced)


def _name(key: str) -> Clause:
    parts = tuple(key.split())
    return Word(parts[0], '', key) if len(parts) == 1 else Phrase(parts, 0, '', key)
