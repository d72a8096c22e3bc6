"""Writes CSV that is safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable

_FORMULA = ('=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠')


class _Line:
    """A file for csv.writer that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


_write = csv.writer(_Line()).writerow


def line(cells: Iterable[object]) -> str:
    """One line with its line end. Texts that look like formulas are quoted (OWASP, *CSV Injection*)."""
    return _write([f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in cells])
