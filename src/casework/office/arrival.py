"""Somebody has just signed in, or leaves: their desk, what is shown once, what waited for them.

Must not know how they signed in, nor where the service keeps its secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import store
from casework.office import (
    chairhistories,
    disposals,
    drafts,
    effects,
    opening,
    proofs,
    reminding,
    stepbacks,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from casework.office.desk import Desk
    from casework.store import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A desk, and what is shown once: the chair's recovery key at the first sign-in."""

    desk: Desk
    recovery_key: str | None = None


def recover(folder: Path, written: str, name: str, new_password: str, now: datetime) -> str:
    """Give a chair a new password by the recovery key, which is used up; return the next one."""
    made = store.open_with_recovery(folder, written, name=name, new_password=new_password, now=now)
    made.session.close()
    return made.recovery_key or ""


def first_work(desk: Desk, lend: Callable[[], Service]) -> None:
    """Do what waits; the service lends the sealed file's key to the first who may open it."""
    disposals.keep_up(desk)  # what a backup brought back goes before anything is shown
    stepbacks.keep_up(desk)
    sealed = desk.session.opens_sealed
    _work_off(desk, lend)
    if desk.session.opens_sealed and not sealed:
        disposals.keep_up(desk)
    chairhistories.keep_up(desk)
    effects.arrive(desk)
    reminding.catch_up(desk)
    drafts.keep_up_quietly(desk)
    proofs.sweep()


def leave(desk: Desk) -> None:
    """Close the records for somebody; the page they had opened to be looked at goes with them."""
    proofs.clear(desk)
    desk.session.close()


def _work_off(desk: Desk, lend: Callable[[], Service]) -> None:
    session = desk.session
    if session.opens_sealed or not session.me().opens_sealed:
        opening.begin_work(desk)
        return
    service = lend()
    try:
        opening.begin_work(desk, service)
    finally:
        service.close()
