"""One model: both times, corrections, what was taken back, what came late."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.domain import events as e
from casework.domain.calendar import empty_calendar
from casework.errors import Damaged
from casework.exports.history import first_lines, happened_words, lateness
from casework.exports.readers import Audience

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.calendar import Calendar
    from tests.exports.conftest import Case

HEAD, CHAIR = Audience.HEADTEACHER, Audience.CHAIR


def test_entries_are_numbered_from_the_first_without_gaps(whole_case: Case) -> None:
    told = whole_case.history(HEAD).entries

    assert [one.number for one in told] == list(range(1, 21))


def test_both_times_are_shown(whole_case: Case) -> None:
    told = whole_case.history(HEAD).entries[2]

    assert (told.happened, told.recorded) == ("Fri 30 Oct 2026", "Mon 2 Nov 2026, 12:00")


def test_the_author_stands_with_name_and_role_of_that_time(whole_case: Case) -> None:
    assert whole_case.history(HEAD).entries[4].by == "Thaddeus Vinter (ICT manager)"


def test_who_released_the_pause_is_not_told_even_by_a_role(whole_case: Case) -> None:
    for audience in Audience:
        assert whole_case.history(audience).entries[15].by == "safeguarding"


def test_a_correction_stands_beside_what_it_corrects(whole_case: Case) -> None:
    struck = whole_case.history(HEAD).entries[3]

    assert struck.lines[0].words.startswith("Incident 1: “Persephone")
    assert [(one.entry, one.words[:8]) for one in struck.corrections] == [(8, "“It was ")]


def test_an_undone_entry_stays_and_is_marked(whole_case: Case) -> None:
    told = whole_case.history(HEAD).entries

    assert (told[18].taken_back_by, told[18].lines[-1].words) == (20, "Note: “To be taken back.”")
    assert told[19].taken_back_by == 0


def test_a_correction_that_was_taken_back_corrects_nothing(
    new_case: Callable[[], Case], whole_case: Case
) -> None:
    case = new_case()
    case.say(whole_case.records[0].entry.events[0])
    case.say(e.NoteAdded(words="old"))
    case.say(e.Corrected(seq=2, words="new"), reason="slip")
    case.say(e.Undone(seq=3))

    assert case.history(HEAD).entries[1].corrections == ()


@pytest.mark.parametrize(
    ("happened", "late"),
    [
        ("", False),
        ("2026-11-10", False),  # the same day
        ("2026-11-09", False),  # one school day later
        ("2026-11-06", True),  # Friday to Tuesday: two school days
        ("2026-11-09T23:30:00+00:00", False),
        ("2026-11-06T09:00:00+00:00", True),
    ],
)
def test_an_entry_is_late_after_more_than_one_school_day(
    new_case: Callable[[], Case], whole_case: Case, happened: str, late: bool
) -> None:
    case = new_case()
    case.gap = timedelta(days=8)  # Tuesday 10 November
    case.say(whole_case.records[0].entry.events[0], happened=happened, precision="date")

    assert case.history(HEAD).entries[0].late is late


def test_the_threshold_is_a_value(
    new_case: Callable[[], Case], whole_case: Case, calendar: Calendar
) -> None:
    case = new_case()
    case.gap = timedelta(days=8)
    case.say(whole_case.records[0].entry.events[0], happened="2026-11-06", precision="date")
    entries = [record.entry for record in case.records]

    assert [lateness(entries, calendar, after)[1] for after in (0, 1, 2)] == [True, True, False]


def test_without_term_dates_nobody_says_late_or_not(whole_case: Case) -> None:
    entries = [record.entry for record in whole_case.records]

    assert lateness(entries, empty_calendar())[3] is None


def test_doubt_about_lateness_is_said_at_the_top(
    new_case: Callable[[], Case], whole_case: Case
) -> None:
    case = new_case()
    case.say(whole_case.records[0].entry.events[0], precision="unknown")
    history = case.history(HEAD)

    assert history.entries[0].happened == "when is not known"
    assert first_lines(history)[-1].startswith("Of some entries it cannot be said")


@pytest.mark.parametrize(
    ("happened", "precision", "words"),
    [
        ("", "exact", ""),
        ("", "unknown", "when is not known"),
        ("2026-11-05", "date", "Thu 5 Nov 2026"),
        ("2026-11-05", "about", "about Thu 5 Nov 2026"),
        ("2026-11-05T14:30:00+00:00", "exact", "Thu 5 Nov 2026, 14:30"),
        ("2026-11-05T14:30:00+00:00", "about", "about Thu 5 Nov 2026, 14:30"),
    ],
)
def test_when_it_happened_is_said_as_well_as_it_is_known(
    new_case: Callable[[], Case], whole_case: Case, happened: str, precision: str, words: str
) -> None:
    case = new_case()
    case.say(whole_case.records[0].entry.events[0], happened=happened, precision=precision)

    assert happened_words(case.records[0].entry) == words


@pytest.mark.parametrize("audience", Audience)
def test_the_first_lines_say_what_it_is_and_what_it_is_not(
    whole_case: Case, audience: Audience
) -> None:
    said = " ".join(first_lines(whole_case.history(audience)))

    for part in (
        "history of one case, CW-7F3K",
        "Withheld",
        "nothing of any other record",
        "England only",
        "Check code of the case: ",
    ):
        assert part in said


def test_a_history_that_does_not_begin_with_an_opening_is_damaged(
    new_case: Callable[[], Case],
) -> None:
    case = new_case()
    case.say(e.NoteAdded(words="x"))

    with pytest.raises(Damaged):
        case.history(HEAD)
