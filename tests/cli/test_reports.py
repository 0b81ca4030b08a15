"""``casework report``: printed, as JSON, into files; several schools on one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Office, Told

TERM = ("--from", "2026-09-01", "--to", "2026-12-31")


def test_figures_are_printed_with_every_count_of_the_policy(office: Office) -> None:
    office.opens("Clerk", "--category", "threat-of-violence:staff")
    told = office.says("Clerk", "report", "monitoring", *TERM)

    assert told.code == 0
    assert "Threats of violence | 1 | 0 | 0" in told.out
    assert "Racist comments | 0 | 0 | 0" in told.out


def test_json_holds_the_same_tables(office: Office) -> None:
    office.opens("Clerk", "--category", "threat-of-violence:staff")
    found = office.does("Clerk", "report", "monitoring", *TERM, "--by", "month")
    titles = [table["title"] for table in found["tables"]]

    assert found["format"] == "casework report"
    assert [title for title in titles if title.endswith("2026")] == [
        "Sep 2026",
        "Oct 2026",
        "Nov 2026",
        "Dec 2026",
    ]


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("txt", b"PRAC")])
def test_a_file_is_written_once_and_never_over_another(
    office: Office, tmp_path: Path, form: str, begins: bytes
) -> None:
    out = tmp_path / f"figures.{form}"
    words = ("report", "monitoring", *TERM, "--format", form, "--out", str(out))
    office.does("Head", *words)
    code, _error = office.fails("Head", *words)

    assert out.read_bytes().startswith(begins)
    assert code == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("monitoring", *TERM, "--by", "week"), 2),
        (("monitoring", *TERM, "--format", "pdf"), 2),
        (("monitoring", *TERM, "--format", "doc"), 2),
        (("monitoring", "--from", "2026-12-31", "--to", "2026-09-01"), 2),
        (("governors", "--day", "2026-11-02"), 2),
        (("combine", "nowhere.json"), 2),
    ],
)
def test_what_cannot_be_reported_is_one_error(
    office: Office, words: tuple[str, ...], code: int
) -> None:
    assert office.fails("Head", "report", *words)[0] == code


def test_the_governors_sheet_is_the_same_ever_after(office: Office) -> None:
    office.at("2027-01-11T09:00:00+00:00")
    made = office.does("Head", "report", "governors")
    for _ in range(6):
        office.opens()
    office.at("2027-01-12T09:00:00+00:00")

    assert office.does("Chair", "report", "governors") == made
    assert office.fails("Clerk", "report", "governors")[0] == 4


def test_referrals_are_for_those_with_the_key(office: Office) -> None:
    assert office.does("Guard", "report", "referrals", *TERM)["tables"][0]["rows"] == []
    assert office.fails("Clerk", "report", "referrals", *TERM)[0] == 4


def test_the_sheets_of_two_schools_go_on_one(
    office: Office, tmp_path: Path, run: Callable[..., Told]
) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    office.does("Head", "report", "monitoring", *TERM, "--format", "json", "--out", str(one))
    text = one.read_text(encoding="utf-8")
    other.write_text(text.replace("Practice Primary", "Another School"), encoding="utf-8")
    told = run("report", "combine", str(one), str(other))

    assert told.code == 0
    assert "Practice Primary | Another School" in told.out
    assert run("report", "combine", str(one), str(one)).code == 2
