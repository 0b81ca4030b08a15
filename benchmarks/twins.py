"""Two records alike but for what is hidden from somebody, and one command line run in both.

Whoever signs in stays at their desk, so that thousands of commands can be run; what a sign-in works
off is worked off with each command all the same. Randomness is drawn anew for each command from
seed and step: what a hidden case draws shifts nothing else.
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
import shutil
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import typer.main

from benchmarks import school
from casework import bootstrap, settings
from casework.cli.main import run as command_line
from casework.clock import SetClock
from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.office import cases, opening, people, stage, terms
from casework.office.arrival import SignedIn
from casework.office.cases import Answers, NewCase
from casework.office.saying import Saying
from casework.store import vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casework.office.desk import Desk

BEGIN = datetime(2026, 11, 2, 9, tzinfo=UTC)
PASSWORD, SLUG = "a password of twins", "twin-primary"
STAFF = {
    "head": ("headteacher",),
    "clerk": ("office",),
    "deputy": ("senior-leader",),
    "dsl": ("dsl",),
    "second": ("dsl",),
    "teacher": ("class-teacher",),
    "chair": ("chair",),
    "admin": ("administrator",),
    "spare": ("class-teacher",),
}
TERMS = """kind,first,last,name
term,2026-09-02,2026-10-23,autumn
term,2026-11-02,2026-12-18,christmas
term,2027-01-05,2027-02-12,spring
covers,2026-09-01,2027-08-31,
"""
WHERE = {
    "platform": "facebook",
    "location": "public",
    "author-type": "parent",
    "first-published": "2026-10-29",
}
#: What lies beside both records: the same dates, for whoever takes them in, and a small policy.
TERMS_FILE, POLICY_FILE = "terms.csv", "warning.yaml"
#: Words of the hidden cases alone; the second is the name of somebody whom no user is linked to.
CANARY, OTHER = "canary-whitethroat", "canary-blackcap"
TRIAGED = {
    **dict.fromkeys(
        (
            "possibly-unlawful",
            "crime-possible",
            "undeserved",
            "touches-safeguarding",
            "touches-families",
            "touches-confidentiality",
            "touches-relationships",
            "names-individual",
            "serious-allegation",
            "names-accused-teacher",
            "child-at-risk",
            "staff-affected",
            "adult-conduct",
        ),
        "no",
    ),
    "inappropriate": "yes",
}
TAKEN_UP = dict.fromkeys(
    ("complaint-open", "harm-reputation", "harm-other", "harm-learning", "child-under-age"), "no"
)
HELD = {"removal-asked-on": "2026-10-30", "raised-with-us-first": "no"}
LETTER = {
    "post_description": "a post about Class 4",
    "request": "remove it",
    "contact_words": "the school office, on 01632 960100",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended: its code, every byte it printed, and each file that it wrote."""

    code: int
    out: bytes
    err: bytes
    files: tuple[tuple[str, bytes], ...] = ()


class Drawn:
    """What stands in for chance: bytes that follow from a seed alone."""

    def __init__(self) -> None:
        self._seed, self._count = b"", 0

    def begin(self, *parts: object) -> None:
        """Draw from here on what belongs to these parts."""
        self._seed, self._count = repr(parts).encode(), 0

    def bytes(self, count: int) -> bytes:
        """Return the next bytes."""
        self._count += 1
        made = hashlib.shake_256(self._seed + self._count.to_bytes(8, "big"))
        return made.digest(count)


