"""Histories without names, left for the chair inside the records: who gets one, what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.domain.people import CasePerson, PersonRole
from casework.errors import Conflict, NotFound, NotPermitted, Refused, UsageFault
from casework.office import cases, chairhistories, door, histories_log, records
from casework.office.cases import Answers, NewCase

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.office.circles_kit import Circles

WHY = "For the meeting of the governors."
NAME = "Persephone Quillfeather"


def opened(clerk: Desk, *people: CasePerson, case_type: str = "concern") -> str:
    author = CasePerson(number=0, role=PersonRole.AUTHOR, name=NAME, about="parent in 4B")
    new = NewCase(case_type=case_type, summary="canary-plover", people=(author, *people))
    return cases.open_case(clerk, new, Answers()).ref


def marks(desk: Desk) -> list[str]:
    return [one.mark for one in chairhistories.given(desk)]


def test_the_chair_reads_every_entry_and_no_name(clerk: Desk, chair: Desk) -> None:
    ref = opened(clerk)
    made = chairhistories.give(clerk, ref, f"{NAME} wrote again.")
    (found,) = chairhistories.given(chair)
    files = b"".join(found.files.values()).decode("latin-1")
    text = f"{chairhistories.told(found)} {chairhistories.front(found)} {files} {found.by}"

    assert (found.ref, found.by) == (ref, "office")
    assert found.check_code == made.check_code
    assert len(chairhistories.told(found)) == found.entries == len(door.load(clerk, ref).entries)
    assert chairhistories.checked(chair, found) == ()
    assert not any(word in text for word in ("Quillfeather", "canary", "clerk"))
    assert chair.cards.get(ref) is None


def test_that_it_was_left_is_on_record_in_the_case_once_with_for_whom_and_why(
    clerk: Desk,
) -> None:
    ref = opened(clerk)
    chairhistories.give(clerk, ref, WHY)
    found = histories_log.handed_out(clerk, ref)

    assert [one.form for one in found] == ["pdf, txt and json"]
    assert [len(one.sha256.split()) for one in found] == [len(chairhistories.FORMS)]
    assert {(one.audience, one.to, one.why) for one in found} == {
        ("chair", "the chair of governors", WHY)
    }


def test_nobody_else_finds_it_and_it_becomes_no_record(
    clerk: Desk, chair: Desk, dsl: Desk, head: Desk
) -> None:
    chairhistories.give(clerk, opened(clerk), WHY)

    assert [chairhistories.given(one) for one in (clerk, dsl, head)] == [(), (), ()]
    assert records.take_up(chair) == 0
    assert len(chairhistories.given(chair)) == 1


def test_it_takes_who_may_make_a_history_for_the_chair(clerk: Desk, deputy: Desk) -> None:
    with pytest.raises(NotPermitted):
        chairhistories.give(deputy, opened(clerk), WHY)


def test_a_sealed_case_is_left_for_nobody(circles: Circles) -> None:
    teacher = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="Mr P. Sample")
    new = NewCase(case_type="staff-allegation", summary="sealed", people=(teacher,))
    head = circles.desk("head")
    ref = cases.open_case(head, new, Answers()).ref

    with pytest.raises(Refused) as raised:
        chairhistories.give(head, ref, WHY)
    assert "sealed" in raised.value.message
    assert chairhistories.given(circles.desk("chair")) == ()


def test_where_the_chair_is_named_the_vice_chair_reads_it(circles: Circles) -> None:
    clerk = circles.desk("clerk")
    chair = clerk.session.directory.by_name("chair").id
    named = CasePerson(number=0, role=PersonRole.TARGET, name="chair", user=chair)
    chairhistories.give(clerk, opened(clerk, named), WHY)

    assert chairhistories.given(circles.desk("chair")) == ()
    assert len(chairhistories.given(circles.desk("vice"))) == 1


def test_a_copy_saved_out_says_for_whom_and_why(clerk: Desk, chair: Desk) -> None:
    chairhistories.give(clerk, opened(clerk), WHY)
    (found,) = chairhistories.given(chair)
    content = chairhistories.record_copy(chair, found, "txt", "The governing body", "Its meeting")
    (copy,) = chairhistories.copies(chair, found.mark)

    assert content == found.files["txt"]
    assert (copy.by, copy.form, copy.to, copy.why) == (
        "chair",
        "txt",
        "The governing body",
        "Its meeting",
    )


@pytest.mark.parametrize(
    ("form", "to", "why"), [("doc", "A", "B"), ("txt", "", "B"), ("txt", "A", "")]
)
def test_a_copy_needs_a_form_a_reader_and_a_reason(
    clerk: Desk, chair: Desk, form: str, to: str, why: str
) -> None:
    chairhistories.give(clerk, opened(clerk), WHY)
    (found,) = chairhistories.given(chair)

    with pytest.raises(UsageFault):
        chairhistories.record_copy(chair, found, form, to, why)
    assert chairhistories.copies(chair, found.mark) == ()


def test_what_is_put_away_is_gone_with_its_notes(clerk: Desk, chair: Desk) -> None:
    ref = opened(clerk)
    for _ in range(2):
        chairhistories.give(clerk, ref, WHY)
    first, second = chairhistories.given(chair)
    chairhistories.record_copy(chair, first, "txt", "A", "B")
    chairhistories.put_away(chair, first.mark)

    assert marks(chair) == [second.mark]
    assert chairhistories.copies(chair, first.mark) == ()
    with pytest.raises(NotFound):
        chairhistories.one(chair, first.mark)


def test_what_a_destroyed_case_left_goes(
    clerk: Desk, chair: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = opened(clerk)
    chairhistories.give(clerk, ref, WHY)
    chairhistories.give(clerk, opened(clerk), WHY)
    gone = frozenset({door.load(clerk, ref).case})
    kept = [one.mark for one in chairhistories.given(chair) if one.case not in gone]
    with monkeypatch.context() as patch:
        patch.setattr(store, "destroyed_cases", lambda _session: gone)
        hidden = marks(chair)
        chairhistories.keep_up(chair)

    assert hidden == kept
    assert marks(chair) == kept


def test_where_no_chair_has_signed_in_it_is_left_for_nobody(
    clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = opened(clerk)
    circles = {k: v for k, v in clerk.session.directory.circles.items() if k != "chair"}
    monkeypatch.setattr(clerk.session.directory, "circles", circles)

    with pytest.raises(Conflict):
        chairhistories.give(clerk, ref, WHY)
    assert histories_log.handed_out(clerk, ref) == ()
