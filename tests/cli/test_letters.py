"""On the command line a letter goes to the person whose number is given, and says who that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Office

GIVEN = (
    *("--letter", "conversation_on=2026-11-02", "--letter", "post_description=a post"),
    *("--letter", "request=take it down", "--letter", "complaint_route=our procedure"),
    *("--letter", "post_platform=Facebook"),
)


def _two(office: Office) -> str:
    return office.opens("Clerk", "--person", "author=Mr B. Other", "--person", "witness=Ms W.")


def _preview(office: Office, ref: str, *more: str) -> dict[str, object]:
    words = ("letter", "preview", ref, "first-conversation", *GIVEN, *more)
    return dict(office.does("Clerk", *words))


def test_people_of_one_role_are_shown_with_their_numbers(office: Office) -> None:
    ref = _two(office)
    shown = office.says("Clerk", "case", "show", ref).out
    people = [line.strip() for line in shown.splitlines() if line.startswith(("  author", "  wit"))]

    assert people == ["author 1: Ms J. Hart", "author 2: Mr B. Other", "witness: Ms W."]


def test_a_letter_asks_to_which_of_them_it_goes(office: Office) -> None:
    asked = _preview(office, _two(office))

    assert asked["missing"] == [
        "Still needed (to): which person of the case it goes to, number 1 or 2."
    ]


def test_it_goes_to_the_one_whose_number_is_given(office: Office) -> None:
    text = str(_preview(office, _two(office), "--letter", "to=2")["text"])

    assert ("Dear Mr Other" in text, "Hart" in text) == (True, False)


def test_a_number_nobody_has_is_refused_and_says_where_they_stand(office: Office) -> None:
    words = ("letter", "preview", _two(office), "first-conversation", "--letter", "to=3")
    code, error = office.fails("Clerk", *words)

    assert (code, error["message"]) == (2, "This letter goes to nobody of that number in the case.")
    assert error["advice"].startswith("casework case show numbers them")
