"""One file of a case goes before the rest: two people, a week, and nothing of it is left."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap, store
from casework.errors import Conflict, NotFound, NotPermitted, Refused, UsageFault
from casework.office import (
    backups,
    doctor,
    door,
    evidence,
    evidencehandling,
    histories_bundles,
    keeping,
    partdisposals,
    retention,
    schedule,
)
from casework.office.evidencecustody import Touch
from casework.office.evidencegate import Shows
from casework.office.histories_asked import Asked
from tests import pdf_kit
from tests.office.retention_kit import CANARY, WEEK, later

if TYPE_CHECKING:
    from casework.office.partdisposals import Part
    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(90)
YEAR, WHY = timedelta(days=367), "The picture is not needed any more."
SHEET = evidence.Sheet(
    platform="facebook",
    address="https://a.test/1",
    account="B",
    what="A picture of the gate",
    captured_by="the deputy",
    how="screen picture",
    visible_to="anybody",
    seen_on="2026-11-02",
)
PICTURE = b"\x89PNG\r\n\x1a\n" + CANARY.encode() * 4000


def with_picture(circles: Circles, tmp_path: Path) -> str:
    """Return a closed case with one file of evidence."""
    ref = circles.concern("deputy", summary="A post about the gate")
    taken_in(circles, ref, tmp_path)
    circles.take("deputy", ref, "case.find-appropriate", reason="They only asked.")
    return ref


def taken_in(circles: Circles, ref: str, tmp_path: Path) -> None:
    """Let the deputy take a picture in."""
    file = tmp_path / "picture.png"
    file.write_bytes(PICTURE)
    evidence.add_sheet(circles.desk("deputy"), ref, SHEET, file=str(file), shows=Shows.NO)


def over(circles: Circles, tmp_path: Path) -> str:
    ref = with_picture(circles, tmp_path)
    later(circles, YEAR)
    return ref


def agreed(circles: Circles, ref: str) -> None:
    partdisposals.propose(circles.desk("clerk"), ref, 1, WHY)
    partdisposals.agree(circles.desk("head"), ref, 1)


def destroyed(circles: Circles, ref: str) -> Part:
    agreed(circles, ref)
    later(circles, WEEK)
    return partdisposals.dispose(circles.desk("clerk"), ref, 1)


def is_kept(circles: Circles, ref: str) -> bool:
    desk = circles.desk("head")
    try:
        case = door.load(desk, ref)
    except NotFound:
        return False
    (item,) = evidence.items_of(desk, case)
    return store.has_item(desk.session, case.case, item.blob)


def test_two_people_and_a_week_and_then_the_file_is_gone_and_the_case_is_not(
    circles: Circles, tmp_path: Path
) -> None:
    ref = over(circles, tmp_path)
    before = door.load(circles.desk("head"), ref).head
    there = is_kept(circles, ref)
    made = destroyed(circles, ref)
    (item,) = evidence.list_evidence(circles.desk("head"), ref)

    assert (there, is_kept(circles, ref)) == (True, False)
    assert door.load(circles.desk("head"), ref).head == before
    assert made.destroyed is not None
    assert (item.destroyed, item.sheet["what"]) == (True, "A picture of the gate")
    assert [one for one in doctor.examine(circles.desk("head")) if one.damage] == []


def test_its_custody_says_who_proposed_agreed_and_destroyed_it(
    circles: Circles, tmp_path: Path
) -> None:
    ref = over(circles, tmp_path)
    destroyed(circles, ref)
    (item,) = evidence.list_evidence(circles.desk("head"), ref)
    said = [(one.what, one.by) for one in item.touches][-4:]

    assert said == [
        (Touch.PROPOSED, "clerk"),
        (Touch.AGREED, "head"),
        (Touch.GOING, "clerk"),
        (Touch.DESTROYED, "clerk"),
    ]


def test_no_byte_of_the_sealed_file_stays_on_the_disk(circles: Circles, tmp_path: Path) -> None:
    ref = over(circles, tmp_path)
    desk = circles.desk("head")
    file = desk.session.file(store.Place.OFFICE)
    with file.reading() as connection:
        rows = connection.exec_driver_sql("select sealed from chunk").all()
    piece = max((row[0] for row in rows), key=len)
    destroyed(circles, ref)
    with circles.desk("head").session.file(store.Place.OFFICE).reading() as connection:
        left = connection.exec_driver_sql("select sealed from chunk").all()
        free = connection.exec_driver_sql("pragma freelist_count").scalar()

    assert piece not in [row[0] for row in left]
    assert free == 0


def test_nobody_agrees_to_their_own_proposal_nor_an_office_for_the_head(
    circles: Circles, tmp_path: Path
) -> None:
    ref = over(circles, tmp_path)
    partdisposals.propose(circles.desk("head"), ref, 1, WHY)

    with pytest.raises(NotPermitted, match="proposed this yourself"):
        partdisposals.agree(circles.desk("head"), ref, 1)
    with pytest.raises(NotPermitted):
        partdisposals.agree(circles.desk("clerk"), ref, 1)
    assert partdisposals.agree(circles.desk("deputy"), ref, 1).agreed is not None


def test_it_waits_for_agreement_and_then_a_week(circles: Circles, tmp_path: Path) -> None:
    ref = over(circles, tmp_path)
    desk = circles.desk("clerk")
    with pytest.raises(Refused, match="Nobody has proposed"):
        partdisposals.agree(circles.desk("head"), ref, 1)
    partdisposals.propose(desk, ref, 1, WHY)
    with pytest.raises(Refused, match="Nobody has agreed"):
        partdisposals.dispose(desk, ref, 1)
    partdisposals.agree(circles.desk("head"), ref, 1)
    with pytest.raises(Refused, match="a short time ago"):
        partdisposals.dispose(desk, ref, 1)
    with pytest.raises(Conflict, match="agreed to this already"):
        partdisposals.agree(circles.desk("deputy"), ref, 1)
    assert is_kept(circles, ref)


def test_it_is_declined_even_after_it_was_agreed_to(circles: Circles, tmp_path: Path) -> None:
    ref = over(circles, tmp_path)
    agreed(circles, ref)
    partdisposals.decline(circles.desk("head"), ref, 1, "The police may ask.")
    later(circles, WEEK)

    with pytest.raises(Refused, match="Nobody has agreed"):
        partdisposals.dispose(circles.desk("clerk"), ref, 1)


def test_it_stays_for_a_year_and_while_the_case_is_held(circles: Circles, tmp_path: Path) -> None:
    ref = with_picture(circles, tmp_path)
    later(circles, WEEK)
    with pytest.raises(Refused, match="less than a year ago"):
        partdisposals.propose(circles.desk("clerk"), ref, 1, WHY)
    later(circles, YEAR)
    retention.hold(circles.desk("clerk"), ref, keeping.Ground.POLICE, "They asked.")

    with pytest.raises(Refused, match="on hold"):
        partdisposals.propose(circles.desk("clerk"), ref, 1, WHY)


def test_the_evidence_of_a_case_about_a_child_at_risk_stays_as_long_as_the_case(
    circles: Circles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = over(circles, tmp_path)
    monkeypatch.setattr(partdisposals, "WHOLE", frozenset({"misuse"}))

    with pytest.raises(Refused, match="as long as the case"):
        partdisposals.propose(circles.desk("clerk"), ref, 1, WHY)


def test_these_cases_keep_their_evidence_to_the_end() -> None:
    known = {rule.of.name for rule in schedule.schedule_of(Path("nowhere")).rules}

    assert known >= partdisposals.WHOLE
    assert {"allegation", "child-protection", "prejudice"} <= partdisposals.WHOLE


def test_what_was_destroyed_is_neither_saved_out_nor_destroyed_again(
    circles: Circles, tmp_path: Path
) -> None:
    ref = over(circles, tmp_path)
    destroyed(circles, ref)

    with pytest.raises(NotPermitted, match="was destroyed"):
        evidencehandling.save_out(circles.desk("head"), ref, 1, "To look")
    with pytest.raises(Conflict, match="destroyed already"):
        partdisposals.propose(circles.desk("clerk"), ref, 1, WHY)
    assert evidence.show(circles.desk("head"), ref, 1).verified is False


def test_a_bundle_says_that_it_was_destroyed(circles: Circles, tmp_path: Path) -> None:
    ref = over(circles, tmp_path)
    destroyed(circles, ref)
    asked = Asked(why="Asked for by letter")
    made = histories_bundles.export_bundle(
        circles.desk("head"), ref, audience="police", asked=asked
    )

    with zipfile.ZipFile(io.BytesIO(made.content)) as bundle:
        words = b" ".join(bundle.read(name) for name in bundle.namelist())
    assert b"was destroyed; its sheet is what is left" in words


def test_the_certificate_names_the_part_and_shows_nothing_of_it(
    circles: Circles, tmp_path: Path
) -> None:
    ref = over(circles, tmp_path)
    with pytest.raises(Refused, match="has not been destroyed"):
        partdisposals.page(circles.desk("head"), partdisposals.part(circles.desk("head"), ref, 1))
    made = destroyed(circles, ref)
    rows = dict(partdisposals.rows(made))
    page = partdisposals.page(circles.desk("head"), made)

    assert rows["What part"] == "the file of evidence 1, a picture (PNG)"
    assert rows["Proposed"].startswith("clerk")
    assert rows["Agreed"].startswith("head")
    assert pdf_kit.faults(page, title="Certificate of destruction of a part") == []
    assert [word for word in (CANARY, "gate", "picture.png") if word in str(rows)] == []


def test_a_piece_without_a_file_or_that_is_not_there_has_none_to_destroy(
    circles: Circles,
) -> None:
    ref = circles.concern("deputy", summary="A post")
    evidence.add_sheet(circles.desk("deputy"), ref, SHEET)
    circles.take("deputy", ref, "case.find-appropriate", reason="They only asked.")
    later(circles, YEAR)

    with pytest.raises(UsageFault, match="No file was taken in"):
        partdisposals.propose(circles.desk("clerk"), ref, 1, WHY)
    with pytest.raises(NotFound):
        partdisposals.propose(circles.desk("clerk"), ref, 7, WHY)


def test_it_stands_in_the_register_beside_a_backup_made_later(
    circles: Circles, tmp_path: Path
) -> None:
    ref = over(circles, tmp_path)
    destroyed(circles, ref)
    desk = circles.desk("head")
    service = bootstrap.open_service(circles.folder)[0]
    backups.run(service, desk.settings, circles.clock.now(), to=tmp_path / "target")
    service.close()
    book = desk.session.office.meta("book").hex()
    beside = backups.register_beside(tmp_path / "target", book)

    assert [path.name[:5] for path in beside.iterdir()] == ["part-"]
