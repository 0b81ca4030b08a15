"""Today: late first, in the school's days; what is to be signed, what waits; never a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.letters import printing
from casework.letters.life import LetterStep
from casework.letters.printing import Way
from casework.office import letters, todays
from casework.tui import paperways
from casework.tui.onecase import OneCase
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.desk import Desk
    from casework.office.todays import Part
    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)


def titled(parts: tuple[Part, ...], title: str) -> list[tuple[str, str]]:
    return [(e.ref, e.what) for part in parts if part.title == title for e in part.entries]


def test_late_stands_first_and_says_whose_it_is(week: Week) -> None:
    parts = todays.due(week.desk("clerk"))
    late = parts[0]

    assert late.title == todays.LATE
    assert late.entries[0].ref == week.refs["Hart"]
    assert late.entries[0].when == "5 school days late"
    assert late.entries[0].yours
    assert "headteacher" in late.entries[0].who


def test_decisions_stand_with_who_decides_and_whose_they_are(week: Week) -> None:
    mine = [
        entry.yours
        for who in ("clerk", "head")
        for part in todays.due(week.desk(who))
        if part.title == todays.DECIDE
        for entry in part.entries
    ]

    assert mine == [False, True]


def test_no_name_stands_on_it(week: Week) -> None:
    desk = week.desk("clerk")
    looked = [one for look in todays.to_look_into(desk) for one in todays.looked_into(desk, look)]
    words = repr(todays.due(desk)) + repr(looked)

    assert not [name for name in week.refs if name in words]


def test_letters_to_sign_and_what_waits_for_others_are_looked_up(week: Week) -> None:
    desk, ref = week.desk("clerk"), week.refs["Dunn"]
    week.take_decision("head", ref)
    said = []
    for step in (None, LetterStep.SIGN, LetterStep.SEND):
        if step is None:
            letters.issue(desk, ref, 1)
            letters.print_out(desk, ref, 1)
        else:
            letters.move(desk, ref, 1, step)
        look = next(one for one in todays.to_look_into(desk) if one.case == week_case(desk, ref))
        said += [entry.what for _title, entry in todays.looked_into(desk, look)]

    assert said == [
        "Letter 1, Note of the first conversation: sign it",
        "Letter 1, Note of the first conversation: send it, or hand it over",
        "Letter 1, Note of the first conversation: sent; whether it came is not known",
    ]


def week_case(desk: Desk, ref: str) -> str:
    return next(row.case for row in desk.cards.rows if row.ref == ref)


def test_the_paused_case_waits_for_safeguarding_and_says_no_more(week: Week) -> None:
    desk = week.desk("clerk")
    looked = [one for look in todays.to_look_into(desk) for one in todays.looked_into(desk, look)]
    found = titled(todays.inside(looked), todays.OTHERS)

    assert found == [(week.refs["Reid"], "Contact waits until safeguarding releases it")]


def test_the_clock_and_the_backup_are_said(week: Week) -> None:
    desk = week.desk("clerk")
    desk.clock_lines = lambda: ("The clock last looked 3 minutes ago.",)

    assert todays.keeping(desk) == (
        "The clock last looked 3 minutes ago.",
        "No backup has been made on this computer yet.",
    )


@pytest.mark.parametrize("size", SIZES)
async def test_today_on_the_screen_opens_a_case(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        await press(pilot, "f5")
        await shows(pilot, "today-late")
        await press(pilot, "enter")
        case = app.screen

    assert isinstance(case, OneCase)
    assert case.about() == week.refs["Hart"]


async def test_p_asks_how_and_prints_the_sheet_beside_the_screen(
    week: Week, opened: Callable[..., CaseworkApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = []

    def took(pdf: bytes, _command: tuple[str, ...], way: Way) -> str:
        printed.append((pdf[:5], way))
        return ""

    monkeypatch.setattr(todays, "print_sheet", took)
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "f5")
        await press(pilot, "p")
        asked = seen(app)
        await press(pilot, "2")
        await press(pilot, "enter")
        screen = seen(app)

    assert all(words in asked for words, _ in paperways.ways(week.desk("clerk")))
    assert printed == [(b"%PDF-", Way.OPENED)]
    assert "Done: the sheet was handed over." in screen


async def test_where_nothing_prints_the_form_stays_and_says_what_one_can_do_in_it(
    week: Week, opened: Callable[..., CaseworkApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "_system", lambda _way: ("/nowhere/at/all",))
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "f5")
        await press(pilot, "p")
        await press(pilot, "1")
        await press(pilot, "enter")
        screen = " ".join(seen(app).split())

    assert "nothing was printed. Open it and print from there, or say in the settings" in screen
    assert "(x) on the printer" in screen


def test_in_a_practice_school_the_sheet_is_left_as_a_file(week: Week) -> None:
    desk = week.desk("clerk")
    given = paperways.today_job(desk).begins
    said = [paperways.today_job(desk).keep(given, "").words for _ in range(2)]
    there = sorted(one.name for one in (week.folder.parent / "letters").glob("today-*.pdf"))

    assert all(words.startswith("Done: The page lies ready as a file: ") for words in said)
    assert there == ["today-2026-11-10-2.pdf", "today-2026-11-10.pdf"]
