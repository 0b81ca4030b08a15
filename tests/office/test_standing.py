"""What is said of records before anybody signs in, and what new ones are prepared with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap
from casework.clock import SetClock, SystemClock
from casework.errors import NotFound, UsageFault
from casework.office import founding, standing

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_without_records_says_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as told:
        standing.book_state(tmp_path)

    assert "casework init" in told.value.advice


def test_a_practice_book_stands_at_the_instant_it_was_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(standing.CLOCK, "2026-11-05T09:00:00+00:00")

    assert bootstrap.clock_for(practice=True) == SetClock(datetime(2026, 11, 5, 9, tzinfo=UTC))


@pytest.mark.parametrize(("practice", "said"), [(False, "2026-11-05T09:00:00+00:00"), (True, "")])
def test_everything_else_goes_by_the_machine_s_clock(
    monkeypatch: pytest.MonkeyPatch, practice: bool, said: str
) -> None:
    monkeypatch.setenv(standing.CLOCK, said)

    assert isinstance(bootstrap.clock_for(practice=practice), SystemClock)


def test_words_that_are_no_instant_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(standing.CLOCK, "soon")

    with pytest.raises(UsageFault, match="is no instant"):
        standing.set_instant()


def test_whoever_founds_looks_after_the_users_whatever_they_say() -> None:
    told = founding.Founding(
        policies=(), school=" A  School ", admin="Head", password="x", roles=("office",)
    )
    made = founding.prepared(told)

    assert made.roles == {"administrator", "office"}
    assert {slug: one.name for slug, one in made.kept.schools.items()} == {"a-school": "A School"}


def test_a_practice_school_is_founded_by_its_headteacher() -> None:
    told = founding.rehearsed("milnthorpe", "A School", "head", "x")

    assert (told.practice, told.roles, told.policies) == (True, ("headteacher",), ("milnthorpe",))
