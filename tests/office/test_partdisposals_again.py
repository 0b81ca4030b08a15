"""A file that two people agreed to destroy: cut short, held, brought back, asked for meanwhile."""

from __future__ import annotations

import io
import zipfile
from functools import partial
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import Conflict, MachineFault, NotFound, NotPermitted, Refused
from casework.office import (
    disposals,
    doctor,
    door,
    evidence,
    evidencecustody,
    evidencehandling,
    histories_bundles,
    histories_pictures,
    partdisposals,
)
from casework.office.evidencecustody import Touch
from casework.office.histories_asked import Asked
from casework.store import chunks
from tests import pdf_kit
from tests.office.retention_kit import (
    WEEK,
    and_then,
    closed_down,
    copied,
    held,
    later,
    let_go,
    put_back,
)
from tests.office.test_partdisposals import YEAR, agreed, destroyed, is_kept, over, taken_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta
    from pathlib import Path

    from casework.office.desk import Desk
    from casework.office.evidence import Item
    from casework.office.partdisposals import Part
    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(90)


class PowerCut(Exception):
    """The computer stops."""


def ready(circles: Circles, tmp_path: Path) -> str:
    """Return a case whose file of evidence may be destroyed today."""
    ref = over(circles, tmp_path)
    agreed(circles, ref)
    later(circles, WEEK)
    return ref


def disposed(circles: Circles, ref: str) -> Part:
    return partdisposals.dispose(circles.desk("clerk"), ref, 1)


def fails_once(circles: Circles, ref: str) -> None:
    """Try to destroy it while the register cannot be written."""
    register = disposals.register(circles.desk("clerk"))
    register.write_bytes(b"in the way")
    with pytest.raises(MachineFault, match="register of disposals"):
        disposed(circles, ref)
    register.unlink()


def touches(circles: Circles, ref: str) -> list[tuple[str, str]]:
    desk = circles.desk("head")
    (item,) = evidence.items_of(desk, door.load(desk, ref))
    return [(one.what, one.by) for one in item.touches]


# --- a disposal that did not come about -----------------------------------------------------------


def test_a_disposal_that_failed_destroyed_nothing_and_a_hold_set_since_counts(
    circles: Circles, tmp_path: Path
) -> None:
    ref = ready(circles, tmp_path)
    fails_once(circles, ref)
    shown = evidence.show(circles.desk("head"), ref, 1)
    held(circles, ref)

    with pytest.raises(Refused, match="on hold"):
        disposed(circles, ref)
    assert (shown.verified, shown.item.destroyed) == (True, False)
    assert [what for what, _by in touches(circles, ref)][-2:] == [Touch.GOING, Touch.VERIFIED]
    assert partdisposals.part(circles.desk("head"), ref, 1).destroyed is None
    assert is_kept(circles, ref)


def test_what_failed_is_declined_and_proposed_again(circles: Circles, tmp_path: Path) -> None:
    ref = ready(circles, tmp_path)
    fails_once(circles, ref)
    left = partdisposals.decline(circles.desk("head"), ref, 1, "The police may ask.")

    assert (left.proposed, left.gone) == (None, False)
    assert partdisposals.propose(circles.desk("clerk"), ref, 1, "Again.").proposed is not None


@pytest.mark.parametrize("back", [WEEK * 0, WEEK * 4])
def test_a_hold_ends_a_proposal_and_the_agreement_to_it_wherever_the_clock_stood(
    circles: Circles, tmp_path: Path, back: timedelta
) -> None:
    ref = ready(circles, tmp_path)
    later(circles, -back)
    held(circles, ref)
    later(circles, back)
    with pytest.raises(Refused, match="on hold"):
        disposed(circles, ref)
    later(circles, -back * 2)
    let_go(circles, ref)
    later(circles, back * 2)
    with pytest.raises(Refused, match="Nobody has agreed"):
        disposed(circles, ref)
    agreed(circles, ref)
    later(circles, WEEK)
    made = disposed(circles, ref)
    later(circles, WEEK)
    held(circles, ref)
    after = partdisposals.part(circles.desk("head"), ref, 1)

    assert (made.gone, after.gone) == (True, True)
    assert after.agreed is not None


