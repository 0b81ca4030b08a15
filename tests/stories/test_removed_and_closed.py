"""Removal confirmed, and the case closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.stories.fronts_kit import BOTH
from tests.stories.hand_kit import NotDoneError, answers

if TYPE_CHECKING:
    from tests.stories.fronts_kit import Front
    from tests.stories.school_kit import School

pytestmark = pytest.mark.timeout(150)
CLOSE: Final = "Ask the headteacher to close the case"
THANKS: Final = {
    "What the post": "a post about Class 4",
    "What came of it": "We saw on 12 November that it had been removed, and again on 3 December.",
}


@BOTH
async def test_a_post_that_is_gone_is_looked_for_once_more_and_the_case_is_closed(
    school: School, front: Front
) -> None:
    school.at("2026-11-10", "09:30")
    ref = school.held()
    school.leave()
    async with front(school) as hand:
        school.at("2026-11-12", "15:20")
        await hand.signs_in("clerk")
        await hand.opens(ref)
        await hand.steps("Record that nobody needs an answer", answers())
        gone = {"found to be gone": "12/11/2026", "Who looked": "the office"}
        await hand.steps("Record that somebody looked and it is gone", answers(gone))
        removed = {"How did the case end": "removed, and seen to be gone"}
        await hand.steps("Begin to close", answers(removed))
        early = await hand.opens(ref)
        with pytest.raises(NotDoneError):
            await hand.steps(CLOSE, answers({"Is this meant": "yes"}))
        school.at("2026-12-03", "10:00")
        await hand.signs_in("clerk")
        await hand.opens(ref)
        look = {"Why?": "I looked on the page three weeks after it came down."}
        await hand.steps("Record that somebody looked once more", answers(look))
        await hand.steps("Write a letter of thanks", answers(THANKS))
        school.at("2026-12-03", "10:10")
        await hand.signs_in("deputy")
        await hand.decides(ref, "Yes", answers({"Your initials": "BS", "Print for": "later"}))
        school.at("2026-12-03", "10:20")
        await hand.signs_in("clerk")
        await hand.opens(ref)
        asked = await hand.steps(CLOSE, answers({"Is this meant": "yes"}))
        school.at("2026-12-03", "10:30")
        await hand.signs_in("head")
        await hand.decides(ref, "Yes", answers({"Your initials": "AE"}))
        mine = await hand.goes("mine")
        found = await hand.finds("Example")
    case = school.case(ref)

    # not before somebody looked once more, and the case says so before anybody tries
    assert "before somebody looked for it once more" in early
    # nothing ends by one person's word: the office asks, the headteacher says yes
    assert "Done: asked the headteacher to close the case" in asked
    assert "A decision is waited for: Close the case." in asked
    assert case.tracks["case"].state == "closed"
    assert case.tracks["removal"].state == "looked-again"
    assert case.tracks["conversation"].state == "came-down"
    # no limit runs on; the thanks are agreed, and wait to be printed
    assert [name for name, (_, how) in school.limits(ref).items() if how == "running"] == []
    assert case.letters[1].state == "approved"
    # it is on nobody's list any more, and found among all
    assert ref not in mine
    assert "Closed" in found
    assert "I looked on the page three weeks after it came down." in school.said(ref)
    assert school.verifies(ref)
