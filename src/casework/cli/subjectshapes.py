"""What ``casework sar`` prints: requests, places found, what is asked apart. A contract, as JSON.

Must not ask the office anything by itself.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from casework.domain.dates import day_words, instant_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.office.subjectaccess import Request
    from casework.office.subjectanswers import Answered, Question
    from casework.office.subjectsearch import Found

Json = dict[str, object]

_WORDS = {"": "not said yet", "them": "yes, it is them", "another": "no, another person"}


def request_shape(one: Request) -> Json:
    """Return a request."""
    return {
        "ref": one.ref,
        "school": one.school,
        "person": one.person,
        "known_as": list(one.known_as),
        "asked_by": one.asked_by or None,
        "basis": one.basis or None,
        "came_on": one.came_on or None,
        "state": one.state,
        "due": one.due or None,
        "why": one.why or None,
        "stopped": one.stopped,
        "asked_apart": one.asked,
        "outcome": one.outcome or None,
    }


def request_row(one: Request) -> tuple[str, ...]:
    """Return a request as a row of a table."""
    due = _day(one.due) if one.due else "stopped" if one.stopped else ""
    return one.ref, one.person, one.state_title, due, "yes" if one.asked else "not yet"


def request_lines(one: Request) -> Iterator[str]:
    """Yield a request as lines."""
    yield f"{one.ref}: {one.person} asks for their own data (subject access request, SAR)."
    if one.known_as:
        yield f"Also known as: {', '.join(one.known_as)}"
    if one.asked_by:
        yield f"Asked by: {one.asked_by}"
    if one.came_on:
        yield f"It came on {_day(one.came_on)}."
    yield f"{one.state_title}."
    if one.due:
        yield f"To be answered by {_day(one.due)}."
    if one.why:
        yield one.why
    yield (
        "Safeguarding and the chair were asked; they answer apart."
        if one.asked
        else f"Safeguarding and the chair have not been asked: casework sar ask {one.ref}"
    )


def found_shape(one: Found) -> Json:
    """Return a place where somebody of the name stands."""
    return {
        "ref": one.ref,
        "type": one.title,
        "person": one.number,
        "where": one.where,
        "decision": one.decision or None,
    }


def found_lines(found: Iterable[Found], ref: str) -> Iterator[str]:
    """Yield each place, and how to say whether it is them."""
    found = tuple(found)
    yield ""
    if not found:
        yield "Nobody of the name stands in the cases that you may open."
    for one in found:
        yield f"{one.ref}, person {one.number}: {one.where} – {_WORDS[one.decision]}"
    if any(not one.decision for one in found):
        yield f"Say of each: casework sar confirm {ref} CASE --person N --them, or --another"


def asked_shape(one: Question) -> Json:
    """Return what somebody is asked apart."""
    return {
        "ref": one.request,
        "school": one.school,
        "person": one.names[0],
        "known_as": list(one.names[1:]),
        "asked_by": one.asked_by or None,
        "due": one.due or None,
    }


def asked_line(one: Question) -> str:
    """Return what somebody is asked apart, as a line."""
    by = f", by {_day(one.due)}" if one.due else ""
    return f"You are asked about {one.request}, {one.names[0]}{by}: casework sar answer " + (
        one.request
    )


def answered_shape(one: Answered) -> Json:
    """Return an answer on record."""
    return {
        "ref": one.request,
        "at": one.at.isoformat(),
        "by": one.by,
        "outcome": one.outcome,
        "words": one.words or None,
    }


def answered_line(one: Answered) -> str:
    """Return an answer on record, as a line."""
    why = f" – {one.words}" if one.words else ""
    return f"{one.request}: answered “{one.outcome}”, {one.by}, {instant_words(one.at)}{why}"


def _day(iso: str) -> str:
    return day_words(date.fromisoformat(iso))
