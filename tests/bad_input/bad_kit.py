"""What the bad-input tests share: a made school, how it is asked, and what an answer must be.

The school has one case with an approved letter. Its words are canaries: each is found nowhere but
where it was asked for.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from casework import bootstrap
from casework.office import stage
from casework.text import LONGEST_FIELD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

CASEWORK = (sys.executable, "-m", "casework")
#: Words of the made case, of its people and of passwords: none may stand in any error.
CANARIES = ("Quillfeather", "Bramblewick", "zinnober", "practice-school")
WORD = CANARIES[2]
NAME = f"Ms {CANARIES[0]}"
SUMMARY = f"A post about {CANARIES[1]}"
#: What one error is: its code as scripts read it, and the code the process ends with.
KINDS = {
    1: "unexpected",
    2: "usage",
    3: "refused",
    4: "not-permitted",
    5: "not-found",
    6: "conflict",
    7: "damaged",
    8: "machine",
    130: "interrupted",
}
JOINERS = {"\n", "\u200c", "\u200d"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How one command line ended: its code, and both streams byte for byte."""

    code: int
    out: bytes
    err: bytes

    @property
    def result(self) -> Any:  # noqa: ANN401 - what the command says
        """The result of a command under ``--json`` that was done."""
        assert self.code == 0, (self.out, self.err)
        return json.loads(self.out)["result"]

    @property
    def error(self) -> dict[str, Any]:
        """The one error object of a command under ``--json`` that was not done."""
        told = json.loads(self.out)
        assert told["ok"] is False
        return dict(told["error"])

    @property
    def said(self) -> str:
        """Both streams as one text; whatever is not UTF-8 is an error of the test."""
        return self.out.decode() + self.err.decode()


Runner = "Callable[..., Ended]"


@dataclass
class School:
    """A copy of the made school, asked through the real command line."""

    home: Path
    ref: str
    now: str
    run: Callable[..., Ended]
    told: list[Ended] = field(default_factory=list)
    at: Path | None = None

    @property
    def book(self) -> Path:
        """The folder of the records."""
        return self.at or self.home / "book"

    @property
    def state(self) -> Path:
        """The program's own folder."""
        return self.home / "state"

    @property
    def environment(self) -> dict[str, str]:
        """What a process of its own needs to find the school."""
        return {
            "CASEWORK_STATE": str(self.state),
            bootstrap.CLOCK: self.now,
            "CASEWORK_BOOK": str(self.book),
        }

    def password(self, word: str = stage.PASSWORD) -> Path:
        """Return a password file with this word."""
        file = self.home / f"password-{hashlib.sha256(word.encode()).hexdigest()[:8]}.txt"
        file.write_text(f"{word}\n", encoding="utf-8")
        return file

    def shared(self, user: str, word: str = stage.PASSWORD) -> tuple[str, ...]:
        """Return the options with which a user signs in."""
        signed = ("--user", user, "--password-file", str(self.password(word)))
        return ("--book", str(self.book), *signed)

    def says(self, user: str, *words: str, word: str = stage.PASSWORD) -> Ended:
        """Run a command as a user."""
        ended: Ended = self.run(*self.shared(user, word), *words)
        self.told.append(ended)
        return ended

    def does(self, user: str, *words: str) -> Any:  # noqa: ANN401 - what the command says
        """Run a command that must be done, with ``--json``; return its result."""
        return self.says(user, *words, "--json").result

    def fails(self, code: int, user: str, *words: str, word: str = stage.PASSWORD) -> str:
        """Run a command that must fail, as JSON and as text; return the one message."""
        as_json = self.says(user, *words, "--json", word=word)
        as_text = self.says(user, *words, word=word)
        return one_error(code, as_json, as_text)

    def process(self, user: str, *words: str, before: Callable[[], None] | None = None) -> Ended:
        """Run a command in a process of its own; ``before`` is run in it first."""
        return process(*self.shared(user), *words, environment=self.environment, before=before)

    def revision(self) -> int:
        """Return the revision of the made case."""
        return int(self.does("head", "case", "show", self.ref)["revision"])

    def unharmed(self, revision: int) -> bool:
        """Tell whether the records are sound and the case stands where it stood."""
        sound = self.does("head", "doctor")
        return sound["sound"] and not sound["findings"] and self.revision() == revision

    def debris(self) -> set[str]:
        """Return files in the book and the state folder that a finished command leaves nowhere."""
        return {
            str(path.relative_to(self.home))
            for folder in (self.book, self.state)
            for path in folder.rglob("*")
            if path.suffix in {".incomplete", ".tmp"} or path.name.endswith("-journal")
        }


def process(
    *words: str | bytes,
    environment: Mapping[str, str],
    seconds: float = 18,
    before: Callable[[], None] | None = None,
) -> Ended:
    """Run the program in a process of its own, with nobody to be asked."""
    ran = subprocess.run(
        [*CASEWORK, *words],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
        timeout=seconds,
        preexec_fn=before,
    )
    return Ended(code=ran.returncode, out=ran.stdout, err=ran.stderr)


def one_error(code: int, as_json: Ended, as_text: Ended | None = None) -> str:
    """Hold an answer to be one clear error that tells what to do; return its message."""
    assert as_json.code == code, as_json.said
    error = as_json.error
    kinds = {KINDS[code], "found"} if code == 7 else {KINDS[code]}
    assert error["code"] in kinds
    assert error["message"]
    assert "\n" not in error["message"]
    assert error["advice"] or code == 130, error
    assert as_json.err == b""
    if as_text is not None:
        _one_error_in_words(error, as_text)
    assert nothing_leaks(as_json, *([as_text] if as_text else []))
    return str(error["message"])


def _one_error_in_words(error: dict[str, Any], as_text: Ended) -> None:
    lines = as_text.err.decode().splitlines()
    assert as_text.code == KINDS_BACK.get(error["code"], 7)
    assert lines.count(error["message"]) == 1, as_text.said
    advised = [line for line in lines if line.startswith("What to do: ")]
    assert len(advised) == (1 if error["advice"] else 0), as_text.said


KINDS_BACK = {kind: code for code, kind in KINDS.items()}


def nothing_leaks(*told: Ended) -> bool:
    """Tell whether no answer holds a traceback or a canary."""
    said = "".join(one.said for one in told)
    return not [word for word in ("Traceback", *CANARIES) if word in said]


def harmless(data: bytes) -> bool:
    """Tell whether only what a page could hold reaches the screen: printable, and line ends."""
    return all(c in JOINERS or c.isprintable() for c in data.decode("utf-8"))


def canaries_on_disk(folder: Path) -> list[str]:
    """Return each canary in a file's name, or in a file that is not the settings or a password."""
    found = []
    for path in folder.rglob("*"):
        kept = path.name.startswith("password-") or not path.is_file()
        data = b"" if kept else path.read_bytes()
        words = (word for word in CANARIES if word in path.name or word.encode() in data)
        found += [f"{word} in {path.name}" for word in words]
    return found


#: One character more than a field may hold.
TOO_LONG = "x" * (LONGEST_FIELD + 1)
