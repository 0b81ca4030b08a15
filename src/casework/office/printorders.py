"""A page ordered for the printer, and what becomes of the order; taking back what was done last.

An order waits while it may be taken back, is taken up once, and is settled with the entry that says
what came out. Must not know how anybody is asked, nor when an order's time is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.events import CLOCK
from casework.errors import CaseworkError, Conflict, MachineFault, Refused
from casework.letters.printing import Way
from casework.office import cases, door, effects, letterprints, letters
from casework.office.effects import Effect, Standing, What
from casework.office.letterpages import letter_in
from casework.office.letters import LetterStep

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casework.domain.case import LetterState
    from casework.office.desk import Desk
    from casework.office.door import CaseFile, Done
    from casework.office.letterprints import Answer, Printed

#: What is said where a step is taken back, and where a page is.
TAKEN_BACK = "Taken back. It stays in the history, marked so."
NOT_PRINTED = "Taken back: the letter goes to no printer."


def order(desk: Desk, ref: str, number: int, way: Way = Way.PRINTER) -> str:
    """Let a letter go to paper when the undo time is over; an approved one is issued first.

    Returns what is on its way, in words. Raises Refused where the letter cannot be printed now.
    """
    desk.must_write()
    file = door.load(desk, ref)
    letter = letter_in(file, number)
    if letter.state == "approved":
        file = door.load_by_id(desk, _issued(desk, file, number))
        letter = letter_in(file, number)
    letters.may(letter, LetterStep.PRINT)
    if ordered(desk, ref, number):
        raise Refused(
            "This letter is on its way to the printer already.",
            advice="Wait until it has come out, then print it again for a copy.",
        )
    effects.order(desk, file.case, file.snapshot.school, number, way)
    return f"letter {letter.serial} {_goes(way)}{_copy(letter)}"


def _issued(desk: Desk, file: CaseFile, number: int) -> str:
    letters.issue(desk, file.snapshot.ref, number)
    return file.case


def _goes(way: Way) -> str:
    return "is opened to print" if way is Way.OPENED else "goes to the printer"


def _copy(letter: LetterState) -> str:
    return f", marked COPY {letter.copies + 1}" if letter.copies else ""


def ordered(desk: Desk, ref: str, number: int) -> Effect | None:
    """Return the order for a letter that has not been settled, if there is one."""
    found = (
        one for one in effects.effects(desk, ref) if (one.what, one.number) == (What.PRINT, number)
    )
    return next(found, None)


def carry_out(desk: Desk, effect: Effect, ask: Callable[[str], Answer]) -> Printed | None:
    """Take an order up, hand its page over, ask what came out and record it, with the order.

    None where it was taken back, or somebody else has it. Raises MachineFault where the printer
    took nothing, and what the policy refuses by now: nothing came out then, and the order is gone.
    What ``ask`` raises leaves the order open: nobody knows how it ended.
    """
    if not effects.claim(desk, effect):
        return None
    _must_still_be_allowed(desk, effect)
    try:
        printed = letterprints.print_on(
            desk, effect.ref, effect.number, Way(effect.way), ask, settles=effect.row.id
        )
    except MachineFault:
        effects.settle(desk, effect)
        raise
    if printed.done is None:
        effects.settle(desk, effect)
    return printed


def _must_still_be_allowed(desk: Desk, effect: Effect) -> None:
    """Raise what refuses the print now: a pause may have begun while the page waited."""
    try:
        letters.rehearse(desk, effect.ref, effect.number, LetterStep.PRINT)
    except CaseworkError:
        effects.settle(desk, effect)
        raise


def settle(desk: Desk, effect: Effect, answer: Answer) -> Done | None:
    """Record what somebody says of a page whose end nobody knew; ``None`` where none came out."""
    desk.must_write()
    id_ = effect.row.id
    done = letterprints.settle_earlier(desk, effect.ref, effect.number, answer, id_)
    if done is None:
        effects.settle(desk, effect)
    return done


def was_handed_over(desk: Desk, effect: Effect) -> bool:
    """Tell whether a page that was cut off came as far as the printer at all."""
    return letterprints.is_unsettled(desk, effect.ref, effect.number)


def unknown(desk: Desk) -> tuple[Effect, ...]:
    """Return the pages to ask about; an order that was cut off before its page left is let go."""
    found = []
    for one in effects.unknown(desk):
        if was_handed_over(desk, one):
            found.append(one)
        elif not desk.read_only:
            effects.settle(desk, one)
    return tuple(found)


def question(effect: Effect) -> str:
    """Return what is asked of whoever is there about a page whose end nobody knows."""
    return (
        f"A page of {effect.ref} (letter {effect.number}) was handed to the printer, and the "
        "program was cut off before anybody said what became of it. Did that paper come out?"
    )


# --- taking back what was done last ---------------------------------------------------------------


def take_back(desk: Desk, ref: str) -> str:
    """Take back what this person did last in a case, a step or an order; return what to say.

    Raises what refuses it: the time is over, or something followed.
    """
    desk.must_write()
    mine = [one for one in effects.effects(desk, ref) if one.by == desk.session.user]
    pages = [one for one in mine if one.what is What.PRINT]
    last = pages[-1] if pages else None
    if last is None or last.row.at < _last_entry(desk, ref):
        cases.undo(desk, ref)
        return TAKEN_BACK
    if last.standing not in {Standing.WAITING, Standing.DUE} or not effects.stop(desk, last):
        raise Conflict(
            "The page is at the printer already, so it cannot be taken back.",
            advice="Wait until it has come out, then say what became of it.",
        )
    return NOT_PRINTED


def _last_entry(desk: Desk, ref: str) -> datetime:
    entries = door.load(desk, ref).entries
    return next(entry.at for entry in reversed(entries) if entry.actor != CLOCK)


def leaving(desk: Desk) -> str:
    """Return what somebody who is about to leave is told of pages that wait, or nothing."""
    words = effects.unprinted_words(desk)
    if not words:
        return ""
    them = "It is" if len(effects.unprinted(desk)) == 1 else "They are"
    return f"{words} {them} printed when somebody who may see the case signs in next."