@dataclass(slots=True, eq=False)
class Record:
    """One of the two records, with its people at their desks."""

    folder: Path
    drawn: Drawn
    clock: SetClock
    desks: dict[str, Desk] = field(default_factory=dict)
    at: tuple[object, ...] = ()

    def here(self) -> None:
        """Be on the computer of this record: what it has seen of the other would tell of it."""
        os.environ["CASEWORK_STATE"] = str(self.state)

    @property
    def state(self) -> Path:
        """The program's own folder on that computer."""
        return self.folder.with_name(f"{self.folder.name}-state")

    @property
    def own(self) -> Path:
        """The folder on that computer into which its people let things be written."""
        return self.folder.with_name(f"{self.folder.name}-own")

    def desk(self, name: str) -> Desk:
        """Return somebody's desk, signed in once."""
        self.here()
        if name not in self.desks:
            signed = _open_desk(self.folder, name, PASSWORD, clock=self.clock)
            self.desks[name] = signed.desk
        return self.desks[name]

    def again(self, name: str, *, read_only: bool) -> SignedIn:
        """Return the desk as if somebody had signed in anew."""
        desk = self.desk(name)
        desk.read_only = read_only
        desk.settings = settings.load(self.folder)
        self.drawn.begin(*self.at, "sign-in")
        desk.reload()
        if self.drawn.bytes(1)[0] % 4 == 0:  # else they come from another window, signed in before
            opening.begin_work(desk)
        self.drawn.begin(*self.at, "work")
        return SignedIn(desk=desk)

    def says(self, *at: object, user: str, words: tuple[str, ...]) -> Ended:
        """Run one command line as ``user``, or as nobody; ``at`` is what chance follows from."""
        self.at = at
        self.here()
        self.drawn.begin(*at, "work")
        home = self.folder.parent
        named = [word.format(own=self.own, home=home) for word in words]
        signed = ["--user", user, "--password-file", str(home / "password.txt")] if user else []
        with _own_state(self), _captured() as (out, err):
            code = command_line(["--book", str(self.folder), *signed, *named])
        # a restore signs whoever does it out of the records of now
        self.desks = {name: desk for name, desk in self.desks.items() if desk.session.files}
        return Ended(code=code, out=out.getvalue(), err=err.getvalue(), files=self._written())

    def _written(self) -> tuple[tuple[str, bytes], ...]:
        """Return what a command wrote, and take it away; folders stay."""
        found = sorted(path for path in self.own.iterdir() if path.is_file())
        files = tuple((path.name, path.read_bytes()) for path in found)
        for path in found:
            path.unlink()
        return files

    def close(self) -> None:
        """Sign everybody out."""
        for desk in self.desks.values():
            desk.session.close()
        self.desks = {}


#: What the system keeps for a person; a service file is written there.
_CONFIG = "XDG_CONFIG_HOME"


@contextmanager
def _own_state(record: Record) -> Iterator[None]:
    """Give one of the two folders of its own, as on a computer that never saw the other."""
    shared = settings.state_folder()
    if not record.state.exists():
        record.state.mkdir()
        for key in shared.glob("service-*.key"):
            shutil.copy(key, record.state)
    record.own.mkdir(exist_ok=True)
    before = os.environ.get(_CONFIG)
    os.environ["CASEWORK_STATE"] = str(record.state)
    os.environ[_CONFIG] = str(record.own / "config")
    try:
        yield
    finally:
        os.environ["CASEWORK_STATE"] = str(shared)
        _put_back(_CONFIG, before)


