"""What became of the records of an import: counted for the report, and noted for archivists."""

from collections import Counter
from dataclasses import dataclass, field

from articles.db.copy import copy_rows
from articles.models import ImportNote, ImportRun
from articles.readers.record import ArticleRecord, Note, RefusedRecord

OUTCOMES = ('created', 'updated', 'unchanged', 'conflict', 'refused')


@dataclass
class Report:
    """What became of the records: `read` is the sum of the outcomes, always. `fetched` counts files."""

    outcomes: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    notes: Counter = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    refusals: list[RefusedRecord] = field(default_factory=list)
    fields: dict[str, Counter] = field(default_factory=dict)
    sure: Counter = field(default_factory=Counter)
    fetched: int = 0

    @property
    def read(self) -> int:
        return sum(self.outcomes.values())

    def note(self, note: Note, record: ArticleRecord | None) -> None:
        """Counts a note on a record, or on a source as a whole, and shows the first three of a kind."""
        self.notes[note.code] += 1
        if len(examples := self.examples.setdefault(note.code, [])) < 3:
            about = record and (record.title or record.source_key)
            examples.append(f'{about}: {note.detail}' if about else note.detail)

    def find(self, record: ArticleRecord) -> None:
        """Counts where each field of a record was found, and adds up how sure that is."""
        for name, found in record.fields.items():
            self.fields.setdefault(name, Counter())[found['from']] += 1
            self.sure[name] += found['confidence']

    def refuse(self, refused: RefusedRecord) -> None:
        self.outcomes['refused'] += 1
        self.refusals.append(refused)


class Notebook:
    """Keeps notes with their run. The report hears of them once the transaction they belong to has been committed."""

    def __init__(self, run: ImportRun, report: Report) -> None:
        self.run, self.report = run, report
        self.pending: list[tuple[int | None, ArticleRecord | None, Note]] = []

    def keep(self, notes: list[tuple[int | None, ArticleRecord | None, Note]]) -> None:
        """Keeps each note with what it is about: an article's primary key, if it is one, and the record."""
        self.pending += notes
        copy_rows(
            ImportNote,
            ['run', 'article', 'source_key', 'code', 'detail'],
            [
                (self.run.pk, article, record.source_key if record else '', note.code[:40], note.detail)
                for article, record, note in notes
            ],
        )

    def report_kept(self) -> None:
        for _, record, note in self.pending:
            self.report.note(note, record)
        self.pending = []

    def drop(self) -> None:
        """What was rolled back was not kept."""
        self.pending = []
