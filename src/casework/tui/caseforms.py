"""Which screens of a case a key or the palette opens: next step, time limits, questions, why.

Must not know what stands on any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.tui import casepages, limitjobs
from casework.tui.casepages import Row
from casework.tui.caserows import LIMIT, next_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.office.desk import Desk
    from casework.tui.frame import Dialog, Page


def limits_page(desk: Desk, ref: str) -> Page:
    """Return the time limits of a case, each with its explanation and what can be done to it."""
    from casework.tui.rowspage import RowsPage

    return RowsPage(desk, ref, "Time limits", limit_rows)


def questions_page(desk: Desk, ref: str) -> Page:
    """Return the policy's questions, each of which can be answered."""
    from casework.tui.rowspage import RowsPage

    return RowsPage(desk, ref, "Questions of the policy", casepages.questions)


def history_page(desk: Desk, ref: str) -> Page:
    """Return a case opened at its history."""
    from casework.tui.onecase import OneCase

    return OneCase(desk, ref, page="history")


def limit_rows(desk: Desk, ref: str) -> tuple[Row, ...]:
    """Return the open time limits of a case as rows."""
    return tuple(
        Row(
            left=f"{one.title}: {one.words}",
            beside=" ".join(filter(None, (one.why, one.remark and f"{one.remark}."))),
            opens=LIMIT,
            arg=f"{one.name} {one.title}",
        )
        for one in limitjobs.running(desk, ref)
    )


def why_page(desk: Desk, ref: str) -> Page:
    """Return why a case stands as it does."""
    from casework.tui.why import Why

    return Why(desk, ref)


def threshold_page(desk: Desk, ref: str) -> Page:
    """Return the threshold worksheet of a sealed case."""
    from casework.tui.thresholdpage import ThresholdPage

    return ThresholdPage(desk, ref)


#: The screens of a case that a key or the palette opens, by name.
SCREENS: Final[Mapping[str, Callable[[Desk, str], Page | Dialog]]] = {
    "next": next_page,
    "history": history_page,
    "why": why_page,
    "threshold": threshold_page,
    "limits": limits_page,
    "questions": questions_page,
}
