"""The card of whom to ring: its order, what stands in, what is lacking, several schools."""

from __future__ import annotations

from casework.office import ringing
from casework.settings import SchoolSettings

FULL = SchoolSettings(
    name="Upper School",
    deputy_dsl="Mr B. Sample",
    ring_dsl="1",
    ring_deputy_dsl="2",
    ring_head="3",
    ring_lado="4",
    ring_social_care="5",
    ring_police="6",
    ring_chair="7",
)


def test_safeguarding_comes_first_and_the_chair_last_for_what_is_about_the_head() -> None:
    rows = ringing.card((FULL,))

    assert [number for _, number in rows] == ["1", "2", "3", "4", "5", "6", "7"]
    assert rows[1][0] == "  not reached: deputy, Mr B. Sample"
    assert rows[-1][0].startswith("About the headteacher")


def test_what_nobody_wrote_down_is_said_and_the_police_still_have_a_number() -> None:
    rows = ringing.card((SchoolSettings(name="New School", ring_dsl="1"),))

    assert rows[:2] == (
        ("Safeguarding lead (DSL)", "1"),
        ("Police, when nobody is in danger", "101"),
    )
    assert "the headteacher" in rows[2][0]
    assert "safeguarding lead (DSL)" not in rows[2][0]


def test_each_of_several_schools_stands_under_its_name() -> None:
    rows = ringing.card((FULL, SchoolSettings(name="Lower School", ring_dsl="8")))
    at = [who for who, _ in rows].index("Lower School")

    assert rows[0] == ("Upper School", "")
    assert rows[at + 1] == ("Safeguarding lead (DSL)", "8")


def test_records_without_a_school_have_an_empty_card() -> None:
    assert ringing.card(()) == ()
    assert ringing.DANGER == ("Anyone in danger now", "999")
