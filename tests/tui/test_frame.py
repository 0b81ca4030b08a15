"""What every screen has: its title line with the banner, its keys, its look at both sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.tui.choosing import Choose
from casework.tui.frame import cut, titled
from casework.tui.keyline import MOST_CELLS, key_line
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("colours", ["in colour", "without"])
async def test_the_first_screens_look_as_they_are_kept(
    week: Week,
    opened: Callable[..., CaseworkApp],
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    colours: str,
) -> None:
    if colours == "without":
        monkeypatch.setenv("NO_COLOR", "1")
    app = opened(week, "clerk", "head")
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "signin-practice")
        await press(pilot, "f10")
        await shows(pilot, "ring")


def test_a_line_of_keys_leaves_out_a_whole_key_rather_than_cut_one_off() -> None:
    keys = (("⏎", "Ask the headteacher to agree to the further meeting"), ("Tab", "Next field"))
    line = key_line((*keys, ("Esc", "Put away, the draft stays"))).plain

    assert line.endswith("Tab Next field")
    assert len(line) <= MOST_CELLS


def test_a_title_is_broken_off_between_words_and_seen_to_be() -> None:
    assert cut("Casework  My list: 10 open, 5 late", 40) == "Casework  My list: 10 open, 5 late"
    assert cut("Casework  My list: 10 open, 5 late", 28) == "Casework  My list: 10 open…"
    assert len(cut("x" * 50, 10)) <= 10


def test_of_a_title_a_count_goes_whole_and_so_does_what_explains_it() -> None:
    counts = "All cases: 10 open, 6 late, 4 due today"

    assert titled(counts, 40) == counts
    assert titled(counts, 36) == "All cases: 10 open, 6 late"
    assert titled(counts, 20) == "All cases: 10 open"
    assert titled(counts, 12) == "All cases"
    assert (
        titled("Sort the concern – categories, findings and what is known", 40)
        == "Sort the concern"
    )
    assert titled("Take it up as an allegation against an adult", 40).endswith("an…")


@pytest.mark.parametrize("size", SIZES)
async def test_a_choice_between_many_shows_its_question_and_its_keys(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        app.push_screen(Choose("Show only", tuple(f"Choice {n}" for n in range(1, 41))))
        await press(pilot, "end")
        await shows(pilot, "choose-many")
        told = seen(app)
        await press(pilot, "escape")

    assert "Show only" in told
    assert "Choice 40" in told
    assert "Esc Back" in told
    assert "PRACTICE" in told