def test_a_hold_ends_a_proposal_that_an_older_program_wrote_by_its_time(
    circles: Circles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = over(circles, tmp_path)
    with monkeypatch.context() as older:
        older.setattr(evidencecustody, "HOLDS", "unknown")
        agreed(circles, ref)
    before = partdisposals.part(circles.desk("head"), ref, 1).agreed
    later(circles, WEEK)
    held(circles, ref)
    let_go(circles, ref)

    assert before is not None
    assert partdisposals.part(circles.desk("head"), ref, 1).agreed is None


def cut_short(circles: Circles, ref: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The register has it, and then the computer stops."""

    def stop(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as cut:
        cut.setattr(chunks, "remove", stop)
        with pytest.raises(PowerCut):
            disposed(circles, ref)


def test_one_that_was_cut_short_goes_on_at_the_next_sign_in(
    circles: Circles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ready(circles, tmp_path)
    cut_short(circles, ref, monkeypatch)
    before = is_kept(circles, ref)
    circles.fresh("deputy")
    own = disposals.register(circles.desk("head"))
    found = partdisposals.part(circles.desk("deputy"), ref, 1)

    assert (before, is_kept(circles, ref)) == (True, False)
    assert [path.name for path in own.iterdir() if path.name.endswith(".going")] == []
    assert found.destroyed is not None
    assert (found.gone, found.destroyed.by) == (True, "clerk")
    assert [one for one in doctor.examine(circles.desk("head")) if one.damage] == []


def test_a_hold_set_since_it_was_cut_short_keeps_the_file(
    circles: Circles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ready(circles, tmp_path)
    cut_short(circles, ref, monkeypatch)
    held(circles, ref)
    circles.fresh("clerk")

    assert is_kept(circles, ref)
    assert evidence.show(circles.desk("head"), ref, 1).verified is True
    with pytest.raises(Refused, match="on hold"):
        disposed(circles, ref)
    (found,) = [one for one in doctor.examine(circles.desk("head")) if "evidence" in one.what]
    assert "was destroyed once and came back" in found.what


def test_one_that_was_cut_short_and_declined_from_another_computer_stays(
    circles: Circles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ready(circles, tmp_path)
    cut_short(circles, ref, monkeypatch)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("CASEWORK_STATE", str(tmp_path / "another computer"))
        partdisposals.decline(circles.fresh("head"), ref, 1, "The police may ask.")
    circles.fresh("clerk")

    assert is_kept(circles, ref)
    assert evidence.show(circles.desk("head"), ref, 1).verified is True


def test_what_is_left_in_free_pages_goes_at_the_next_sign_in(
    circles: Circles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ready(circles, tmp_path)
    with monkeypatch.context() as cut:
        cut.setattr(store.parts, "_finish", lambda *_: False)
        with pytest.raises(MachineFault, match="emptied later"):
            disposed(circles, ref)
    own = disposals.register(circles.desk("head"))
    names = [path.suffix for path in own.iterdir()]
    circles.fresh("deputy")

    assert (names, [path.suffix for path in own.iterdir()]) == ([".going"], [""])
    assert [what for what, _by in touches(circles, ref)][-2:] == [Touch.GOING, Touch.DESTROYED]


def test_a_hold_set_at_the_moment_of_destroying_counts(
    circles: Circles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ready(circles, tmp_path)
    then_held = and_then(partdisposals._must_be_ready, lambda: held(circles, ref))
    monkeypatch.setattr(partdisposals, "_must_be_ready", then_held)

    with pytest.raises(Conflict, match="keeping this case at this moment"):
        disposed(circles, ref)
    assert is_kept(circles, ref)
    assert partdisposals.part(circles.desk("head"), ref, 1).gone is False


def test_one_that_is_declined_at_the_moment_of_destroying_stays(
    circles: Circles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ready(circles, tmp_path)
    declines = partial(partdisposals.decline, circles.desk("head"), ref, 1, "The police may ask.")
    then_declined = and_then(partdisposals._must_be_ready, declines)
    monkeypatch.setattr(partdisposals, "_must_be_ready", then_declined)

    with pytest.raises(Conflict, match="about this file at this moment"):
        disposed(circles, ref)
    assert is_kept(circles, ref)


# --- brought back by a backup ---------------------------------------------------------------------


def test_a_file_that_a_backup_brings_back_is_destroyed_again_and_nobody_is_named_for_it(
    circles: Circles, tmp_path: Path
) -> None:
    ref = ready(circles, tmp_path)
    copied(circles, tmp_path / "copy")
    disposed(circles, ref)
    put_back(circles, tmp_path / "copy")
    before = partdisposals.part(circles.fresh("head"), ref, 1)
    shown = evidence.show(circles.desk("head"), ref, 1)
    found = partdisposals.part(circles.desk("deputy"), ref, 1)
    rows = dict(partdisposals.rows(found))
    page = partdisposals.page(circles.desk("head"), found)

    assert is_kept(circles, ref) is False
    assert (shown.verified, shown.item.destroyed) == (False, True)
    assert touches(circles, ref)[-1] == (Touch.FOUND_GONE, "head")
    assert dict(partdisposals.rows(before))["Destroyed"].startswith("yes, and by whom stood in")
    assert (found.destroyed, found.gone) == (None, True)
    assert rows["Destroyed"].startswith(
        "yes, and by whom stood in records that are lost since; found so by head"
    )
    assert pdf_kit.faults(page, title="Certificate of destruction of a part") == []


def test_whoever_destroys_what_is_gone_already_is_not_named_for_it(
    circles: Circles, tmp_path: Path
) -> None:
    ref = ready(circles, tmp_path)
    copied(circles, tmp_path / "copy")
    disposed(circles, ref)
    put_back(circles, tmp_path / "copy")
    for _again in range(2):
        partdisposals.dispose(circles.desk("deputy"), ref, 1)

    assert touches(circles, ref)[-2:] == [(Touch.AGREED, "head"), (Touch.FOUND_GONE, "deputy")]


def test_a_file_taken_in_after_a_restore_is_not_taken_for_one_destroyed_before(
    circles: Circles, tmp_path: Path
) -> None:
    ref = circles.concern("deputy", summary="A post about the gate")
    copied(circles, tmp_path / "copy")
    taken_in(circles, ref, tmp_path)
    circles.take("deputy", ref, "case.find-appropriate", reason="They only asked.")
    later(circles, YEAR)
    destroyed(circles, ref)
    put_back(circles, tmp_path / "copy")
    taken_in(circles, ref, tmp_path)
    circles.fresh("head")

    assert is_kept(circles, ref)
    assert evidence.show(circles.desk("head"), ref, 1).verified is True


def test_a_hold_set_where_it_came_back_is_not_passed_over_by_another_computer(
    circles: Circles, tmp_path: Path
) -> None:
    ref = ready(circles, tmp_path)
    copied(circles, tmp_path / "copy")
    disposed(circles, ref)
    own = disposals.register(circles.desk("clerk"))
    put_back(circles, tmp_path / "copy")
    own.rename(tmp_path / "elsewhere")
    held(circles, ref)
    closed_down(circles)
    (tmp_path / "elsewhere").rename(own)
    circles.fresh("head")

    assert is_kept(circles, ref)
    assert evidence.show(circles.desk("head"), ref, 1).item.destroyed is False
    with pytest.raises(Refused, match="on hold"):
        disposed(circles, ref)
    assert [one.invariant for one in doctor.examine(circles.desk("head")) if one.damage] == ["I12"]
    let_go(circles, ref)
    agreed(circles, ref)
    later(circles, WEEK)
    assert disposed(circles, ref).gone is True
    assert is_kept(circles, ref) is False
    assert [one for one in doctor.examine(circles.desk("head")) if one.damage] == []


def test_copies_laid_aside_before_a_new_shape_go_too(circles: Circles, tmp_path: Path) -> None:
    ref = ready(circles, tmp_path)
    aside = circles.folder / "office.db.before-9"
    aside.write_bytes(b"as it was")
    disposed(circles, ref)

    assert not aside.exists()


def test_older_folders_of_the_records_are_named_as_copies(circles: Circles, tmp_path: Path) -> None:
    ref = ready(circles, tmp_path)
    circles.folder.with_name(f"{circles.folder.name}-before-7").mkdir()
    found = disposed(circles, ref)

    name = f"{circles.folder.name}-before-7"

    assert partdisposals.elsewhere(circles.desk("clerk"), found) == (
        f"An older folder of the records: {name}. Somebody has to remove it.",
    )


# --- wanted by somebody else at that moment -------------------------------------------------------


def meanwhile(circles: Circles, ref: str, asked: Callable[..., object]) -> Callable[..., object]:
    """Return a question after whose answer somebody else destroys the file, once."""
    return and_then(asked, partial(partdisposals.dispose, circles.desk("clerk"), ref, 1))


def released(circles: Circles, ref: str) -> Desk:
    desk = circles.desk("head")
    evidencehandling.save_out(desk, ref, 1, "To look")
    evidencehandling.release(desk, ref, 1, "DC Invented", "Asked for")
    return desk


def test_a_bundle_made_while_a_file_is_destroyed_says_that_it_was(
    circles: Circles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ready(circles, tmp_path)
    desk = released(circles, ref)
    decided = meanwhile(circles, ref, histories_pictures._decided)
    monkeypatch.setattr(histories_pictures, "_decided", decided)
    asked = Asked(why="Asked for by letter", to="DC Invented")
    made = histories_bundles.export_bundle(desk, ref, audience="police", asked=asked)

    with zipfile.ZipFile(io.BytesIO(made.content)) as bundle:
        names = bundle.namelist()
        words = b" ".join(bundle.read(name) for name in names)
    assert b"was destroyed; its sheet is what is left" in words
    assert [name for name in names if name.endswith(".png")] == []
    assert Touch.DAMAGED not in [what for what, _by in touches(circles, ref)]


@pytest.mark.parametrize("moment", ["was_destroyed", "verify_item"])
def test_a_file_destroyed_while_it_is_saved_out_is_said_to_be_destroyed(
    circles: Circles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    ref = ready(circles, tmp_path)
    desk = circles.desk("head")
    monkeypatch.setattr(evidence, moment, meanwhile(circles, ref, getattr(evidence, moment)))

    with pytest.raises(NotPermitted, match="was destroyed"):
        evidencehandling.save_out(desk, ref, 1, "To look")
    said = [what for what, _by in touches(circles, ref)]
    assert (Touch.DAMAGED in said, Touch.SAVED_OUT in said) == (False, False)


def test_a_file_that_is_missing_though_nobody_destroyed_it_is_still_damage(
    circles: Circles, tmp_path: Path
) -> None:
    ref = ready(circles, tmp_path)
    desk = circles.desk("head")
    item = one_of(desk, ref)
    file = desk.session.file(store.Place.OFFICE)
    with file.writing() as connection:
        connection.exec_driver_sql("delete from chunk")

    with pytest.raises(NotFound):
        store.read_item(desk.session, door.load(desk, ref).case, item.blob)
    with pytest.raises(Exception, match="is missing"):
        evidence.show(desk, ref, 1)
    assert touches(circles, ref)[-1] == (Touch.DAMAGED, "head")


def one_of(desk: Desk, ref: str) -> Item:
    (item,) = evidence.items_of(desk, door.load(desk, ref))
    return item


def test_a_file_is_kept_under_a_name_that_says_nothing_and_no_front_end_shows(
    circles: Circles, tmp_path: Path
) -> None:
    ref = over(circles, tmp_path)
    item = one_of(circles.desk("head"), ref)

    assert (len(item.blob), "evidence" in item.blob) == (32, False)
    assert item.blob not in str([one.said for one in item.touches])
