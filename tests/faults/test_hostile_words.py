"""Hostile words through every letter and export, in a small seeded sample: they stay words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LETTERS, EXPORTS = 20, 120


def test_every_letter_shows_hostile_words_as_they_are(part: Callable[[str], Any]) -> None:
    hostile = part("hostile")
    counts = hostile.Counts()
    hostile.through_letters(hostile.values(5, LETTERS), counts)

    assert (counts.violations, counts.first) == (0, "")
    assert counts.letters >= counts.templates >= 25
    assert counts.pages > 0


def test_every_export_shows_hostile_words_as_they_are(
    part: Callable[[str], Any], place: Path
) -> None:
    hostile = part("hostile")
    counts = hostile.Counts()
    tables = hostile.through_exports(place, hostile.values(6, EXPORTS), counts)

    assert (counts.violations, counts.first) == (0, "")
    assert (sorted(each.suffix for each in tables), counts.forms) == ([".csv", ".xlsx"], 9)
    assert counts.cells > EXPORTS


@pytest.mark.parametrize("kind", [".csv", ".xlsx"])
def test_a_spreadsheet_program_finds_no_formula_in_any_table(
    part: Callable[[str], Any], place: Path, kind: str
) -> None:
    hostile = part("hostile")
    if not hostile.can_open():
        pytest.skip("LibreOffice with its spreadsheets (libreoffice-calc-nogui) is not installed")
    counts = hostile.Counts()
    made = hostile.through_exports(place, hostile.values(7, 40), counts)
    tables = [table for table in made if table.suffix == kind]
    hostile.look(tables, place, counts)

    assert (counts.violations, counts.first, counts.opened) == (0, "", len(tables))
    assert tables


def test_a_formula_that_was_let_through_would_be_found(
    part: Callable[[str], Any], place: Path
) -> None:
    hostile = part("hostile")
    if not hostile.can_open():
        pytest.skip("LibreOffice with its spreadsheets (libreoffice-calc-nogui) is not installed")
    counts = hostile.Counts()
    table = place / "live.csv"
    table.write_text('"entry","words"\r\n"1","=1+1"\r\n=2+3,x\r\n', encoding="utf-8")
    hostile.look([table], place, counts)

    assert (counts.opened, counts.violations) == (1, 1)
