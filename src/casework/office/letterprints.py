"""A letter on its way to paper: handed to the printer, then asked about, then recorded.

The access log has the page before the printer has it; whether paper came out is asked of whoever
stands there, never guessed. Must not know how anybody is asked.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework import store
from casework.errors import MachineFault, NotPermitted
from casework.letters.printing import Way as Way  # front ends name a way by it
from casework.letters.printing import handed_over, left
from casework.office import door, effects, letters, pageorders
from casework.office.letterpages import letter_in, pdf_of
from casework.office.letters import LetterStep
from casework.office.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from casework.domain.case import LetterState
    from casework.office.desk import Desk
    from casework.office.door import CaseFile, Done
    from casework.office.effects import Effect
    from casework.office.saying import Saying

NOW: Final = "Did the paper come out, whole and readable?"
EARLIER: Final = (
    "This letter was handed to a printer before, and nobody said what became of it. "
    "Did that paper come out?"
)
_HOW: Final = {
    Way.PRINTER: "on the printer",
    Way.OPENED: "from the screen",
    Way.KEPT: "as a file of the practice school",
}


class Answer(StrEnum):
    """What somebody at the printer says."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"  # counts as printed: the next page then says that it is a copy
    AGAIN = "again"  # as unsure, and where there was an order the copy is ordered with the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What became of a page: recorded as ``done`` or not; ``earlier`` where it was an older one."""

    done: Done | None
    answer: Answer
    copy: int
    earlier: bool = False
    note: str = ""


def usual_way(desk: Desk) -> Way:
    """Return how a page goes on paper here unless somebody says otherwise.

    In a practice school that names no command of its own it is left as a file, beside its records.
    """
    return Way.KEPT if desk.settings.practice and not desk.settings.print_command else Way.PRINTER


def print_on(
    desk: Desk,
    ref: str,
    number: int,
    way: Way,
    ask: Callable[[str], Answer],
    saying: Saying | None = None,
    *,
    order: Effect | None = None,
) -> Printed:
    """Hand an issued letter to the printer, ask whether it came out, and record what was said.

    Where an earlier page was never settled, that is asked first, and nothing is printed if it did
    come out. Raises MachineFault where the printer took nothing: then nothing is recorded. An
    ``order`` is taken up as the page is handed over, and is done with once it is known what came of
    it. Raises TakenUp where somebody else has taken it up: then nothing was printed here. Without
    one, Refused where the page is on its way by an order already.
    """
    file = read(desk, ref, "printed a letter")
    letter = letter_in(file, number)
    letters.may(letter, LetterStep.PRINT)
    copy = letter.copies + 1
    open_ = order or _left_open(desk, ref, number)
    if open_ is not order or _unsettled(desk, file, letter):
        answer = ask(EARLIER)
        if answer is not Answer.NO:
            done = _recorded(desk, file, letter, answer, saying, "earlier", open_)
            return Printed(done=done, answer=answer, copy=copy, earlier=True)
        if open_ is not order:
            _nothing_came(desk, file, _said(file, letter)[1], open_)
    mine = order or _own(desk, file, number, way)
    try:
        note, answer = _handed(desk, file, letter, way, ask, mine)
    except BaseException:  # whatever is raised on, a page that has not left goes by itself no more
        if order is None:
            effects.stop(desk, mine)
        raise
    if answer is Answer.NO:
        return Printed(done=None, answer=answer, copy=copy, note=note)
    done = _recorded(desk, file, letter, answer, saying, _HOW[way], mine)
    return Printed(done=done, answer=answer, copy=copy, note=note)


def _own(desk: Desk, file: CaseFile, number: int, way: Way) -> Effect:
    """Keep an order of one's own, so that nobody else prints the page or answers for it meanwhile.

    Raises Refused where somebody was faster.
    """
    desk.must_write()
    kept = effects.order(desk, file.case, file.snapshot.school, number, way)
    found = pageorders.ordered(desk, file.snapshot.ref, number)
    if not kept or found is None:
        raise pageorders.on_its_way(found)
    return found


def _left_open(desk: Desk, ref: str, number: int) -> Effect | None:
    """Return an order for the same page of which nobody knows how it ended.

    Raises Refused where one waits, or somebody is at it.
    """
    found = pageorders.ordered(desk, ref, number)
    if found is not None and found.standing is not effects.Standing.UNKNOWN:
        raise pageorders.on_its_way(found)
    return found


