"""A small school with a case book, made fresh for each test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.store import (
    Arm,
    Blob,
    Cost,
    Entry,
    FileCredentials,
    NewUser,
    Outcome,
    Place,
    Session,
    Step,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)
PASSWORD = "a long enough password"
CANARY = b"canary-kestrel-4711"

STAFF = {
    "head": NewUser(
        name="head",
        circles=frozenset({"office", "leadership", "safeguarding"}),
        opens_sealed=True,
        manages=True,
    ),
    "dsl": NewUser(name="dsl", circles=frozenset({"office", "safeguarding"}), opens_sealed=True),
    "clerk": NewUser(name="clerk", circles=frozenset({"office"})),
    "admin": NewUser(name="admin", manages=True),
    "chair": NewUser(
        name="chair",
        circles=frozenset({"chair", "safeguarding"}),
        opens_sealed=True,
        guarded=True,
    ),
}


@dataclass(slots=True)
class School:
    """One book, its people signed in as they are asked for."""

    path: Path
    credentials: FileCredentials
    sessions: dict[str, Session] = field(default_factory=dict)
    count: int = 0

    now: datetime = NOW
    password: str = PASSWORD
    canary: bytes = CANARY

    @property
    def head(self) -> Session:
        return self.user("head")

    def user(self, name: str) -> Session:
        """Return ``name``'s session, added and granted everything by the head."""
        if name not in self.sessions:
            store.add_user(self.sessions["head"], STAFF[name], now=NOW, password=PASSWORD)
            self.sessions[name] = self.sign_in(name)
        return self.sessions[name]

    def sign_in(self, name: str) -> Session:
        """Sign in anew, let the head work off what waits, and take it in."""
        session = store.sign_in(self.path, name, PASSWORD, now=NOW).session
        store.work_off(session, now=NOW)
        if "head" in self.sessions:
            store.work_off(self.sessions["head"], now=NOW)
        session.close()
        session = store.sign_in(self.path, name, PASSWORD, now=NOW).session
        store.work_off(session, now=NOW)
        return session

    def step(self, words: bytes = b"words", **more: object) -> Step:
        """Return a step nobody took before."""
        self.count += 1
        values: dict[str, object] = {
            "key": f"key-{self.count}",
            "content": words,
            "entries": (Entry(payload=words),),
            "card": b"card of " + words,
        }
        return Step(**{**values, **more})  # type: ignore[arg-type]

    def arm(self, hours: float = 1, name: str | None = None) -> Arm:
        """Return a deadline row due some hours from now."""
        return Arm(id=name or store.new_id(), due_at=NOW + timedelta(hours=hours), payload=b"rule")

    def opened(
        self,
        by: Session,
        *,
        place: Place = Place.OFFICE,
        circles: tuple[str, ...] = ("office",),
        people: tuple[str, ...] = (),
        step: Step | None = None,
    ) -> Outcome:
        """Open a case."""
        step = step or self.step(b"opened")
        drawn = store.draw(by, place, step.key)
        return store.open_case(by, place, drawn, step, circles=circles, people=people, now=NOW)

    def full_case(self, by: Session, **more: object) -> Outcome:
        """Open a case with everything a case can have, the canary in each part."""
        step = self.step(
            CANARY + b" opening",
            card=CANARY + b" card",
            arm=(Arm(id=store.new_id(), due_at=NOW + timedelta(hours=1), payload=CANARY),),
            blobs=(Blob(item="letter " + CANARY.decode(), data=CANARY * 3),),
            access=(CANARY,),
            custody=(CANARY,),
        )
        return self.opened(by, step=step, **more)  # type: ignore[arg-type]

    def service(self) -> store.Service:
        return store.open_service(self.path, self.credentials)

    def close(self) -> None:
        for session in self.sessions.values():
            session.close()


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """A practice school whose head has founded the book and made the circles."""
    made = School(tmp_path / "book", FileCredentials(tmp_path / "state"))
    signed_in = store.create_book(
        made.path,
        founder=STAFF["head"],
        password=PASSWORD,
        credentials=made.credentials,
        now=NOW,
        cost=Cost.practice(),
        practice=True,
    )
    store.work_off(signed_in.session, now=NOW)
    made.sessions["head"] = signed_in.session
    yield made
    made.close()
