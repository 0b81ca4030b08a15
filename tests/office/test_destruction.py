"""Two people agree, time goes by, and then nothing is left but the destruction record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework import settings, store
from casework.domain.events import NoteAdded
from casework.errors import CaseworkError, Conflict, NotFound, NotPermitted, Refused
from casework.office import (
    capacities,
    cases,
    certificates,
    destruction,
    disposals,
    doctor,
    door,
    questions,
    retention,
    subjectaccess,
)
from casework.office.keeping import End
from casework.office.retention import Standing
from casework.office.saying import Saying
from tests.office.retention_kit import (
    CANARY,
    ELEVEN_YEARS,
    SEVEN_YEARS,
    WEEK,
    WHY,
    agreed,
    closed,
    closed_sealed,
    destroyed,
    later,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office.circles_kit import Circles


def over(circles: Circles) -> str:
    """Return a case whose period is over."""
    ref = closed(circles)
    later(circles, SEVEN_YEARS)
    return ref


def standing(circles: Circles, ref: str) -> Standing:
    return retention.explained(circles.desk("head"), ref).standing


def test_two_people_and_a_week_and_then_it_is_gone(circles: Circles) -> None:
    ref = over(circles)

    found = destroyed(circles, ref)

    assert (found.ref, found.whole, found.entries) == (ref, True, 2)
    assert [found.said[who]["name"] for who in ("proposed", "agreed", "destroyed")] == [
        "clerk",
        "head",
        "clerk",
    ]
    assert CANARY not in str(found.said)
    listed = questions.cases_listed(circles.desk("clerk"), closed_too=True)
    assert ref not in [row.card.ref for row in listed]
    with pytest.raises(NotFound) as fault:
        door.load(circles.desk("clerk"), ref)
    assert "were destroyed" in fault.value.message


def test_the_doctor_is_content_after_it(circles: Circles) -> None:
    destroyed(circles, over(circles))

    for name in ("clerk", "head", "dsl"):
        looked = doctor.examine(circles.fresh(name))
        assert [one for one in looked if one.damage] == []


def test_nobody_agrees_to_their_own_proposal(circles: Circles) -> None:
    ref = over(circles)
    destruction.propose(circles.desk("head"), ref, End.DESTROYED, WHY)

    with pytest.raises(NotPermitted) as fault:
        destruction.agree(circles.desk("head"), ref)

    assert "yourself" in fault.value.message


def test_what_the_headteacher_proposed_another_leader_agrees_to(circles: Circles) -> None:
    ref = over(circles)
    destruction.propose(circles.desk("head"), ref, End.DESTROYED, WHY)
    with pytest.raises(NotPermitted):
        destruction.agree(circles.desk("clerk"), ref)

    destruction.agree(circles.desk("deputy"), ref)

    assert standing(circles, ref) is Standing.AGREED


def test_an_office_does_not_agree_for_the_headteacher(circles: Circles) -> None:
    ref = over(circles)
    destruction.propose(circles.desk("deputy"), ref, End.DESTROYED, WHY)

    with pytest.raises(NotPermitted):
        destruction.agree(circles.desk("clerk"), ref)

    assert standing(circles, ref) is Standing.PROPOSED


def test_a_case_about_the_headteacher_is_agreed_to_by_the_chair(circles: Circles) -> None:
    ref = closed_sealed(circles, circles.accused("head"))
    circles.everybody_signs_in()
    later(circles, ELEVEN_YEARS)
    from casework.domain.retention import Start

    desk = circles.desk("dsl")
    retention.tell_day(desk, ref, Start.PENSION_AGE, circles.clock.instant.date() - WEEK)
    destruction.propose(desk, ref, End.DESTROYED, WHY)
    for name in ("second-dsl", "head"):
        with pytest.raises((NotPermitted, NotFound)):
            destruction.agree(circles.fresh(name), ref)

    destruction.agree(circles.fresh("chair"), ref)
    later(circles, WEEK)
    found = disposals.dispose(circles.desk("dsl"), ref)

    assert found.said["agreed"]["name"] == "chair"
    assert [one.ref for one in certificates.certificates(circles.fresh("chair"))] == [ref]
    assert certificates.certificates(circles.fresh("head")) == ()
    assert certificates.certificates(circles.fresh("clerk")) == ()


@pytest.mark.parametrize(("days", "gone"), [(6, False), (7, True)])
def test_there_is_a_week_to_think_it_over(circles: Circles, days: int, gone: bool) -> None:
    ref = over(circles)
    agreed(circles, ref)
    circles.clock.instant += timedelta(days=days)

    if gone:
        assert disposals.dispose(circles.desk("clerk"), ref).whole
    else:
        with pytest.raises(Refused) as fault:
            disposals.dispose(circles.desk("clerk"), ref)
        assert "can be destroyed from" in fault.value.message


def test_a_school_may_take_longer_to_think(circles: Circles) -> None:
    ref = over(circles)
    (circles.folder / "retention.toml").write_text("cooling-off-days = 30\n", encoding="utf-8")
    agreed(circles, ref)
    circles.clock.instant += WEEK

    with pytest.raises(Refused):
        disposals.dispose(circles.desk("clerk"), ref)


def test_what_was_not_agreed_to_is_not_destroyed(circles: Circles) -> None:
    ref = over(circles)
    with pytest.raises(Refused):
        disposals.dispose(circles.desk("clerk"), ref)
    destruction.propose(circles.desk("clerk"), ref, End.DESTROYED, WHY)
    later(circles, WEEK)

    with pytest.raises(Refused):
        disposals.dispose(circles.desk("clerk"), ref)

    assert circles.case(ref).summary == CANARY


def test_nothing_is_proposed_before_its_time(circles: Circles) -> None:
    ref = closed(circles)

    with pytest.raises(Refused) as fault:
        destruction.propose(circles.desk("clerk"), ref, End.DESTROYED, WHY)

    assert "so until Tue 2 Nov 2032" in fault.value.advice


def test_new_content_takes_a_case_off_the_list(circles: Circles) -> None:
    ref = over(circles)
    agreed(circles, ref)
    done = cases.add_note(circles.desk("clerk"), ref, "Found in a drawer.", Saying())

    found = retention.explained(circles.desk("clerk"), ref)

    assert any(isinstance(event, NoteAdded) for event in done.entry.events)  # type: ignore[union-attr]
    assert found.standing is Standing.DUE
    assert "lapsed" in " ".join(found.notes)


def test_an_open_case_that_is_linked_keeps_it(circles: Circles) -> None:
    ref = over(circles)
    agreed(circles, ref)
    other = circles.concern("deputy")
    cases.link(circles.desk("clerk"), ref, other, "The same people.", Saying())
    with pytest.raises(Refused) as fault:
        destruction.propose(circles.desk("clerk"), ref, End.DESTROYED, WHY)

    assert "linked" in fault.value.message


def test_an_open_request_for_ones_own_data_keeps_it(circles: Circles) -> None:
    ref = over(circles)
    agreed(circles, ref)
    later(circles, WEEK)
    asked = subjectaccess.NewRequest(
        person="Ms J. Example", basis="identity-seen", seen="A passport."
    )
    request = subjectaccess.begin(circles.desk("clerk"), asked).ref
    with pytest.raises(Refused) as fault:
        disposals.dispose(circles.desk("clerk"), ref)

    subjectaccess.close(circles.desk("head"), request, "withdrawn", "By telephone.")

    assert "own data" in fault.value.message
    assert disposals.dispose(circles.desk("clerk"), ref).whole


def test_a_proposal_is_declined_even_after_it_was_agreed_to(circles: Circles) -> None:
    ref = over(circles)
    agreed(circles, ref)

    destruction.decline(circles.desk("deputy"), ref, "Wait.")

    assert standing(circles, ref) is Standing.DUE
    with pytest.raises(Refused):
        destruction.decline(circles.desk("deputy"), ref, "Again.")


def test_agreeing_twice_is_no_second_agreement(circles: Circles) -> None:
    ref = over(circles)
    agreed(circles, ref)

    with pytest.raises(Conflict):
        destruction.agree(circles.desk("head"), ref)


def test_what_a_review_keeps_comes_up_again_in_a_year(circles: Circles) -> None:
    ref = over(circles)
    kept = destruction.keep(circles.desk("head"), ref, "A claim may come.")
    with pytest.raises(Refused):
        destruction.propose(circles.desk("clerk"), ref, End.DESTROYED, WHY)
    later(circles, timedelta(days=366))

    assert (kept.standing, standing(circles, ref)) == (Standing.KEPT, Standing.DUE)


def test_the_certificate_says_what_was_and_nothing_of_it(circles: Circles) -> None:
    ref = over(circles)
    before = door.load(circles.desk("head"), ref).head
    found = destroyed(circles, ref)

    page = certificates.page(circles.desk("head"), found)
    rows = dict(certificates.rows(found))

    assert rows["Check code before"].endswith(f", in full {before}")
    assert rows["Check code after"].endswith(f", in full {found.head}")
    assert rows["Class"] == "Misuse of social media, without a child at risk"
    assert page.startswith(b"%PDF")
    assert CANARY not in str(rows)


def test_the_certificate_lists_backups_and_exports_that_still_hold_it(
    circles: Circles, tmp_path: Path
) -> None:
    from casework import bootstrap
    from casework.office import backups

    ref = over(circles)
    service = bootstrap.open_service(circles.folder)[0]
    made = backups.run(
        service, circles.desk("head").settings, circles.clock.now(), to=tmp_path / "target"
    )
    service.close()

    found = destroyed(circles, ref)

    assert [one["name"] for one in found.said["backups"]] == [made.name]
    assert f"Backup {made.name} of " in certificates.elsewhere(found)[0]
    assert list((tmp_path / "target").glob("casework-disposals-*/*"))


def test_a_sealed_case_keeps_the_kinds_of_its_entries_where_it_was_false(
    circles: Circles,
) -> None:
    ref = closed_sealed(circles)
    (circles.folder / "retention.toml").write_text(FALSE, encoding="utf-8")
    later(circles, timedelta(days=1))
    agreed(circles, ref, "dsl", "head")
    later(circles, WEEK)

    found = disposals.dispose(circles.desk("dsl"), ref)

    assert found.said["entries"][0][1][0] == "CaseOpened"
    assert found.said["figure"]["class"] == "allegation"
    assert CANARY not in str(found.said)


#: The class of what was found false, for whatever was alleged.
FALSE = """
[[class]]
name = "allegation"
title = "Allegation against an adult at school"
case-types = ["staff-allegation"]
start = "closed"
years = 0
anonymous = true
kinds = true
source = { kind = "school", title = "Our own", edition = "1", valid-from = 2026-09-01 }
"""


def test_no_word_of_it_is_in_any_file_and_no_card_in_memory(circles: Circles) -> None:
    ref = over(circles)
    other = closed(circles)
    destroyed(circles, ref)

    found = [row.ref for row in circles.desk("clerk").cards.rows]
    raw = [
        p for p in circles.folder.rglob("*") if p.is_file() and CANARY.encode() in p.read_bytes()
    ]

    assert (ref in found, other in found, raw) == (False, True, [])


def test_one_that_was_cut_short_goes_on_at_the_next_sign_in(
    circles: Circles, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = over(circles)
    agreed(circles, ref)
    later(circles, WEEK)

    def dies(*_parts: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "finish_disposals", dies)
        with pytest.raises(KeyboardInterrupt):
            disposals.dispose(circles.desk("clerk"), ref)
    between = certificates.of_case(circles.desk("clerk"), ref)
    after = certificates.of_case(circles.fresh("dsl"), ref)

    assert (between.whole, after.whole) == (False, True)
    assert disposals.dispose(circles.desk("clerk"), ref).head == between.head


def test_a_register_that_cannot_be_written_keeps_nobody_out(circles: Circles) -> None:
    ref = over(circles)
    agreed(circles, ref)
    later(circles, WEEK)
    place = disposals.registers(circles.desk("clerk"))[0]
    place.write_text("in its place", encoding="utf-8")

    with pytest.raises(CaseworkError):
        disposals.dispose(circles.desk("clerk"), ref)
    desk = circles.fresh("clerk")

    damage = {one.what for one in doctor.examine(desk) if one.damage}
    assert damage == {"its destruction was cut short"}
    place.unlink()
    assert [one for one in doctor.examine(circles.fresh("clerk")) if one.damage] == []


def test_a_record_without_two_people_is_found(circles: Circles) -> None:
    ref = closed(circles)
    desk = circles.desk("clerk")
    file = door.load(desk, ref)
    words = b'{"kind":"destroyed","proposed":{"user":"a"},"agreed":{"user":"a"}}'
    remains = store.Remains(expected=file.revision, record=words, card=b'{"destroyed":"x"}')
    store.dispose(desk.session, file.case, remains, now=desk.now())
    store.finish_disposals(desk.session, disposals.registers(desk))

    found = [(one.invariant, one.where) for one in certificates.check(desk)]

    assert found == [("I25", ref)]


def test_the_chair_manages_what_is_about_the_headteacher(circles: Circles) -> None:
    """The rule that agreement rests on: of such a case the chair is in the head's place."""
    ref = closed_sealed(circles, circles.accused("head"))

    case = door.load(circles.fresh("dsl"), ref).snapshot

    assert capacities.HEAD in capacities.lent(circles.desk("dsl"), case)
    assert settings.state_folder().is_dir()
