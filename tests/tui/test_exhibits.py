"""Evidence on the screens: its sheet, its custody, and what is done with its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.errors import NotPermitted, UsageFault
from casework.office import cases, door, evidence, evidencehandling
from casework.office.evidencegate import Shows
from casework.tui.exhibits import Exhibit, Exhibits
from casework.tui.sheet import Job
from tests.office.test_evidence_kinds import PNG
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.office.desk import Desk
    from casework.office.evidence import Item
    from casework.tui.app import CaseworkApp
    from casework.tui.boards import Board, Row
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
SHEET = evidence.Sheet(
    platform="Facebook",
    address="https://facebook.example/groups/4b/1",
    what="A post that says: “you will see”.",
    seen_on="9/11/2026",
    how="A picture of the screen",
)


@pytest.fixture
def ref(week: Week, tmp_path: Path) -> str:
    """Return a case with one picture, taken in by the clerk."""
    picture = tmp_path / "canary-wheatear.png"
    picture.write_bytes(PNG + b"a picture")
    clerk, found = week.desk("clerk"), week.refs["Cole"]
    evidence.add_sheet(clerk, found, SHEET, file=str(picture), shows=Shows.NO)
    return found


@pytest.fixture
def safe(tmp_path: Path) -> Path:
    """Return a folder of one's own."""
    made = tmp_path / "safe"
    made.mkdir()
    return made


def item(desk: Desk, ref: str, number: int = 1) -> Item:
    return evidence.item_of(desk, door.load(desk, ref), number)


def row(board: Board, words: str) -> Row:
    return next(one for one in board.rows if words in one.left)


def form(board: Board, words: str) -> Job:
    leads = row(board, words).leads
    assert leads is not None
    to = leads()
    assert isinstance(to, Job)
    return to


def touches(found: Item) -> list[str]:
    return [str(one.what) for one in found.touches]


def test_one_that_was_taken_back_can_be_locked_and_advised_on_and_nothing_else(
    week: Week, ref: str
) -> None:
    clerk = week.desk("clerk")
    cases.undo(clerk, ref)
    evidence.add_sheet(clerk, ref, SHEET)
    leads = row(Exhibits(clerk, ref)(), "1  Facebook").leads
    assert isinstance(leads, Exhibit)
    before = [one.left for one in leads().rows if one.leads]
    form(leads(), "Lock it").keep({"seen-by": "The clerk."}, "")
    after = [one.left for one in leads().rows if one.leads]
    told = {"adviser": "police", "advice": "destroy", "on": "10/11/2026"}
    form(leads(), after[0]).keep({**told, "name": "PC 1", "reference": "7"}, "")

    assert before == ["Lock it: it should not have been taken in"]
    assert after == ["Record what the police or safeguarding say becomes of it"]
    assert "It was taken back; its file lies there yet." in [one.left for one in leads().rows]
    assert row(Exhibits(clerk, ref)(), "1  Facebook").beside == "taken back, and its file is locked"


def test_a_copy_is_saved_under_a_name_that_says_nothing_and_custody_says_why(
    week: Week, ref: str, safe: Path
) -> None:
    clerk = week.desk("clerk")
    job = form(Exhibit(clerk, ref, 1)(), "Save a copy")
    kept = job.keep({"folder": str(safe), "why": "For the head."}, "")
    (file,) = safe.iterdir()

    assert file.name == f"{ref}-evidence-1.png"
    assert file.read_bytes().endswith(b"a picture")
    assert kept.words == f"Done: saved as {file}."
    assert item(clerk, ref).touches[-1].said["reason"] == "For the head."


def test_nothing_is_saved_into_the_records_nor_over_a_file_and_neither_is_recorded(
    week: Week, ref: str, safe: Path
) -> None:
    clerk = week.desk("clerk")
    job = form(Exhibit(clerk, ref, 1)(), "Save a copy")
    before = touches(item(clerk, ref))
    (safe / f"{ref}-evidence-1.png").write_bytes(b"mine")
    for folder in (week.folder, safe, safe / "none"):
        with pytest.raises(UsageFault):
            job.keep({"folder": str(folder), "why": "For the head."}, "")

    assert touches(item(clerk, ref)) == before


def test_only_whoever_looked_at_it_describes_or_releases_it(week: Week, ref: str) -> None:
    deputy, clerk = week.desk("deputy"), week.desk("clerk")
    for words, told in (
        ("Describe", {"words": "A screen with words."}),
        ("Let it go out", {"to": "PC Plum", "why": "The police asked."}),
    ):
        with pytest.raises(NotPermitted) as raised:
            form(Exhibit(deputy, ref, 1)(), words).keep(told, "")
        assert "looked" in raised.value.message
        form(Exhibit(clerk, ref, 1)(), words).keep(told, "")

    assert item(clerk, ref).description == "A screen with words."
    assert item(clerk, ref).released_to == ("PC Plum",)


