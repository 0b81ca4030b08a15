"""The law's own files go into the records with the first case by them, and each version once."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from casework.errors import NotPermitted, UsageFault
from casework.office import doctor, laws
from casework.settings import shipped
from tests.office.subject_kit import asked

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


@pytest.mark.parametrize("step", ["asked-apart.ask-apart", "case.hand-out"])
def test_a_step_that_says_something_was_done_is_not_taken_without_doing_it(
    circles: Circles, step: str
) -> None:
    ref = asked(circles)
    with pytest.raises(UsageFault, match="would say that it was done"):
        circles.take("head", ref, step)

    assert circles.case(ref, "clerk").state("asked-apart") == "not-asked"
