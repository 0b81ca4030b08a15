"""Steps, revisions and dates that are not: one error each, the documented code, nothing changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bad_input.bad_kit import CANARIES, canaries_on_disk

if TYPE_CHECKING:
    from tests.bad_input.bad_kit import School

NOTE = ("case", "note", "{ref}", CANARIES[2])
#: What is asked, and the code it must end with.
REFUSED: dict[str, tuple[int, tuple[str, ...]]] = {
    "unknown step": (3, ("case", "do", "{ref}", "fly")),
    "unknown action": (3, ("case", "do", "{ref}", "consider", "--track", "moon")),
    "a step out of turn": (3, ("case", "do", "{ref}", "reopen", "--reason", CANARIES[2])),
    "unknown question": (3, ("case", "set", "{ref}", "weather=fine")),
    "a person's words for a question": (3, ("case", "set", "{ref}", f"Ms {CANARIES[0]}=yes")),
    "no such answer": (3, ("case", "set", "{ref}", f"author-type={CANARIES[0]}")),
    "a person's words for a step": (3, ("case", "do", "{ref}", f"Ms {CANARIES[0]}")),
    "stale": (6, (*NOTE, "--expected", "1")),
    "a revision to come": (6, (*NOTE, "--expected", "999")),
    "no number": (2, (*NOTE, "--expected", "soon")),
    "a number below nothing": (2, (*NOTE, "--expected", "-1")),
    "a number without end": (2, (*NOTE, "--expected", "9" * 40)),
    "30 February": (2, (*NOTE, "--happened", "2026-02-30")),
    "29 February of no leap year": (2, (*NOTE, "--happened", "2025-02-29")),
    "month 13": (2, (*NOTE, "--happened", "2026-13-01")),
    "day 0": (2, (*NOTE, "--happened", "2026-11-00")),
    "hour 25": (2, (*NOTE, "--happened", "2026-11-01 25:00")),
    "the hour that never was": (2, (*NOTE, "--happened", "2026-03-29 01:30")),
    "the year 0": (2, (*NOTE, "--happened", "0000-01-01")),
    "the year 99999": (2, (*NOTE, "--happened", "99999-01-01")),
    "words": (2, (*NOTE, "--happened", f"when {CANARIES[0]} rang")),
    "no date at all": (2, (*NOTE, "--happened", "\u202e")),
    "digits of another script": (2, (*NOTE, "--happened", "٢٠٢٦-١٣-٤٠")),
    "the future": (2, (*NOTE, "--happened", "2031-01-01")),
    "a closure on no day": (2, ("calendar", "close", "2026-02-30")),
    "a year that is none": (2, ("calendar", "confirm", "0")),
    "a year too far": (2, ("calendar", "confirm", "99999")),
    "no such case": (5, ("case", "show", "CW-2222")),
    "a name for a reference": (5, ("case", "show", f"Ms {CANARIES[0]}")),
    "no such request": (5, ("approval", "grant", "{ref}.99")),
    "no such letter": (5, ("letter", "issue", "{ref}", "99")),
    "no such entry": (5, ("case", "correct", "{ref}", "99", "x", "--reason", "y")),
}


@pytest.mark.parametrize(("code", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_one_error_and_changes_nothing(
    school: School, code: int, words: tuple[str, ...]
) -> None:
    before = school.revision()
    message = school.fails(code, "clerk", *(word.replace("{ref}", school.ref) for word in words))

    assert len(message) < 400
    assert school.revision() == before
    assert not canaries_on_disk(school.state)


def test_after_every_refusal_together_the_records_are_sound(school: School) -> None:
    before = school.revision()
    for _code, words in REFUSED.values():
        school.says("clerk", *(word.replace("{ref}", school.ref) for word in words))

    assert school.unharmed(before)
    assert not school.debris()
    assert not canaries_on_disk(school.book / "letters")
    assert not [path for path in school.home.rglob("*") if any(w in path.name for w in CANARIES)]
