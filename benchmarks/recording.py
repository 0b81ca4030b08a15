"""Record a program's file operations in order, with what it told its user in between.

Reads ``strace``: which files were written where, cut, made, removed, renamed and brought to the
disk, and each line the program printed. Shared-memory files (``-shm``) are never of use after a
power cut and are left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CALLS = "openat,pwrite64,write,ftruncate,fsync,fdatasync,rename,unlink"
WRITE, CUT, MADE, GONE, SYNC, SAID = "write", "cut", "made", "gone", "sync", "said"

_LINE = re.compile(r"^\d+\s+(\w+)\((.*)\)\s+=\s+(-?\d+)")
_FILE = re.compile(r"^(-?\d+)<([^>]*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class NotRecorded(Exception):
    """The recorder saw something it does not understand, or could not run."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that happened: to a file's content, to the folder, or said to the user."""

    kind: str
    file: str = ""
    at: int = 0
    data: bytes = b""


def available() -> bool:
    """Tell whether this machine can record."""
    return shutil.which("strace") is not None


def environment() -> dict[str, str]:
    """Return what a program of the harness runs in: it must find this package."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}


def writer(book: Path, steps: int, fault: str = "") -> list[str]:
    """Return the command line of the small office at work."""
    words = [sys.executable, "-m", "benchmarks.writer", str(book), str(steps)]
    return [*words, fault] if fault else words


def record(command: Sequence[str], book: Path) -> tuple[Operation, ...]:
    """Run ``command`` and return what it did to the files of ``book``, in order."""
    trace = book.with_name("trace")
    words = ["strace", "-f", "-y", "-xx", "-s", "300000", "-e", f"trace={CALLS}"]
    done = subprocess.run(
        [*words, "-o", str(trace), *command],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotRecorded(done.stderr[-500:])
    with trace.open(encoding="ascii") as lines:
        return tuple(_operations(lines, str(book.resolve())))


def _operations(lines: Iterator[str], book: str) -> Iterator[Operation]:
    for line in lines:
        found = _LINE.match(line)
        if found is None or int(found[3]) < 0:
            continue
        operation = _operation(found[1], found[2], book)
        if operation is not None and not operation.file.endswith("-shm"):
            yield operation


def _operation(call: str, words: str, book: str) -> Operation | None:
    if call == "openat":
        path = _decoded(_text(words))
        created = "O_CREAT" in words
        return Operation(MADE, path[len(book) + 1 :]) if created and _within(path, book) else None
    if call in {"unlink", "rename"}:
        path = _decoded(_text(words))
        if call == "rename" and _within(path, book):
            raise NotRecorded("a rename within the book")
        return Operation(GONE, path[len(book) + 1 :]) if _within(path, book) else None
    file = _FILE.match(words)
    if file is None:
        return None
    if call == "write" and file[1] == "1":
        return Operation(SAID, data=_bytes(_text(words)))
    path = _decoded(file[2])
    if path == book:
        return Operation(SYNC, ".") if "sync" in call else None
    return _to_file(call, words, path[len(book) + 1 :]) if _within(path, book) else None


def _to_file(call: str, words: str, name: str) -> Operation | None:
    if call == "pwrite64":
        at = int(words.rsplit(",", 1)[1])
        return Operation(WRITE, name, at, _bytes(_text(words)))
    if call == "ftruncate":
        return Operation(CUT, name, int(words.rsplit(",", 1)[1]))
    if call in {"fsync", "fdatasync"}:
        return Operation(SYNC, name)
    raise NotRecorded(f"{call} to {name}")


def _within(path: str, book: str) -> bool:
    return path.startswith(book + "/")


def _text(words: str) -> str:
    found = _TEXT.search(words)
    if found is None:
        raise NotRecorded("a call without its bytes")
    return found[1]


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _decoded(text: str) -> str:
    return _bytes(text).decode() if text.startswith("\\x") else text
