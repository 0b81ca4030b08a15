"""What safeguarding and the chair are asked of a request, each alone, as a board of their own.

They look in what is kept sealed and answer the person themselves. Nothing of it stands on any board
of the office. Must not know a widget, nor how the request itself stands.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from casework.domain.dates import end_of, instant_words
from casework.domain.lateness import lateness
from casework.errors import NotFound
from casework.office import subjectanswers
from casework.office.duework import due_of
from casework.office.subjectanswers import HANDED_OUT, NOTHING, WITHHELD
from casework.text import in_words, large
from casework.tui.boards import DO_HERE, Board, Row, heading, under
from casework.tui.requesthandout import hand_out_apart_job
from casework.tui.requestplaces import Places
from casework.tui.sheet import Job, Kept, sure, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.office.desk import Desk
    from casework.office.subjectanswers import Answered, Question

_WORDS: Final = {
    NOTHING: "nothing is held",
    HANDED_OUT: "it was handed out",
    WITHHELD: "it is withheld",
}
_ALONE: Final = (
    "Your answer is kept for you alone: nobody at the office sees it, or that there is one."
)
_YOURS: Final = "You answer the person yourself, not through the office."


def rows(desk: Desk) -> Iterator[Row]:
    """Yield each request that this person is asked about and has not answered."""
    for one in subjectanswers.questions(desk):
        leads = partial(page, desk, one.request)
        due = f"{_due(desk, one)}. " if one.due else ""
        left = f"{one.request}  {one.names[0]}: your answer"
        yield Row(left=left, beside=f"{due}{_YOURS}", leads=leads)


def answered(desk: Desk) -> Iterator[Row]:
    """Yield what this person answered, the latest first: for them alone."""
    for one in reversed(subjectanswers.answers(desk)):
        yield Row(left=one.request, beside=_answer_words(one))


def page(desk: Desk, ref: str) -> Board:
    """Return one request as whoever is asked about it apart has it."""
    title = f"{ref}  You are asked apart"
    try:
        asked = subjectanswers.question(desk, ref)
    except NotFound:
        told = subjectanswers.answers(desk, ref)
        if not told:
            raise
        words = f"You have answered: {_answer_words(told[-1])}"
        return Board(title=title, rows=(Row(left=words),))
    places = _places(desk, asked)
    return Board(
        title=title,
        rows=(
            heading("What happens next"),
            *_next(desk, asked, places),
            *under(DO_HERE, _others(desk, asked, places)),
            *places.rows(),
            *under("What is asked", (Row(left=words) for words in _about(desk, asked))),
        ),
    )


def _places(desk: Desk, asked: Question) -> Places:
    return Places(
        desk=desk,
        whom=asked.whom,
        key=f"request apart {asked.request}",
        look=lambda: subjectanswers.look(desk, asked.request)[1],
    )


def _next(desk: Desk, asked: Question, places: Places) -> Iterator[Row]:
    """Yield what comes first: to look, to say of a place whether it is them, to answer."""
    if desk.read_only:
        yield Row(left="It is to be answered; here nothing can be changed.")
    elif places.found is None:
        yield Row(left="Look in the sealed cases that you may open", leads=places.look_job)
    elif places.open:
        first = places.row(places.open[0])
        yield Row(left=f"Is it them? {first.left}", beside=first.beside, leads=first.leads)
    elif places.theirs:
        leads = partial(hand_out_apart_job, desk, asked.request)
        yield Row(left="Hand it out, and answer so", leads=leads, also="letter export folder")
    else:
        leads = partial(_answer, desk, asked.request, NOTHING)
        yield Row(left="Answer: nothing is held", leads=leads)


def _others(desk: Desk, asked: Question, places: Places) -> Iterator[Row]:
    if desk.read_only or places.found is None:
        return
    if places.theirs and not places.open:
        leads = partial(_answer, desk, asked.request, WITHHELD)
        yield Row(left="Answer: it is withheld, and why", leads=leads)
    yield Row(left="Look again", leads=places.look_job)


def _about(desk: Desk, asked: Question) -> Iterator[str]:
    whose = asked.names[0]
    by = asked.asked_by
    yield f"{by} asks for the data of {whose}." if by else f"{whose} asks for their own data."
    if asked.names[1:]:
        yield f"Also known as: {in_words(asked.names[1:])}."
    if asked.due:
        yield f"The office is to answer: {_due(desk, asked)}."
    yield _YOURS
    yield _ALONE


def _due(desk: Desk, asked: Question) -> str:
    last = date.fromisoformat(asked.due)
    due = due_of(end_of(last).isoformat(), asked.due, "days")
    words = lateness(due, desk.now(), desk.calendar(asked.school))
    return large(words)


def _answer_words(one: Answered) -> str:
    why = f" Why: {one.words}" if one.words else ""
    return f"{_WORDS.get(one.outcome, one.outcome)}, {instant_words(one.at)}.{why}"


def _answer(desk: Desk, ref: str, outcome: str) -> Job:
    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        subjectanswers.answer(desk, ref, outcome, told.get("why", ""))
        return Kept(words=f"Done: answered: {_WORDS[outcome]}.")

    why = text("why", "Why is it withheld? Kept for you alone", needed=True)
    return Job(
        desk=desk,
        draft=f"request answer {ref} {outcome}",
        title=f"{ref}  Answer: {_WORDS[outcome]}",
        button="Answer so",
        says=(_ALONE, _YOURS),
        asked=lambda _given: (why if outcome == WITHHELD else sure("Is this meant?"),),
        keep=keep,
    )
