"""What a letter lacks is listed at once, each with who can supply it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from casework.errors import Refused, UsageFault
from casework.office import lettergaps, letters
from casework.office.lettergaps import filled_from, who
from tests.letters import conftest as samples
from tests.letters.test_catalogue import policy, template
from tests.office.practice_kit import NOTE

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.office.practice_kit import Book


def _without(desk: Desk, **told: object) -> Desk:
    (slug, school), *_ = desk.settings.schools.items()
    bare = replace(school, answered=frozenset(), **told)  # type: ignore[arg-type]
    return replace(desk, settings=replace(desk.settings, schools={slug: bare}))


def test_each_gap_says_who_can_fill_it(book: Book) -> None:
    desk = _without(book.desk("clerk"), complaints_route="")
    missing = letters.preview(desk, book.open(), "first-conversation").missing
    told = {words.split("(")[1].split(")")[0]: words for words in missing}

    assert list(told) == ["conversation_on", "post_description", "request", "complaint_route"]
    assert "the question removal-asked-on: --set removal-asked-on=…" in told["conversation_on"]
    assert told["request"].endswith("Whoever writes the letter: --letter request=….")
    assert "in the school's settings (complaints_route)" in told["complaint_route"]


def test_what_only_the_record_can_give_says_where_to_enter_it(book: Book) -> None:
    missing = letters.preview(book.desk("clerk"), book.open(), "police-summary").missing
    (incidents,) = [words for words in missing if "(incidents)" in words]

    assert "Whoever can enter an incident: casework case incident" in incidents


def test_a_step_refused_for_gaps_says_all_of_it(book: Book) -> None:
    with pytest.raises(Refused) as fault:
        book.take("clerk", book.held(), "conversation.write-note")

    assert all("Whoever writes the letter" in words for words in fault.value.reasons)


def test_everything_odd_is_told_at_once(book: Book) -> None:
    given = {"conversation_on": "2026-02-30", "post_seen_on": "yesterday"}
    with pytest.raises(UsageFault) as fault:
        letters.preview(book.desk("clerk"), book.open(), "first-conversation", given)

    assert fault.value.message == "2 values of this letter cannot be read."
    assert [words.split(" is ")[0] for words in fault.value.reasons] == [
        "The letter's removal asked on",
        "The letter's post seen on",
    ]


def test_an_odd_value_says_that_it_does_not_fit_and_names_no_other_hand(book: Book) -> None:
    given = {"post_description": "one\ntwo"}
    missing = letters.preview(book.desk("clerk"), book.held(), "first-conversation", given).missing
    (odd,) = [words for words in missing if "does not fit" in words]

    assert odd.endswith("as in “a post about Class 4”.")


def test_no_gap_tells_what_is_on_record(book: Book) -> None:
    missing = " ".join(letters.preview(book.desk("clerk"), book.open(), "police-summary").missing)

    assert ("Example" in missing, "4B" in missing) == (False, False)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("complaint_route", "settings"),
        ("policy_place", "policy"),
        ("limit_words", "policy"),
        ("posts", "record"),
        ("told_on", "record"),
        ("request", "writer"),
    ],
)
def test_each_field_has_one_place_it_comes_from(name: str, source: str) -> None:
    assert filled_from(name) == source


def test_who_knows_nothing_of_a_policy_says_how_to_type_it() -> None:
    assert who("told_on") == "Whoever writes the letter: --letter told_on=…."
    assert lettergaps.who("posts").startswith("Whoever can enter a capture sheet")


# --- days that cannot be meant --------------------------------------------------------------------

YESTERDAY, TODAY, TOMORROW = "2026-11-01", "2026-11-02", "2026-11-03"


@pytest.mark.parametrize(("day", "odd"), [(YESTERDAY, []), (TODAY, []), (TOMORROW, ["told"])])
def test_a_conversation_of_tomorrow_is_odd(book: Book, day: str, odd: list[str]) -> None:
    given = NOTE | {"conversation_on": day}
    missing = letters.preview(book.desk("clerk"), book.open(), "first-conversation", given).missing

    assert ["told" for words in missing if "has not come yet (conversation_on)" in words] == odd


def test_a_draft_is_not_written_anew_with_a_day_to_come(book: Book) -> None:
    ref, _request = book.noted()
    with pytest.raises(Refused) as fault:
        letters.revise(book.desk("clerk"), ref, 1, {"post_seen_on": TOMORROW})

    assert fault.value.message.startswith("This day has not come yet (post_seen_on)")


@pytest.mark.parametrize(("day", "odd"), [(1, 1), (2, 0), (3, 0)])
def test_nobody_is_invited_to_a_meeting_that_is_over(day: int, odd: int) -> None:
    rules, found = policy("community"), template("meeting-invitation")
    values = samples.values_for(found) | {"meeting_on": date(2026, 11, day)}
    told = lettergaps.told(rules, found, values, date(2026, 11, 2))

    assert (
        len([words for words in told if words.startswith("This day is over (meeting_on)")]) == odd
    )


def test_a_decision_about_the_words_does_not_stumble_over_the_day() -> None:
    found = template("meeting-invitation")
    values = samples.values_for(found) | {"meeting_on": date(2020, 1, 1)}

    assert lettergaps.told(policy("community"), found, values) == ()
