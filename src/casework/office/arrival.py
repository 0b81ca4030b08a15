"""Somebody has just signed in: their desk, what is shown to them once, and what waited for them.

Must not know how they signed in, nor where the service keeps its secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.office import opening, stepbacks

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.desk import Desk
    from casework.store import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A desk, and what is shown once: the chair's recovery key at the first sign-in."""

    desk: Desk
    recovery_key: str | None = None


def first_work(desk: Desk, lend: Callable[[], Service]) -> None:
    """Do what waits; the service lends the sealed file's key to the first who may open it."""
    session = desk.session
    stepbacks.keep_up(desk)
    if session.opens_sealed or not session.me().opens_sealed:
        opening.begin_work(desk)
        return
    service = lend()
    try:
        opening.begin_work(desk, service)
    finally:
        service.close()
