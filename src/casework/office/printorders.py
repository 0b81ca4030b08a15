"""A page ordered for the printer, and what becomes of the order; taking back what was done last.

An order waits while it may be taken back, is taken up once, as its page is handed over, and is
settled with the entry that says what came out. Whatever stands in the way before that leaves it
waiting; only a refusal by the rules ends it. Must not know how anybody is asked, nor when an
order's time is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.events import CLOCK
from casework.errors import Conflict, Refused
from casework.letters.printing import Way
from casework.office import cases, door, effects, letterprints, letters, pageorders
from casework.office.effects import Effect, Standing, What
from casework.office.letterpages import letter_in
from casework.office.letters import LetterStep

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casework.domain.case import LetterState
    from casework.office.desk import Desk
    from casework.office.door import Done
    from casework.office.letterprints import Answer, Printed

#: What is said where a step is taken back, and where a page is.
TAKEN_BACK = "Taken back. It stays in the history, marked so."
NOT_PRINTED = "Taken back: the letter goes to no printer."
_GOES = {
    Way.PRINTER: "goes to the printer",
    Way.OPENED: "is opened to print",
    Way.KEPT: "is written to a file",
}


def order(desk: Desk, ref: str, number: int, way: Way | None = None) -> str:
    """Let a letter go to paper when the undo time is over; an approved one is issued first.

    Returns what is on its way, in words. Raises Refused where the letter cannot be printed now.
    """
    desk.must_write()
    file = door.load(desk, ref)
    letter = letter_in(file, number)
    school, by = file.snapshot.school, way or letterprints.usual_way(desk)
    if letter.state == "approved":  # frozen and ordered in one transaction, or neither
        orders = (effects.page(desk, school, number, by),)
        return _goes(letters.issue(desk, ref, number, orders=orders), number, by)
    letters.may(letter, LetterStep.PRINT)
    if not effects.order(desk, file.case, school, number, by):
        raise pageorders.on_its_way(ordered(desk, ref, number))
    return _words(letter, by)


def copy_ordered(page: Effect, done: Done) -> str:
    """Return what is on its way in words, where somebody answered that a page is to go again."""
    return _goes(done, page.number, Way(page.way))


def _goes(done: Done, number: int, by: Way) -> str:
    return _words(done.snapshot.letters[number], by)


def _words(letter: LetterState, by: Way) -> str:
    copy = f", marked COPY {letter.copies + 1}" if letter.copies else ""
    return f"letter {letter.serial} {_GOES[by]}{copy}"


def ordered(desk: Desk, ref: str, number: int) -> Effect | None:
    """Return the order for a letter that has not been settled, if there is one."""
    return pageorders.ordered(desk, ref, number)


def carry_out(desk: Desk, effect: Effect, ask: Callable[[str], Answer]) -> Printed | None:
    """Take an order up, hand its page over, ask what came out and record it, with the order.

    Where the answer is that it is to go again, the copy waits by an order of its own, kept with the
    record of this page or not at all: ``copy_ordered`` says it.

    None where it was taken back, or somebody else has it. Raises MachineFault where the printer
    took nothing, and Refused where the rules do not allow it any more: nothing came out then, and
    the order is gone. Whatever else is raised before the page is handed over leaves the order
    waiting. What ``ask`` raises, or the recording, leaves it open: nobody knows how it ended.
    """
    if effect.standing not in {Standing.WAITING, Standing.DUE}:
        return None
    if not _is_still_allowed(desk, effect):
        return None
    try:
        return letterprints.print_on(
            desk, effect.ref, effect.number, Way(effect.way), ask, order=effect
        )
    except effects.TakenUp:
        return None


def _is_still_allowed(desk: Desk, effect: Effect) -> bool:
    """Raise what refuses the print now: a pause may have begun while the page waited.

    A refusal by the rules ends the order; False where it had gone before. What may pass, a fault of
    the machine or that this very person may not print, does not.
    """
    try:
        letters.rehearse(desk, effect.ref, effect.number, LetterStep.PRINT)
    except Refused:
        if not effects.stop(desk, effect):
            return False
        raise
    return True


def settle(desk: Desk, effect: Effect, answer: Answer) -> Done | None:
    """Record what somebody says of a page whose end nobody knew; ``None`` where none came out.

    One that is to go again is ordered anew with the record, as ``carry_out`` does.

    Raises Conflict where somebody else has said it meanwhile.
    """
    desk.must_write()
    return letterprints.settle_earlier(desk, effect.ref, effect.number, answer, effect)


def was_handed_over(desk: Desk, effect: Effect) -> bool:
    """Tell whether a page that was cut off came as far as the printer at all."""
    return letterprints.is_unsettled(desk, effect.ref, effect.number)


def unknown(desk: Desk) -> tuple[Effect, ...]:
    """Return the pages to ask about; those of which somebody has said it elsewhere are put away."""
    found = []
    for one in effects.unknown(desk):
        if _is_of_before(one) or was_handed_over(desk, one):
            found.append(one)
        elif not desk.read_only:
            effects.put_away(desk, one)
    return tuple(found)


def _is_of_before(effect: Effect) -> bool:
    """Tell whether a page waits in records that went back: it may have been printed since."""
    return effect.row.tried_at is None


def question(effect: Effect) -> str:
    """Return what is asked of whoever is there about a page whose end nobody knows."""
    if _is_of_before(effect):
        return (
            f"A page of {effect.ref} (letter {effect.number}) waited for the printer in records "
            "that were put back from a backup. It may have been printed since that was made. Did "
            "that paper come out?"
        )
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
