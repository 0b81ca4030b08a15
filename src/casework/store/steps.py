"""What the office hands in and gets back, as plain frozen values. Must not know tables or keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from casework.store.folder import Place
    from casework.store.register import Signer
    from casework.store.wraps import Card


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Entry:
    """One entry of a history; signed by its author, or by a circle its author belongs to."""

    payload: bytes
    as_circle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Arm:
    """A deadline row to be made; without ``due_at`` it waits for a receipt."""

    id: str
    due_at: datetime | None
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Due:
    """A new due time for a row that has not passed, with new words where ``payload`` is given."""

    id: str
    due_at: datetime | None
    payload: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Blob:
    """An issued letter or an item of evidence, kept in sealed chunks; ``item`` names it within
    its case."""

    item: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Effect:
    """What is to happen outside the records, not before ``until``; ``id`` names its row."""

    id: str
    until: datetime
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EffectRow:
    """One effect of a case as read; ``tried_at`` where it was attempted already.

    ``sealed`` is how it lay when it was read: a change goes by that.
    """

    id: str
    case: str
    at: datetime
    until: datetime
    tried_at: datetime | None
    payload: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Step:
    """All that one command writes to one case, in one transaction.

    ``key`` is what a repetition is known by; a command without one cannot be said again.
    ``effects`` wait from now on; ``stopped`` are waiting ones that shall never happen, ``settled``
    those whose outcome is known with this step.
    """

    key: str
    content: bytes
    entries: tuple[Entry, ...]
    card: bytes
    arm: tuple[Arm, ...] = ()
    end: tuple[str, ...] = ()
    resume: tuple[str, ...] = ()
    due: tuple[Due, ...] = ()
    blobs: tuple[Blob, ...] = ()
    access: tuple[bytes, ...] = ()
    custody: tuple[bytes, ...] = ()
    effects: tuple[Effect, ...] = ()
    stopped: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a step came to. ``replayed`` when its command had been carried out before."""

    case: str
    ref: str
    revision: int
    seqs: tuple[int, ...]
    head: str
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Id and reference for a case to be opened."""

    case: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Record:
    """One verified entry as read. The clock's have no words but ``deadline`` and ``due_at``."""

    seq: int
    at: datetime
    signer: Signer
    payload: bytes
    deadline: str | None
    due_at: datetime | None
    opening: bytes
    commitment: bytes
    prev: bytes
    digest: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeadlineRow:
    """One deadline of a case as read."""

    id: str
    due_at: datetime | None
    passed_at: datetime | None
    ended_at: datetime | None
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class History:
    """A whole case, verified. ``held`` and ``next_due`` are the store's own, to write on from."""

    case: str
    ref: str
    place: Place
    revision: int
    head: str
    card: bytes
    entries: tuple[Record, ...]
    deadlines: tuple[DeadlineRow, ...]
    held: Card
    next_due: str | None


class CardRow(NamedTuple):
    """One case in a list. ``passed`` names its deadlines that passed and were not ended.

    A tuple, for thousands are made at sign-in: it is made in a quarter of a dataclass's time.
    """

    case: str
    ref: str
    place: Place
    revision: int
    changed_at: datetime
    next_due: datetime | None
    passed: tuple[str, ...]
    card: bytes

    def __repr__(self) -> str:
        return "CardRow(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """A deadline that is due, as the clock sees it."""

    id: str
    place: Place
    due_at: datetime
