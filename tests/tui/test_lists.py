"""My list and all cases: what is first, what is shown, and a cursor that stays on its case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from time import process_time
from typing import TYPE_CHECKING

import pytest
from textual.events import Key
from textual.widgets import Input

from casework.domain.lateness import short
from casework.office import cases, tenminutes
from casework.office.cards import read_card
from casework.tui import beside, caseview, listed, sieves
from casework.tui.casetable import CaseTable
from casework.tui.mylist import NO_SEALED, MyList
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from casework.tui.listed import Row
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(120)


def found(week: Week, name: str, who: str = "clerk") -> list[str]:
    """Return whom the rows are about that a filter lets through."""
    desk = week.desk(who)
    rows = listed.listing(desk).rows()
    sieve = next(one for one in sieves.sieves(desk, rows) if one.id == name)
    shown = sieves.sifted(desk, sieve, rows, listed.listing(desk).moment())
    return [row.about.partition(",")[0] for row in shown]


def row_of(week: Week, name: str) -> Row:
    rows = listed.rows(week.desk("clerk"), closed=True)
    return next(row for row in rows if row.ref == week.refs[name])


async def test_an_empty_list_says_what_can_be_done_from_there(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await app.push_screen(MyList(week.desk("clerk"), sealed=True))
        await settled(pilot)
        none = seen(app)

    assert NO_SEALED in none


def test_what_a_policy_asks_every_year_is_not_called_twice_by_the_same_words(week: Week) -> None:
    desk = week.desk("clerk")
    card = read_card(next(row for row in desk.cards.rows).card)
    yearly = replace(card, people=(), summary=f"{card.type_title}: The policy")

    assert listed._about(yearly) == "The policy"
    assert listed._about(replace(yearly, summary="A page")) == "A page"


# --- rows, filters, finding -----------------------------------------------------------------------


def test_what_is_due_first_stands_first_in_the_schools_days(week: Week) -> None:
    desk = week.desk("clerk")
    rows = listed.rows(desk)

    assert [row.about.partition(",")[0] for row in rows[:3]] == ["Hart", "Cole", "Dunn"]
    assert listed.due_words(desk, rows[0]) == "5 school days late"
    assert short(listed.due_words(desk, rows[0])) == "5 days late"
    assert listed.counted(rows, listed.moment_of(desk.now())) == "7 open, 3 late, 3 due today"


def test_filters_are_mine_late_this_week_waiting_and_closed(week: Week) -> None:
    assert found(week, "late") == ["Hart", "Cole", "Dunn"]
    assert found(week, "waiting") == ["Dunn"]
    assert found(week, "paused") == ["Reid"]
    assert found(week, "closed") == []
    assert set(found(week, "week")) >= {"Hart", "Amadi"}
    assert set(found(week, "mine")) <= set(found(week, "open"))


def test_every_word_that_was_typed_is_looked_for_without_its_accents(week: Week) -> None:
    rows = listed.rows(week.desk("clerk"))

    assert [row.ref for row in listed.narrowed(rows, "wojcik CLASS")] == [week.refs["Wójcik"]]
    assert listed.narrowed(rows, "wojcik coach") == ()
    assert listed.narrowed(rows, "  ") == rows


def test_what_the_list_shows_is_found_as_it_is_read(week: Week) -> None:
    rows = listed.rows(week.desk("clerk"))

    assert [row.ref for row in listed.narrowed(rows, "Cole, parent")] == [week.refs["Cole"]]
    assert week.refs["Cole"] in [
        row.ref for row in listed.narrowed(rows, row_of(week, "Cole").what)
    ]
    assert listed.narrowed(rows, " , ") == rows


async def test_letters_after_a_slash_all_reach_the_find_box(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        for key, letter in (("slash", "/"), ("a", "a"), ("m", "m"), ("slash", "/"), ("n", "n")):
            app.post_message(Key(key, letter))  # as fast as a terminal hands them on
        await settled(pilot)
        box = app.screen.query_one("#find", Input)
        typed, here = box.value, app.screen.place if isinstance(app.screen, MyList) else ""
        await press(pilot, "escape")
        await press(pilot, "ctrl+f")
        again = box.has_focus

    assert (typed, here, again) == ("am/n", "mine", True)


async def test_esc_leads_from_all_cases_back_to_ones_own_list_and_no_further(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app, places = opened(week, "clerk"), []
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "f3")
        for key in ("slash", "x", "escape", "escape", "escape"):
            await press(pilot, key)
            places.append(app.screen.place if isinstance(app.screen, MyList) else "")

    assert places == ["all", "all", "all", "mine", "mine"]


def test_only_what_changed_is_worked_out_again(week: Week) -> None:
    desk = week.desk("clerk")
    before = {row.ref: row for row in listed.listing(desk).rows()}
    cases.add_incident(desk, week.refs["Cole"], "The photo is back.")
    after = {row.ref: row for row in listed.listing(desk).rows()}

    changed = {ref for ref, row in after.items() if row is not before[ref]}
    assert changed == {week.refs["Cole"]}


def test_a_day_later_the_same_rows_are_late(week: Week) -> None:
    desk = week.desk("clerk")
    rows = listed.rows(desk)
    late = [sum(map(listed.moment_of(desk.now()).late, rows))]
    week.clock.instant += timedelta(days=1)
    late.append(sum(map(listed.moment_of(desk.now()).late, rows)))

    assert late == [3, 6]


def test_more_rows_than_fit_are_told() -> None:
    assert listed.more(listed.MOST_ROWS) == ""
    assert listed.more(listed.MOST_ROWS + 37) == "37 more: type to narrow"


def test_a_letter_more_or_less_finds_what_the_whole_word_finds(week: Week) -> None:
    every, open_ones = listed.listing(week.desk("clerk")).rows(), listed.rows(week.desk("clerk"))
    narrowing = listed.Narrowing()
    typed = ("w", "wo", "wojcik", "wo", "cole", "cole,", "cole, p", "", " ", "x", "xx", "hart")
    found = [narrowing.of(rows, words) for words in typed for rows in (every, open_ones)]
    again = [narrowing.of(every, words) for words in typed]

    assert found == [listed.narrowed(rows, one) for one in typed for rows in (every, open_ones)]
    assert again == [listed.narrowed(every, words) for words in typed]


def test_twenty_thousand_rows_are_narrowed_in_a_fraction_of_a_key(week: Week) -> None:
    rows = listed.rows(week.desk("clerk"))
    many = tuple(replace(rows[n % len(rows)], ref=f"CW-{n}") for n in range(20_000))
    begun = process_time()
    for typed in ("w", "wo", "wojcik", "wojcik class", "nobody"):
        listed.narrowed(many, typed)

    assert (process_time() - begun) / 5 < 0.075  # half of what a key may take, screen and all


def test_below_a_narrow_list_one_sentence_says_what_is_next(week: Week) -> None:
    desk, row = week.desk("clerk"), row_of(week, "Hart")

    said = beside.sentence(desk, row, "5 days late")
    assert said == "Next for Hart: answer whoever told us, 5 days late. N: the form for it."
    assert beside.sentence(desk, None, "") == ""


def test_whom_the_limit_does_not_ask_is_told_of_no_form(week: Week) -> None:
    row = row_of(week, "Hart")
    assert row.limit is not None
    others = replace(row, limit=replace(row.limit, to=("chair",)))

    said = beside.sentence(week.desk("clerk"), others, "5 days late")
    assert said == "Next for Hart: answer whoever told us, 5 days late."


def test_below_the_list_the_case_of_ten_minutes_has_the_step_that_n_opens(week: Week) -> None:
    ref = tenminutes.taken_up(week.desk("clerk"))
    told = {}
    for name in ("clerk", "deputy"):
        desk = week.desk(name)
        row = next(row for row in listed.rows(desk) if row.ref == ref)
        told[name] = beside.sentence(desk, row, "in 2 days"), caseview.view(desk, ref).next

    assert told["clerk"][1].choice is not None
    does = told["clerk"][1].what[1:]
    assert told["clerk"][0].endswith(f"{does} N: the form for it.")
    assert told["deputy"][1].choice is None
    assert told["deputy"][0].endswith("he clerk goes on with it.")


def test_what_is_kept_sealed_stands_in_no_list_but_its_holder_finds_it(week: Week) -> None:
    rows = listed.listing(week.desk("dsl")).rows()
    sealed = {row.ref for row in rows if row.sealed}

    assert sealed
    assert sealed.isdisjoint(row.ref for row in listed.rows(week.desk("dsl"), closed=True))
    assert sealed.isdisjoint(row.ref for row in listed.listing(week.desk("clerk")).rows())


# --- the screen -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_and_the_case_beside_it(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        app.screen.query_one(CaseTable).put(week.refs["Dunn"])
        await settled(pilot)
        app.screen._read()  # type: ignore[attr-defined]
        await shows(pilot, "list-decision")
        await press(pilot, "f3")
        await shows(pilot, "list-all")


async def test_the_cursor_stays_on_its_case_through_finding_filtering_and_news(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app, ref = opened(week, "clerk"), week.refs["Reid"]
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        table = app.screen.query_one(CaseTable)
        table.put(ref)
        await settled(pilot)
        here = []
        for typed in ("reid", "hart", ""):
            app.screen.query_one("#find", Input).value = typed
            await settled(pilot)
            here.append(table.here)
        cases.add_incident(week.desk("deputy"), week.refs["Amadi"], "It goes on.")
        app.screen.look_again()  # type: ignore[attr-defined]
        await settled(pilot)
        here.append(table.here)

    assert here == [ref, week.refs["Hart"], ref, ref]


async def test_a_filter_is_chosen_with_its_count(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "f")
        offered = seen(app)
        await press(pilot, "down")
        await press(pilot, "down")
        await press(pilot, "enter")
        screen = seen(app)

    assert "Late: 3" in offered
    assert "My list (Late): 3 open, 3 late" in screen
    assert "Amadi" not in screen


def test_the_panel_says_the_case_in_short(week: Week) -> None:
    row = row_of(week, "Reid")
    view = caseview.view(week.desk("clerk"), row.ref)
    told = [one if isinstance(one, str) else one[0] for one in beside.whole(view, row)]

    assert "Wait: do not contact the author" in told
    assert "What happens next" in told
    assert "Not yet, because" in told
