"""How each way of failing ends the program: words for a person, and the documented exit code.

Knows no option reader, so that the screens, which need none, end through the same door.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from casework.cli import output
from casework.cli.signing import options
from casework.errors import EXIT_DONE, EXIT_INTERRUPTED, CaseworkError, MachineFault

if TYPE_CHECKING:
    from collections.abc import Callable


class Interrupted(CaseworkError):
    """Somebody pressed Ctrl-C, or closed the input."""

    code = "interrupted"
    exit_code = EXIT_INTERRUPTED


def code_of(work: Callable[[], int]) -> int:
    """Do the work and return its exit code. No fault passes this door."""
    try:
        return _told(work)
    except BrokenPipeError:
        _let_go_of_output()
        return EXIT_DONE
    except OSError as fault:  # standard output itself: a full disk behind it
        output.note(f"The result could not be printed: {fault.strerror or 'the machine refused'}.")
        return MachineFault.exit_code


def interrupted() -> Interrupted:
    """Return what is said where somebody stopped the program."""
    return Interrupted("Stopped. Nothing was half done.")


def _told(work: Callable[[], int]) -> int:
    """Do the work; tell a fault in words and return the code that belongs to it."""
    try:
        return work()
    except CaseworkError as error:
        return _failed(error)
    except (KeyboardInterrupt, EOFError):
        return _failed(interrupted())
    except BrokenPipeError:
        raise
    except OSError as fault:
        return _failed(_machine(fault))
    except Exception as fault:  # noqa: BLE001 - the last door: no traceback reaches a person
        return _failed(_unexpected(fault))


def _failed(error: CaseworkError) -> int:
    if options.json:
        output.fail_json(error)
    else:
        output.fail(error)
    return error.exit_code


def _machine(fault: OSError) -> MachineFault:
    """Return the machine's refusal without a path: a file's name may be personal."""
    return MachineFault(
        f"The machine stood in the way: {fault.strerror or type(fault).__name__}.",
        advice="Check the disk, the folder and who may use it; then run the command again.",
    )


def _unexpected(fault: Exception) -> CaseworkError:
    """Return an unforeseen fault as kind, file and line alone: its words may be personal."""
    import traceback  # 10 ms, and only a fault needs it

    frames = traceback.extract_tb(fault.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"
    return CaseworkError(
        f"Something unexpected went wrong ({type(fault).__name__} at {where}).",
        advice="Look whether the step was recorded before you repeat it: casework case show. "
        "If it happens again, report the words in brackets.",
    )


def _let_go_of_output() -> None:
    """Point standard output nowhere, so that leaving does not complain of the closed pipe again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
