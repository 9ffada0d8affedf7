"""A CSV file in the notation of a user's locale, safe from formula injection in spreadsheets."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from babel import Locale, UnknownLocaleError

_SPACE = re.compile(r"\s")
# The beginning of a cell followed by the sign of a formula. Excel also splits cells at semicolons
# in locales with a decimal comma, and accepts full-width signs.
_FORMULA = re.compile(r"(^|[;,\"'])(\s*[=+\-@|＝＋－＠])")


def decimal_sign(locale: str) -> str:
    """Return `,` or `.`: the decimal sign of a locale such as `de` or `en-GB`; `.` if unknown."""
    try:
        known = Locale.parse(locale, sep="-" if "-" in locale else "_")
    except (UnknownLocaleError, ValueError, TypeError):
        return "."
    return "," if known.number_symbols["latn"]["decimal"] == "," else "."


class CsvFile:
    """Writes rows to a file of bytes.

    Excel, Numbers and LibreOffice expect `;` between the cells where the comma is the decimal sign,
    and read UTF-8 where a byte order mark says so. Numbers are exact, dates are ISO 8601. A text
    that a spreadsheet would take for a formula begins with `'`.
    """

    def __init__(self, file: BinaryIO, columns: Sequence[str], *, locale: str) -> None:
        self._file = file
        self._comma = decimal_sign(locale) == ","
        self._columns = len(columns)
        file.write(b"\xef\xbb\xbf")
        self.write([columns])

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Add rows."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=";" if self._comma else ",", lineterminator="\r\n")
        writer.writerows([self._cell(cell) for cell in row] for row in rows)
        self._file.write(text.getvalue().encode("utf-8", "replace"))

    def write_note(self, note: str) -> None:
        """Add a row with a text in its first cell."""
        self.write([[note, *[None] * (self._columns - 1)]])

    def close(self) -> None:
        """Do nothing: the file belongs to the caller and is complete after each row."""

    def _cell(self, cell: object) -> str:
        match cell:
            case None:
                return ""
            case bool():
                return "yes" if cell else "no"
            case Decimal():
                text = format(cell, "f")
                return text.replace(".", ",") if self._comma else text
            case date():
                return cell.isoformat()
            case _:
                return _FORMULA.sub(r"\1'\2", _SPACE.sub(" ", str(cell)))
