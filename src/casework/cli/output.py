"""The only writer to standard output: text or one JSON object; progress and prompts go beside it.

Everything that came in as data is made harmless here, whatever was cleaned before. Rich draws
progress alone, and its markup is off.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from casework.errors import CaseworkError, MachineFault, UsageFault
from casework.text import clean_line, made_harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TextIO


def say(*lines: str) -> None:
    """Print lines of plain text; control and bidi characters come out as visible symbols."""
    _write(sys.stdout, "".join(f"{_shown(line)}\n" for line in lines))


def say_json(result: object) -> None:
    """Print the one object of a successful command under ``--json``."""
    _write(sys.stdout, f"{json.dumps({'ok': True, 'result': result}, indent=1)}\n")


def fail_json(error: CaseworkError, clauses: Sequence[str] = ()) -> None:
    """Print the one object of a failed command under ``--json``."""
    said = {
        "code": error.code,
        "message": error.message,
        "reasons": list(error.reasons),
        "advice": error.advice,
        "clauses": list(clauses),
    }
    _write(sys.stdout, f"{json.dumps({'ok': False, 'error': said}, indent=1)}\n")


def fail(error: CaseworkError) -> None:
    """Print what happened, each further reason, and what to do next, on standard error."""
    lines = [error.message]
    lines += [f"  - {reason}" for reason in error.reasons if reason != error.message]
    if error.advice:
        lines.append(f"What to do: {error.advice}")
    _write(sys.stderr, "".join(f"{_shown(line)}\n" for line in lines))


def note(*lines: str) -> None:
    """Print something beside the result, on standard error."""
    _write(sys.stderr, "".join(f"{_shown(line)}\n" for line in lines))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a plain table: columns as wide as they need to be, two blanks between."""
    lines = [[_cell(cell) for cell in row] for row in (headings, *rows)]
    if not lines:
        return
    widths = [max(len(line[at]) for line in lines) for at in range(len(headings))]
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        say("  ".join(padded).rstrip())


def write_file(path: str, data: bytes) -> None:
    """Write a file that leaves the book: beside it first, then renamed. Never over an existing one.

    Raises UsageFault where it exists, MachineFault where the machine refuses.
    """
    temporary = f"{path}.incomplete"
    try:
        if os.path.lexists(path):
            raise UsageFault(
                "A file of that name is already there, so nothing was written.",
                advice="Choose another name for --out.",
            )
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, path)  # noqa: PTH104 - one rename publishes it
    except OSError as fault:
        raise MachineFault(
            f"The file could not be written: {fault.strerror or 'the machine refused'}.",
            advice="Check the folder and the free space, then run the command again.",
        ) from None


def ask_secret(prompt: str) -> str:
    """Ask for a password without showing it. Raises UsageFault where nobody can answer."""
    if not sys.stdin.isatty():
        raise UsageFault(
            "A password is needed, and nobody can be asked for it here.",
            advice="Give --password-file FILE, or CASEWORK_PASSWORD_FILE.",
        )
    return getpass.getpass(f"{prompt}: ", stream=sys.stderr)


@contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[str], None]]:
    """Show progress on standard error while the block runs; yields what to call after each part."""
    from rich.console import Console  # 60 ms to load, and only long work needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True, markup=False, highlight=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(title, total=total)

        def step(words: str) -> None:
            bar.update(task, advance=1, description=clean_line(words))

        yield step


def _cell(value: str) -> str:
    return _shown(" ".join(value.split()))


def _shown(line: str) -> str:
    return made_harmless(line)


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:  # a terminal that knows no £ or ’ still gets its line
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "replace").decode(encoding))
    stream.flush()
