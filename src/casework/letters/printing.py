"""A page handed to the printer, or opened for somebody to print; says what the machine said.

Whether paper came out is never guessed here: only somebody at the printer knows. The page lies in a
private folder while the block lasts and is gone after it; what a program that was cut off left is
swept. Must not know letters, cases or users.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from casework.errors import MachineFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

#: So long a printer may take to say that it has the page (*default*), in seconds.
PATIENCE: Final = 60
#: The name that the page bears while it waits: nothing of it may stand in a printer's list.
NAME: Final = "letter.pdf"
#: How the folders of such pages begin, and after how many seconds nobody is at one any more
#: (*default*).
_ROOM: Final = "casework-"
_LEFT: Final = 86400


class Way(StrEnum):
    """How a page gets on paper."""

    PRINTER = "printer"
    OPENED = "opened"
    KEPT = "kept"  # as a file: where nothing is real, and nobody needs a printer


@contextmanager
def handed_over(pdf: bytes, way: Way, command: Sequence[str] = ()) -> Iterator[str]:
    """Hand a page over; yields what the machine said besides yes, empty where it said yes.

    ``command`` is the school's own, the page's file coming last; without one the system's. Raises
    MachineFault where nothing was handed over.
    """
    with ExitStack() as stack:
        try:
            made = tempfile.TemporaryDirectory(prefix=_ROOM, ignore_cleanup_errors=True)
            page = Path(stack.enter_context(made)) / NAME
            page.write_bytes(pdf)
            said = _by_verb(page, way) if _verb() and not command else _run(page, way, command)
        except OSError as fault:
            raise MachineFault(
                f"The page could not be handed over: {fault.strerror or 'the machine refused'}.",
                advice="Check the disk, or write the page to a file with --out.",
            ) from None
        yield said  # what goes wrong from here on says nothing of the page


def sweep() -> None:
    """Take away the pages that programs which were cut off left on their way a day ago or before.

    Only what looks like one, of this very account: what cannot be read or removed stays.
    """
    with suppress(OSError), tempfile.TemporaryDirectory(prefix=_ROOM) as mine:
        now = Path(mine).stat().st_mtime
        for folder in Path(mine).parent.glob(f"{_ROOM}*"):
            with suppress(OSError):
                if now - folder.lstat().st_mtime > _LEFT:
                    _swept(folder)


def _swept(folder: Path) -> None:
    if not folder.is_symlink() and [one.name for one in folder.iterdir()] == [NAME]:
        (folder / NAME).unlink()
        folder.rmdir()


@contextmanager
def left(pdf: bytes, page: Path) -> Iterator[str]:
    """Leave a page as a file of its own; yields where it lies. Raises MachineFault."""
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_bytes(pdf)
    except OSError as fault:
        raise MachineFault(
            f"The page could not be written: {fault.strerror or 'the machine refused'}.",
            advice="Check the disk and the folder of the practice school.",
        ) from None
    yield f"The page lies ready as a file: {_near(page)}. Look at it, or print it from there."


def _near(page: Path) -> Path:
    """Return a file as it is named from where the person stands, where it lies below that."""
    here = Path.cwd()
    return page.relative_to(here) if page.is_relative_to(here) else page


def shown(pdf: bytes, folder: Path) -> None:
    """Open a page to be looked at; its file stays in ``folder``, which is for its user alone.

    Raises MachineFault where nothing here opens a PDF, or the file cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        page = folder / NAME
        page.unlink(missing_ok=True)
        page.touch(mode=0o600)
        page.write_bytes(pdf)
        said = _by_verb(page, Way.OPENED) if _verb() else _run(page, Way.OPENED, ())
    except OSError as fault:
        raise MachineFault(
            f"The page could not be opened: {fault.strerror or 'the machine refused'}.",
            advice="Check the disk, or write the page to a file: casework letter preview --out.",
        ) from None
    if said:
        raise MachineFault(said, advice="Open it once more, or print it from the command line.")


def _verb() -> Callable[[str, str], None] | None:
    """Return what Windows has for a file's verbs, or nothing elsewhere."""
    return getattr(os, "startfile", None)


def _by_verb(page: Path, way: Way) -> str:
    verb = _verb()
    if verb is None:
        raise _no_way(way)
    try:
        verb(str(page), "print" if way is Way.PRINTER else "open")
    except OSError:
        raise MachineFault(
            "Windows has no program that prints a PDF by itself.",
            advice="Open it to print instead: casework letter print … --open.",
        ) from None
    return ""


def _run(page: Path, way: Way, command: Sequence[str]) -> str:
    """Run the command, with the page's file last: no shell reads it, and nothing is pasted in."""
    words = [*(command if way is Way.PRINTER and command else _system(way)), str(page)]
    try:
        done = subprocess.run(  # noqa: S603 - the school's own command, or the system's
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except FileNotFoundError:
        raise _no_way(way) from None
    except PermissionError:
        raise _no_way(way) from None
    except subprocess.TimeoutExpired:
        return f"The printer did not answer within {PATIENCE} seconds."
    if done.returncode < 0:  # killed: it may have passed the page on before
        return "The printer's program was cut off before it said whether it has the page."
    if done.returncode:
        raise MachineFault(
            f"The printer refused the page (it ended with {done.returncode}).",
            advice="Look at the printer; or open the page to print it: "
            "casework letter print … --open.",
        )
    return ""


def _system(way: Way) -> tuple[str, ...]:
    """Return the system's own command: CUPS prints, and each desktop opens."""
    if way is Way.PRINTER:
        return ("lp", "-t", "letter", "--")
    return ("open",) if sys.platform == "darwin" else ("xdg-open",)


def _no_way(way: Way) -> MachineFault:
    if way is Way.OPENED:
        return MachineFault(
            "This computer has no program that opens a page.",
            advice="Write the page to a file with --out, and print it from there.",
        )
    return MachineFault(
        "This computer has no command that prints, so nothing was printed.",
        advice="Open the page to print it (--open), write it to a file (--out), or name a command: "
        'casework settings set print_command "lp;-d;office".',
    )
