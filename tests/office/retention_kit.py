"""Closed cases of a school with somebody in every role, and years going by."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

from casework.office import destruction, disposals, retention
from casework.office.keeping import End, Ground

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.domain.people import CasePerson
    from casework.office.certificates import Certificate
    from tests.office.circles_kit import Circles

WHY = "Its time is over."
SEVEN_YEARS, ELEVEN_YEARS, WEEK = (timedelta(days=n) for n in (7 * 366, 11 * 366, 7))
CANARY = "Zephyrine Quillfeather"


def closed(circles: Circles, *named: CasePerson, summary: str = CANARY) -> str:
    """Return an ordinary case that was found to be appropriate use, so it is closed."""
    ref = circles.concern("deputy", *named, summary=summary)
    circles.take("deputy", ref, "case.find-appropriate", reason=f"{CANARY} only asked.")
    return ref


def closed_sealed(circles: Circles, *named: CasePerson, who: str = "dsl") -> str:
    """Return a sealed case in which there was nothing to follow up."""
    ref = circles.allegation(who, *named, summary=CANARY)
    circles.take(who, ref, "case.nothing-to-follow-up", reason="A mistake.")
    return ref


def later(circles: Circles, by: timedelta) -> None:
    """Let time go by; whoever is at their desk signs in anew."""
    circles.clock.instant += by
    for name in list(circles.desks):
        circles.fresh(name)


def held(circles: Circles, ref: str) -> None:
    retention.hold(circles.desk("deputy"), ref, Ground.POLICE, "They asked.")


def let_go(circles: Circles, ref: str) -> None:
    """Lift every hold of a case."""
    retention.release(circles.desk("deputy"), ref, "The police are done.")


def closed_down(circles: Circles) -> None:
    for name in list(circles.desks):
        circles.desks.pop(name).session.close()


def copied(circles: Circles, into: Path) -> None:
    """Keep a copy of the records as they are."""
    closed_down(circles)
    shutil.copytree(circles.folder, into)


def put_back(circles: Circles, copy: Path) -> None:
    """Put a copy of the records in the place of what they are now."""
    closed_down(circles)
    shutil.rmtree(circles.folder)
    shutil.copytree(copy, circles.folder)


def and_then(asked: Callable[..., object], does: Callable[[], object]) -> Callable[..., object]:
    """Return a question after whose first answer somebody else does something."""
    left = [does]

    def answered(*given: object) -> object:
        found = asked(*given)
        while left:
            left.pop()()
        return found

    return answered


def agreed(circles: Circles, ref: str, by: str = "clerk", with_: str = "head") -> None:
    destruction.propose(circles.desk(by), ref, End.DESTROYED, WHY)
    destruction.agree(circles.desk(with_), ref)


def destroyed(circles: Circles, ref: str, by: str = "clerk", with_: str = "head") -> Certificate:
    """Destroy a case whose period is over."""
    agreed(circles, ref, by, with_)
    later(circles, WEEK)
    return disposals.dispose(circles.desk(by), ref)
