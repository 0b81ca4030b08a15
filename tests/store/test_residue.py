"""What an excluded insider with every key of their own, or a thief of the plain pages, can read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from casework import store
from casework.domain.chain import canonical
from casework.store import Blob, Cost, Entry, FileCredentials, Place, Step, dialect, streams, vault
from tests.store.conftest import NOW, PASSWORD, STAFF, School
from tests.store.test_secrecy import TABLES, everything_in
from tests.store.test_tampering import Dice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlcipher3 import dbapi2 as driver

CANARIES = tuple(b"canary-%03d-kestrel" % n for n in range(200))
OPERATIONS = 1000


@dataclass
class Life:
    """A seeded life of a school in which the clerk is kept out of every word that is a canary."""

    school: School
    dice: Dice
    used: set[bytes] = field(default_factory=set)
    cases: dict[str, int] = field(default_factory=dict)

    def canary(self) -> bytes:
        """Return the next canary: each is used before any comes again."""
        left = [c for c in CANARIES if c not in self.used] or list(CANARIES)
        found = left[self.dice.below(len(left))]
        self.used.add(found)
        return found

    def step(self) -> Step:
        word = self.canary()
        return self.school.step(
            word,
            entries=(Entry(payload=word),),
            card=word,
            arm=(self.school.arm(),) if self.dice.below(2) else (),
            blobs=(Blob(item=word.decode() + store.new_id(), data=word),)
            if not self.dice.below(4)
            else (),
            access=(word,),
            custody=(word,) if not self.dice.below(3) else (),
        )

    def begin(self) -> None:
        """Open a case without the clerk, or keep the clerk out of one they could open."""
        school, head, step = self.school, self.school.head, self.step()
        if self.dice.below(2):
            place = Place.SEALED if self.dice.below(3) == 0 else Place.OFFICE
            circle = ("safeguarding",) if place is Place.SEALED else ("leadership",)
            case = school.opened(head, place=place, circles=circle, step=step).case
            self.cases[case] = 1
            return
        case = school.opened(head, step=school.step(b"harmless")).case
        store.read_case(school.user("clerk"), case)
        people = (head.user, school.user("dsl").user)
        store.exclude(head, case, remaining=people, step=step, expected=1, now=NOW)
        self.cases[case] = 2

    def go_on(self) -> None:
        head, kind = self.school.head, self.dice.below(6)
        case = sorted(self.cases)[self.dice.below(len(self.cases))]
        if kind < 3:
            store.append(head, case, self.step(), expected=self.cases[case], now=NOW)
            self.cases[case] += 1
        elif kind == 3:
            store.log_access(head, case, self.canary(), now=NOW)
        elif kind == 4:
            store.write_journal(head, self.canary(), now=NOW, audience="leadership")
        else:
            store.drop(self.school.user("clerk"), "safeguarding", self.canary(), now=NOW)

    def live(self, operations: int) -> None:
        for at in range(operations):
            if at < 10 or not self.dice.below(12):
                self.begin()
            else:
                self.go_on()


def files_of(school: School) -> Iterator[tuple[str, bytes]]:
    for path in sorted(p for p in school.path.rglob("*") if p.is_file()):
        yield path.name, path.read_bytes()


def held_by(session: store.Session) -> tuple[bytes, ...]:
    """Return every 32 bytes that this person has or can work out, kept from before included."""
    office = session.office
    keys = {
        office.key,
        office.meta("secret"),
        *(k for known in session.known.values() for k in known),
    }
    keys |= {streams.book_key(office, what) for what in ("register", "journal")}
    for one in session.identities():
        keys |= {one.seed, one.box_secret, one.wrap_key, one.label_secret}
    return tuple(sorted(keys))


def bindings(table: str, row: dict[str, Any]) -> Iterator[bytes]:
    """Yield what the program binds a row's sealed column to."""
    if table == "case":
        yield b"card|" + row["id"].encode()
    elif table == "event":
        yield canonical(("event", row["case"], row["seq"]))
    elif table == "stream":
        yield canonical(("stream", row["stream"], row["seq"]))
    elif table == "deadline":
        yield canonical(("deadline", row["id"], row["case"]))
    elif table == "wrap":
        yield row["label"]
    elif table == "command":
        yield row["mark"]
    elif table == "chunk":
        yield from (canonical(("chunk", row["item"], row["part"], n)) for n in (1, 2))


