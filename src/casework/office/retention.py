"""How long closed cases are kept: worked out and explained, held, and what is told for the sum.

``destruction`` proposes and agrees; ``disposals`` destroys. Whoever is named in a case decides
nothing of it. Must not know how anything is destroyed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from casework import store
from casework.domain.dates import day_words, local_day
from casework.domain.people import PersonRole
from casework.domain.retention import LEAST_AHEAD, Start, work_out
from casework.errors import Conflict, NotPermitted, Refused, UsageFault
from casework.office import capacities, door, keeping
from casework.office.cards import read_card
from casework.office.evidencelocks import waiting
from casework.office.schedule import schedule_of
from casework.policy.gates import ROLE_WORDS
from casework.text import LONGEST_FIELD, clean_line, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.domain.case import Snapshot
    from casework.domain.retention import Kept, RetentionClass
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.keeping import Ground, Hold, Keeping

#: Who may hold, tell a day and propose (*default*); who lets a hold go.
WORKS = ("office", "senior-leader", "headteacher", "dsl", "chair", "vice-chair")
LIFTS = ("senior-leader", "headteacher", "dsl", "chair", "vice-chair")
#: What is written to the access log of a sealed case before it is looked at here.
_LOOKED = "looked at how long it is kept"
PERSONNEL_FILE = "personnel-file"


class Standing(StrEnum):
    """How a closed case stands with its retention."""

    KEPT = "kept"
    HELD = "held"
    LACKING = "day missing"
    DUE = "for review"
    PROPOSED = "proposed"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Retained:
    """One closed case: its class, until when it is kept and why, and what was decided.

    ``waits``: a locked file in it waits for advice, and the case cannot go before.
    """

    file: CaseFile
    of: RetentionClass
    kept: Kept
    keeping: Keeping
    closed: date
    standing: Standing
    notes: tuple[str, ...]
    waits: bool = False


def listed(desk: Desk, *, due_only: bool = False) -> tuple[Retained, ...]:
    """Return the closed cases this person may open, those to be reviewed first."""
    found = tuple(_all(desk))
    wanted = [one for one in found if not due_only or one.standing not in _RESTING]
    return tuple(sorted(wanted, key=lambda one: (_ORDER[one.standing], one.kept.until or _FAR)))


_RESTING = frozenset({Standing.KEPT, Standing.HELD})
_FAR = date.max
_ORDER = {
    Standing.AGREED: 0,
    Standing.PROPOSED: 1,
    Standing.DUE: 2,
    Standing.LACKING: 3,
    Standing.HELD: 4,
    Standing.KEPT: 5,
}


def _all(desk: Desk) -> Iterator[Retained]:
    for row in desk.cards.rows:
        if read_card(row.card).closed:
            yield of_file(desk, _looked_at(desk, door.load_by_id(desk, row.case)))


def explained(desk: Desk, ref: str) -> Retained:
    """Return one case's standing. Raises NotFound, hidden or not; Refused while it is open."""
    return of_file(desk, _looked_at(desk, door.load(desk, ref)))


def _looked_at(desk: Desk, file: CaseFile) -> CaseFile:
    if file.history.place is store.Place.SEALED:
        store.log_access(desk.session, file.case, _LOOKED.encode(), now=desk.now())
    return file


def of_file(desk: Desk, file: CaseFile) -> Retained:
    """Return how an opened case stands. Raises Refused while it is open."""
    closed, today = closed_on(file), local_day(desk.now())
    if closed is None:
        raise Refused(
            "This case is open, so nothing is due to be reviewed.",
            advice="Its period is worked out when it is closed.",
        )
    said = keeping.keeping_of(desk, file.case)
    of = schedule_of(desk.folder).class_of(file.snapshot)
    days = {**said.days, Start.CLOSED: closed}
    kept = work_out(of, days, said.held, today, said.by_hand)
    locked = waiting(desk, file)
    return Retained(
        file=file,
        of=of,
        kept=kept,
        keeping=said,
        closed=closed,
        standing=_standing(file, kept, said, today),
        notes=(*_locked(locked), *_notes(desk, file, of, said, today)),
        waits=bool(locked),
    )


def closed_on(file: CaseFile) -> date | None:
    """Return the day on which a case was closed, or None while it is open."""
    case_type = file.policy.case_types[file.snapshot.case_type]
    track = file.snapshot.tracks[case_type.spine]
    if track.state not in case_type.tracks[case_type.spine].finals:
        return None
    return local_day(file.entries[track.since - 1].at)


def _standing(file: CaseFile, kept: Kept, said: Keeping, today: date) -> Standing:
    if kept.held:
        return Standing.HELD
    if kept.lacking:
        return Standing.LACKING
    if not kept.is_over(today):
        return Standing.KEPT
    if said.proposal is not None and said.proposal.revision == file.revision:
        return Standing.PROPOSED if said.proposal.agreed_at is None else Standing.AGREED
    waits = said.not_before is not None and today <= said.not_before
    return Standing.KEPT if waits else Standing.DUE


