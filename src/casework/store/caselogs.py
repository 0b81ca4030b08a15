"""A case's logs of access, custody and retention, written alone. Must not know what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.store import logs
from casework.store.history import opened, place_of

if TYPE_CHECKING:
    from datetime import datetime

    from casework.store.session import Session


def log_access(session: Session, case: str, payload: bytes, *, now: datetime) -> None:
    """Say in the case's access log what is about to be shown; it is kept before this returns."""
    _log(session, case, logs.ACCESS, payload, now)


def log_custody(session: Session, case: str, payload: bytes, *, now: datetime) -> None:
    """Say in the case's custody log what is done to an item."""
    _log(session, case, logs.CUSTODY, payload, now)


def log_retention(session: Session, case: str, payload: bytes, *, now: datetime) -> None:
    """Say in the case's retention log what was decided about keeping it."""
    _log(session, case, logs.RETENTION, payload, now)


def _log(session: Session, case: str, what: str, payload: bytes, now: datetime) -> None:
    with place_of(session, case).writing() as connection:
        _row, card = opened(session, connection, case)
        logs.add(session, connection, card.keys, what, payload, now)


def read_access(session: Session, case: str) -> tuple[logs.StreamRecord, ...]:
    """Return the case's access log, verified."""
    return _read_log(session, case, logs.ACCESS)


def read_custody(session: Session, case: str) -> tuple[logs.StreamRecord, ...]:
    """Return the case's custody log, verified."""
    return _read_log(session, case, logs.CUSTODY)


def read_retention(session: Session, case: str) -> tuple[logs.StreamRecord, ...]:
    """Return the case's retention log, verified."""
    return _read_log(session, case, logs.RETENTION)


def _read_log(session: Session, case: str, what: str) -> tuple[logs.StreamRecord, ...]:
    with place_of(session, case).reading() as connection:
        _row, card = opened(session, connection, case)
        return logs.read(session, connection, card.keys, what)
