"""One made school for all bad-input tests, copied for each; the command line in process."""

from __future__ import annotations

import functools
import shutil
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import typer.main
from nacl.pwhash import argon2id

from casework import bootstrap, store
from casework.clock import SetClock
from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.office import cases, stage
from casework.office.cases import Answers, NewCase
from casework.policy import loader
from casework.policy.loader import load_stored
from casework.store import vault
from tests.bad_input.bad_kit import NAME, SUMMARY, Ended, School
from tests.office.practice_kit import DOORS, MONDAY, NO, NOTE, TAKE_UP, WHERE, Book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from casework.policy.loader import Loaded
    from casework.policy.model import Policy


class _QuickGuesses:
    """Stands in for the library: every password costs what it costs in a practice school.

    The records keep the cost they were told, and whoever reads them holds it against the floor.
    """

    @staticmethod
    def kdf(size: int, password: bytes, salt: bytes, passes: int, memory: int) -> bytes:
        cheap = store.Cost.practice()
        least = min(passes, cheap.passes), min(memory, cheap.memory_mb << 20)
        return bytes(argon2id.kdf(size, password, salt, *least))


def _loaded_once(load: Callable[..., Loaded]) -> Callable[..., Loaded]:
    """Read a policy again only where a byte of any file beside it, or of a template, has changed.

    A refusal is never kept, nor is a policy that is named by its path.
    """
    found: dict[object, Loaded] = {}

    def once(
        name: str, folders: Iterable[Path], letters: Mapping[str, str], *more: object
    ) -> Loaded:
        folders = tuple(folders)
        files = [file for folder in folders for file in sorted(folder.rglob("*.yaml"))]
        if not name.isidentifier() or not all(file.is_file() for file in files):
            return load(name, folders, letters, *more)
        texts = tuple((str(file), file.read_bytes()) for file in files)
        key = (name, texts, tuple(sorted(letters.items())), bool(more))
        if key not in found:
            found[key] = load(name, folders, letters, *more)
        return found[key]

    return once


@pytest.fixture(scope="session")
def _read_once() -> Iterator[None]:
    """Read each policy version and each command's options once: half of a command's time here."""
    found: dict[tuple[tuple[str, str], ...], Policy] = {}

    def once(files: Mapping[str, str]) -> Policy:
        key = tuple(sorted(files.items()))
        if key not in found:
            found[key] = load_stored(files)
        return found[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "load_stored", once)
        patch.setattr(loader, "load_policy", _loaded_once(loader.load_policy))
        patch.setattr(vault, "argon2id", _QuickGuesses)
        patch.setattr(typer.main, "get_command", functools.cache(typer.main.get_command))
        yield


@pytest.fixture
def run(
    _read_once: None,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Ended]:
    """Run the real command line in this process: words in, exit code and both streams out."""
    from casework.cli.main import main

    def runner(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["casework", *words])
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        streams = capfdbinary.readouterr()
        assert isinstance(ended.value.code, int)
        return Ended(code=ended.value.code, out=streams.out, err=streams.err)

    return runner


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Found a school with one case whose first letter is approved; its folder and reference."""
    home = tmp_path_factory.mktemp("made")
    clock = SetClock(MONDAY - timedelta(days=1), tick=timedelta(milliseconds=10))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_STATE", str(home / "state"))
        (home / "paper").mkdir()
        stage.founded(home / "book", home / "paper", DOORS, clock).close()
        clock.instant = MONDAY
        book = Book(folder=home / "book", clock=clock)
        ref = _case(book)
        for at in book.desks.values():
            at.session.close()
    return home, ref


def _case(book: Book) -> str:
    author = CasePerson(
        number=0, role=PersonRole.AUTHOR, name=NAME, about="parent", address="1 Sample Street"
    )
    new = NewCase(case_type="concern", summary=SUMMARY, people=(author,))
    claim = CategoryClaim(code="naming-or-discussing-a-child", target="pupil")
    told = Answers(categories=(claim,), facts=WHERE)
    ref = cases.open_case(book.desk("clerk"), new, told).ref
    book.take("deputy", ref, "case.triage", {**NO, "inappropriate": "yes"}, reason="It names one.")
    book.take("deputy", ref, "case.take-up", TAKE_UP)
    asked = {"removal-asked-on": "2026-11-02", "raised-with-us-first": "no"}
    book.take("deputy", ref, "conversation.hold", asked)
    book.take("clerk", ref, "conversation.write-note", letter=NOTE)
    book.take_decision("head", ref)
    return ref


@pytest.fixture
def school(
    _made: tuple[Path, str],
    tmp_path: Path,
    run: Callable[..., Ended],
    monkeypatch: pytest.MonkeyPatch,
) -> School:
    """A copy of the made school for one test."""
    made, ref = _made
    now = (MONDAY + timedelta(hours=2)).isoformat()
    home = tmp_path / "home"
    shutil.copytree(made / "book", home / "book")
    shutil.copytree(made / "state", home / "state")
    monkeypatch.setenv("CASEWORK_STATE", str(home / "state"))
    monkeypatch.setenv(bootstrap.CLOCK, now)
    return School(home=home, ref=ref, now=now, run=run)
