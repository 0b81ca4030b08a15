"""The chair's history printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from casework.office import histories_log
from tests.stories.fronts_kit import BOTH
from tests.stories.hand_kit import NotDoneError, answers

if TYPE_CHECKING:
    from tests.stories.fronts_kit import Front
    from tests.stories.school_kit import School

pytestmark = pytest.mark.timeout(150)
NAMES: Final = ("Example", "4B", "clerk", "deputy", "the parent of")
CODE: Final = re.compile(r"Check code: ([0-9A-F-]{20,})")
#: What is drawn by lot: any letters and figures may meet in it, and it names nobody.
LOT: Final = re.compile(r"\b[0-9A-F]{5}(?:-[0-9A-F]{5}){3}\b|\bCW-[0-9A-Z]{4}\b")
CHAIR: Final = "the chair of governors"
WHY: Final = "The chair asked how the policy works."


@BOTH
async def test_the_chairs_history_is_printed_and_left_and_names_nobody(
    school: School, front: Front
) -> None:
    school.at("2026-11-10", "09:30")
    ref = school.refused()
    school.leave()
    async with front(school) as hand:
        await hand.signs_in("head")
        await hand.opens(ref)
        await hand.does("handout", answers())
        paper = {
            "Where does it go": "print it",
            "Who gets it": CHAIR,
            "Why is it": WHY,
        }
        printed = await hand.follows("For the chair", answers(paper))
        kept = {"Where does it go": "leave it", "Why is it": WHY}
        left = await hand.follows("For the chair", answers(kept))
        school.at("2026-11-10", "09:34")
        await hand.signs_in("chair")
        board = await hand.goes("chair")
        read = await hand.follows(ref, answers())
        with pytest.raises(NotDoneError):
            await hand.opens(ref)
    [page] = school.printed()
    code = CODE.findall(printed)[-1]

    # one check code, told, on paper and in what the chair reads: it is the same history
    assert code in left
    assert code in page
    assert code in read
    # roles, no names; what was done and when, with the policy's own words
    assert [name for name in NAMES if name in LOT.sub("", page + read)] == []
    assert "Put into the category" in read
    assert "Record whether the parent refused, and whether it carries on" in " ".join(page.split())
    # the chair finds it where the chair begins, and the case itself stays shut
    assert ref in board
    assert ref not in school.refs("chair")
    # to whom it went and why is on record: one on paper, and what was left, once, in three forms
    handed = histories_log.handed_out(school.fresh("head"), ref)
    assert {(one.audience, one.to, one.why) for one in handed} == {("chair", CHAIR, WHY)}
    assert sorted(one.form for one in handed) == ["pdf", "pdf, txt and json"]
    assert school.verifies(ref, audience="chair")
