"""What leaves the building only once its step can no longer be taken back (``tui-guide.md`` 6).

Told of here: an entry on somebody else's list, a page for the printer. Each waits as a row beside
its case; it goes when whoever did it has let the undo time pass, or has gone, and somebody who may
see the case is signed in. The clock never lets anything go. A row is attempted at most once by
itself, and belongs to the sign-in that attempts it: to nobody else it is cut off before that is
known to be over, or has said nothing for long. One that was cut off is asked about. Must not know
how a page is printed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework import store
from casework.domain.events import ApprovalAsked
from casework.errors import Conflict
from casework.office import stepbacks
from casework.office.cards import read_card
from casework.settings import state_folder
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.office.cards import Waiting
    from casework.office.desk import Desk
    from casework.policy.decision import Accepted

#: What was set going at another sign-in is that one's to let go for so long after it was due.
THEIRS: Final = timedelta(seconds=5)
#: An attempt elsewhere that has said nothing for so long was cut off (*default*); that of a sign-in
#: which is known to be over was at once.
CUT_OFF: Final = timedelta(minutes=10)
_WENT_BACK: Final = "records-went-back"


class What(StrEnum):
    """What waits to leave."""

    TELL = "tell"  # a request comes on the list of whoever decides it
    PRINT = "print"


class Standing(StrEnum):
    """How far an effect is."""

    WAITING = "waiting"  # its doer may still take it back
    DUE = "due"
    GOING = "going"  # a sign-in is at it
    UNKNOWN = "unknown"  # it was attempted, and nobody said how that ended


class TakenUp(Conflict):
    """An effect was taken up by somebody else, or taken back: nobody else attempts it."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody has taken this page up already, or it was taken back.",
            advice="Look at the case again.",
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Effect:
    """One effect: of which case, whose, about which request or letter, how far it is.

    ``seq`` is the entry it goes with, 0 where no entry does; ``seconds`` are how long it still
    waits; ``way`` how a page goes on paper; ``at`` the sign-in at which it was set going, or that
    has taken it up; ``taken_by`` whose that was, once it is taken up.
    """

    row: store.EffectRow
    ref: str
    what: What
    number: int
    by: str
    seq: int
    way: str
    standing: Standing
    seconds: float
    at: str
    taken_by: str


# --- what is held back ----------------------------------------------------------------------------


def held_back(desk: Desk, accepted: Accepted) -> tuple[store.Effect, ...]:
    """Return what a step tells other people, to wait beside it; nothing where nobody could undo."""
    if not desk.holds_back:
        return ()
    until = accepted.entry.at + patience(desk, accepted.snapshot.school)
    return tuple(
        _made(desk, What.TELL, event.number, until, seq=accepted.entry.seq)
        for event in accepted.entry.events
        if isinstance(event, ApprovalAsked)
    )


def patience(desk: Desk, school: str) -> timedelta:
    """Return for how long a step can be taken back at a school."""
    return timedelta(seconds=desk.school(school).undo_seconds)


def patience_of(desk: Desk, ref: str) -> timedelta:
    """Return for how long a step of a case can be taken back; of one that is not there, not."""
    row = desk.cards.get(ref)
    return patience(desk, read_card(row.card).school) if row else timedelta(0)


def order(desk: Desk, case: str, school: str, letter: int, way: str) -> bool:
    """Let a page wait for the printer; no entry goes with it, for nothing has happened yet.

    False where that page is on its way already.
    """
    effect = page(desk, school, letter, way)

    def same(row: store.EffectRow) -> bool:
        said = json.loads(row.payload)
        return (said["what"], said["number"]) == (What.PRINT, letter)

    return store.order_effect(desk.session, case, effect, now=desk.now(), unless=same)


def page(desk: Desk, school: str, letter: int, way: str) -> store.Effect:
    """Return a page that is to wait for the printer, to be kept with an entry or by itself."""
    until = desk.now() + (patience(desk, school) if desk.holds_back else timedelta(0))
    return _made(desk, What.PRINT, letter, until, way=way)


