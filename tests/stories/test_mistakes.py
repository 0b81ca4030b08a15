"""The clerk's mistake undone within its ten seconds; the one of yesterday, corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from casework.office import approvals, effects
from tests.office.practice_kit import NOTE
from tests.stories.fronts_kit import BOTH
from tests.stories.hand_kit import answers

if TYPE_CHECKING:
    from tests.stories.fronts_kit import Front
    from tests.stories.school_kit import School

pytestmark = pytest.mark.timeout(150)
DAY: Final = "2026-11-10"
NEXT: Final = "2026-11-11"
WRONG: Final = "Ms Example rang at 9:20."
RIGHT: Final = "It was 9:05: the time was read off wrongly."


@BOTH
async def test_a_mistake_noticed_a_day_later_is_corrected_beside_it(
    school: School, front: Front
) -> None:
    school.at(DAY, "09:30")
    ref = school.held()
    before = len(school.entries(ref))
    school.leave()
    async with front(school) as hand:
        await hand.signs_in("clerk")
        await hand.opens(ref)
        await hand.does("note", answers({"The note": WRONG}))
        school.at(NEXT, "08:50")
        await hand.signs_in("clerk")
        late = await hand.undoes()
        await hand.opens(ref)
        read = await hand.reads("History")
        slip = {"What is right": RIGHT, "How did the mistake": "A slip of the pen."}
        await hand.corrects(WRONG, answers(slip))
        after = await hand.reads("History")
    note, correction = school.entries(ref)[before:]

    # U is for what was just done: it says so, and says what to do instead
    assert "There is nothing to undo. To correct a mistake, add an entry." in late
    assert WRONG in read
    # both can be read: what was written, and beside it what is right, with the day of each
    assert WRONG in after
    assert RIGHT in after
    assert (note.at.day, correction.at.day) == (10, 11)
    assert not [entry for entry in school.told(ref) if entry.taken_back_by]
    assert [one.words for one in school.told(ref)[before].corrections] == [f"“{RIGHT}”"]
    assert school.verifies(ref)


@BOTH
async def test_a_request_taken_back_within_ten_seconds_never_reached_the_head(
    school: School, front: Front
) -> None:
    school.at(DAY, "09:30")
    ref = school.held()
    school.leave()
    async with front(school) as hand:
        await hand.signs_in("clerk")
        await hand.opens(ref)
        words = {"What the post is": NOTE["post_description"], "What was asked": NOTE["request"]}
        await hand.steps("Write the parent a note", answers(words))
        seen = approvals.waiting(school.fresh("head"))
        school.passes(seconds=4)
        back = await hand.undoes()
        school.passes(seconds=60)
    asked, undone = school.told(ref)[-2:]

    # within the ten seconds nobody else knew of it
    assert seen == ()
    assert "Taken back. It stays in the history, marked so." in back
    # and afterwards neither: both entries stand, the one marked by the other
    assert asked.taken_back_by == undone.number
    assert approvals.waiting(school.fresh("head")) == ()
    assert dict(school.case(ref).letters) == {}
    assert effects.effects(school.fresh("clerk"), ref) == ()
    assert school.verifies(ref)


@BOTH
async def test_a_letter_taken_back_within_ten_seconds_comes_out_of_no_printer(
    school: School, front: Front
) -> None:
    school.at(DAY, "09:30")
    ref, request = school.noted()
    approvals.grant(school.desk("head"), request)
    school.leave()
    async with front(school) as hand:
        await hand.signs_in("clerk")
        ordered = await hand.letter(ref, "Print", answers())
        held = school.printed()
        school.passes(seconds=4)
        back = await hand.undoes()
        school.passes(seconds=60)
        await hand.goes("today")
    letter = school.case(ref).letters[1]

    # it was on its way, and no printer had it
    assert "goes to the printer" in ordered
    assert held == []
    assert "Taken back: the letter goes to no printer." in back
    # nothing came out afterwards either, and nothing says that it was printed
    assert school.printed() == []
    assert (letter.state, letter.copies) == ("issued", 0)
    assert effects.effects(school.fresh("clerk"), ref) == ()
    assert school.verifies(ref)
