"""Requests for one's own data (SAR) as a board: those that run, each with what happens next.

Whoever safeguarding or the chair is finds here what they alone are asked (``requestsapart``). Must
not know a widget, nor how a month is counted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from casework.domain.dates import day_words
from casework.errors import NotFound
from casework.office import (
    chairhistories,
    deadlines,
    subjectaccess,
    subjectletter,
    subjectsearch,
)
from casework.office.subjectaccess import CLOSED, HANDLERS, ONE, THREE
from casework.text import in_words, large, small
from casework.tui import caseview, requestjobs, requestsapart
from casework.tui.boards import DO_HERE, Board, Row, heading, under
from casework.tui.requestplaces import Places
from casework.tui.stepjob import step_job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from casework.office.subjectaccess import Request
    from casework.tui.caseview import CaseView

TITLE: Final = "Requests for one’s own data (SAR)"
_NONE: Final = "No request for anybody’s own data is open."
_APART: Final = "You are asked apart: nobody else sees what you answer"
#: What one does about a request that is a step with a form of its own, by the step.
_WORDS: Final = {
    "start-the-month": "Say how it is known who asks: the month runs",
    "ask-apart": "Ask safeguarding and the chair, who answer apart",
    "hand-out": "Hand out what is held, with a letter",
    "close": "Close the request",
    "hand-out-again": "Hand it out once more",
    "take-two-months-more": "Take two months more",
    "ask-apart-again": "Ask safeguarding and the chair once more",
    "close-without": "Close it, with nothing handed out",
}
#: Which of them comes next, the first that can be done.
_IN_TURN: Final = ("close", "start-the-month", "resume", "ask-apart", "look", "place", "hand-out")


def may(desk: Desk) -> bool:
    """Tell whether this person has anything to do with such requests."""
    return not desk.actor.roles.isdisjoint((*HANDLERS, *chairhistories.READERS))


def board(desk: Desk) -> Board:
    """Return the open requests, the one due first standing first, and what is asked apart."""
    handles = not desk.actor.roles.isdisjoint(HANDLERS)
    found = tuple(_row(desk, one) for one in subjectaccess.requests(desk))
    none = (Row(left=_NONE),) if handles else ()
    return Board(
        title=TITLE,
        rows=(
            *under(DO_HERE, _doings(desk) if handles else ()),
            *under(_APART, requestsapart.rows(desk)),
            *under("Open requests", found or none),
            *under("What you answered apart", requestsapart.answered(desk)),
        ),
    )


def _doings(desk: Desk) -> Iterator[Row]:
    if not desk.read_only:
        opens = partial(requestjobs.open_job, desk)
        yield Row(left="Take up a request", leads=opens, also="open new somebody asks copy file")
    yield Row(left="Look at those that are closed", leads=partial(_closed, desk))


def _closed(desk: Desk) -> Board:
    found = (one for one in subjectaccess.requests(desk, closed_too=True) if one.state == CLOSED)
    rows = tuple(_row(desk, one) for one in found)
    return Board(title="Requests that are closed", rows=rows or (Row(left="None is closed."),))


def _row(desk: Desk, one: Request) -> Row:
    """Return a request as a line: who asks, how far it is, by when.

    The lists that lie open on a desk name nobody (``subjectaccess.SUMMARY``); this place is opened
    by those who work on requests, and two of one month cannot be told apart without the name.
    """
    due = "" if one.state == CLOSED else f"{_due(desk, one)}. "
    leads = partial(page, desk, one.ref)
    return Row(left=f"{one.ref}  {one.person}", beside=f"{due}{one.state_title}.", leads=leads)


def _due(desk: Desk, one: Request) -> str:
    rows = _limits(desk, one)
    words = rows[0].words if rows else "no date"
    return "The time stands still" if one.stopped else large(words)


def _limits(desk: Desk, one: Request) -> tuple[deadlines.Row, ...]:
    """Return the open limits of a request, that of the answer first."""
    rows = deadlines.of_case(desk, subjectaccess.load(desk, one.ref))
    return tuple(sorted(rows, key=lambda row: row.name not in {ONE, THREE}))


# --- one request ----------------------------------------------------------------------------------


def page(desk: Desk, ref: str) -> Board:
    """Return one request: what happens next, what else, how it stands, where they were found."""
    request = subjectaccess.request(desk, ref)
    view = caseview.view(desk, ref)
    places = places_of(desk, request)
    can = {} if desk.read_only else dict(_can(desk, request, view, places))
    first = next((name for name in _IN_TURN if name in can), "")
    others = (row for name, row in can.items() if name != first)
    return Board(
        title=f"{ref}  A request for one’s own data (SAR)",
        rows=(
            heading("What happens next"),
            *((_by_when(desk, request, can[first]),) if first else _others_do(request, view)),
            *under(DO_HERE, (*others, Row(left="Its history, notes and people", case=ref))),
            *places.rows(),
            *under("How it stands", map(_line, _stands(desk, request))),
            *under("What does not go out, and why", map(_line, subjectletter.withheld_words())),
        ),
    )


def _by_when(desk: Desk, request: Request, row: Row) -> Row:
    """Return the line of what comes next, with the day on which the answer is due."""
    if row.beside or not request.due:
        return row
    return replace(row, beside=f"The answer is due: {small(_due(desk, request))}.")


def places_of(desk: Desk, request: Request) -> Places:
    """Return where the person of a request stands in ordinary cases."""
    wanted = subjectsearch.whom(request)
    return Places(
        desk=desk,
        whom=wanted,
        key=f"request {request.ref}",
        look=lambda: subjectsearch.search(desk, wanted),
    )


def _can(desk: Desk, request: Request, view: CaseView, places: Places) -> Iterator[tuple[str, Row]]:
    """Yield what this person can do about a request, each under its name."""
    for one in view.choices:
        if one.trigger in _WORDS:
            form = partial(requestjobs.BY_STEP[one.trigger], desk, request.ref)
            yield one.trigger, Row(left=_WORDS[one.trigger], leads=form, also=one.says)
        elif one.track != "danger":
            step = partial(step_job, desk, request.ref, one, view.revision)
            yield one.trigger, Row(left=one.says, leads=step)
    if request.stopped:
        resume = partial(requestjobs.resume_job, desk, request.ref)
        yield "resume", Row(left="They answered: let the time go on", leads=resume)
    elif request.due:
        pause = partial(requestjobs.pause_job, desk, request.ref)
        yield "pause", Row(left="Stop the time: we asked what exactly is meant", leads=pause)
    if request.state != CLOSED:
        yield from _looking(places)


def _looking(places: Places) -> Iterator[tuple[str, Row]]:
    if places.found is None:
        yield "look", Row(left="Look for them in every case you may open", leads=places.look_job)
        return
    if places.open:
        first = places.row(places.open[0])
        words = f"Is it them? {first.left}"
        yield "place", Row(left=words, beside=first.beside, leads=first.leads)
    yield "again", Row(left="Look for them again", leads=places.look_job)


def _others_do(request: Request, view: CaseView) -> Iterator[Row]:
    """Yield who does what comes next, where it is not this person."""
    if request.state == CLOSED:
        yield Row(left="Nothing: it is closed.")
        return
    reason = next((why for what, why in view.not_yet if "Hand out what is held" in what), "")
    yield Row(left=f"It waits to be handed out. {reason}".strip())


def _stands(desk: Desk, one: Request) -> Iterator[str]:
    by = one.asked_by
    whose = f"the data of {one.person}" if by else "their own data"
    yield f"{by or one.person} asks for {whose}."
    if one.known_as:
        yield f"Also known as: {in_words(one.known_as)}."
    came = f" It came {day_words(date.fromisoformat(one.came_on))}." if one.came_on else ""
    basis = requestjobs.basis_words(one.basis)
    known = f" How that is known: {basis}." if basis else ""
    yield f"{one.state_title}.{came}{known}"
    for row in _limits(desk, one):
        yield f"{row.title}: {row.words}. {row.why}".strip()
    if one.state == CLOSED:
        yield f"It ended: {requestjobs.end_words(one.outcome)}."
        return
    yield (
        "Safeguarding and the chair were asked. They answer the person; it never shows here."
        if one.asked
        else "Safeguarding and the chair have not been asked. Nothing goes out before that."
    )


def _line(words: str) -> Row:
    return Row(left=words)


def of_case(desk: Desk, ref: str) -> bool:
    """Tell whether a case is such a request, and this person's to see."""
    try:
        subjectaccess.request(desk, ref)
    except NotFound:
        return False
    return True
