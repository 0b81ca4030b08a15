"""What leaves the building only once its step can no longer be taken back (``tui-guide.md`` 6).

Told of here: an entry on somebody else's list, a page for the printer. Each waits as a row beside
its case; it goes when whoever did it has let the undo time pass, or has gone, and somebody who may
see the case is signed in. The clock never lets anything go. A row is attempted at most once by
itself; one that was cut off is asked about. Must not know how a page is printed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework import store
from casework.domain.events import ApprovalAsked
from casework.office.cards import read_card
from casework.text import plural

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.policy.decision import Accepted

#: Somebody else's attempt that has said nothing for so long was cut off (*default*); one's own is
#: known to be, because one sits here.
CUT_OFF: Final = timedelta(minutes=10)


class What(StrEnum):
    """What waits to leave."""

    TELL = "tell"  # a request comes on the list of whoever decides it
    PRINT = "print"


class Standing(StrEnum):
    """How far an effect is."""

    WAITING = "waiting"  # its doer may still take it back
    DUE = "due"
    GOING = "going"
    UNKNOWN = "unknown"  # it was attempted, and nobody said how that ended


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Effect:
    """One effect: of which case, whose, about which request or letter, how far it is.

    ``seq`` is the entry it goes with, 0 where no entry does; ``seconds`` are how long it still
    waits; ``way`` how a page goes on paper.
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


def order(desk: Desk, case: str, school: str, letter: int, way: str) -> None:
    """Let a page wait for the printer; no entry goes with it, for nothing has happened yet."""
    now = desk.now()
    until = now + patience(desk, school) if desk.holds_back else now
    effect = _made(desk, What.PRINT, letter, until, way=way)
    store.order_effect(desk.session, case, effect, now=now)


def _made(
    desk: Desk, what: What, number: int, until: datetime, *, seq: int = 0, way: str = ""
) -> store.Effect:
    words = {"what": what, "number": number, "by": desk.session.user, "seq": seq, "way": way}
    payload = json.dumps(words).encode()
    return store.Effect(id=store.new_id(), until=until, payload=payload)


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
    what, standing = What(said["what"]), _standing(desk, row, said["by"], seconds, now)
    if what is What.PRINT and row.tried_at is None and _was_restored_since(desk, row):
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
    )


def _standing(desk: Desk, row: store.EffectRow, by: str, seconds: float, now: datetime) -> Standing:
    if row.tried_at is None:
        return Standing.WAITING if seconds else Standing.DUE
    mine = by == desk.session.user
    cut_off = mine or abs(now - row.tried_at) > CUT_OFF
    return Standing.UNKNOWN if cut_off else Standing.GOING


def _was_restored_since(desk: Desk, row: store.EffectRow) -> bool:
    restored = max((datetime.fromisoformat(one.at) for one in desk.ledger.restores), default=None)
    return restored is not None and row.at <= restored


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
    """Say that this person no longer sits here to take anything back: it goes at the next sign-in.

    Nothing is attempted now: whoever leaves cannot be asked what came out of the printer.
    """
    if desk.read_only:
        return
    for one in effects(desk):
        if one.by == desk.session.user and one.standing is Standing.WAITING:
            store.hasten_effect(desk.session, one.row, now=desk.now())


def claim(desk: Desk, effect: Effect) -> bool:
    """Take a page up before it is handed over; False where somebody has, or took it back."""
    desk.must_write()
    return store.claim_effect(desk.session, effect.row, now=desk.now())


def settle(desk: Desk, effect: Effect) -> None:
    """Put an effect away of which it is known that nothing came of it."""
    store.settle_effect(desk.session, effect.row)


def unknown(desk: Desk) -> tuple[Effect, ...]:
    """Return the pages of which nobody knows what became: somebody is to be asked."""
    return tuple(one for one in effects(desk) if one.standing is Standing.UNKNOWN)