def opened_by(session: store.Session) -> Iterator[tuple[str, bytes]]:
    """Yield everything in ``office.db`` that this person's keys open, and by which table."""
    keys, raw = held_by(session), dialect.raw(session.office.connection)
    for table in TABLES:
        cursor = raw.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            sealed: bytes = row["card"] if table == "case" else row.get("sealed") or b""
            for bound in bindings(table, row):
                plain = (vault.unseal(key, sealed, bound) for key in keys)
                yield from ((table, found) for found in plain if found is not None)
            boxes = (identity.unbox(sealed) for identity in session.identities())
            yield from ((table, found) for found in boxes if found is not None)


def test_an_excluded_insider_with_every_key_and_sql_reads_no_canary(school: School) -> None:
    clerk, _dsl = school.user("clerk"), school.user("dsl")
    school.opened(clerk, step=school.step(b"their own"))
    life = Life(school, Dice(4711))
    life.live(OPERATIONS)
    store.work_off(clerk, now=NOW)

    opened = list(opened_by(clerk))
    hits = [table for table, plain in opened if any(c in plain for c in CANARIES)]
    clear = everything_in(clerk, Place.OFFICE)
    raw = [name for name, content in files_of(school) if any(c in content for c in CANARIES)]

    assert life.used == set(CANARIES)
    assert {"event", "case", "stream", "wrap"} <= {table for table, _plain in opened}  # their own
    assert (hits, [c for c in CANARIES if c in clear], raw) == ([], [], [])
    assert {row.case for row in store.cards(clerk)} & life.cases.keys() == set()


def test_the_search_for_canaries_finds_those_of_a_holder(school: School) -> None:
    """The search itself works: with the head's keys it finds what it must not find above."""
    school.user("clerk"), school.user("dsl")
    life = Life(school, Dice(7))
    life.live(60)

    hits = {table for table, plain in opened_by(school.head) if any(c in plain for c in CANARIES)}

    assert {"case", "event", "stream"} <= hits


def prepare_without_key(
    connection: driver.Connection, _key: bytes, _name: str, create: bool
) -> None:
    """Stand in for the preparation of a connection: the same driver and settings, no key."""
    if create:
        connection.execute(f"PRAGMA application_id = {dialect.APPLICATION_ID}")
    dialect._set_and_prove(connection)
    connection.set_authorizer(dialect._allowed)


def no_look(_path: Path, *, create: bool) -> None:
    """Stand in for the look at a file's header, which refuses plain files."""
    del create


@pytest.fixture
def plain_school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    """A school whose databases are not encrypted, as residue can be looked for in no other way."""
    monkeypatch.setattr(dialect, "_prepare", prepare_without_key)
    monkeypatch.setattr(dialect, "_check_header", no_look)
    made = School(tmp_path / "plain", FileCredentials(tmp_path / "state"))
    made.sessions["head"] = store.create_book(
        made.path,
        founder=STAFF["head"],
        password=PASSWORD,
        credentials=made.credentials,
        now=NOW,
        cost=Cost.practice(),
        practice=True,
    ).session
    store.work_off(made.head, now=NOW)
    yield made
    made.close()


def test_without_the_files_key_no_word_lies_in_page_or_log(plain_school: School) -> None:
    plain_school.user("clerk"), plain_school.user("dsl")
    life = Life(plain_school, Dice(99))
    life.live(300)
    names = {"office.db", "office.db-wal", "sealed.db", "sealed.db-wal"}

    found = dict(files_of(plain_school))
    clear = b"".join(found[name] for name in names)

    assert life.used == set(CANARIES)
    assert found["office.db"].startswith(b"SQLite format 3\x00")
    assert all(case.encode() in clear for case in life.cases)  # ids stand in clear: it was read
    assert [c for c in CANARIES if c in clear] == []
    assert b"leadership" not in clear