def _made(
    desk: Desk, what: What, number: int, until: datetime, *, seq: int = 0, way: str = ""
) -> store.Effect:
    words = {"what": what, "number": number, "by": desk.session.user, "seq": seq, "way": way}
    payload = _written({**words, "at": desk.session.at_work.id})
    return store.Effect(id=store.new_id(), until=until, payload=payload)


def _written(words: Mapping[str, object]) -> bytes:
    return json.dumps(words, separators=(",", ":")).encode()


# --- what there is --------------------------------------------------------------------------------


def effects(desk: Desk, ref: str = "") -> tuple[Effect, ...]:
    """Return what waits, goes or is unknown in the cases this person may open, or in one of them.

    The oldest stands first.
    """
    rows = store.read_effects(desk.session)
    if not rows:
        return ()
    cards, now = desk.cards, desk.now()
    known = ((row, cards.case(row.case)) for row in rows)
    return tuple(
        _read(desk, row, card.ref, now) for row, card in known if card and ref in ("", card.ref)
    )


def _read(desk: Desk, row: store.EffectRow, ref: str, now: datetime) -> Effect:
    said = json.loads(row.payload)
    left = (row.until - now).total_seconds()
    # A clock that was turned back must not hold anything: nothing waits longer than it was to.
    seconds = max(0.0, left) if now >= row.at else 0.0
    what, standing = What(said["what"]), _standing(desk, row, said, seconds, now)
    if what is What.PRINT and row.tried_at is None and _may_be_of_before(desk, row, said):
        standing = Standing.UNKNOWN  # it may have been printed since the backup was made
    return Effect(
        row=row,
        ref=ref,
        what=what,
        number=said["number"],
        by=said["by"],
        seq=said["seq"],
        way=said["way"],
        standing=standing,
        seconds=seconds,
        at=said.get("at", ""),
        taken_by=said.get("has", ""),
    )


def _standing(
    desk: Desk, row: store.EffectRow, said: Mapping[str, str], seconds: float, now: datetime
) -> Standing:
    if row.tried_at is None:
        return Standing.WAITING if seconds else Standing.DUE
    cut_off = abs(now - row.tried_at) > CUT_OFF or _is_given_up(desk, said)
    return Standing.UNKNOWN if cut_off else Standing.GOING


def _is_given_up(desk: Desk, said: Mapping[str, str]) -> bool:
    """Tell whether no other sign-in can be at it any more.

    One that this very sign-in has taken up is its own to ask about, whenever it looks.
    """
    if "has" not in said:
        return False  # taken up by a program that did not say who it was
    here = desk.session.at_work.id
    return said["at"] in ("", here) or store.is_over(state_folder(), said["at"])


def _may_be_of_before(desk: Desk, row: store.EffectRow, said: Mapping[str, str]) -> bool:
    """Tell whether a page that waits may lie there because the records went back."""
    restored = max((datetime.fromisoformat(one.at) for one in desk.ledger.restores), default=None)
    if restored is not None and row.at <= restored:
        return True
    return said.get("at") != desk.session.at_work.id and _went_back(desk)


def _went_back(desk: Desk) -> bool:
    """Tell whether the records are older than was seen; they do not become so while one sits here.

    It takes a look at every card, and this is asked with every beat of a screen.
    """
    if _WENT_BACK not in desk.kept:
        desk.kept[_WENT_BACK] = bool(stepbacks.unexplained(desk))
    return bool(desk.kept[_WENT_BACK])


def told(
    untold: frozenset[tuple[str, int]], case: str, waiting: tuple[Waiting, ...]
) -> tuple[Waiting, ...]:
    """Return the requests on a case's card that are to be shown: those that nobody takes back now.

    Whatever shows to people that a decision waits asks here; ``untold`` is asked for once a list.
    """
    if not untold:
        return waiting
    return tuple(one for one in waiting if (case, one.number) not in untold)


def untold(desk: Desk) -> frozenset[tuple[str, int]]:
    """Return the requests (case id, number) that somebody else may still take back."""
    return frozenset(
        (one.row.case, one.number)
        for one in effects(desk)
        if one.what is What.TELL
        and one.standing is Standing.WAITING
        and one.by != desk.session.user
    )


