"""A report says the same in every form, and nothing in it is code."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import paper
from casework.errors import UsageFault
from casework.exports.figures import (
    LARGEST_FILE,
    Report,
    Table,
    as_json,
    as_text,
    combined,
    document,
    read,
    workbook,
)
from casework.text import made_harmless

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
CASES = Table(
    title="Autumn term 2026",
    header=("What is counted", "Cases"),
    rows=(("Threats of violence", 7), ("Complaints aired online", "under 5")),
    bars=1,
)
PLAIN = Table(title="Open cases", header=("Case", "Days"), rows=(("CW-7F3K", 12),))


def report(*tables: Table, school: str = "Practice Primary School (invented)") -> Report:
    return Report(
        kind="monitoring by term",
        title="Misuse of social media: figures",
        school=school,
        first=date(2026, 9, 1),
        last=date(2026, 12, 31),
        made=NOW,
        lines=("A sentence.",),
        tables=tables or (CASES, PLAIN),
        practice=True,
    )


def cells(content: bytes) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


def test_text_has_every_sentence_heading_and_figure() -> None:
    actual = as_text(report())

    for words in ("PRACTICE", "A sentence.", "Autumn term 2026", "Threats of violence | 7"):
        assert words in actual
    assert "Complaints aired online | under 5" in actual


def test_a_file_reads_back_as_what_was_written() -> None:
    assert read(json.dumps(as_json(report())).encode()) == report()


def test_a_workbook_keeps_numbers_as_numbers_and_words_as_words() -> None:
    actual = cells(workbook(report()))

    assert actual["1 Autumn term 2026"] == [
        ["What is counted", "Cases"],
        ["Threats of violence", 7],
        ["Complaints aired online", "under 5"],
    ]
    assert actual["About"][0] == ["PRACTICE – INVENTED"]


@given(st.text(max_size=40) | st.sampled_from(["=1+1", "+1", "-1", "@SUM(A1)", "http://x", "{=1}"]))
def test_no_word_becomes_a_formula_or_a_link(words: str) -> None:
    told = replace(PLAIN, rows=((words, 1),))
    book = openpyxl.load_workbook(BytesIO(workbook(report(told))))

    found = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]

    assert {cell.data_type for cell in found} <= {"s", "n"}
    assert [cell for cell in found if cell.hyperlink] == []


@pytest.mark.parametrize("title", ["a\x00b", "a\ud800b", "a\x1b[2Jb", "<&>"])
def test_a_workbook_opens_whatever_its_title_is(title: str) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(replace(report(), title=title))))

    assert book.properties.title == made_harmless(title)


def test_a_title_that_no_sheet_may_bear_is_made_one_it_may() -> None:
    odd = replace(PLAIN, title="a/b:c*d?e[f]g\\h" + "i" * 80)

    assert len(cells(workbook(report(odd, odd)))) == 3


@pytest.mark.parametrize("before", range(4))
def test_a_title_of_signs_that_count_twice_is_cut_between_them(before: int) -> None:
    signs = replace(PLAIN, title="x" * before + "👩‍👩‍👧‍👦" * 20)
    _, name = cells(workbook(report(signs)))

    assert name.startswith("1 " + "x" * before + "👩")
    assert len(name.encode("utf-16-le")) <= 62


def test_on_paper_it_is_tagged_and_the_figures_are_words_beside_the_bars() -> None:
    made = paper.render(document(report()), at=NOW)
    with pikepdf.open(BytesIO(made)) as pdf:
        tagged = bool(pdf.Root.MarkInfo.Marked)

    assert tagged


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[" * 100_000,
        b"\xff",
        b" " * (LARGEST_FILE + 1),
        json.dumps(as_json(report()) | {"version": 2}).encode(),
        json.dumps(as_json(report()) | {"tables": [{"title": "x"}]}).encode(),
        json.dumps(as_json(report()) | {"first": "soon"}).encode(),
        json.dumps(as_json(report()) | {"lines": [7]}).encode(),
    ],
    ids=["empty", "nothing", "deep", "binary", "long", "newer", "half", "no day", "no words"],
)
def test_what_is_no_report_is_one_error(content: bytes) -> None:
    with pytest.raises(UsageFault, match="not a report"):
        read(content)


@pytest.mark.parametrize("rows", [[["CW-7F3K"]], [["CW-7F3K", 1.5]], [["CW-7F3K", True]]])
def test_a_row_of_another_shape_is_no_report(rows: list[object]) -> None:
    found = as_json(report(PLAIN))
    found["tables"][0]["rows"] = rows
    with pytest.raises(UsageFault):
        read(json.dumps(found).encode())


def test_several_schools_stand_side_by_side() -> None:
    other = replace(CASES, rows=(("Complaints aired online", 9), ("Racist comments", 5)))
    actual = combined([report(CASES, school="A"), report(other, school="B")], NOW)

    (table,) = actual.tables
    assert table.header == ("", "A", "B")
    assert table.rows == (
        ("Threats of violence", 7, ""),
        ("Complaints aired online", "under 5", 9),
        ("Racist comments", "", 5),
    )


def test_reports_of_two_times_or_twice_the_same_school_do_not_go_together() -> None:
    late = replace(report(school="B"), last=date(2027, 1, 31))
    for others in ([], [report(), report()], [report(), late]):
        with pytest.raises(UsageFault):
            combined(others, NOW)
