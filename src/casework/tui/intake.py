"""The forms by which things are taken in, by name: one table, which all front ends read.

``job_of`` gives a form as plain values, ``form_of`` the screen that shows it. Must not know what a
form asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.office.desk import Desk
    from casework.tui.formpage import FormPage
    from casework.tui.sheet import Job


def _call(desk: Desk, ref: str) -> Job:
    from casework.tui import call

    return call.job(desk, ref)


def _new(desk: Desk, _ref: str) -> Job:
    from casework.tui import newcase

    return newcase.job(desk)


def _take_in(desk: Desk, ref: str) -> Job:
    from casework.tui import takein

    return takein.job(desk, ref)


def _concern(desk: Desk, _ref: str) -> Job:
    from casework.tui import concern

    return concern.job(desk)


def _evidence(desk: Desk, ref: str) -> Job:
    from casework.tui import capture

    return capture.job(desk, ref)


def _check(desk: Desk, ref: str) -> Job:
    from casework.tui import capture

    return capture.check_job(desk, ref)


def _panel(desk: Desk, _ref: str) -> Job:
    from casework.tui import panel

    return panel.job(desk)


def _danger(desk: Desk, ref: str) -> Job:
    from casework.tui import danger

    return danger.job(desk, ref)


JOBS: Final[Mapping[str, Callable[[Desk, str], Job]]] = {
    "call": _call,
    "new": _new,
    "take-in": _take_in,
    "concern": _concern,
    "evidence": _evidence,
    "check": _check,
    "danger": _danger,
    "panel": _panel,
}


#: How an unfinished form is called, and where it goes on.
_CALLED: Final[Mapping[str, str]] = {
    "call": "a call (F8)",
    "new": "a new case",
    "take-in": "a received call, taken in (I)",
    "concern": "a concern (C)",
    "evidence": "evidence",
    "danger": "what was done in danger",
}


def unfinished(desk: Desk) -> str:
    """Return in a sentence which forms this person left unfinished, or nothing."""
    from casework.office import drafts

    found = (
        f"{_CALLED[one.form]}{f' in {one.ref}' if one.ref else ''}"
        for one in drafts.waiting(desk)
        if one.form in _CALLED
    )
    words = in_words(found)
    return f"Not finished yet: {words}. What you typed is still there." if words else ""


def takes_in(desk: Desk) -> bool:
    """Tell whether this person opens any ordinary case: else a call is not theirs to keep."""
    from casework.errors import CaseworkError
    from casework.office import intake

    try:
        intake.usual(desk)
    except CaseworkError:
        return False  # another role, another school, or no policy adopted yet
    return not desk.read_only


def job_of(name: str, desk: Desk, ref: str = "") -> Job:
    """Return a form of that name, about a case or about none."""
    return JOBS[name](desk, ref)


def form_of(name: str, desk: Desk, ref: str = "") -> FormPage:
    """Return the screen of a form: all questions at once, or one after the other."""
    return page_of(job_of(name, desk, ref))


def page_of(job: Job) -> FormPage:
    """Return the screen of a form: all questions at once, or one after the other."""
    from casework.tui.formsheet import FormSheet
    from casework.tui.formsteps import FormSteps

    return FormSteps(job) if job.one_by_one else FormSheet(job)
