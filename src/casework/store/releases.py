"""Effects between steps: read by whoever may open their cases, ordered, claimed once, settled.

Must not know what an effect is, nor how one is attempted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.store import effects, logs, wraps
from casework.store.book import stamp
from casework.store.findings import Finding, of_case
from casework.store.history import opened, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from casework.store.book import BookFile
    from casework.store.session import Session
    from casework.store.steps import Effect, EffectRow


def read_effects(session: Session) -> tuple[EffectRow, ...]:
    """Return every effect of the cases this person may open, the oldest first.

    Rows of other people's cases are passed over as if they were not there; so is one that its own
    case does not open, of which an examination tells.
    """
    found = [row for file in session.files.values() for _case, row in _rows(session, file) if row]
    return tuple(sorted(found, key=lambda row: (row.at, row.id)))


def _rows(session: Session, file: BookFile) -> Iterator[tuple[str, EffectRow | None]]:
    with file.reading() as connection:
        for row in effects.rows(connection):
            card = wraps.find_card(session, connection, row.case, row.card)
            if card is not None:
                yield row.case, effects.read(row, card.keys)


def order_effect(
    session: Session,
    case: str,
    effect: Effect,
    *,
    now: datetime,
    unless: Callable[[EffectRow], bool] | None = None,
) -> bool:
    """Keep an effect that no entry goes with: a page that is to be printed.

    False, and nothing is kept, where the case has one already of which ``unless`` is true.
    """
    with place_of(session, case).writing() as connection:
        _row, card = opened(session, connection, case)
        if unless and any(map(unless, effects.of_case(connection, case, card.keys))):
            return False
        effects.put(connection, case, card.keys[0], effect, stamp(now))
        return True


def claim_effect(
    session: Session,
    row: EffectRow,
    *,
    now: datetime,
    payload: bytes | None = None,
    access: bytes = b"",
) -> bool:
    """Take an effect up before it is attempted; False where somebody has, or it was stopped.

    ``payload`` are its words from now on, ``access`` what the case's access log says of it: both
    are kept with the claim, or neither.
    """
    with place_of(session, row.case).writing() as connection:
        _row, card = opened(session, connection, row.case)
        words = row.payload if payload is None else payload
        if not effects.claim(connection, card.keys[0], row, words, now):
            return False
        if access:
            logs.add(session, connection, card.keys, logs.ACCESS, access, now)
        return True


def reword_effect(session: Session, row: EffectRow, payload: bytes) -> bool:
    """Give an effect other words; False where it is no longer as it was read."""
    with place_of(session, row.case).writing() as connection:
        _row, card = opened(session, connection, row.case)
        return effects.rewrite(connection, card.keys[0], row, payload)


def stop_effect(session: Session, row: EffectRow) -> bool:
    """Let a waiting effect never happen; False where it was taken up already."""
    with place_of(session, row.case).writing() as connection:
        return effects.stop(connection, row.case, row.id)


def settle_effect(session: Session, row: EffectRow) -> bool:
    """Put an effect away whose outcome is known; False where somebody did before."""
    with place_of(session, row.case).writing() as connection:
        return effects.settle(connection, row.case, row.id)


def answer_effect(session: Session, row: EffectRow, access: bytes, *, now: datetime) -> bool:
    """Put an effect away with what the access log says of it; False where somebody did before."""
    with place_of(session, row.case).writing() as connection:
        _row, card = opened(session, connection, row.case)
        if not effects.settle(connection, row.case, row.id):
            return False
        logs.add(session, connection, card.keys, logs.ACCESS, access, now)
        return True


def hasten_effect(session: Session, row: EffectRow, *, now: datetime) -> None:
    """Let a waiting effect wait no longer: whoever could take it back has gone."""
    with place_of(session, row.case).writing() as connection:
        effects.sooner(connection, row.case, row.id, now)


def check_effects(session: Session) -> list[Finding]:
    """I20: each effect of each case the caller opens opens."""
    return [
        of_case("I20", case, "something that waits to be printed or told does not open")
        for file in session.files.values()
        for case, row in _rows(session, file)
        if row is None
    ]
