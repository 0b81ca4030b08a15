"""A locked file goes once the police or safeguarding say so: not before, nor years later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from casework.domain.people import PersonRole
from casework.errors import NotPermitted, Refused, UsageFault
from casework.office import (
    cases,
    destruction,
    disposals,
    door,
    evidence,
    evidenceadvice,
    evidencehandling,
    evidencelocks,
    keeping,
    partdisposals,
    retention,
)
from casework.office.evidenceadvice import Advised
from casework.office.evidencewords import custody
from casework.tui import exhibits
from tests.office.retention_kit import WEEK, and_then, held, later, let_go
from tests.office.test_partdisposals import WHY, YEAR, agreed, is_kept, taken_in, with_picture
from tests.office.test_partdisposals_again import cut_short, disposed

if TYPE_CHECKING:
    from pathlib import Path

    from casework.office.evidence import Item
    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(90)
POLICE = Advised(
    adviser="police",
    advice="destroy",
    on="2/11/2026",
    name="PC 4711",
    reference="1042 of 2 November",
)
SAFEGUARDING = Advised(adviser="dsl", advice="destroy", on="2/11/2026")
_WAITS = "the case does not go before the police or safeguarding say what becomes of it."
NONE = "no advice to destroy it is on record"


def locked(circles: Circles, tmp_path: Path) -> str:
    """Return a closed case with a locked file."""
    ref = with_picture(circles, tmp_path)
    evidencehandling.withhold(circles.desk("clerk"), ref, 1, "The deputy.")
    return ref


def advised(circles: Circles, ref: str, told: Advised = POLICE, who: str = "clerk") -> None:
    evidenceadvice.advise(circles.desk(who), ref, 1, told)


def every(circles: Circles, ref: str) -> tuple[Item, ...]:
    """Return all evidence of a case, what was taken back too."""
    desk = circles.desk("head")
    return evidence.items_of(desk, door.load(desk, ref))


def is_gone(circles: Circles, ref: str) -> bool:
    return disposed(circles, ref).gone


def test_without_advice_it_stays_however_long_ago_the_case_was_closed(
    circles: Circles, tmp_path: Path
) -> None:
    ref = locked(circles, tmp_path)
    later(circles, YEAR)

    with pytest.raises(Refused, match=NONE):
        partdisposals.propose(circles.desk("clerk"), ref, 1, WHY)
    assert is_kept(circles, ref)


@pytest.mark.parametrize(("told", "who"), [(POLICE, "clerk"), (SAFEGUARDING, "dsl")])
def test_with_advice_two_people_destroy_it_in_an_open_case_and_within_its_year(
    circles: Circles, tmp_path: Path, told: Advised, who: str
) -> None:
    ref = circles.concern("deputy", summary="A post about the gate")
    taken_in(circles, ref, tmp_path)
    evidencehandling.withhold(circles.desk("clerk"), ref, 1, "The deputy.")
    advised(circles, ref, told, who)
    agreed(circles, ref)
    with pytest.raises(Refused, match="a short time ago"):
        is_gone(circles, ref)
    later(circles, WEEK)

    assert is_gone(circles, ref)
    assert not is_kept(circles, ref)


def test_custody_says_who_advised_when_with_which_reference_and_who_wrote_it_down(
    circles: Circles, tmp_path: Path
) -> None:
    ref = locked(circles, tmp_path)
    advised(circles, ref)
    desk = circles.desk("head")
    item = evidence.item_of(desk, door.load(desk, ref), 1)

    assert custody(item.touches[-1])[1] == (
        "clerk: advice recorded; advice: to destroy it; given by: the police; name: PC 4711; "
        "on: Mon 2 Nov 2026; reference: 1042 of 2 November"
    )
    assert evidenceadvice.words(item) == (
        "The police (PC 4711) advised on Mon 2 Nov 2026 to destroy it, reference 1042 of "
        "2 November."
    )


def test_what_is_said_last_counts_and_what_was_agreed_before_is_over(
    circles: Circles, tmp_path: Path
) -> None:
    ref = locked(circles, tmp_path)
    advised(circles, ref)
    agreed(circles, ref)
    advised(circles, ref, replace(POLICE, advice="keep"))
    later(circles, WEEK)
    with pytest.raises(Refused, match=NONE):
        is_gone(circles, ref)
    advised(circles, ref)
    with pytest.raises(Refused, match="Nobody has agreed"):
        is_gone(circles, ref)
    agreed(circles, ref)
    later(circles, WEEK)

    assert is_gone(circles, ref)


def test_what_was_agreed_before_it_was_locked_does_not_count(
    circles: Circles, tmp_path: Path
) -> None:
    ref = with_picture(circles, tmp_path)
    later(circles, YEAR)
    agreed(circles, ref)
    later(circles, WEEK)
    evidencehandling.withhold(circles.desk("clerk"), ref, 1, "The deputy.")
    with pytest.raises(Refused, match=NONE):
        is_gone(circles, ref)
    advised(circles, ref)
    with pytest.raises(Refused, match="Nobody has agreed"):
        is_gone(circles, ref)

    assert is_kept(circles, ref)


def test_a_hold_keeps_it_whatever_was_advised(circles: Circles, tmp_path: Path) -> None:
    ref = locked(circles, tmp_path)
    advised(circles, ref)
    agreed(circles, ref)
    later(circles, WEEK)
    held(circles, ref)
    with pytest.raises(Refused, match="on hold"):
        is_gone(circles, ref)
    let_go(circles, ref)
    with pytest.raises(Refused, match="Nobody has agreed"):
        is_gone(circles, ref)

    assert is_kept(circles, ref)


def test_one_whose_destruction_was_cut_short_stays_once_it_is_locked_from_another_computer(
    circles: Circles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = with_picture(circles, tmp_path)
    later(circles, YEAR)
    agreed(circles, ref)
    later(circles, WEEK)

    cut_short(circles, ref, monkeypatch)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("CASEWORK_STATE", str(tmp_path / "another computer"))
        evidencehandling.withhold(circles.fresh("head"), ref, 1, "The deputy.")
    circles.fresh("clerk")

    assert is_kept(circles, ref)
    with pytest.raises(Refused, match=NONE):
        is_gone(circles, ref)


def test_a_case_that_holds_a_locked_file_is_not_destroyed_before_there_is_advice(
    circles: Circles, tmp_path: Path
) -> None:
    ref = locked(circles, tmp_path)
    later(circles, YEAR * 7)
    with pytest.raises(Refused, match="is locked") as caught:
        destruction.propose(
            circles.desk("clerk"), ref, keeping.End.DESTROYED, "Its years are over."
        )
    before = retention.explained(circles.desk("clerk"), ref)
    waits = (before.waits, before.notes)
    advised(circles, ref)
    assert not retention.explained(circles.desk("clerk"), ref).waits
    destruction.propose(circles.desk("clerk"), ref, keeping.End.DESTROYED, "Its years are over.")
    destruction.agree(circles.desk("head"), ref)
    advised(circles, ref, replace(POLICE, advice="keep"))
    later(circles, WEEK)
    with pytest.raises(Refused, match="is locked"):
        disposals.dispose(circles.desk("clerk"), ref)
    advised(circles, ref)
    disposals.dispose(circles.desk("clerk"), ref)

    assert "of evidence 1" in caught.value.advice
    assert waits == (True, (f"Evidence 1 is locked and waits for advice: {_WAITS}",))
    assert not is_kept(circles, ref)


def test_a_case_whose_file_is_locked_at_the_last_moment_is_not_destroyed(
    circles: Circles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = with_picture(circles, tmp_path)
    later(circles, YEAR * 7)
    destruction.propose(circles.desk("clerk"), ref, keeping.End.DESTROYED, "Its years are over.")
    destruction.agree(circles.desk("head"), ref)
    later(circles, WEEK)

    def locks() -> None:
        evidencehandling.withhold(circles.fresh("deputy"), ref, 1, "The deputy.")

    then_locked = and_then(destruction.must_be_ready, locks)
    monkeypatch.setattr(destruction, "must_be_ready", then_locked)
    with pytest.raises(Refused, match="is locked"):
        disposals.dispose(circles.desk("clerk"), ref)

    assert is_kept(circles, ref)


def test_one_that_was_taken_back_after_it_was_taken_in_goes_by_advice_too(
    circles: Circles, tmp_path: Path
) -> None:
    ref = circles.concern("deputy", summary="A post about the gate")
    taken_in(circles, ref, tmp_path)
    cases.undo(circles.desk("deputy"), ref)
    evidencehandling.withhold(circles.desk("clerk"), ref, 1, "The deputy.")
    advised(circles, ref)
    agreed(circles, ref)
    later(circles, WEEK)

    assert is_gone(circles, ref)
    assert not is_kept(circles, ref)


def test_one_that_was_locked_and_then_taken_back_is_reached_when_another_came_in(
    circles: Circles, tmp_path: Path
) -> None:
    ref = circles.concern("deputy", summary="A post about the gate")
    taken_in(circles, ref, tmp_path)
    evidencehandling.withhold(circles.desk("clerk"), ref, 1, "The deputy.")
    cases.undo(circles.desk("deputy"), ref)
    taken_in(circles, ref, tmp_path)
    advised(circles, ref)
    agreed(circles, ref)
    later(circles, WEEK)

    assert is_gone(circles, ref)
    assert [one.destroyed for one in every(circles, ref)] == [True, False]


def test_the_wrong_picture_that_was_taken_back_is_locked_and_not_the_right_one(
    circles: Circles, tmp_path: Path
) -> None:
    ref = circles.concern("deputy", summary="A post about the gate")
    taken_in(circles, ref, tmp_path)
    cases.undo(circles.desk("deputy"), ref)
    taken_in(circles, ref, tmp_path)
    evidencehandling.withhold(circles.desk("clerk"), ref, 1, "The deputy.")
    advised(circles, ref)

    assert [(one.number, one.locked) for one in every(circles, ref)] == [(1, True), (2, False)]


# --- who says it, and what is asked ---------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "head"])
def test_only_the_safeguarding_lead_records_their_own_advice(
    circles: Circles, tmp_path: Path, who: str
) -> None:
    ref = locked(circles, tmp_path)
    with pytest.raises(NotPermitted):
        advised(circles, ref, SAFEGUARDING, who)
    advised(circles, ref, replace(SAFEGUARDING, name="Somebody else"), "dsl")
    desk = circles.desk("dsl")
    item = evidence.item_of(desk, door.load(desk, ref), 1)

    assert item.touches[-1].said["name"] == desk.session.name


def test_whoever_is_named_in_the_case_records_no_advice(circles: Circles, tmp_path: Path) -> None:
    ref = circles.concern("deputy", circles.known(PersonRole.WITNESS, "clerk"))
    taken_in(circles, ref, tmp_path)
    evidencehandling.withhold(circles.desk("deputy"), ref, 1, "The deputy.")

    with pytest.raises(NotPermitted, match="named in this case"):
        advised(circles, ref)


@pytest.mark.parametrize(
    ("changed", "asks"),
    [
        ({"adviser": "a friend"}, "adviser"),
        ({"advice": "perhaps"}, "advice"),
        ({"on": ""}, "on"),
        ({"on": "5/11/2036"}, "on"),
        ({"name": "  "}, "name"),
        ({"reference": ""}, "reference"),
    ],
)
def test_each_answer_that_is_missing_or_wrong_is_named_and_nothing_is_recorded(
    circles: Circles, tmp_path: Path, changed: dict[str, Any], asks: str
) -> None:
    ref = locked(circles, tmp_path)
    with pytest.raises(UsageFault) as caught:
        advised(circles, ref, replace(POLICE, **changed))
    desk = circles.desk("clerk")
    item = evidence.item_of(desk, door.load(desk, ref), 1)

    assert any(evidenceadvice.ASKS[asks] in one for one in caught.value.reasons)
    assert not evidencelocks.says_destroy(item)


def test_no_advice_is_kept_about_a_file_that_is_not_locked(
    circles: Circles, tmp_path: Path
) -> None:
    ref = with_picture(circles, tmp_path)

    with pytest.raises(Refused, match="not locked"):
        advised(circles, ref)


def test_advice_from_before_the_file_was_taken_in_is_refused(
    circles: Circles, tmp_path: Path
) -> None:
    ref = locked(circles, tmp_path)
    with pytest.raises(UsageFault) as caught:
        advised(circles, ref, replace(POLICE, on="1/11/2026"))

    assert caught.value.reasons == (
        f"{evidenceadvice.ASKS['on']} The file was taken in only on Mon 2 Nov 2026.",
    )


def test_whoever_may_not_is_told_who_may_as_the_office_calls_them(
    circles: Circles, tmp_path: Path
) -> None:
    ref = locked(circles, tmp_path)
    with pytest.raises(NotPermitted) as caught:
        advised(circles, ref, SAFEGUARDING)
    with pytest.raises(NotPermitted) as keeps:
        destruction.keep(circles.desk("clerk"), ref, "It stays.")

    assert caught.value.advice == (
        "Ask the designated safeguarding lead (DSL) to sign in and record it."
    )
    assert keeps.value.advice == (
        "It takes a senior leader, the headteacher, the designated safeguarding lead (DSL), "
        "the chair of governors or the vice-chair of governors."
    )


def test_in_a_case_about_the_safeguarding_lead_nothing_sends_anybody_to_them(
    circles: Circles, tmp_path: Path
) -> None:
    ref = circles.concern("deputy", circles.known(PersonRole.PERSON_OF_CONCERN, "dsl"))
    taken_in(circles, ref, tmp_path)
    said = [*evidencehandling.withhold(circles.desk("clerk"), ref, 1, "The deputy.").steps]
    with pytest.raises(Refused) as of_part:
        partdisposals.propose(circles.desk("clerk"), ref, 1, WHY)
    desk = circles.desk("clerk")
    file = door.load(desk, ref)
    with pytest.raises(Refused) as of_case:
        evidenceadvice.must_keep_none(desk, file)
    with pytest.raises(NotPermitted) as of_clerk:
        advised(circles, ref, SAFEGUARDING)
    said += [fault.value.advice for fault in (of_part, of_case, of_clerk)]
    said += form_of(circles, ref)
    advised(circles, ref, SAFEGUARDING, "second-dsl")
    said.append(evidenceadvice.words(every(circles, ref)[0]))

    assert [one for one in said if "DSL" in one or "designated" in one] == []
    assert said[-1].startswith("The deputy safeguarding lead (")


def form_of(circles: Circles, ref: str) -> list[str]:
    """Return every sentence and choice of the form, and how the file stands beside it."""
    desk = circles.desk("clerk")
    job = exhibits.advise_job(desk, ref, 1)
    asked = [one for given in ({}, {"adviser": "dsl"}) for one in job.asked(given)]
    board = exhibits.Exhibit(desk, ref, 1)()
    return [*job.says, *map(repr, asked), *(f"{one.left} {one.beside}" for one in board.rows)]