def _handed(
    desk: Desk,
    file: CaseFile,
    letter: LetterState,
    way: Way,
    ask: Callable[[str], Answer],
    order: Effect,
) -> tuple[str, Answer]:
    """Hand the page over and ask what became of it; the access log knows both, in that order."""
    handed, failed = _said(file, letter)
    pdf = pdf_of(desk, file, letter, letter.copies + 1)
    out = _out(desk, pdf, way, f"{file.snapshot.ref}-{letter.number}{_copy(letter)}")
    effects.claim(desk, order, handed)
    with ExitStack() as stack:
        try:
            note = stack.enter_context(out)
        except MachineFault:  # of the printer alone: what comes after it leaves the end unknown
            _nothing_came(desk, file, failed, order)
            raise
        answer = ask(" ".join(part for part in (note, NOW) if part))
    if answer is Answer.NO:
        _nothing_came(desk, file, failed, order)
    return note, answer


def _nothing_came(desk: Desk, file: CaseFile, failed: bytes, order: Effect | None) -> None:
    """Say that no paper came out; an order is done with in the same transaction."""
    if order is None:
        _log(desk, file, failed)
    else:
        effects.settle(desk, order, failed)


def _out(desk: Desk, pdf: bytes, way: Way, name: str) -> AbstractContextManager[str]:
    if way is not Way.KEPT:
        return handed_over(pdf, way, desk.settings.print_command)
    if not desk.settings.practice:
        raise NotPermitted(
            "A real letter is not left lying as a file.",
            advice="Print it, or open it and print it from there.",
        )
    return left(pdf, desk.folder.parent / "letters" / f"{name}.pdf")


def _copy(letter: LetterState) -> str:
    return f"-copy-{letter.copies + 1}" if letter.copies else ""


def _recorded(
    desk: Desk,
    file: CaseFile,
    letter: LetterState,
    answer: Answer,
    saying: Saying | None,
    how: str,
    order: Effect | None,
) -> Done:
    said = how if answer is Answer.YES else f"{how}; whether the paper came out is not known"
    orders = _copies(desk, file, letter, order) if answer is Answer.AGAIN else ()
    done = letters.move(
        desk,
        file.snapshot.ref,
        letter.number,
        LetterStep.PRINT,
        saying,
        said,
        settles=order.row.id if order else "",
        orders=orders,
    )
    if order and done.replayed:  # recorded before, under the same key: nothing was settled now
        effects.put_away(desk, order)
    return done


def _copies(
    desk: Desk, file: CaseFile, letter: LetterState, order: Effect | None
) -> tuple[store.Effect, ...]:
    """Return the page that is to go again, as the one before it went; none without an order.

    The order before it is settled with the same entry, so a letter never has two.
    """
    if order is None:
        return ()
    return (effects.page(desk, file.snapshot.school, letter.number, order.way),)


def is_unsettled(desk: Desk, ref: str, number: int) -> bool:
    """Tell whether a letter was handed to a printer and nobody said what became of it."""
    file = door.load(desk, ref)
    return _unsettled(desk, file, letter_in(file, number))


def settle_earlier(
    desk: Desk, ref: str, number: int, answer: Answer, order: Effect | None = None
) -> Done | None:
    """Record what became of a page handed over before; None where it never came out.

    Raises Conflict where somebody has said already what became of an order.
    """
    file = door.load(desk, ref)
    letter = letter_in(file, number)
    if answer is not Answer.NO:
        return _recorded(desk, file, letter, answer, None, "earlier", order)
    _handed_over, failed = _said(file, letter)
    _nothing_came(desk, file, failed, order)
    return None


def _unsettled(desk: Desk, file: CaseFile, letter: LetterState) -> bool:
    """Tell whether this copy was handed to a printer and nobody said what became of it."""
    handed, failed = _said(file, letter)
    log = store.read_access(desk.session, file.case)
    about = [record.payload for record in log if record.payload in {handed, failed}]
    return bool(about) and about[-1] == handed


def _said(file: CaseFile, letter: LetterState) -> tuple[bytes, bytes]:
    """Return what the access log says of this copy: that it was handed over, that none came out."""
    ref, copy = file.snapshot.ref, letter.copies + 1
    return (
        f"handed letter {letter.number} of {ref} to paper, copy {copy}".encode(),
        f"letter {letter.number} of {ref} did not come out, copy {copy}".encode(),
    )


def _log(desk: Desk, file: CaseFile, said: bytes) -> None:
    store.log_access(desk.session, file.case, said, now=desk.now())
