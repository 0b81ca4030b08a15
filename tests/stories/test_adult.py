"""A disclosure about a teacher on the last day of term, and one about the headteacher."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.stories.fronts_kit import BOTH
from tests.stories.hand_kit import NotDoneError, answers

if TYPE_CHECKING:
    from tests.stories.fronts_kit import Front
    from tests.stories.school_kit import School

pytestmark = pytest.mark.timeout(150)
WORDS: Final = "After the club he held a pupil by the arm and shouted; there were red marks."
#: What safeguarding does that very afternoon, step by step.
TAKEN: Final = {
    "Take it up": {
        "Is it taken up": "allegation",
        "On what day did the school first": "18/12/2026",
        "What is the adult": "teacher",
    },
    "A member of staff – keep": {"Was the member of staff told": "yes", "Does the name": "hidden"},
    "Put on record": {
        "What is alleged": WORDS,
        "When and where": "Friday 18 December, about 14:30, in the hall.",
        "Is the written account": "signed",
    },
    "Note for each part": {"May the adult have harmed": "yes"},
    "Record the call to the designated officer": {
        "Who at the local authority": "A. Officer (invented)",
        "On what day was the designated": "18/12/2026",
        "Who made the call": "the safeguarding lead",
        "What contact with children": "None until January: it is the last day of term.",
    },
}
#: What the chair does, as case manager of a case about the headteacher.
ABOUT_HEAD: Final = {
    "Take it up": {
        "Is it taken up": "allegation",
        "On what day did the school first": "10/11/2026",
        "What is the adult": "headteacher",
    },
    "A parent – hear": {"Was the parent heard": "yes", "Were the parents told": "told"},
    "Put on record": {
        "What is alleged": WORDS,
        "When and where": "Monday 9 November, in the hall.",
        "Is the written account": "signed",
    },
    "Record the call to the designated officer": {
        "Who at the local authority": "A. Officer (invented)",
        "On what day was the designated": "10/11/2026",
        "Who made the call": "the chair of governors",
        "What contact with children": "Takes assembly.",
    },
}
NEVER: Final = "CW-9TQW"
EVERYBODY: Final = ("clerk", "deputy", "dsl", "head", "ict")


@BOTH
async def test_a_disclosure_about_a_teacher_on_the_last_day_of_term_does_not_wait_for_the_next(
    school: School, front: Front
) -> None:
    school.joins("teacher", "class-teacher")
    school.at("2026-12-18", "15:10")
    school.leave()
    async with front(school) as hand:
        await hand.signs_in("clerk")
        concern = {
            "Is it about the headteacher": "no",
            "Which adult": "teacher",
            "What was seen": WORDS,
            "Who told you": "a colleague",
        }
        handed = await hand.takes_in("concern", answers(concern))
        looked = await hand.goes("mine")
        school.at("2026-12-18", "15:25")
        await hand.signs_in("dsl")
        await hand.goes("sealed")
        [ref] = school.refs("dsl")
        early = await hand.opens(ref)
        for words, said in TAKEN.items():
            await hand.steps(words, answers(said, "no"))
        referred = await hand.opens(ref)
        school.at("2026-12-18", "15:50")
        await hand.signs_in("teacher")
        nothing = await hand.finds(ref)
        never = await hand.finds(NEVER)
        with pytest.raises(NotDoneError):
            await hand.opens(ref)
        await hand.signs_in("clerk")
        today = await hand.goes("today")
    limits = school.limits(ref, "dsl")

    # whoever handed it in is told whom to ring, and sees nothing of it again
    assert "Handed in. You will not see it here again." in handed
    assert "01632 960102" in handed
    assert ref not in looked + today
    # working days go on when school days do not: Monday is the first day of the holiday
    assert "Mon 21 Dec" in early
    assert limits["lado-contact"] == ("2026-12-21", "met")
    assert limits["record-limit"] == ("2026-12-18", "met")
    assert limits["advice-chase"] == ("2026-12-21", "running")
    # before the advice nobody is told and nothing is sent: in view, and refused
    assert "nobody is told or suspended" in referred
    assert dict(school.case(ref, "dsl").letters) == {}
    # it is there for those whom it needs; the teacher reads what anybody reads of what never was
    seeing = {who for who in (*EVERYBODY, "teacher", "chair") if ref in school.refs(who)}
    assert seeing == {"dsl", "head"}
    assert nothing.replace(ref, NEVER) == never
    assert "Nothing matches" in never
    assert school.verifies(ref, "dsl")


@BOTH
async def test_a_disclosure_about_the_head_goes_to_the_chair_and_the_head_sees_nothing(
    school: School, front: Front
) -> None:
    school.at("2026-11-10", "15:10")
    school.leave()
    async with front(school) as hand:
        await hand.signs_in("clerk")
        concern = {
            "Is it about the headteacher": "yes",
            "What was seen": WORDS,
            "Who told you": "a parent",
        }
        handed = await hand.takes_in("concern", answers(concern))
        school.at("2026-11-10", "16:00")
        await hand.signs_in("chair")
        await hand.goes("sealed")
        [ref] = school.refs("chair")
        early = await hand.opens(ref)
        for words, said in ABOUT_HEAD.items():
            await hand.steps(words, answers(said, "no"))
        school.at("2026-11-10", "16:30")
        await hand.signs_in("head")
        nothing = await hand.finds(ref)
        never = await hand.finds(NEVER)
        mine = await hand.goes("mine")
        queue = await hand.goes("decisions")
    case = school.case(ref, "chair")

    # the chair is rung, not the headteacher
    assert "It goes to the chair of governors. The headteacher learns nothing of it." in handed
    assert "The chair of governors, now" in handed
    assert "The headteacher, or" not in handed
    # the chair manages it from the first entry on, and the same gate is in view
    assert "nobody is told or suspended" in early
    assert case.tracks["case"].state == "recorded"
    assert case.tracks["referral"].state == "referred"
    assert school.limits(ref, "chair")["lado-contact"] == ("2026-11-11", "met")
    # the headteacher's screens show nothing, in the words for what never was
    assert {who for who in (*EVERYBODY, "chair") if ref in school.refs(who)} == {"chair", "dsl"}
    assert nothing.replace(ref, NEVER) == never
    assert ref not in mine + queue
    assert "Sealed" not in mine
    assert school.verifies(ref, "chair")
