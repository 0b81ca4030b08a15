"""The rival of the durable step: SQLModel objects, a session, and a ``Machine`` for each track.

Written as a careful programmer would write it: automatic transitions off, one transaction, the same
file settings, the same sealing, chain and signature, the same rows. Conditions are plain callables.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import nacl.bindings as sodium
import nacl.utils
import sqlalchemy as sa
from sqlalchemy.orm import registry
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as driver
from sqlmodel import Field, Session, SQLModel, select
from transitions import Machine

from casework.store import dialect

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


class _Table(SQLModel, registry=registry()):
    """Base of the rival's tables, apart from the program's own."""


class CaseRow(_Table, table=True):
    """A case and its sealed card."""

    __tablename__ = "orm_case"
    id: str = Field(primary_key=True)
    revision: int = 0
    changed_at: str = Field(default="", index=True)
    next_due: str | None = None
    card: bytes = b""


class TrackRow(_Table, table=True):
    """Where one track of a case stands."""

    __tablename__ = "orm_track"
    case: str = Field(primary_key=True, foreign_key="orm_case.id")
    name: str = Field(primary_key=True)
    state: str


class FactRow(_Table, table=True):
    """An answer."""

    __tablename__ = "orm_fact"
    case: str = Field(primary_key=True, foreign_key="orm_case.id")
    name: str = Field(primary_key=True)
    value: str


class EventRow(_Table, table=True):
    """One entry of the chain."""

    __tablename__ = "orm_event"
    case: str = Field(primary_key=True, foreign_key="orm_case.id")
    seq: int = Field(primary_key=True)
    at: str
    sealed: bytes
    commitment: bytes
    prev: bytes
    digest: bytes
    signature: bytes


class DeadlineRow(_Table, table=True):
    """One limit."""

    __tablename__ = "orm_deadline"
    id: str = Field(primary_key=True)
    case: str = Field(foreign_key="orm_case.id", index=True)
    due_at: str = Field(index=True)
    passed_at: str | None = None
    ended_at: str | None = None
    sealed: bytes = b""


class CommandRow(_Table, table=True):
    """A command carried out before."""

    __tablename__ = "orm_command"
    mark: bytes = Field(primary_key=True)
    content: bytes
    sealed: bytes


_STEPS: dict[str, tuple[list[str], list[dict[str, str]]]] = {
    "case": (
        ["received", "closed"],
        [
            {"trigger": "emergency", "source": "received", "dest": "received"},
            {"trigger": "close", "source": "received", "dest": "closed"},
            {"trigger": "reopen", "source": "closed", "dest": "received"},
        ],
    ),
    "warning": (
        ["not-sent", "sent", "heeded"],
        [
            {"trigger": "heed", "source": "sent", "dest": "heeded"},
            {"trigger": "look_again", "source": "sent", "dest": "sent"},
        ],
    ),
}
_SIMPLE = (
    ["not-begun", "begun", "finished"],
    [
        {"trigger": "begin", "source": "not-begun", "dest": "begun"},
        {"trigger": "finish", "source": "begun", "dest": "finished"},
    ],
)
for _name in ("watch", "talk", "platform", "police", "advice", "support"):
    _STEPS[_name] = _SIMPLE


class Track:
    """One track with a machine of its own."""

    state: str

    def __init__(self, row: TrackRow, facts: dict[str, str]) -> None:
        self.row = row
        self.facts = facts
        states, steps = _STEPS[row.name]
        self.machine = Machine(
            model=self,
            states=states,
            transitions=steps,
            initial=row.state,
            auto_transitions=False,
            after_state_change=self._keep,
        )
        if row.name == "warning":
            self.machine.add_transition(
                "warn", "not-sent", "sent", conditions=[self.has_refused, self.has_continued]
            )

    def has_refused(self) -> bool:
        """Tell whether the parent refused."""
        return self.facts.get("refused") == "yes"

    def has_continued(self) -> bool:
        """Tell whether the post is up still."""
        return self.facts.get("continued") == "yes"

    def _keep(self) -> None:
        self.row.state = self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What the rival seals and signs with."""

    case: bytes
    sign: bytes


