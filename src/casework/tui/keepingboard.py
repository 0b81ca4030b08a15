"""How long closed cases are kept, as a board: the list that two people approve, holds, the end.

Looking through the closed cases takes its time, so it is a form whose button does it. Must not know
a widget, nor how a period is worked out.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from casework.domain.dates import day_words, read_day
from casework.domain.retention import Start
from casework.domain.spelling import spelt
from casework.errors import UsageFault
from casework.office import destruction, disposals, retention
from casework.office.keeping import End, Ground
from casework.office.retention import LIFTS, WORKS, Standing
from casework.text import plural
from casework.tui import destroyedboard, keptcases
from casework.tui.boards import DO_HERE, Board, Row, under
from casework.tui.sheet import Job, Kept, choice, day, line, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from casework.office.desk import Desk
    from casework.office.retention import Retained
    from casework.tui.asking import Question

    Told = Mapping[str, str]
    Does = Callable[[Told], object]

TITLE: Final = "Keeping: how long closed cases are kept"
_SHOWN: Final = {
    Standing.DUE: "To be looked at: their period is over",
    Standing.LACKING: "A day is missing, so no period can be worked out",
    Standing.PROPOSED: "On the list: somebody else has to agree",
    Standing.AGREED: "Agreed by two people",
    Standing.HELD: "On hold",
    Standing.KEPT: "Kept for now",
}
_ENDS: Final = (
    ("destroyed: nothing but a destruction record stays", str(End.DESTROYED)),
    ("anonymised: a figure stays too", str(End.ANONYMISED)),
)
_RECORD: Final = "destruction record certificate"
_DAYS: Final = (
    ("a child was born", str(Start.BIRTH)),
    ("a member of staff leaves", str(Start.LEFT)),
    ("a member of staff reaches pension age", str(Start.PENSION_AGE)),
)
_SURE: Final = choice("sure", "Are you sure?", ("yes", "yes"))


def may(desk: Desk) -> bool:
    """Tell whether this person has anything to do with how long cases are kept."""
    return not desk.actor.roles.isdisjoint(WORKS)


def board(desk: Desk) -> Board:
    """Return the closed cases under how each stands, once somebody has had them looked through."""
    found = keptcases.known(desk)
    look = Row(left="Look through the closed cases", leads=partial(_look, desk), also="list due")
    gone = Row(left="What was destroyed", leads=partial(destroyedboard.board, desk), also=_RECORD)
    rows = [*under(DO_HERE, (look, gone))]
    for standing, words in _SHOWN.items():
        rows += under(words, (_row(desk, one) for one in found if one.standing is standing))
    return Board(title=TITLE, rows=tuple(rows))


def _row(desk: Desk, one: Retained) -> Row:
    until = f"kept until {day_words(one.kept.until)}" if one.kept.until else "until: not known"
    ref = one.file.snapshot.ref
    advice = "; waits for advice" if one.waits else ""
    beside = f"{one.of.title}; {until}{advice}"
    return Row(left=ref, beside=beside, leads=partial(case, desk, ref))


def _look(desk: Desk) -> Job:
    def keep(_told: Told, _mark: str) -> Kept:
        found = keptcases.look(desk)
        due = sum(one.standing is Standing.DUE for one in found)
        words = f"{plural(len(found), 'closed case')}, {due} to be looked at"
        return Kept(words=f"Done: {words}.")

    return Job(
        desk=desk,
        draft="keeping look",
        title="Look through the closed cases",
        button="Look",
        says=(
            "Each closed case is read, and its period worked out by the school’s own schedule.",
            "With many cases this takes a moment; nothing is changed by it.",
        ),
        asked=lambda _given: (),
        keep=keep,
        slow=True,
        reads=True,
    )


# --- one case -------------------------------------------------------------------------------------


def case(desk: Desk, ref: str) -> Board:
    """Return how one closed case stands: why so long, what was decided, what can be done."""
    one = next((each for each in keptcases.known(desk) if each.file.snapshot.ref == ref), None)
    one = one or retention.explained(desk, ref)
    return Board(
        title=f"{ref}  How long it is kept",
        rows=(
            *under(DO_HERE, () if desk.read_only else _doings(desk, one)),
            *under("How it stands", (Row(left=words) for words in _stands(desk, one))),
        ),
    )


def _stands(desk: Desk, one: Retained) -> Iterator[str]:
    yield f"{one.of.title}. Closed {day_words(one.closed)}. {_SHOWN[one.standing]}."
    yield one.kept.why
    source = one.of.source.words()
    if source not in one.kept.why:
        yield f"Source: {source}"
    proposal = one.keeping.proposal
    if one.standing in {Standing.PROPOSED, Standing.AGREED} and proposal is not None:
        user = desk.session.directory.users.get(proposal.by)
        yield f"Proposed by {user.name if user else 'somebody'}: {spelt(proposal.end)}."
    ready = destruction.ready_on(desk, one)
    if one.standing is Standing.AGREED and ready is not None:
        yield f"It can be destroyed from {day_words(ready)}."
    yield from one.notes


def _doings(desk: Desk, one: Retained) -> Iterator[Row]:
    """Yield what can be done as the case stands; who may not is refused with the reason.

    Nothing that ends it is offered while a locked file in it waits for advice.
    """
    if one.standing is Standing.DUE and not one.waits:
        yield _form(desk, one, "Put it on the list to be destroyed", _propose(desk, one))
    if one.standing is Standing.DUE:
        yield _form(desk, one, "Keep it: it comes up again in a year", _keep(desk, one))
    if one.standing is Standing.PROPOSED and not one.waits:
        yield _form(desk, one, "Agree to it, as the second person", _agree(desk, one))
    if one.standing in {Standing.PROPOSED, Standing.AGREED}:
        yield _form(desk, one, "Take it off the list", _decline(desk, one))
    if one.standing is Standing.AGREED and not one.waits:
        yield _form(desk, one, "Destroy its records for good", _destroy(desk, one))
    if one.standing is Standing.HELD and not desk.actor.roles.isdisjoint(LIFTS):
        yield _form(desk, one, "Let every hold go", _release(desk, one))
    if one.standing is Standing.LACKING:
        yield _form(desk, one, _TELL, _tell(desk, one))
    yield _form(desk, one, "Hold it: nobody destroys it", _hold(desk, one))
    if one.standing is not Standing.LACKING:
        yield _form(desk, one, _TELL, _tell(desk, one))
    yield _form(desk, one, "Set the last day by hand, with the reason", _until(desk, one))
    yield Row(left="Open the case", case=one.file.snapshot.ref)


class _Form:
    """What a form asks, says and does, before it has a title."""

    def __init__(self, asks: tuple[Question, ...], does: Does, *says: str) -> None:
        self.asks, self.does, self.says = asks, does, says


def _form(desk: Desk, one: Retained, words: str, form: _Form) -> Row:
    """Return the row of a form; what it did is seen in the list at once."""
    ref = one.file.snapshot.ref

    def keep(told: Told, _mark: str) -> Kept:
        form.does(told)
        keptcases.again(desk, ref)
        return Kept(words=f"Done: {ref}: {words[:1].lower()}{words[1:]}.")

    job = Job(
        desk=desk,
        ref=ref,
        draft=f"keeping {words.partition(':')[0].lower()}",
        title=f"{ref}  {words}",
        button=words.partition(":")[0],
        says=form.says,
        asked=lambda _given: form.asks,
        keep=keep,
        slow=True,
    )
    return Row(left=words, leads=lambda: job)


_WHY: Final = text("why", "Why?", needed=True)
_TELL: Final = "Say a day that its period counts from"


def _propose(desk: Desk, one: Retained) -> _Form:
    ref = one.file.snapshot.ref
    return _Form(
        (choice("end", "What is to become of it?", *_ENDS), _WHY),
        lambda told: destruction.propose(desk, ref, End(told["end"]), told["why"]),
        "Nothing is destroyed by this: another person has to agree, and then days go by.",
    )


def _keep(desk: Desk, one: Retained) -> _Form:
    ref = one.file.snapshot.ref
    return _Form((_WHY,), lambda told: destruction.keep(desk, ref, told["why"]))


def _agree(desk: Desk, one: Retained) -> _Form:
    ref = one.file.snapshot.ref
    says = "Two different people stand behind everything that is destroyed."
    return _Form((_SURE,), lambda _told: destruction.agree(desk, ref), says)


def _decline(desk: Desk, one: Retained) -> _Form:
    ref = one.file.snapshot.ref
    return _Form((_WHY,), lambda told: destruction.decline(desk, ref, told["why"]))


def _hold(desk: Desk, one: Retained) -> _Form:
    ref = one.file.snapshot.ref
    grounds = ((spelt(each), str(each)) for each in Ground)
    return _Form(
        (choice("ground", "What for?", *grounds), _WHY),
        lambda told: retention.hold(desk, ref, Ground(told["ground"]), told["why"]),
        "Its period stands still until somebody lets the hold go.",
    )


def _release(desk: Desk, one: Retained) -> _Form:
    ref = one.file.snapshot.ref
    return _Form((_WHY,), lambda told: retention.release(desk, ref, told["why"]))


def _tell(desk: Desk, one: Retained) -> _Form:
    ref = one.file.snapshot.ref
    return _Form(
        (choice("what", "On that day …", *_DAYS), day("on", "Which day?", needed=True)),
        lambda told: retention.tell_day(desk, ref, Start(told["what"]), read_day(told["on"])),
        "Some periods run from such a day, or last at least until it.",
    )


def _until(desk: Desk, one: Retained) -> _Form:
    ref = one.file.snapshot.ref
    return _Form(
        (day("on", "Kept until which day?", needed=True), _WHY),
        lambda told: retention.keep_until(desk, ref, read_day(told["on"]), told["why"]),
        "It lies at least a year ahead, so that nothing is destroyed in haste.",
    )


def _destroy(desk: Desk, one: Retained) -> _Form:
    ref = one.file.snapshot.ref

    def does(told: Told) -> None:
        if told["typed"].strip().upper() != ref:
            raise UsageFault(
                "That was another reference, so nothing was destroyed.",
                advice=f"Type {ref}, as it stands in the title.",
            )
        disposals.dispose(desk, ref)

    return _Form(
        (line("typed", f"Type {ref} to destroy its records", needed=True),),
        does,
        "This cannot be taken back. What stays is a destruction record: who, when, by which rule.",
    )
