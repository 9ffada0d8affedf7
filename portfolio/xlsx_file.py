"""An Excel workbook, written row by row: numbers are numbers, dates are dates, text is never more.

Excel keeps a number as a double of which the file holds at most 16 digits. A value that would not
come back from that exactly is written as text, so that a file never holds another amount than the
partner gave; such a cell does not count in a sum. Amounts to the satoshi never need this.
"""

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

ROWS = 1_048_576  # in one sheet; Excel opens no more
LONGEST_TEXT = 32_767  # characters in one cell
_FIRST_DATE = date(1900, 3, 1)  # from here on Excel counts days as the calendar does
_CONTROL = re.compile(r"[\s\x00-\x1f\x7f]")
_WIDTH = 18  # characters
_OPTIONS = {
    # Rows go to temporary files at once, so that memory does not grow with the file.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class XlsxFile:
    """Writes rows to a workbook, which reaches `file` when it is closed; a sheet per `ROWS`."""

    def __init__(self, file: BinaryIO, columns: Sequence[str]) -> None:
        self._workbook = Workbook(file, _OPTIONS)
        self._bold = self._workbook.add_format({"bold": True})
        self._date = self._workbook.add_format({"num_format": "yyyy-mm-dd"})
        # Excel shows this text as it is, also after somebody has edited the cell.
        self._text = self._workbook.add_format({"quote_prefix": True})
        self._columns = columns
        self._add_sheet()

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Add rows."""
        for row in rows:
            if self._row == ROWS:
                self._add_sheet()
            for column, cell in enumerate(row):
                self._write_cell(column, cell)
            self._row += 1

    def write_note(self, note: str) -> None:
        """Add a row with a text in its first cell."""
        self.write([[note]])

    def close(self) -> None:
        """Write the workbook to the file, and remove the temporary files."""
        self._workbook.close()

    def _add_sheet(self) -> None:
        self._sheet: Worksheet = self._workbook.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._columns) - 1, _WIDTH)
        for column, name in enumerate(self._columns):
            self._sheet.write_string(0, column, name, self._bold)
        self._row = 1

    def _write_cell(self, column: int, cell: object) -> None:
        match cell:
            case None:
                pass
            case bool():
                self._sheet.write_string(self._row, column, "yes" if cell else "no")
            case Decimal() | int() if is_exact(cell):
                self._sheet.write_number(self._row, column, float(cell))
            case Decimal():
                self._sheet.write_string(self._row, column, format(cell, "f")[:LONGEST_TEXT])
            case date() if cell >= _FIRST_DATE:
                self._sheet.write_datetime(self._row, column, cell, self._date)
            case _:
                self._sheet.write_string(self._row, column, _clean(str(cell)), self._text)


def is_exact(number: Decimal | int) -> bool:
    """Whether a number is the same after it was written to a workbook and read from it."""
    value = Decimal(number)
    try:
        read = float(f"{float(value):.16G}")  # XlsxWriter writes numbers like this
    except (OverflowError, ValueError):
        return False
    return math.isfinite(read) and Decimal(repr(read)) == value


def _clean(text: str) -> str:
    """Replace what XML cannot hold, and line breaks, which make a row of another height."""
    text = _CONTROL.sub(" ", text).encode("utf-8", "replace").decode()
    return text[:LONGEST_TEXT]
