"""A threat on day one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.stories import telling_kit
from tests.stories.fronts_kit import BOTH
from tests.stories.hand_kit import answers, ref_in

if TYPE_CHECKING:
    from tests.stories.fronts_kit import Front
    from tests.stories.school_kit import School

pytestmark = pytest.mark.timeout(150)
DAY: Final = "2026-11-10"
POST: Final = "“I will be at the gate tomorrow and she will be sorry.”"
SO: Final = {
    "Do we find this use inappropriate": "yes",
    "Could this use be unlawful": "yes",
    "Could a crime have been committed": "yes",
    "Is it undeserved abuse": "yes",
    "Is a member of staff": "yes",
}
#: What the policy asks of a call that was received; what the call told is not asked again.
TAKEN_IN: Final = {
    "On which platform": "facebook",
    "Where does it stand": "public",
    "Who posted it, as far": "parent",
    "On what day was it first": "9/11/2026",
    "Who posted or did it": telling_kit.AUTHOR,
    "Who are they": "parent of a pupil in 3B",
    "What kind of misuse": "Threat of violence",
    "Threat of violence: whom": "staff",
    "Is it of another kind": "no other",
    "Does it allege conduct by an adult": "no",
}


@BOTH
async def test_a_threat_is_with_the_police_before_anybody_talks_to_whoever_wrote_it(
    school: School, front: Front
) -> None:
    school.at(DAY, "08:35")
    async with front(school) as hand:
        await hand.signs_in("clerk")
        danger = {
            "Anyone in danger": "yes",
            "Who acted": "The headteacher, by telephone",
            "What danger": "A threat for tomorrow morning; Miss Mock was told.",
        }
        said = await hand.takes_in("call", telling_kit.a_call(f"A threat: {POST}", **danger))
        ref = ref_in(said)
        school.at(DAY, "08:39")
        await hand.opens(ref)
        await hand.does("take-in", answers(TAKEN_IN))
        await telling_kit.keeps_a_sheet(hand, POST, "10/11/2026")
        school.at(DAY, "08:50")
        await hand.signs_in("deputy")
        await hand.opens(ref)
        await telling_kit.sorts(hand, SO, "It threatens a member of staff.", "9/11/2026")
        skip = {"Why is there no conversation": "threat", "Why?": "Nobody talks to him before."}
        await hand.steps("Leave the conversation out", answers(skip))
        school.at(DAY, "11:00")
        await hand.signs_in("clerk")
        before = await hand.opens(ref)
        number = {"Which reference did the police give": "INVENTED-0311"}
        await hand.steps("Record that the police are looking into it", answers(number))
        after = await hand.opens(ref)
    case = school.case(ref)

    # 999 comes first, and the program says so at once
    assert "Ring 999 now" in said
    assert "999 comes first." in said
    # who acted is on record before the case was even sorted
    told = [one.reason for one in school.told(ref)]
    acted_at = next(at for at, why in enumerate(told) if "The headteacher, by telephone" in why)
    sorted_at = next(at for at, why in enumerate(told) if "It threatens a member" in why)
    assert acted_at < sorted_at
    # nobody talks to whoever wrote it, nothing goes to them, and the police have it
    assert case.tracks["conversation"].state == "skipped"
    assert case.tracks["police"].state == "investigating"
    assert case.answer("police-reference") == "INVENTED-0311"
    assert dict(case.letters) == {}
    assert "The police were told" in before
    assert "The police are looking into it" in after
    # the same morning: nothing about the police waits for a decision any more
    assert not {"police-at-once", "police-decision"} & set(school.limits(ref))
    assert school.verifies(ref)
