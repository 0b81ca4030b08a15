"""The gate of a sealed case in two lines: what must not happen before the advice, and what to ring.

Once there is advice it says what was advised, and when. Every screen of the case shows it, and so
does each form line by line. What is barred comes from the policy's own promises. Must not know a
widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from casework.domain.dates import local_day, short_day
from casework.domain.spelling import spelt
from casework.errors import NotFound
from casework.office import door
from casework.office.questions import is_sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.domain.case import Snapshot
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.policy.model import CaseType

#: Who advises, in full: it stands on a screen by itself.
LADO: Final = "local authority designated officer (LADO)"
#: The steps that wait for advice, each by its verb, in the order in which they are said.
_VERBS: Final = {
    ("informing", "inform"): "tell",
    ("employer", "interview"): "interview",
    ("suspension", "suspend"): "suspend",
    ("employer", "begin-discipline"): "discipline",
}
_WRITE: Final = "write to the adult"
_ADVICE, _REFERRAL, _AWAITING, _SAFETY = "advice", "referral", "awaiting", "acted-for-safety"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What stands in view: whether anything is barred, and the lines that say it."""

    stands: bool
    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Gate(stands={self.stands})"


def sealed(desk: Desk, ref: str) -> bool:
    """Tell whether this person may open a case of that reference and it is kept sealed."""
    row = desk.cards.get(ref)
    return row is not None and is_sealed(row)


def gate(desk: Desk, ref: str) -> Gate | None:
    """Return the gate of a case; None of one that is not kept sealed, hidden or never was."""
    if not sealed(desk, ref):
        return None
    file = door.load(desk, ref)
    case_type = file.policy.case_types[file.snapshot.case_type]
    if not case_type.sealed or _ADVICE not in case_type.tracks:
        return None
    barred = tuple(_barred(case_type, file.snapshot))
    return Gate(stands=bool(barred), lines=tuple(_lines(desk, file, case_type, barred)))


def said(desk: Desk, ref: str) -> tuple[str, ...]:
    """Return the lines of a gate to be read out; none where there is none."""
    found = gate(desk, ref) if ref else None
    return found.lines if found else ()


def _barred(case_type: CaseType, case: Snapshot) -> Iterator[str]:
    standing = [one for one in case_type.contracts if one.while_ is not None and one.while_(case)]
    steps = {step for one in standing for step in one.steps}
    yield from (verb for step, verb in _VERBS.items() if step in steps)
    if any(one.letters_to for one in standing):
        yield _WRITE


def _lines(
    desk: Desk, file: CaseFile, case_type: CaseType, barred: tuple[str, ...]
) -> Iterator[str]:
    case = file.snapshot
    if not barred:
        yield _advised(file)
        return
    safety = _day_of(file, _ADVICE)
    first = f" A child was kept safe first, {safety}." if case.state(_ADVICE) == _SAFETY else ""
    yield f"Not before advice: {', '.join(barred)}.{first}"
    if _ended(case_type, case):
        yield f"Closed without advice of the {LADO}."
    else:
        yield _waits(desk, file)


def _waits(desk: Desk, file: CaseFile) -> str:
    """Return since when advice is waited for, and who rings whom."""
    case, number = file.snapshot, _number(desk, file.snapshot.school)
    if case.state(_REFERRAL) == "referred":
        return f"Asked {_day_of(file, _REFERRAL)}. Chase: {LADO}, {number}"
    if case.state(_ADVICE) == _AWAITING:
        return f"Asked {_day_of(file, _ADVICE)}. Chase: {LADO}, {number}"
    if case.state(_REFERRAL) == "not-referred":
        return f"Not referred, {_day_of(file, _REFERRAL)}. The {LADO}: {number}"
    known = case.answer("known-on")
    since = date.fromisoformat(known) if known else local_day(case.opened_at)
    return f"Since {_short(since)}. Ring the {LADO}: {number}"


def _advised(file: CaseFile) -> str:
    case = file.snapshot
    given = case.answer("advice-given-on")
    day = short_day(date.fromisoformat(given)) if given else _day_of(file, _ADVICE)
    by = case.answer("advice-given-by")
    what = spelt(case.answer("lado-advice")) or "on record"
    told = f"Advice of the {LADO}, {day}: {what}{f', given by {by}' if by else ''}."
    again = case.state(_ADVICE) == _AWAITING
    return f"{told} Further advice asked {_day_of(file, _ADVICE)}." if again else told


def _day_of(file: CaseFile, track: str) -> str:
    """Return the day since which an action stands as it does."""
    since = file.snapshot.tracks[track].since
    at = file.entries[since - 1].at if since else file.snapshot.opened_at
    return _short(local_day(at))


def _short(day: date) -> str:
    """Return ``5 Nov``: two lines have no room for more."""
    return short_day(day).partition(" ")[2]


def _number(desk: Desk, school: str) -> str:
    try:
        number = desk.school(school).ring_lado
    except NotFound:
        number = ""
    return number or "no number yet (F10)"


def _ended(case_type: CaseType, case: Snapshot) -> bool:
    return any(case.state(one.name) in one.finals for one in case_type.tracks.values() if one.spine)
