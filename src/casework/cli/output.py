"""The only writer to standard output: text or one JSON object; progress and prompts go beside it.

Everything that came in as data is made harmless here, whatever was cleaned before. Rich draws
progress alone, and its markup is off.
"""

from __future__ import annotations

import getpass
import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from casework.errors import CaseworkError, Damaged, UsageFault
from casework.text import clean_line, made_harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TextIO


class Found(Damaged):
    """A check found something: ``found`` is what, in the shape of the command's own result."""

    code = "found"

    def __init__(self, message: str, *, advice: str, found: object) -> None:
        super().__init__(message, advice=advice)
        self.found = found


def say(*lines: str) -> None:
    """Print lines of plain text; control and bidi characters come out as visible symbols."""
    _write(sys.stdout, "".join(f"{_shown(line)}\n" for line in lines))


def say_json(result: object) -> None:
    """Print the one object of a successful command under ``--json``."""
    _write(sys.stdout, f"{json.dumps({'ok': True, 'result': result}, indent=1)}\n")


def fail_json(error: CaseworkError) -> None:
    """Print the one object of a failed command under ``--json``."""
    said: dict[str, object] = {
        "code": error.code,
        "message": error.message,
        "reasons": list(error.reasons),
        "advice": error.advice,
        "clauses": list(error.clauses),
    }
    if isinstance(error, Found):
        said["found"] = error.found
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


def say_bytes(data: bytes) -> None:
    """Print a file as it is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def can_ask() -> bool:
    """Tell whether there is somebody to be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask_line(prompt: str, instead: str) -> str:
    """Ask for one line of words. Raises UsageFault where nobody can answer."""
    if not can_ask():
        raise UsageFault(
            "Words are needed, and nobody can be asked here.", advice=f"Give {instead}."
        )
    try:
        sys.stderr.write(f"{made_harmless(prompt)}: ")
        sys.stderr.flush()
        said = sys.stdin.readline()
        if not said:
            raise KeyboardInterrupt  # the end of the input is a way to stop, as at any prompt
        return said
    except KeyboardInterrupt:
        note("")  # the prompt's line ends here, and what is said next has its own
        raise


def ask_secret(
    prompt: str,
    instead: str = "--password-file FILE, or CASEWORK_PASSWORD_FILE",
    what: str = "A password",
) -> str:
    """Ask for a password without showing it. Raises UsageFault where nobody can answer."""
    if not can_ask():
        raise UsageFault(
            f"{what} is needed, and nobody can be asked for it here.",
            advice=f"Give {instead}.",
        )
    try:
        return getpass.getpass(f"{made_harmless(prompt)}: ", stream=sys.stderr)
    except KeyboardInterrupt:
        note("")  # the prompt's line ends here, and what is said next has its own
        raise


def agreed(question: str, *, readily: bool = False) -> bool:
    """Ask for a yes; anything else is a no, but Enter alone agrees ``readily``.

    Raises EOFError where the input ends instead.
    """
    sys.stderr.write(f"{_shown(question)} [{'yes/no, Enter is yes' if readily else 'yes/no'}] ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer:  # the input was closed: that is no answer at all
        sys.stderr.write("\n")
        raise EOFError
    return answer.strip().casefold() in ({"y", "yes", ""} if readily else {"y", "yes"})


@contextmanager
def progress(title: str, *, plain: bool) -> Iterator[Callable[[str], None]]:
    """Show on standard error that long work goes on; yields what to call after each part.

    Only for a person who looks on: nothing is shown where standard error is no terminal.
    """
    if plain or not sys.stderr.isatty():
        if sys.stderr.isatty():
            note(title)
        yield lambda _words: None
        return
    from rich.console import Console  # 60 ms to load, and only long work needs it
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, markup=False, highlight=False)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)

        def step(words: str) -> None:
            bar.update(task, advance=1, description=clean_line(words))

        yield step


@contextmanager
def bar(title: str, *, plain: bool) -> Iterator[Callable[[int, int], None]]:
    """Show on standard error how much of long work is done; yields what is told: done, of how many.

    Only for a person who looks on, and only from the first thing to be done on.
    """
    if plain or not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    from rich.console import Console  # 60 ms to load, and only long work needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True, markup=False, highlight=False)
    text = TextColumn("{task.description}", markup=False)
    with Progress(
        text, BarColumn(), MofNCompleteColumn(), console=console, transient=True
    ) as shown:
        task = shown.add_task(clean_line(title), total=None, visible=False)
        yield lambda done, of: shown.update(task, completed=done, total=of, visible=of > 0)


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
