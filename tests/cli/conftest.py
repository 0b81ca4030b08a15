"""The real command line in process: a runner, and a practice book of which each test has a copy."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from casework import bootstrap
from casework.cli.main import main
from casework.clock import SetClock
from casework.office import people, terms
from tests.once_kit import made_once, worked_out_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casework.scheduling.watch import Watch

#: Monday of the second half of the autumn term.
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PASSWORDS = {
    "Head": "one two three head",
    "Clerk": "one two three clerk",
    "Deputy": "one two three deputy",
    "Guard": "one two three guard",
    "Chair": "one two three chair",
}
ROLES = {"Clerk": "office", "Deputy": "senior-leader", "Guard": "dsl", "Chair": "chair"}
TERMS = """kind,first,last,name
term,2026-09-02,2026-10-23,autumn one
term,2026-11-02,2026-12-18,autumn two
term,2027-01-05,2027-02-12,spring one
term,2027-02-22,2027-03-25,spring two
term,2027-04-12,2027-05-28,summer one
term,2027-06-07,2027-07-20,summer two
inset,2026-09-01,,
covers,2026-09-01,2027-08-31,
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a command line printed, and the code it ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output, and nothing else."""
        whole = json.loads(self.out)
        assert isinstance(whole, dict)
        return whole

    @property
    def result(self) -> Any:  # noqa: ANN401 - what the command says
        """The result of a command that was done."""
        assert self.json["ok"] is True
        return self.json["result"]

    @property
    def error(self) -> dict[str, Any]:
        """The error of a command that was not done."""
        assert self.json["ok"] is False
        found = self.json["error"]
        assert set(found) >= {"code", "message", "reasons", "advice"}
        return dict(found)


@dataclass
class Office:
    """A book, the people who work in it, and a clock that a test moves."""

    book: Path
    run: Callable[..., Told]
    monkeypatch: pytest.MonkeyPatch
    passwords: dict[str, Path] = field(default_factory=dict)

    def at(self, instant: str) -> None:
        """Set the clock of the practice book."""
        self.monkeypatch.setenv(bootstrap.CLOCK, instant)

    def says(self, user: str, *words: str) -> Told:
        """Run a command as a user."""
        return self.run(
            "--book",
            str(self.book),
            "--user",
            user,
            "--password-file",
            str(self.passwords[user]),
            *words,
        )

    def does(self, user: str, *words: str) -> Any:  # noqa: ANN401 - what the command says
        """Run a command as a user with ``--json``; it must be done. Return its result."""
        told = self.says(user, *words, "--json")
        assert told.code == 0, told.out + told.err
        return told.result

    def fails(self, user: str, *words: str) -> tuple[int, dict[str, Any]]:
        """Run a command as a user with ``--json``; it must fail. Return its code and error."""
        told = self.says(user, *words, "--json")
        assert told.code != 0, told.out
        return told.code, told.error

    def opens(self, user: str = "Clerk", *more: str) -> str:
        """Open a concern; return its reference."""
        person = ("--person", "author=Ms J. Hart", "--summary", "Post about Class 4")
        return str(self.does(user, "case", "open", "concern", *person, *more)["ref"])


def judged(office: Office, monkeypatch: pytest.MonkeyPatch, instant: datetime) -> SetClock:
    """Return a clock with counters that a test steps, held against them by every command."""
    made = SetClock(instant, boot="boot")

    def watch(_folder: Path, real: Any = bootstrap.watch) -> Watch:  # noqa: ANN401 - as it is
        found: Watch = real(office.book)
        found.clock = made
        return found

    monkeypatch.setattr(bootstrap, "watch", watch)
    return made


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Told]:
    """Run the real command line: words in, exit code and both streams out."""

    def runner(*words: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["casework", *words])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        streams = capfd.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Told(code=code, out=streams.out, err=streams.err)

    return runner


@pytest.fixture(scope="session")
def _once() -> Iterator[None]:
    """Work out once what comes out the same each time: half of a command's time in process."""
    yield from worked_out_once()


@pytest.fixture(scope="session")
def founded(_once: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A practice book with five users and term dates, and the state folder that belongs to it."""

    def make(home: Path) -> None:
        told = bootstrap.Founding(
            policies=("milnthorpe",),
            school="Practice Primary",
            admin="Head",
            password=PASSWORDS["Head"],
            roles=("headteacher",),
            practice=True,
        )
        found(home, told, ROLES, PASSWORDS)

    home = made_once(tmp_path_factory, "cli-founded", make)
    return home / "book", home / "state"


def found(
    home: Path,
    told: bootstrap.Founding,
    roles: dict[str, str],
    passwords: dict[str, str],
    *answers: tuple[str, str],
) -> None:
    """Found a school with its term dates; everybody has signed in once."""
    clock, folder = SetClock(NOW), home / "book"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_STATE", str(home / "state"))
        made = bootstrap.found_book(folder, told, clock).desk
        for name, role in roles.items():
            people.add(made, name, [role], passwords[name])
        terms.load_terms(made, TERMS)
        if answers:
            bootstrap.change_settings(made, answers, made.school_slug(""))
        made.session.close()
        for name in roles:  # each works off what was queued for them
            bootstrap.open_desk(folder, name, passwords[name], clock=clock).desk.session.close()


@pytest.fixture
def office(
    _once: None,
    founded: tuple[Path, Path],
    tmp_path: Path,
    run: Callable[..., Told],
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """A copy of the practice book for one test."""
    book, state = tmp_path / "book", tmp_path / "state"
    shutil.copytree(founded[0], book)
    shutil.copytree(founded[1], state)
    monkeypatch.setenv("CASEWORK_STATE", str(state))
    monkeypatch.setenv(bootstrap.CLOCK, NOW.isoformat())
    passwords = {name: tmp_path / f"{name}.txt" for name in PASSWORDS}
    for name, file in passwords.items():
        file.write_text(f"{PASSWORDS[name]}\n", encoding="utf-8")
    return Office(book=book, run=run, monkeypatch=monkeypatch, passwords=passwords)