def unprinted(desk: Desk) -> tuple[Effect, ...]:
    """Return the pages of this person's that no printer has had yet."""
    return tuple(
        one
        for one in effects(desk)
        if one.what is What.PRINT
        and one.by == desk.session.user
        and one.standing in {Standing.WAITING, Standing.DUE}
    )


def unprinted_words(desk: Desk) -> str:
    """Return ``2 letters have not been printed.``, or nothing: for whoever is about to leave."""
    count = len(unprinted(desk))
    has = "has" if count == 1 else "have"
    return f"{plural(count, 'letter', 'letters')} {has} not been printed." if count else ""


# --- letting go, and taking back ------------------------------------------------------------------


def of_entry(desk: Desk, case: str, seq: int) -> tuple[str, ...]:
    """Return the rows that wait beside one entry: they go with it when it is taken back."""
    return tuple(
        one.row.id
        for one in effects(desk)
        if one.row.case == case and one.seq == seq and one.row.tried_at is None
    )


def stop(desk: Desk, effect: Effect) -> bool:
    """Let an effect that waits never happen; False where it has gone, or is going."""
    desk.must_write()
    return store.stop_effect(desk.session, effect.row)


def release(desk: Desk, waited: frozenset[str] = frozenset()) -> tuple[Effect, ...]:
    """Tell what is to be told by now; return the pages that are to be printed by now.

    ``waited`` are rows whose time this very sitting has seen pass, whatever the clock says.
    """
    if desk.read_only:
        return ()
    due = [
        one
        for one in effects(desk)
        if one.standing is Standing.DUE
        or (one.standing is Standing.WAITING and one.row.id in waited)
    ]
    for one in due:
        if one.what is What.TELL:
            store.settle_effect(desk.session, one.row)
    return tuple(one for one in due if one.what is What.PRINT)


def let_go(desk: Desk) -> None:
    """Say that nobody sits here any more to take anything back: it goes at the next sign-in.

    Nothing is attempted now: whoever leaves cannot be asked what came out of the printer. What was
    attempted here and not answered is for the next to ask about. What the same person set going
    at another desk is left alone.
    """
    if desk.read_only:
        return
    for one in effects(desk):
        if one.at != desk.session.at_work.id:
            continue
        if one.row.tried_at is not None:
            _give_up(desk, one)
        elif one.standing is Standing.WAITING:
            store.hasten_effect(desk.session, one.row, now=desk.now())
    desk.session.at_work.holds = False  # nothing bears its name any more
    desk.session.at_work.end()


def arrive(desk: Desk) -> None:
    """Let others of this computer see that this sign-in is at work, and do what waited for it."""
    desk.session.at_work.begin(state_folder())
    release(desk)  # pages wait for a front end that can ask what came out


def _give_up(desk: Desk, effect: Effect) -> None:
    words = json.loads(effect.row.payload)
    store.reword_effect(desk.session, effect.row, _written({**words, "at": ""}))


def claim(desk: Desk, effect: Effect, said: bytes) -> None:
    """Take a page up for this sign-in, at the moment when it is handed over.

    The access log says so in the same transaction. Raises TakenUp where somebody has it already, or
    took it back.
    """
    desk.must_write()
    here = desk.session.at_work
    here.holds = True
    words = {**json.loads(effect.row.payload), "at": here.id, "has": desk.session.user}
    mine = store.claim_effect(
        desk.session, effect.row, now=desk.now(), payload=_written(words), access=said
    )
    if not mine:
        raise TakenUp


def put_away(desk: Desk, effect: Effect) -> None:
    """Put an effect away of which is known already what became of it."""
    store.settle_effect(desk.session, effect.row)


def settle(desk: Desk, effect: Effect, said: bytes) -> None:
    """Put an effect away of which nothing came; ``said`` is what the access log says of that.

    Raises Conflict where somebody has said what became of it: then nothing is kept.
    """
    desk.must_write()
    if not store.answer_effect(desk.session, effect.row, said, now=desk.now()):
        raise Conflict(
            "Somebody has said already what became of this page.",
            advice="Look at the case again: its history says what was recorded.",
        )


def unknown(desk: Desk) -> tuple[Effect, ...]:
    """Return the pages of which nobody knows what became: somebody is to be asked."""
    return tuple(one for one in effects(desk) if one.standing is Standing.UNKNOWN)
