"""CSV that may be opened in a spreadsheet."""

import csv
from collections.abc import Iterable

_FORMULA = ('=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠')


class _Line:
    """What csv writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line


_write = csv.writer(_Line()).writerow


def line(cells: Iterable[object]) -> str:
    """One line, with its end. No spreadsheet takes a text in it for a formula (OWASP, *CSV Injection*)."""
    return _write([f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in cells])
