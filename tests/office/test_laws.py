"""The law's own files go into the records with the first case by them, and each version once."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from casework.domain.events import TrackMoved
from casework.domain.people import CasePerson, PersonRole
from casework.errors import NotPermitted, Refused, UsageFault
from casework.office import (
    cases,
    doctor,
    door,
    laws,
    policies,
    questions,
    subjectaccess,
    subjectanswers,
    subjecthandout,
)
from casework.office.cases import Answers, NewCase
from casework.settings import overrides, shipped
from casework.tui import advice
from tests.office.circles_kit import POLICY
from tests.office.subject_kit import PERSON, asked, found

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(60)
NAME = "subject-access"


@pytest.fixture
def workflows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the shipped files in a place of their own."""
    made = tmp_path / "workflows"
    shutil.copytree(shipped("workflows"), made)
    monkeypatch.setattr(laws, "shipped", lambda _kind: made)
    return made


def test_it_is_kept_once_and_found_again(circles: Circles) -> None:
    desk = circles.desk("clerk")
    first = laws.law(desk, NAME)
    kept = len(desk.ledger.files)

    assert laws.law(desk, NAME).digest == first.digest
    assert len(desk.ledger.files) == kept


def test_a_newer_one_stands_beside_it_and_a_case_stays_on_its_own(
    circles: Circles, workflows: Path
) -> None:
    ref = asked(circles)
    before = circles.case(ref, "clerk").digest
    file = workflows / laws.FOLDER / f"{NAME}.yaml"
    file.write_text(file.read_text("utf-8").replace("10 working days", "9 working days"), "utf-8")
    newer = asked(circles)

    assert circles.case(newer, "clerk").digest != before
    assert circles.case(ref, "clerk").digest == before
    assert [one for one in doctor.examine(circles.desk("clerk")) if one.damage] == []


def test_records_opened_to_read_only_do_not_take_it_in(circles: Circles) -> None:
    desk = circles.desk("clerk")
    desk.read_only = True

    with pytest.raises(NotPermitted, match="read only"):
        laws.law(desk, NAME)


PARTS = {
    "asked-apart.ask-apart": "sar ask",
    "asked-apart.ask-apart-again": "sar ask",
    "case.hand-out": "sar hand-out",
    "case.hand-out-again": "sar hand-out",
}


@pytest.mark.parametrize("step", PARTS)
def test_a_step_that_says_something_was_done_is_not_taken_without_doing_it(
    circles: Circles, step: str
) -> None:
    ref = asked(circles)
    with pytest.raises(UsageFault, match="would say that it was done") as fault:
        circles.take("head", ref, step)

    assert fault.value.advice.endswith(f"casework {PARTS[step]} REF does it.")
    assert circles.case(ref, "clerk").state("asked-apart") == "not-asked"


@pytest.mark.parametrize("step", PARTS)
def test_nor_is_it_said_beforehand_that_it_could_be(circles: Circles, step: str) -> None:
    track, _, trigger = step.partition(".")
    ref = asked(circles)

    with pytest.raises(UsageFault, match="would say that it was done"):
        cases.rehearse_step(circles.desk("head"), ref, trigger, track)


def test_what_a_screen_says_of_it_is_whole_without_the_command(circles: Circles) -> None:
    ref = asked(circles)
    with pytest.raises(UsageFault) as fault:
        circles.take("head", ref, "case.hand-out")

    assert advice.of_screen(fault.value.advice) == "On the screens it is under “This request” (R)."


def test_such_a_step_is_offered_with_the_command_that_does_it(circles: Circles) -> None:
    ref = asked(circles)
    shown = questions.show(circles.desk("head"), ref)
    commands = {one.transition.trigger: shown.command(one.transition) for one in shown.next}

    assert commands["ask-apart"] == f"casework sar ask {ref}"
    assert commands["close-without"] == ""


@pytest.fixture
def own(circles: Circles) -> str:
    """Adopt a policy of the school's own that is called as the law's file is; return its digest."""
    file = overrides(circles.folder, "workflows") / f"{NAME}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    words = (shipped("workflows") / f"{POLICY}.yaml").read_text("utf-8")
    file.write_text(words.replace(f"\npolicy: {POLICY}\n", f"\npolicy: {NAME}\n"), "utf-8")
    return policies.adopt(circles.desk("head"), NAME).digest


def test_a_schools_own_policy_is_no_law_whatever_it_is_called(circles: Circles, own: str) -> None:
    law = circles.case(asked(circles), "clerk").digest
    desk = circles.fresh("clerk")
    steps = {step.partition(".")[2] for step in PARTS}

    assert desk.policy(own).name == NAME
    assert (laws.name_of(desk, own), laws.parts(desk, own)) == ("", {})
    assert (laws.name_of(desk, law), set(laws.parts(desk, law))) == (NAME, steps)


def test_a_case_by_such_a_policy_is_no_request_and_is_looked_through(
    circles: Circles, own: str
) -> None:
    witness = CasePerson(number=0, role=PersonRole.WITNESS, name=PERSON)
    new = NewCase(case_type="concern", policy=NAME, people=(witness,))
    other = cases.open_case(circles.fresh("deputy"), new, Answers()).ref
    ref = asked(circles)

    assert circles.case(other, "deputy").digest == own
    assert [one.ref for one in subjectaccess.requests(circles.desk("clerk"))] == [ref]
    assert [one.ref for one in found(circles, ref, "deputy")] == [other]


@pytest.mark.parametrize("step", PARTS)
def test_what_has_left_by_a_step_is_not_taken_back(circles: Circles, step: str) -> None:
    ref = asked(circles)
    who = "head" if "hand-out" in step else "clerk"
    circles.desk("dsl")
    subjectanswers.ask(circles.desk("clerk"), ref)
    if step.endswith("again") and who == "clerk":
        subjectanswers.ask(circles.desk("clerk"), ref)
    for _ in range((who == "head") + (step == "case.hand-out-again")):
        subjecthandout.hand_out(circles.fresh("head"), ref, "txt")
    before = circles.case(ref, who)
    with pytest.raises(Refused, match="cannot be taken back"):
        cases.undo(circles.desk(who), ref)

    assert step.partition(".")[2] in last_steps(circles, ref, who)
    assert circles.case(ref, who) == before


def last_steps(circles: Circles, ref: str, who: str) -> set[str]:
    """Return the steps that the last entry of a case took."""
    entry = door.load(circles.desk(who), ref).entries[-1]
    return {event.trigger for event in entry.events if isinstance(event, TrackMoved)}