def test_a_redacted_copy_takes_its_place_after_the_same_first_question(
    week: Week, ref: str, tmp_path: Path
) -> None:
    clerk = week.desk("clerk")
    blurred = tmp_path / "blurred.png"
    blurred.write_bytes(PNG + b"blurred")
    job = form(Exhibit(clerk, ref, 1)(), "names made unreadable")
    told = {
        "shows": "no",
        "platform": "Facebook",
        "address": "the group",
        "what": "The same, blurred",
        "seen-on": "9/11/2026",
        "how": "blurred by the office",
        "file": str(blurred),
        **job.begins,
    }
    kept = job.keep(told, "one")

    assert [one.name for one in job.asked({})] == ["shows"]
    assert kept.words.startswith("Done: evidence 2 is kept")
    assert item(clerk, ref).redacted_by == 2


def test_what_is_locked_can_be_read_about_and_nothing_else(week: Week, ref: str) -> None:
    clerk = week.desk("clerk")
    kept = form(Exhibit(clerk, ref, 1)(), "Lock it").keep({"seen-by": "The clerk."}, "")
    board = Exhibit(clerk, ref, 1)()

    assert kept.told
    assert [one.left for one in board.rows if one.opens] == [
        "Record what the police or safeguarding say becomes of it"
    ]
    assert any("locked: nobody can open" in one.left for one in board.rows)
    assert any(one.left.startswith("No advice about it is on record") for one in board.rows)
    with pytest.raises(NotPermitted):
        evidencehandling.save_out(clerk, ref, 1, "again")


def test_what_the_police_say_of_a_locked_file_is_asked_for_and_stands_beside_it(
    week: Week, ref: str
) -> None:
    clerk = week.desk("clerk")
    form(Exhibit(clerk, ref, 1)(), "Lock it").keep({"seen-by": "The clerk."}, "")
    job = form(Exhibit(clerk, ref, 1)(), "Record what the police")
    told = {
        "adviser": "police",
        "name": "PC 4711",
        "on": "10/11/2026",
        "reference": "1042",
        "advice": "destroy",
    }
    kept = job.keep(told, "")
    board = Exhibit(clerk, ref, 1)()
    said = "The police (PC 4711) advised on Tue 10 Nov 2026 to destroy it, reference 1042."
    values = [value for one in job.asked(told) for _words, value in one.answers]

    assert values == ["police", "dsl", "destroy", "keep"]
    assert [one.name for one in job.asked({})] == ["adviser", "on", "reference", "advice"]
    assert [one.name for one in job.asked(told) if one.needed] == list(told)
    assert kept.told == (said,)
    assert any(one.left == said for one in board.rows)


def test_each_opening_is_logged_once_however_often_the_screen_is_made_anew(
    week: Week, ref: str
) -> None:
    clerk = week.desk("clerk")
    one = Exhibit(clerk, ref, 1)
    every = Exhibits(clerk, ref)
    before = len(touches(item(clerk, ref)))
    for _ in range(3):
        one()
        every()

    assert touches(item(clerk, ref))[before:] == ["verified"]


def test_whoever_reads_only_is_offered_nothing_to_do(week: Week, ref: str) -> None:
    desk = week.fresh("clerk")
    desk.read_only = True
    board = Exhibit(desk, ref, 1)()
    every = Exhibits(desk, ref)()

    assert not [one for one in board.rows if one.opens]
    assert [one.left.split("  ")[0] for one in every.rows if one.opens] == ["1"]


@pytest.mark.parametrize("size", SIZES)
async def test_evidence_is_looked_at_by_keys(
    week: Week, ref: str, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    async with opened(week, "clerk").run_test(size=size) as pilot:
        await entered(pilot)
        pilot.app.call_later(pilot.app.run_action, f"app.about('exhibits', '{ref}')")
        await settled(pilot)
        await shows(pilot, "exhibits")
        await press(pilot, "end")
        await press(pilot, "enter")
        await shows(pilot, "exhibit")
        await press(pilot, "enter")
        await shows(pilot, "exhibit-save")


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_said_of_a_locked_file_is_asked_for_by_keys(
    week: Week, ref: str, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    evidencehandling.withhold(week.desk("clerk"), ref, 1, "The clerk.")
    async with opened(week, "clerk").run_test(size=size) as pilot:
        await entered(pilot)
        pilot.app.call_later(pilot.app.run_action, f"app.about('exhibits', '{ref}')")
        await settled(pilot)
        await press(pilot, "end")
        await press(pilot, "enter")
        await shows(pilot, "exhibit-locked")
        await press(pilot, "enter")
        await shows(pilot, "exhibit-advise")


async def test_the_row_of_a_case_leads_to_its_evidence(
    week: Week, ref: str, opened: Callable[..., CaseworkApp]
) -> None:
    async with opened(week, "clerk").run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        pilot.app.call_later(pilot.app.run_action, f"app.case('{ref}')")
        await settled(pilot)
        await press(pilot, "4")
        await press(pilot, "enter")

        assert f"{ref}  Evidence" in seen(pilot.app)