def _locked(numbers: tuple[int, ...]) -> Iterator[str]:
    if numbers:
        which = in_words(str(number) for number in numbers)
        verb = "is locked and waits" if len(numbers) == 1 else "are locked and wait"
        yield (
            f"Evidence {which} {verb} for advice: the case does not go before the police or "
            "safeguarding say what becomes of it."
        )


def _notes(
    desk: Desk, file: CaseFile, of: RetentionClass, said: Keeping, today: date
) -> Iterator[str]:
    """Yield what else is to be known before anybody decides."""
    if said.not_before is not None and today <= said.not_before:
        yield f"Looked at before, and kept until {day_words(said.not_before)}."
    if said.proposal is not None and said.proposal.revision != file.revision:
        yield "A proposal to destroy it lapsed, because something was added to the case since."
    if open_links(desk, file.snapshot):
        yield "A case that is linked to it is still open."
    track = file.policy.case_types[file.snapshot.case_type].tracks.get(PERSONNEL_FILE)
    if of.kinds and track is not None:
        state = track.states[file.snapshot.state(PERSONNEL_FILE)]
        yield f"{track.title}: {state.title}."


def open_links(desk: Desk, case: Snapshot) -> tuple[str, ...]:
    """Return the open cases linked to one, of those this person may see."""
    rows = ((ref, desk.cards.get(ref)) for ref in case.links)
    return tuple(ref for ref, row in rows if row is not None and not read_card(row.card).closed)


# --- who may, and what they say ------------------------------------------------------------------


def named_in(desk: Desk, case: Snapshot) -> frozenset[str]:
    """Return the users who are named in a case, or were taken off it."""
    return case.excluded | capacities.users_named(desk, case.people, PersonRole)


def must_be_free(desk: Desk, case: Snapshot, roles: tuple[str, ...]) -> None:
    """Raise NotPermitted unless the person holds one of ``roles`` in a case and is not in it."""
    if desk.session.user in named_in(desk, case):
        raise NotPermitted(
            "You are named in this case, so you decide nothing about keeping it.",
            advice="Somebody who is not named in it does.",
        )
    if capacities.actor_in(desk, case).roles.isdisjoint(roles):
        raise NotPermitted(
            "This is not yours to do.",
            advice=f"It takes {in_words((ROLE_WORDS[one] for one in roles), 'or')}.",
        )


def reason(said: str) -> str:
    """Return a reason, cleaned. Raises UsageFault where there is none or it is too long."""
    found = clean_line(said)
    if not found or len(found) > LONGEST_FIELD:
        raise UsageFault("A reason is missing, or too long.", advice="Say why with --reason TEXT.")
    return found


def holds(desk: Desk, ref: str) -> tuple[Hold, ...]:
    """Return every hold of a case, open or closed, oldest first. Raises NotFound, hidden or not."""
    return keeping.keeping_of(desk, _looked_at(desk, door.load(desk, ref)).case).holds


def hold(desk: Desk, ref: str, ground: Ground, why: str) -> None:
    """Hold a case, open or closed: its period stands still, and nobody destroys it."""
    file = door.load(desk, ref)
    must_be_free(desk, file.snapshot, WORKS)
    keeping.write(desk, file.case, "hold", ground=ground, why=reason(why))


def release(desk: Desk, ref: str, why: str) -> None:
    """Let every hold of a case go. Raises Conflict where there is none."""
    file = door.load(desk, ref)
    must_be_free(desk, file.snapshot, LIFTS)
    if all(one.lifted for one in keeping.keeping_of(desk, file.case).holds):
        raise Conflict(
            "This case is not on hold.", advice="casework retention explain says how it stands."
        )
    keeping.write(desk, file.case, "released", why=reason(why))


def tell_day(desk: Desk, ref: str, what: Start, on: date) -> Retained:
    """Say on what day the child was born, or a member of staff leaves or reaches pension age."""
    if what is Start.CLOSED:
        raise UsageFault(
            "When a case was closed stands in its history.", advice="It is not told once more."
        )
    file = door.load(desk, ref)
    must_be_free(desk, file.snapshot, WORKS)
    of_file(desk, file)
    keeping.write(desk, file.case, "day", what=what, on=on.isoformat())
    return of_file(desk, file)


def keep_until(desk: Desk, ref: str, on: date, why: str) -> Retained:
    """Set the last day by hand. Raises UsageFault for one less than a year ahead."""
    soonest = local_day(desk.now()) + timedelta(days=LEAST_AHEAD)
    if on < soonest:
        raise UsageFault(
            f"A day set by hand lies at least {LEAST_AHEAD} days ahead, so that nobody destroys "
            "anything in haste.",
            advice=f"The soonest is {day_words(soonest)}.",
        )
    file = door.load(desk, ref)
    must_be_free(desk, file.snapshot, WORKS)
    of_file(desk, file)
    keeping.write(desk, file.case, "by-hand", on=on.isoformat(), why=reason(why))
    return of_file(desk, file)
