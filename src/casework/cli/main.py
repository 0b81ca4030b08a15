"""``casework``: the options every command shares, and how each way of failing ends the process.

Heavy rooms are imported by the command that needs them: ``--help`` and ``--version`` load neither
the store nor the screens.
"""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework import __version__
from casework.cli import output
from casework.errors import (
    EXIT_DONE,
    EXIT_INTERRUPTED,
    EXIT_UNEXPECTED,
    CaseworkError,
    Refused,
    UsageFault,
)

if TYPE_CHECKING:
    from casework.office.desk import Desk

app = typer.Typer(
    name="casework",
    help="Runs a school's policy on misuse of social media.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@dataclass(slots=True)
class Options:
    """What stands before the command."""

    book: Path | None = None
    user: str = ""
    password_file: Path | None = None
    json: bool = False
    read_only: bool = False
    plain: bool = False
    recovery: str | None = None


options = Options()


def _version(wanted: bool) -> None:
    if wanted:
        output.say(f"casework {__version__}")
        raise typer.Exit


@app.callback()
def shared(
    book: Annotated[
        Path | None, typer.Option(envvar="CASEWORK_BOOK", help="The case book's folder.")
    ] = None,
    user: Annotated[str, typer.Option(envvar="CASEWORK_USER", help="Who signs in.")] = "",
    password_file: Annotated[
        Path | None,
        typer.Option(
            envvar="CASEWORK_PASSWORD_FILE", help="A file whose first line is the password."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Change nothing.")] = False,
    plain: Annotated[
        bool,
        typer.Option("--plain", envvar="CASEWORK_PLAIN", help="Plain lines, for screen readers."),
    ] = False,
    version: Annotated[  # noqa: ARG001 - answered by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Runs a school's policy on misuse of social media."""
    options.book = book
    options.user = user
    options.password_file = password_file
    options.json = json
    options.read_only = read_only
    options.plain = plain


def desk() -> Desk:
    """Sign the person in and return their desk; what is shown once is shown now."""
    from casework import bootstrap  # loads the store: 0.3 s

    if not options.user:
        raise UsageFault("Who is signing in?", advice="Give --user NAME, or CASEWORK_USER.")
    folder = bootstrap.book_folder(options.book)
    bootstrap.book_state(folder)
    signed = bootstrap.open_desk(
        folder,
        options.user,
        password(f"Password of {options.user}"),
        read_only=options.read_only,
    )
    if signed.recovery_key:
        show_recovery(signed.recovery_key)
    return signed.desk


def show_recovery(key: str) -> None:
    """Show the chair's recovery key, once, beside the result."""
    output.note(
        "Your recovery key, shown this once. Write it down, seal it in an envelope, keep it safe:",
        f"  {key}",
        "Whoever holds it can read what you can read.",
    )


def password(prompt: str) -> str:
    """Return the password from the password file, else ask for it."""
    if options.password_file is None:
        return output.ask_secret(prompt)
    return read_password(options.password_file)


def read_password(file: Path) -> str:
    """Return the first line of a password file. Raises UsageFault where it cannot be read."""
    try:
        with file.open(encoding="utf-8") as opened:
            line = opened.readline(4096).rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise UsageFault(
            "The password file cannot be read.", advice="Check --password-file."
        ) from None
    if not line:
        raise UsageFault(
            "The password file is empty.", advice="Put the password on its first line."
        )
    return line


def main() -> None:
    """Run the command line and end the process with the documented exit code."""
    sys.exit(_run())


def _run() -> int:
    try:
        return app(standalone_mode=False) or EXIT_DONE
    except CaseworkError as error:
        _show(error)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort, EOFError):
        output.note("Stopped. Nothing was half done.")
        return EXIT_INTERRUPTED
    except typer.TyperException as wrong:
        _show(UsageFault(wrong.format_message(), advice="casework --help lists the commands."))
        return UsageFault.exit_code
    except BrokenPipeError:
        return EXIT_DONE
    except Exception as fault:  # noqa: BLE001 - the last door: no traceback reaches a person
        _show(_unexpected(fault))
        return EXIT_UNEXPECTED


def _unexpected(fault: Exception) -> CaseworkError:
    """Return an unforeseen fault as kind, file and line alone: its words may be personal."""
    frames = traceback.extract_tb(fault.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"
    return CaseworkError(
        f"Something unexpected went wrong ({type(fault).__name__} at {where}); nothing was saved.",
        advice="Run casework doctor. If it happens again, report the words in brackets.",
    )


def _show(error: CaseworkError) -> None:
    if options.json:
        output.fail_json(error, error.clauses if isinstance(error, Refused) else ())
    else:
        output.fail(error)
