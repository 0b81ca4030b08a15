"""Handing a history out on the screens: for whom, why, where to; what is refused, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.errors import UsageFault
from casework.exports.leaks import Leak
from casework.office import chairhistories, histories, histories_log
from casework.tui import handout, sheet
from casework.tui.intake import page_of
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)


@pytest.fixture
def safe(tmp_path: Path) -> Path:
    """Return a folder of one's own."""
    made = tmp_path / "safe"
    made.mkdir()
    return made


def into(folder: Path, reader: str = "headteacher", **more: str) -> dict[str, str]:
    """Return the answers that save a history into a folder."""
    told = {"for": reader, "goes": "folder", "form": "txt", "folder": str(folder)}
    return {**told, "to": "Mrs A. Example", "why": "For her meeting.", **more}


def names(job: sheet.Job, **given: str) -> list[str]:
    return [one.name for one in job.asked(given)]


def readers(job: sheet.Job) -> list[str]:
    return [value for _, value in job.asked({})[0].answers]


def test_each_is_offered_what_they_may_make_and_no_more(week: Week) -> None:
    ref = week.refs["Dunn"]
    found = {who: readers(handout.job(week.desk(who), ref)) for who in ("head", "clerk", "deputy")}

    assert found["clerk"] == ["headteacher", "chair"]
    assert found["deputy"] == ["headteacher"]
    assert len(found["head"]) == 6
    assert [who for who in ("head", "clerk", "ict") if handout.may(week.desk(who))] == [
        "head",
        "clerk",
    ]


def test_a_file_is_saved_recorded_and_told_with_its_check_code(week: Week, safe: Path) -> None:
    clerk, ref = week.desk("clerk"), week.refs["Dunn"]
    kept = handout.job(clerk, ref).keep(into(safe), "")
    (file,) = safe.iterdir()
    (said,) = histories_log.handed_out(clerk, ref)

    assert file.name == f"{ref}-history-headteacher.txt"
    assert kept.words == f"Done: the history is saved as {file}."
    assert f"Check code: {said.check_code}" in kept.told
    assert (said.by, said.to, said.why) == ("clerk", "Mrs A. Example", "For her meeting.")
    assert said.check_code in file.read_text(encoding="utf-8")


def test_a_second_one_gets_a_name_of_its_own(week: Week, safe: Path) -> None:
    clerk, ref = week.desk("clerk"), week.refs["Dunn"]
    for _ in range(3):
        handout.job(clerk, ref).keep(into(safe), "")

    assert sorted(one.name for one in safe.iterdir()) == [
        f"{ref}-history-headteacher-2.txt",
        f"{ref}-history-headteacher-3.txt",
        f"{ref}-history-headteacher.txt",
    ]


def test_nothing_goes_into_the_folder_of_the_records_and_nothing_is_recorded(week: Week) -> None:
    clerk, ref = week.desk("clerk"), week.refs["Dunn"]
    with pytest.raises(UsageFault):
        handout.job(clerk, ref).keep(into(week.folder), "")

    assert histories_log.handed_out(clerk, ref) == ()


def test_the_chairs_holds_no_name_and_may_be_left_in_their_own_list(week: Week, safe: Path) -> None:
    clerk, ref = week.desk("clerk"), week.refs["Dunn"]
    job = handout.job(clerk, ref, "chair")
    job.keep(into(safe, "chair"), "")
    kept = job.keep({"for": "chair", "goes": "chair", "why": "The governors asked."}, "")
    (file,) = safe.iterdir()

    assert "Dunn" not in file.read_text(encoding="utf-8")
    assert kept.words == "Done: the history is left in the chair’s list."
    assert [one.ref for one in chairhistories.given(week.desk("chair"))] == [ref]


def test_a_practice_school_leaves_what_is_printed_as_a_file(week: Week) -> None:
    clerk, ref = week.desk("clerk"), week.refs["Dunn"]
    told = {"for": "chair", "goes": "printer", "to": "The chair", "why": "She asked."}
    kept = handout.job(clerk, ref).keep(told, "")
    (page,) = (week.folder.parent / "histories").iterdir()

    assert page.read_bytes().startswith(b"%PDF")
    assert "lies ready as a file" in kept.words
    assert kept.told[-1] == "Whoever has it can read it: leave it with nobody else."


def test_what_is_asked_follows_for_whom_and_where_to(week: Week) -> None:
    job = handout.job(week.desk("head"), week.refs["Dunn"])

    assert names(job) == ["for"]
    assert names(job, **{"for": "chair"}) == ["for", "goes"]
    assert names(job, **{"for": "chair", "goes": "chair"}) == ["for", "goes", "why"]
    assert names(job, **{"for": "police", "goes": "printer"}) == [
        *("for", "goes", "to", "why", "as-at"),
        *("release-legal-advice", "release-source"),
    ]
    assert "person" in names(job, **{"for": "subject-access", "goes": "folder"})
    assert {"form", "folder"} <= set(names(job, **{"for": "police", "goes": "folder"}))


def test_one_persons_own_data_is_about_that_person(week: Week, safe: Path) -> None:
    head, ref = week.desk("head"), week.refs["Dunn"]
    handout.job(head, ref).keep(into(safe, "subject-access", person="1"), "")
    (said,) = histories_log.handed_out(head, ref)

    assert said.audience == "subject-access"


def test_each_part_of_it_is_told_while_one_waits(week: Week) -> None:
    clerk, ref = week.desk("clerk"), week.refs["Dunn"]
    job = handout.job(clerk, ref)
    before = job.meanwhile()
    job.keep({"for": "chair", "goes": "chair", "why": "The governors asked."}, "")

    assert before == ""
    assert job.meanwhile().startswith("Writing it as json")


@pytest.mark.parametrize("size", SIZES)
async def test_a_history_is_handed_out_by_keys(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    ref = week.refs["Dunn"]
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        app.call_later(app.run_action, f"app.about('handout', '{ref}')")
        await settled(pilot)
        await shows(pilot, "handout-none")
        await press(pilot, "down")
        await press(pilot, "enter")
        await shows(pilot, "handout-chair")
        await press(pilot, "1")
        await pilot.press("tab", *"Governors")
        await shows(pilot, "handout-filled")
        await press(pilot, "enter")
        (said, *_others) = histories_log.handed_out(week.desk("clerk"), ref)
        done = seen(app)
        await press(pilot, "enter")
        listed = " ".join(seen(app).split())

    assert "Done: the history is left in the chair’s list." in done
    assert f"Check code: {said.check_code}" in done
    whom = "clerk, for the chair of governors"
    assert f"{whom}; why: Governors; as pdf, txt and json." in listed


@pytest.mark.parametrize("size", SIZES)
async def test_what_the_search_for_names_stops_is_told_with_what_to_do(
    week: Week,
    opened: Callable[..., CaseworkApp],
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ref = week.refs["Dunn"]

    def stopped(*_all: object, **_more: object) -> bytes:
        raise histories.leaked([Leak(form="txt", place="entry 3", what="a name of the case")])

    monkeypatch.setattr(histories, "written", stopped)
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        job = handout.job(week.desk("clerk"), ref, "chair")
        app.push_screen(page_of(job))
        await settled(pilot)
        await press(pilot, "1")
        await pilot.press("tab", *"Governors")
        await press(pilot, "enter")
        await shows(pilot, "handout-stopped")
        text = " ".join(seen(app).split())

    assert "so it was not handed out" in text
    assert "History" in text
    assert histories_log.handed_out(week.desk("clerk"), ref) == ()
