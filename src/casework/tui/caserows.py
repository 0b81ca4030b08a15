"""What a row of a case opens, and the forms of its steps: over whatever screen the row stands on.

Must not know which screen that is: another screen of the case is asked of the app.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.errors import CaseworkError
from casework.tui import casejobs, casepages, caseview, limitjobs
from casework.tui.choosing import Choose
from casework.tui.intake import page_of
from casework.tui.stepjob import step_job

if TYPE_CHECKING:
    from textual.screen import Screen

    from casework.office.desk import Desk
    from casework.tui.casepages import Row
    from casework.tui.caseview import Choice
    from casework.tui.frame import Dialog, Page

#: What a row opens: the changes of a time limit.
LIMIT: Final = "limit"
#: What the app opens: rows of these kinds name it.
_OF_APP: Final = {
    casepages.ACTION: "app.about('{}')",
    casepages.CASE: "app.case('{}')",
    casepages.QUESTIONS: "app.about('questions')",
}


def step_page(desk: Desk, ref: str, choice: Choice, revision: int) -> Page:
    """Return the form of a step."""
    return page_of(step_job(desk, ref, choice, revision))


def next_page(desk: Desk, ref: str) -> Page | Dialog:
    """Return the form of the next step of a case; or why there is none."""
    view = caseview.view(desk, ref)
    if view.next.choice is None:
        from casework.tui.why import Why

        return Why(desk, ref)
    return step_page(desk, ref, view.next.choice, view.revision)


def job_page(desk: Desk, ref: str, name: str) -> Page:
    """Return a form of ``casejobs`` by its name."""
    return page_of(casejobs.JOBS[name](desk, ref))


def open_row(screen: Screen[None], desk: Desk, ref: str, row: Row) -> None:
    """Open what a row opens, over the screen it stands on.

    Raises NotPermitted for a form where the records are to be read alone.
    """
    if row.opens == LIMIT:
        desk.must_write()
        name, _, title = row.arg.partition(" ")
        _change(screen, desk, ref, name, title)
        return
    if row.opens in _OF_APP:
        screen.app.call_later(screen.app.run_action, _OF_APP[row.opens].format(row.arg))
        return
    found = _page(desk, ref, row)
    if found is not None:
        screen.app.push_screen(found)


def _page(desk: Desk, ref: str, row: Row) -> Page | None:
    if row.opens in casejobs.JOBS:
        return job_page(desk, ref, row.opens)
    return _sheet(desk, ref, row)


def _sheet(desk: Desk, ref: str, row: Row) -> Page | None:
    try:
        if row.opens == casepages.ANSWER:
            return page_of(casejobs.answer_job(desk, ref, row.arg))
        if row.opens == casepages.CORRECT:
            return page_of(casejobs.correct_job(desk, ref, int(row.arg)))
    except CaseworkError:
        return None  # the case is not there any more: the screen below says so
    return None


def _change(screen: Screen[None], desk: Desk, ref: str, name: str, title: str) -> None:
    """Ask what is to be done to a time limit, then show its form."""
    kinds = tuple(limitjobs.CHANGES)

    def chosen(at: int | None) -> None:
        if at is not None and at >= 0:
            job = limitjobs.limit_job(desk, ref, name, title, kinds[at])
            screen.app.push_screen(page_of(job))

    screen.app.push_screen(Choose(title, tuple(limitjobs.CHANGES.values())), chosen)
