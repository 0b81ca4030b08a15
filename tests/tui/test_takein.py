"""A call kept by F8 is taken in by one key: the policy's questions, and nothing typed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotFound, Refused, UsageFault
from casework.office import door, intake, received
from casework.tui import asking, casekeys, newcase, sieves, takein
from casework.tui.formsteps import FormSteps
from casework.tui.mylist import MyList
from casework.tui.onecase import OneCase
from tests.office.practice_kit import NO, WHERE
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.office.desk import Desk
    from casework.tui.app import CaseworkApp
    from casework.tui.sheet import Job
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
WHAT = "A post about the school trip in the class chat"


def a_call(desk: Desk, **more: str) -> str:
    """Keep a call as F8 does; return the case that it became."""
    told = {"what": WHAT, "typist": intake.NONE, "caller": "Mrs Cole", **more}
    return intake.keep_call(desk, intake.Call(**told), "call-1").ref  # type: ignore[arg-type]


def answers(job: Job, **more: str) -> dict[str, str]:
    """Answer what is asked: no where that can be said, else the first; and what is given."""
    given: dict[str, str] = dict(more)
    while lacking := next(
        (one for one in job.asked(given) if one.answers and one.name not in given), None
    ):
        values = [value for _, value in lacking.answers]
        no = "no" in values and lacking.name != "category-1"
        given[lacking.name] = "no" if no else values[0]
    return given


def asked(job: Job, given: Mapping[str, str] | None = None) -> list[str]:
    return [one.name for one in job.asked(given or {})]


def test_what_the_call_told_is_not_asked_again(week: Week) -> None:
    desk = week.desk("clerk")
    job = takein.job(desk, a_call(desk))
    new = asked(newcase.job(desk))

    assert {"danger", "teller", "what", "typist"}.isdisjoint(asked(job))
    assert [name for name in asked(job) if name in new] == asked(job)
    assert f"Received: {WHAT}" in job.warned({})


@pytest.mark.parametrize(
    ("told", "offered"), [("a group", "private-group"), ("a post", "public"), ("not known", "")]
)
def test_where_the_call_said_it_stands_is_there_as_the_answer(
    week: Week, told: str, offered: str
) -> None:
    desk = week.desk("clerk")
    ref = a_call(desk, where=told, what=f"{WHAT}\nWhere: nobody knows")
    sorting = asking.of_fact(door.load(desk, ref), "location")

    assert takein.job(desk, ref).begins.get("fact-location", "") == offered
    assert sorting.known == offered


def test_a_caller_who_gave_no_name_is_asked_for(week: Week) -> None:
    desk = week.desk("clerk")

    assert asked(takein.job(desk, a_call(desk, caller="")))[0] == "teller"


def test_the_answers_are_kept_in_the_case_that_the_call_became(week: Week) -> None:
    desk = week.desk("clerk")
    before = {row.ref for row in desk.cards.rows}
    ref = a_call(desk)
    job = takein.job(desk, ref)
    told = {"author": "Mr Hale", "author-about": "parent of a pupil in 3A", "about": "Ms Frost"}
    kept = job.keep(answers(job, **told), "mark")
    case = door.load(desk, ref).snapshot

    assert kept.words == f"Done: {ref} is taken in."
    assert {row.ref for row in week.fresh("clerk").cards.rows} - before == {ref}
    assert case.categories
    assert {one.name for one in case.people} >= {"Mrs Cole", "Mr Hale", "Ms Frost"}
    assert {case.facts[name].said_by for name in WHERE if name in case.facts} == {"Mrs Cole"}


def test_the_same_form_is_kept_once(week: Week) -> None:
    desk = week.desk("clerk")
    ref = a_call(desk)
    job = takein.job(desk, ref)
    given = answers(job, author="Mr Hale")
    job.keep(given, "mark")
    first = door.load(desk, ref).revision
    job.keep(given, "mark")

    assert door.load(desk, ref).revision == first


def test_what_is_taken_in_is_not_offered_again(week: Week) -> None:
    desk = week.desk("clerk")
    ref = a_call(desk)
    before = received.waits(desk, ref)
    job = takein.job(desk, ref)
    job.keep(answers(job), "mark")
    desk = week.fresh("clerk")

    assert before
    assert not received.waits(desk, ref)
    assert "take-in" not in [one.id for one in casekeys.possible(desk, ref)]


def test_nothing_answered_is_said_and_nothing_kept(week: Week) -> None:
    desk = week.desk("clerk")
    ref = a_call(desk)
    before = door.load(desk, ref).revision
    with pytest.raises(UsageFault):
        takein.job(desk, ref).keep({}, "mark")

    assert door.load(desk, ref).revision == before


def test_a_case_sorted_meanwhile_is_left_alone(week: Week) -> None:
    desk = week.desk("clerk")
    ref = a_call(desk)
    job = takein.job(desk, ref)
    given = answers(job)
    job.keep(given, "mark")
    week.fresh("deputy")
    facts = {**NO, "inappropriate": "yes"}
    week.take("deputy", ref, "case.triage", facts, reason="It names a pupil.")

    with pytest.raises(Refused, match="sorted this case meanwhile"):
        takein.job(desk, ref).keep({"author": "Mr Hale"}, "other")


def test_an_adult_it_names_is_named_last_and_the_author_is_asked_for_apart(week: Week) -> None:
    desk = week.desk("clerk")
    report = intake.Report(
        what="",
        typist=intake.NONE,
        source="Mr Source",
        people=(
            CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="Mr Adult"),
            CasePerson(number=0, role=PersonRole.AUTHOR, name="Mr Hale"),
        ),
    )

    assert [one.name for one in received._in_order(report)] == ["Mr Hale", "Mr Source", "Mr Adult"]
    with pytest.raises(NotFound):
        takein.job(desk, "CW-0000")


def test_whoever_reads_only_takes_nothing_in(week: Week) -> None:
    desk = week.desk("clerk")
    ref = a_call(desk)
    desk.read_only = True

    assert not received.waits(desk, ref)


@pytest.mark.parametrize("size", SIZES)
async def test_one_key_leads_from_the_list_of_received_calls_into_the_questions_of_that_call(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    ref = a_call(week.desk("clerk"))
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        listed = app.screen
        assert isinstance(listed, MyList)
        assert app._desk is not None
        these = tuple(row for row in listed._every if not row.sealed)
        offered = sieves.sieves(app._desk, these)
        listed._offered = offered
        listed._chosen([one.id for one in offered].index(sieves.RECEIVED))
        await settled(pilot)
        only = listed.about()
        await shows(pilot, "list-received")
        await press(pilot, "i")
        form = app.screen
        assert isinstance(form, FormSteps)
        await shows(pilot, "take-in")
        await press(pilot, "escape")

    assert only == ref
    assert form.job.ref == ref


async def test_the_same_key_leads_there_from_the_calls_own_page(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    ref = a_call(week.desk("clerk"))
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        app.action_case(ref)
        await settled(pilot)
        page = seen(app)
        here = isinstance(app.screen, OneCase)
        await press(pilot, "i")
        form = app.screen
        assert isinstance(form, FormSteps)

    assert here
    assert "i Take in" in page
    assert form.job.ref == ref


async def test_a_case_that_is_sorted_has_no_such_key(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        app.action_case(week.refs["Hart"])
        await settled(pilot)
        page = seen(app)
        await press(pilot, "i")
        still = isinstance(app.screen, OneCase)

    assert "i Take in" not in page
    assert still
