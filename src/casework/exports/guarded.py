"""A history as rows for a spreadsheet, in which no cell is ever a formula.

The same sentences as every other form, one in each row. Must not know the store.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from casework.exports.written import heading, sayings
from casework.text import made_harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.exports.history import Spoken

COLUMNS = ("entry", "recorded", "happened", "recorded late", "by", "words")
#: What a spreadsheet may take for a formula, also behind signs that nobody sees.
_FORMULA = re.compile(r"[\W_]*?[=+\-@|\t\r＝＋－＠｜]", re.UNICODE)
GUARD = "’"


def to_csv(history: Spoken) -> str:
    """Return the history as CSV for spreadsheets: every cell in quotation marks, with a BOM."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(value) for value in row] for row in _rows(history))
    return out.getvalue()


def _rows(history: Spoken) -> Iterator[tuple[str, ...]]:
    yield from (("", "", "", "", "", line) for line in history.lines)
    late = {True: "yes", False: "no", None: "not known"}
    for told in history.entries:
        when = (str(told.number), told.recorded, told.happened, late[told.late], told.by)
        yield (*when, heading(told))
        yield from ((*when, words) for words in sayings(told))


def cell(value: str) -> str:
    """Return a value as a cell that is only ever words.

    A mark before it, not the apostrophe: that one is lost when Excel saves the file again.
    """
    plain = made_harmless(value)
    return f"{GUARD}{plain}" if _FORMULA.match(plain) else plain