def _put_back(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


_open_desk = bootstrap.open_desk


@contextmanager
def _captured() -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    out, err = io.BytesIO(), io.BytesIO()
    before = sys.stdout, sys.stderr
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(err, encoding="utf-8", write_through=True)
    try:
        yield out, err
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.detach()  # what it printed is still to be read
        sys.stdout, sys.stderr = before


@dataclass(slots=True)
class Twins:
    """The record with something hidden, and the one without; ``hidden`` is its reference."""

    with_it: Record
    without: Record
    hidden: str
    knows: str

    def at(self, instant: datetime) -> None:
        """Set both clocks."""
        os.environ[bootstrap.CLOCK] = instant.isoformat()
        self.with_it.clock.instant = self.without.clock.instant = instant

    def something_happens(self, *at: object) -> None:
        """Let the hidden case go on, in the record that has it.

        Whoever does it signs in to both: a sign-in works off what waits, and lets in who is new.
        """
        for record in (self.without, self.with_it):
            record.drawn.begin(*at, "hidden")
            record.desk(self.knows)
        cases.add_note(self.with_it.desk(self.knows), self.hidden, f"{CANARY} {at}")

    def close(self) -> None:
        """Sign everybody out of both."""
        self.with_it.close()
        self.without.close()


@contextmanager
def at_their_desks() -> Iterator[dict[Path, Record]]:
    """Let the command line find the desks of these records, and draw what is to be drawn."""
    known: dict[Path, Record] = {}
    drawn = Drawn()
    kept = vault.random_bytes, os.environ.get(bootstrap.CLOCK)
    state = os.environ["CASEWORK_STATE"]

    def sign_in(
        folder: Path, name: str, password: str, *, read_only: bool = False, **_more: object
    ) -> SignedIn:
        if folder not in known:  # records that were restored
            return _open_desk(folder, name, password, read_only=read_only)
        return known[folder].again(name, read_only=read_only)

    vault.random_bytes = drawn.bytes
    bootstrap.open_desk = sign_in
    shape = typer.main.get_command
    typer.main.get_command = functools.cache(shape)  # the commands' options, read once
    try:
        yield known
    finally:
        vault.random_bytes, bootstrap.open_desk = kept[0], _open_desk
        typer.main.get_command = shape
        os.environ["CASEWORK_STATE"] = state
        _put_back(bootstrap.CLOCK, kept[1])


def founded(home: Path) -> Path:
    """Found the school that both records begin as: people, three ordinary cases, term dates.

    One of the three has come as far as a letter and a decision that waits.
    """
    folder = home / "first"
    (home / TERMS_FILE).write_text(TERMS, encoding="utf-8")
    shutil.copy(school.WARNING, home / POLICY_FILE)
    (home / "password.txt").write_text(f"{PASSWORD}\n", encoding="utf-8")
    clock = SetClock(BEGIN - timedelta(days=3))
    told = bootstrap.Founding(
        policies=("model",),
        school="Twin Primary",
        admin="head",
        password=PASSWORD,
        roles=STAFF["head"],
        practice=True,
    )
    made = bootstrap.found_book(folder, told, clock).desk
    for name, roles in STAFF.items():
        if name != "head":
            people.add(made, name, roles, PASSWORD)
    bootstrap.change_settings(made, stage.ANSWERS, SLUG)
    terms.load_terms(made, TERMS)
    made.session.close()
    desks: dict[str, Desk] = {}
    for name in (*STAFF, *STAFF):  # the second time each holds all that the first handed out
        if name in desks:
            desks[name].session.close()
        desks[name] = _open_desk(folder, name, PASSWORD, clock=clock).desk
    refs = [_ordinary(desks["clerk"], f"A post, the {number + 1}.") for number in range(3)]
    _brought_on(desks["clerk"], desks["deputy"], refs[0])
    for desk in desks.values():
        desk.session.close()
    return folder


def _ordinary(desk: Desk, summary: str, *named: CasePerson) -> str:
    author = CasePerson(number=0, role=PersonRole.AUTHOR, name="Ms J. Example", about="parent")
    claim = CategoryClaim(code="naming-or-discussing-a-child", target="pupil")
    new = NewCase(case_type="concern", summary=summary, people=(author, *named))
    return cases.open_case(desk, new, Answers(categories=(claim,), facts=WHERE)).ref


def _brought_on(clerk: Desk, deputy: Desk, ref: str) -> None:
    """Bring a case as far as a letter whose approval waits."""
    because = Saying(reason="It names a pupil.")
    cases.take_step(deputy, ref, "triage", "case", Answers(facts=TRIAGED), because)
    cases.take_step(deputy, ref, "take-up", "case", Answers(facts=TAKEN_UP))
    cases.take_step(deputy, ref, "hold", "conversation", Answers(facts=HELD))
    cases.take_step(clerk, ref, "write-note", "conversation", Answers(letter=LETTER))


def copies(known: dict[Path, Record], first: Path, home: Path, number: int, kind: str) -> Twins:
    """Return two copies of the first school; into one goes what is hidden, as ``kind`` says."""
    drawn = Drawn()
    vault.random_bytes = drawn.bytes
    drawn.begin(number, "copies")
    made = []
    for name in ("a", "b"):
        folder = home / f"{number}{name}"
        shutil.copytree(first, folder)
        record = Record(folder=folder, drawn=drawn, clock=SetClock(BEGIN))
        shutil.copytree(home / "state", record.state)
        known[folder] = record
        made.append(record)
    ref, knows = _sealed(made[0]) if kind == "sealed" else _excluded(made[0])
    twins = Twins(with_it=made[0], without=made[1], hidden=ref, knows=knows)
    twins.close()  # whoever made the one hidden case signs in anew, as everybody does in both
    twins.at(BEGIN)
    return twins


def _user(desk: Desk, name: str) -> CasePerson:
    concern = PersonRole.PERSON_OF_CONCERN
    found = desk.session.directory.by_name(name)
    return CasePerson(number=0, role=concern, name=CANARY, user=found.id)


def _stranger(role: PersonRole = PersonRole.PERSON_OF_CONCERN) -> CasePerson:
    """Return somebody in a hidden case whom a user may be linked to later."""
    return CasePerson(number=0, role=role, name=OTHER)


def _sealed(record: Record) -> tuple[str, str]:
    """An allegation about the headteacher, whose keys open the file it lies in."""
    desk = record.desk("dsl")
    people = (_user(desk, "head"), _stranger())
    new = NewCase(case_type="staff-allegation", summary=CANARY, people=people)
    return cases.open_case(desk, new, Answers()).ref, "dsl"


def _excluded(record: Record) -> tuple[str, str]:
    """An ordinary case that the deputy is taken off, who worked in it before.

    A letter, a decision that waits and limits are in it, and the keys of the deputy's commands.
    """
    clerk, deputy = record.desk("clerk"), record.desk("deputy")
    ref = _ordinary(clerk, CANARY, _stranger())
    _brought_on(clerk, deputy, ref)
    for number in range(6):
        cases.add_note(deputy, ref, f"Note {number % 4}.", Saying(key=f"key {number}"))
    cases.exclude(record.desk("head"), ref, "deputy", Saying(reason=CANARY))
    return ref, "clerk"
