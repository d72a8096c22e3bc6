"""The outcomes of an import: counted for the report, and stored as notes of its run."""

from collections import Counter
from dataclasses import dataclass, field

from articles.db.copy import copy_rows
from articles.models import ImportNote, ImportRun
from articles.readers.record import ArticleRecord, Note, RefusedRecord

OUTCOMES = ('created', 'updated', 'unchanged', 'conflict', 'refused')


@dataclass
class Report:
    """Counts of an import. `read` is always the sum of the outcomes; `fetched` counts files.

    `fields` counts where the values of each field came from, `confidence` adds up how sure they are, each from 0 to 1.
    """

    outcomes: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    notes: Counter = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    refusals: list[RefusedRecord] = field(default_factory=list)
    fields: dict[str, Counter] = field(default_factory=dict)
    confidence: Counter = field(default_factory=Counter)
    fetched: int = 0

    @property
    def read(self) -> int:
        return sum(self.outcomes.values())

    def note(self, note: Note, record: ArticleRecord | None) -> None:
        """Counts a note on a record, or on a source as a whole, and keeps the first three of a kind as examples."""
        self.notes[note.code] += 1
        if len(examples := self.examples.setdefault(note.code, [])) < 3:
            about = record and (record.title or record.source_key)
            examples.append(f'{about}: {note.detail}' if about else note.detail)

    def count_origins(self, record: ArticleRecord) -> None:
        """Counts where each field of a record came from, and adds up the confidence in it."""
        for name, origin in record.fields.items():
            self.fields.setdefault(name, Counter())[origin['from']] += 1
            self.confidence[name] += origin['confidence']

    def refuse(self, refused: RefusedRecord) -> None:
        self.outcomes['refused'] += 1
        self.refusals.append(refused)


class Notebook:
    """Stores notes of a run. They are added to the report once the transaction that wrote them has been committed."""

    def __init__(self, run: ImportRun, report: Report) -> None:
        self.run, self.report = run, report
        self.pending: list[tuple[int | None, ArticleRecord | None, Note]] = []

    def keep(self, notes: list[tuple[int | None, ArticleRecord | None, Note]]) -> None:
        """Stores notes, each with the primary key of the article it concerns, or None, and the record, or None."""
        self.pending += notes
        copy_rows(
            ImportNote,
            ['run', 'article', 'source_key', 'code', 'detail'],
            [
                (self.run.pk, article, record.source_key if record else '', note.code[:40], note.detail)
                for article, record, note in notes
            ],
        )

    def committed(self) -> None:
        for _, record, note in self.pending:
            self.report.note(note, record)
        self.pending = []

    def rolled_back(self) -> None:
        """Forgets notes whose transaction was rolled back."""
        self.pending = []