def engine(path: Path, key: bytes) -> sa.Engine:
    """Return an engine over an encrypted file with the program's own settings."""

    def connect() -> driver.Connection:
        made = driver.connect(path, isolation_level=None, cached_statements=256)
        made.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for name, setting, _expected in dialect.pragmas():
            made.execute(f"PRAGMA {name} = {setting}")
        return made

    made = sa.create_engine("sqlite://", creator=connect, module=driver, poolclass=StaticPool)
    sa.event.listen(made, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    return made


def prepare(over: sa.Engine, cases: list[str], card: bytes) -> None:
    """Make the tables and the cases, each with its tracks, answers and first entry."""
    _Table.metadata.create_all(over)
    with Session(over) as session:
        for case in cases:
            session.add(CaseRow(id=case, revision=1, changed_at="2026", card=card))
            session.flush()
            session.add_all(
                TrackRow(case=case, name=name, state=states[0])
                for name, (states, _) in _STEPS.items()
            )
            session.add_all(
                FactRow(case=case, name=name, value="yes") for name in ("refused", "continued")
            )
            empty = {"commitment": b"", "prev": b"", "digest": bytes(32), "signature": b""}
            session.add(EventRow(case=case, seq=1, at="2026", sealed=card, **empty))
        session.commit()


def warn(over: sa.Engine, case: str, keys: Keys, now: datetime, due: datetime) -> None:
    """Take the warning step."""
    mark = hashlib.blake2b(f"warn {case}".encode(), key=keys.case, digest_size=16).digest()
    with Session(over) as session:
        if session.get(CommandRow, mark) is not None:
            raise AssertionError("this command was carried out before")
        row = session.get_one(CaseRow, case)
        found = session.exec(select(TrackRow).where(TrackRow.case == case)).all()
        facts = {
            fact.name: fact.value
            for fact in session.exec(select(FactRow).where(FactRow.case == case))
        }
        _open(row.card, keys.case, case)
        tracks = {one.name: Track(one, facts) for one in found}
        moved = _trigger(tracks)
        last = session.exec(
            select(EventRow).where(EventRow.case == case).order_by(sa.desc("seq")).limit(1)
        ).one()
        session.add(_entry(case, last, keys, now, moved))
        name = nacl.utils.random(16).hex()
        limit = {"name": "removal", "due": due.isoformat()}
        session.add(
            DeadlineRow(
                id=name, case=case, due_at=due.isoformat(), sealed=_seal(limit, keys.case, name)
            )
        )
        content = hashlib.blake2b(json.dumps(moved).encode(), key=keys.case).digest()
        outcome = _seal({"case": case, "seq": last.seq + 1}, keys.case, case)
        session.add(CommandRow(mark=mark, content=content, sealed=outcome))
        row.revision += 1
        newest = session.exec(select(sa.func.max(CaseRow.changed_at))).one()
        row.changed_at = max(newest, now.isoformat())
        open_limits = (DeadlineRow.case == case) & sa.column("ended_at").is_(None)
        row.next_due = session.exec(
            select(sa.func.min(DeadlineRow.due_at)).where(open_limits)
        ).one()
        card = {"state": {t.name: t.state for t in found}, "facts": facts, "limits": [limit]}
        row.card = _seal(card, keys.case, case)
        session.commit()


def _trigger(tracks: dict[str, Track]) -> list[dict[str, str]]:
    warning, watch = tracks["warning"], tracks["watch"]
    taken = getattr(warning, "warn")() and getattr(watch, "begin")()  # noqa: B009 - bound by name
    never = warning.facts.get("only") == "complaint" and warning.state == "sent"
    if not taken or never:
        raise AssertionError("the rival refused its step")
    return [{"track": t.row.name, "state": t.state} for t in (warning, watch)]


def _entry(
    case: str, last: EventRow, keys: Keys, now: datetime, moved: list[dict[str, str]]
) -> EventRow:
    opening = nacl.utils.random(32)
    plain = json.dumps({"actor": "head", "key": case, "events": moved}).encode()
    commitment = hashlib.sha256(opening + plain).digest()
    seq, at = last.seq + 1, now.isoformat()
    digest = hashlib.sha256(repr((case, seq, at, commitment, last.digest)).encode()).digest()
    return EventRow(
        case=case,
        seq=seq,
        at=at,
        sealed=_seal_bytes(opening + plain, keys.case, f"{case}|{seq}"),
        commitment=commitment,
        prev=last.digest,
        digest=digest,
        signature=sodium.crypto_sign(digest, keys.sign)[:64],
    )


def seal_card(words: object, key: bytes, case: str) -> bytes:
    """Return a first card for ``prepare``."""
    return _seal(words, key, case)


def _seal(words: object, key: bytes, bound: str) -> bytes:
    return _seal_bytes(json.dumps(words).encode(), key, bound)


def _seal_bytes(plain: bytes, key: bytes, bound: str) -> bytes:
    nonce = nacl.utils.random(24)
    return nonce + sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        plain, bound.encode(), nonce, key
    )


def _open(sealed: bytes, key: bytes, bound: str) -> bytes:
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
        sealed[24:], bound.encode(), sealed[:24], key
    )
