"""A week of an ordinary school office, the same each time: eight cases, each in another state.

Founded and played once in a run, copied for each test. References are drawn in the same order each
time, so that what a screen shows can be kept and compared.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from casework.clock import SetClock
from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.office import cases, stage
from casework.office.cases import Answers, NewCase
from casework.policy.run import Run
from casework.store import commands, vault
from tests.office.practice_kit import DOORS, NO, NOTE, TAKE_UP, WHERE, Book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.store.folder import Place

#: When the week is looked at: half-term was the week before last.
TUESDAY: Final = datetime(2026, 11, 10, 9, 5, tzinfo=UTC)


@dataclass(slots=True)
class Week(Book):
    """The book of that week; ``refs`` are its cases by the name of whoever they are about."""

    refs: dict[str, str] = field(default_factory=dict)


def steady() -> Callable[[bytes, str, int, int], str]:
    """Return how references are drawn one after the other, the same in each run."""
    drawn: dict[str, str] = {}
    real = vault.reference

    def reference(_secret: bytes, key: str, attempt: int, length: int) -> str:
        number = drawn.setdefault(key, str(len(drawn)))
        return real(b"\0" * 32, number, attempt, length)

    return reference


def steady_side() -> Callable[[bytes, str], Place]:
    """Return which file may have a reference: the same whatever secret the records drew."""
    real = commands.side
    return lambda _secret, ref: real(b"week 19", ref)


def steady_ids() -> Callable[..., str]:
    """Return how ids are made one after the other: limits of one instant pass as they began."""
    numbers = itertools.count(1)
    return lambda _run, *_words: f"{next(numbers):032x}"


def made(home: Path) -> None:
    """Found the school and play its week into a folder; write down whose case is which."""
    clock = SetClock(datetime(2026, 9, 1, 9, tzinfo=UTC), tick=timedelta(milliseconds=10))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_STATE", str(home / "state"))
        patch.setattr(vault, "reference", steady())
        patch.setattr(commands, "side", steady_side())
        patch.setattr(Run, "new_id", steady_ids())
        stage.founded(home / "book", home, DOORS, clock).close()
        week = Week(folder=home / "book", clock=clock)
        _played(week)
        week.scan()
        for desk in week.desks.values():
            desk.session.close()
    (home / "refs.json").write_text(json.dumps(week.refs), encoding="utf-8")


def _played(week: Week) -> None:
    _at(week, 11, 2, 9)
    _held(week, "Hart", "parent of a pupil in 4B")
    _at(week, 11, 4, 10)
    _open(week, "Cole", "parent of a pupil in 2C", "a photo of the sports day")
    _at(week, 11, 5, 11)
    ref = _held(week, "Dunn", "parent of a pupil in 6A")
    week.take("clerk", ref, "conversation.write-note", letter=NOTE)
    _at(week, 11, 9, 9)
    ref = _open(week, "Reid", "parent of a pupil in 1A", "a post about a coach")
    answers = {**NO, "inappropriate": "yes", "adult-conduct": "yes"}
    week.take("deputy", ref, "case.triage", answers, reason="It is about an adult and a child.")
    _at(week, 11, 9, 14)
    _triaged(week, "Wójcik", "parent of a pupil in 3A")
    _open(week, "", "", "a page in the school’s name", role=PersonRole.TARGET)
    _at(week, 11, 10, 8)
    _open(week, "Amadi", "parent of a pupil in 5B", "a message in the class group")
    week.clock.instant = TUESDAY


def _at(week: Week, month: int, day: int, hour: int) -> None:
    week.clock.instant = datetime(2026, month, day, hour, tzinfo=UTC)
    week.scan()


def _open(
    week: Week, name: str, about: str, summary: str, role: PersonRole = PersonRole.AUTHOR
) -> str:
    who = CasePerson(
        number=0, role=role, name=name and f"Ms {name}", about=about, address="4 Mill Lane"
    )
    new = NewCase(case_type="concern", summary=summary.capitalize(), people=(who,) if name else ())
    claim = CategoryClaim(code="naming-or-discussing-a-child", target="pupil")
    ref = cases.open_case(week.desk("clerk"), new, Answers(categories=(claim,), facts=WHERE)).ref
    week.refs[name or "Unknown"] = ref
    return ref


def _triaged(week: Week, name: str, about: str) -> str:
    ref = _open(week, name, about, "a post about Class 4")
    facts = {**NO, "inappropriate": "yes"}
    week.take("deputy", ref, "case.triage", facts, reason="It names a pupil.")
    week.take("deputy", ref, "case.take-up", TAKE_UP)
    return ref


def _held(week: Week, name: str, about: str) -> str:
    ref = _triaged(week, name, about)
    facts = {"removal-asked-on": "2026-11-02", "raised-with-us-first": "no"}
    week.take("deputy", ref, "conversation.hold", facts)
    return ref
