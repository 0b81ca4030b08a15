"""What a letter lacks is listed at once, each with who can supply it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.errors import Refused, UsageFault
from casework.office import lettergaps, letters
from casework.office.lettergaps import filled_from, who

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
