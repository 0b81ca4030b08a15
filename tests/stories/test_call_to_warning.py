"""The telephone call at 9:05 to a signed warning letter at 9:15."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from tests.stories import telling_kit
from tests.stories.fronts_kit import BOTH
from tests.stories.hand_kit import answers

if TYPE_CHECKING:
    from tests.stories.fronts_kit import Front
    from tests.stories.school_kit import School

pytestmark = pytest.mark.timeout(150)
DAY: Final = "2026-11-10"
POST: Final = "“She is a disgrace and cannot spell.”"
WARNING: Final = {
    "What the post is": "a post about a teaching assistant",
    "What went before": "Our deputy headteacher spoke to you on 10 November, and you refused.",
    "What is asked": "remove the post and write no more of the kind",
    "What the policy lets the school consider": "reporting the post to Facebook",
    "How is": "by hand",
}
#: What a warning of this policy has to say.
SAYS: Final = (
    "Dear Mr Practice,",
    "Written warning: a post about a teaching assistant on Facebook",
    "came to the school’s notice on Tuesday 10 November 2026",
    "Our deputy headteacher spoke to you on 10 November, and you refused.",
    "Negative or offensive comment about a person (a member of staff)",
    "within five school days of receiving this letter",
    "the part that applies is “Procedure the school will follow",
    "reporting the post to Facebook",
    "through our complaints procedure",
    "Mrs A. Example Headteacher",
    "Check code",
)


@BOTH
async def test_a_call_at_five_past_nine_is_a_signed_warning_letter_at_quarter_past(
    school: School, front: Front
) -> None:
    school.at(DAY, "09:05")
    async with front(school) as hand:
        await hand.signs_in("clerk")
        ref = await telling_kit.call(
            hand, f"A post calls Miss Pretend names: {POST}", Promised="we ring back today"
        )
        school.at(DAY, "09:06")
        await hand.opens(ref)
        await telling_kit.says_who_and_what(hand, "Negative or offensive", "staff")
        await telling_kit.keeps_a_sheet(hand, POST, "10/11/2026")
        await hand.steps("Record that whoever told us was answered", answers())
        school.at(DAY, "09:08")
        await hand.signs_in("deputy")
        await hand.opens(ref)
        why = "It calls a member of staff names."
        await telling_kit.sorts(hand, telling_kit.NAMES, why, "9/11/2026")
        talk = {"On what day was the parent asked": "10/11/2026", "raised the matter": "no"}
        await hand.steps("Record the talk with the parent", answers(talk, "no"))
        refused = {"refuse": "yes", "still up": "yes", "Who says so": "Mr Practice, by telephone"}
        await hand.steps("Record whether the parent refused", answers(refused))
        school.at(DAY, "09:11")
        await hand.signs_in("head")
        await hand.opens(ref)
        chosen = {"Why?": "A warning in writing, today. Nothing here is for the police."}
        await hand.steps("Weigh up the list", answers(chosen))
        school.at(DAY, "09:12")
        await hand.signs_in("clerk")
        await hand.opens(ref)
        await hand.steps("Consider a written warning", answers())
        await hand.steps("Ask the headteacher to agree to a written warning", answers(WARNING))
        school.at(DAY, "09:14")
        await hand.signs_in("head")
        yes = {"Your initials": "AE", "Print for signature now": "yes, print it"}
        decided = await hand.decides(ref, "Yes", answers(yes))
        await hand.lets_print()
        school.at(DAY, "09:15")
        await hand.letter(ref, "Record that it is signed", answers())
    case = school.case(ref)
    [page] = school.printed()
    entries = [entry.at for entry in school.entries(ref)]

    # what the head saw before saying yes is what came out of the printer
    assert "We ask you to remove the post and write no more of the kind" in decided
    assert all(words in " ".join(page.split()) for words in SAYS)
    # the letter is signed, the measure decided for, and not yet said to be sent
    assert case.letters[1].state == "signed"
    assert case.tracks["warning"].state == "approved"
    assert school.limits(ref)["consideration"] == ("2026-11-12", "met")
    assert "removal" not in school.limits(ref)
    # ten minutes, whole and provable; every entry by whoever did it
    assert entries[-1] - entries[0] < timedelta(minutes=11)
    assert school.who(ref) == ["clerk", "deputy", "head", "clerk", "head"]
    assert school.verifies(ref)
    # somebody who may see no ordinary case is told nothing of it
    assert ref not in school.refs("chair")
