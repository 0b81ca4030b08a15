"""The morning queue with a parent who is a governor; half-term over and six limits late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.office import cases
from tests.office.practice_kit import NOTE
from tests.stories import telling_kit
from tests.stories.fronts_kit import BOTH
from tests.stories.hand_kit import NotDoneError, answers, ref_in

if TYPE_CHECKING:
    from tests.stories.fronts_kit import Front
    from tests.stories.school_kit import School

pytestmark = pytest.mark.timeout(150)
DAY: Final = "2026-11-10"
BACK: Final = "2026-11-02"
GOVERNOR: Final = CasePerson(
    number=0,
    role=PersonRole.AUTHOR,
    name="Ms J. Example",
    about="parent of a pupil in 4B; parent governor",
)


def a_parent_who_is_a_governor(school: School) -> str:
    """Let a note to somebody with two hats wait for its decision."""
    ref = school.held()
    cases.add_person(school.desk("clerk"), ref, GOVERNOR)
    school.take("clerk", ref, "conversation.write-note", letter=NOTE)
    return ref


def a_note_of_the_deputys_own(school: School, ref: str) -> None:
    """Bring the case that came in by the deputy's call to a note that waits, without the deputy."""
    person = CasePerson(
        number=0, role=PersonRole.AUTHOR, name="Mr Q. Sample", address="3 Sample Street"
    )
    clerk = school.desk("clerk")
    cases.add_person(clerk, ref, person)
    school.sorted(ref, "head")
    talk = {"removal-asked-on": DAY, "raised-with-us-first": "no"}
    school.take("head", ref, "conversation.hold", talk)
    school.take("clerk", ref, "conversation.write-note", letter=NOTE)


@BOTH
async def test_the_head_decides_in_the_morning_on_a_parent_who_is_a_governor(
    school: School, front: Front
) -> None:
    school.at(DAY, "08:10")
    two_hats = a_parent_who_is_a_governor(school)
    school.leave()
    async with front(school) as hand:
        school.at(DAY, "08:20")
        await hand.signs_in("deputy")
        group = {"Are you, typing": "in the group"}
        told = await hand.takes_in(
            "call", telling_kit.a_call("A photo in our class group", **group)
        )
        tainted = ref_in(told)
        a_note_of_the_deputys_own(school, tainted)
        school.leave()
        school.at(DAY, "08:40")
        await hand.signs_in("deputy")
        with pytest.raises(NotDoneError):
            await hand.decides(tainted, "Yes", answers({"Your initials": "BS"}))
        school.at(DAY, "08:50")
        await hand.signs_in("head")
        queue = await hand.goes("decisions")
        yes = {"Your initials": "AE", "Print for signature now": "yes, print it"}
        shown = await hand.decides(two_hats, "Yes", answers(yes))
        await hand.lets_print()
        ask = {"What do you need to know": "Who else is in this group?"}
        await hand.decides(tainted, "Send back", answers(ask))
        rest = await hand.goes("decisions")
    [page] = school.printed()

    # whoever typed and is in the group is told so at once, and decides nothing in that case
    assert "You decide nothing in this case, whatever your role" in told
    # both hats in view before the decision, and on which of them to decide
    assert "Ms J. Example is both parent of a pupil in 4B and parent governor." in flat(shown)
    assert "Decide on what they did as parent of a pupil in 4B." in flat(shown)
    assert "A governor’s conduct goes to the chair: it is not in this policy." in flat(shown)
    # the oldest first, one after the other; what was answered is out of the queue
    assert two_hats in queue
    assert two_hats not in rest
    assert "Dear Ms Example," in page
    assert school.case(two_hats).letters[1].state == "printed"
    # sent back: no answer yet, the question is on record, the request waits
    assert [str(one.standing) for one in school.case(tainted).approvals.values()] == ["asked"]
    assert "Who else is in this group?" in school.said(tainted)
    assert school.verifies(two_hats)
    assert school.verifies(tainted)


@BOTH
async def test_half_term_is_over_and_six_limits_are_late(school: School, front: Front) -> None:
    school.at("2026-10-21", "14:00")
    refs = [school.open() for _ in range(6)]
    for ref in refs:
        school.take("clerk", ref, "acknowledgement.no-answer-needed")
    school.leave()
    school.at(BACK, "08:15")
    async with front(school) as hand:
        await hand.signs_in("deputy")
        first = await hand.goes("today")
        await hand.opens(refs[0])
        await telling_kit.sorts(hand, telling_kit.NAMES, "It names a pupil.", "19/10/2026")
        await hand.opens(refs[1])
        why = {"Why?": "Fair criticism of the school, without a name.", "Is this meant": "yes"}
        await hand.steps("End it as appropriate use", answers(why))
        school.at(BACK, "08:19")
        left = await hand.goes("today")
        mine = await hand.goes("mine")
    limits = {ref: school.limits(ref)["triage-limit"] for ref in refs}

    # six late, and by school days: the week of half-term counts for none of them
    assert late(first, refs) == set(refs)
    assert {day for day, _ in limits.values()} == {"2026-10-23"}
    # what was missed stays missed, though it is now done
    assert "“Sort the concern” had been missed; what it was about is now done." in school.said(
        refs[0]
    )
    assert [how for _, how in limits.values()] == ["met", "met", *["passed"] * 4]
    assert school.state(refs[1], "case") == "closed"
    # the other four are late still, and nothing was decided or sent by the clock
    assert late(left, refs) == set(refs[2:])
    assert "4 late" in mine
    assert school.printed() == []
    assert all(school.verifies(ref) for ref in refs[:3])


def late(today: str, refs: list[str]) -> set[str]:
    """Return the cases of which Today says that they are late, by school days."""
    told = [line for line in today.splitlines() if "1 school day late" in line]
    return {ref for ref in refs for line in told if ref in line}


def flat(text: str) -> str:
    """Return text without the line breaks that a window makes."""
    return " ".join(text.split())
