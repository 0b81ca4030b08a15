"""``casework``: every command there is, and the options all of them share.

Heavy rooms are imported by the command that needs them: ``--help`` and ``--version`` load neither
the store nor the screens.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer
import typer.main

from casework import __version__
from casework.cli import (
    approvals,
    backups,
    calendars,
    cases,
    chairlists,
    concerns,
    deadlines,
    ending,
    evidence,
    founding,
    histories,
    keeping,
    letters,
    output,
    panels,
    people,
    policies,
    reports,
    retention,
    schools,
    screens,
    subjectaccess,
    templates,
)
from casework.cli.later import add_later
from casework.cli.ordering import Line, in_order, wants_json
from casework.cli.signing import leave, options
from casework.errors import EXIT_DONE, UsageFault
from casework.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer.core import TyperGroup

app = typer.Typer(
    name="casework",
    help="Runs a school's policy on misuse of social media.",
    epilog="casework COMMAND --help shows what a command takes.",
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(founding.init)
app.command()(founding.where)
app.command()(keeping.doctor)
app.command("practise")(keeping.practise)
app.command("practice", hidden=True)(keeping.practise)
app.command()(backups.backup)
app.command()(backups.restore)
app.command()(concerns.concern)
add_later(app, schools.schools, "school")
add_later(app, schools.settings, "settings")
add_later(app, people.group, "user")
add_later(app, policies.group, "policy")
add_later(app, cases.group, "case")
add_later(app, approvals.group, "approval")
add_later(app, evidence.group, "evidence")
letters.group.command()(templates.fields)
letters.group.command()(templates.check)
add_later(app, letters.group, "letter")
add_later(app, deadlines.group, "deadline")
add_later(app, calendars.group, "calendar")
histories.group.command()(chairlists.leave)
histories.group.command()(chairlists.left)
histories.group.command()(chairlists.copy)
histories.group.command("put-away")(chairlists.put_away)
add_later(app, histories.group, "export")
add_later(app, reports.group, "report")
add_later(app, panels.group, "panel")
add_later(app, subjectaccess.group, "sar")
add_later(app, retention.group, "retention")

#: A message of the option reader is cut here: what was typed may be very long.
LONGEST_MESSAGE = 300
WELCOME = (
    f"casework {__version__}: runs a school's policy on misuse of social media.",
    "",
    "  casework practise                                          a practice school to learn in",
    "  casework init DIR --policy P --school NAME --admin NAME    make the school's records",
    "  casework policy list                                       the policies that come with it",
    "  casework                                                   the screens, in a terminal",
    "  casework case list                                         what there is to do",
    "  casework where                                             where everything lies",
    "",
    "casework --help lists every command.",
)


def _version(wanted: bool) -> None:
    if wanted:
        if options.json:
            output.say_json({"version": __version__})
        else:
            output.say(f"casework {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def shared(
    context: typer.Context,
    book: Annotated[
        Path | None, typer.Option(envvar="CASEWORK_BOOK", help="The folder of the records.")
    ] = None,
    user: Annotated[str, typer.Option(envvar="CASEWORK_USER", help="Who signs in.")] = "",
    password_file: Annotated[
        Path | None,
        typer.Option(
            envvar="CASEWORK_PASSWORD_FILE", help="A file whose first line is the password."
        ),
    ] = None,
    new_password_file: Annotated[
        Path | None,
        typer.Option(help="A file with the password of your own, for the first sign-in."),
    ] = None,
    code: Annotated[
        str,
        typer.Option(help="The code of your telephone, where one is asked of you; else asked for."),
    ] = "",
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
    options.new_password_file = new_password_file
    options.code = code
    options.json = json
    options.read_only = read_only
    options.plain = plain
    if context.invoked_subcommand is None:
        _welcome(context)


def _welcome(context: typer.Context) -> None:
    if screens.can_show(options):
        _end(screens.show())
    elif screens.can_talk(options):
        _end(screens.talk())
    elif options.json:
        commands = cast("TyperGroup", context.command).commands
        output.say_json({"version": __version__, "commands": list(commands)})
    else:
        output.say(*WELCOME)


def _end(code: int) -> None:
    if code:
        raise typer.Exit(code)


def main() -> None:
    """Run the command line and end the process with the documented exit code."""
    # No other package's plug-in is let into the reading of files; looking for them is slow as well.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Run one command line; return its exit code. No fault passes this door."""
    options.json = wants_json(words)
    return ending.code_of(lambda: _read(words))


def _read(words: Sequence[str]) -> int:
    """Run it; what the option reader finds wrong is told as a fault of ours."""
    try:
        return _command(words)
    except typer.Abort:
        raise ending.interrupted() from None
    except typer.TyperException as wrong:
        raise _misread(wrong) from None


def _command(words: Sequence[str]) -> int:
    command = cast("TyperGroup", typer.main.get_command(app))
    line = in_order(command, words)
    options.json = line.json
    if line.helped and line.json:
        return _help_json(command, line)
    return _ended(command, line.words)


def _ended(command: TyperGroup, words: list[str]) -> int:
    """Run the command. Typer's own ``main`` would end the process for some faults by itself."""
    try:
        with command.make_context("casework", words) as context:
            command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    finally:
        leave()
    return EXIT_DONE


def _help_json(command: TyperGroup, line: Line) -> int:
    caught = io.StringIO()
    with redirect_stdout(caught):
        _ended(command, [*line.path, "--help"])
    output.say_json({"help": caught.getvalue()})
    return EXIT_DONE


def _misread(wrong: typer.TyperException) -> UsageFault:
    said = clean_line(wrong.format_message())
    cut = f"{said[:LONGEST_MESSAGE]}…" if len(said) > LONGEST_MESSAGE else said
    context = getattr(wrong, "ctx", None)
    called = context.command_path if context is not None else "casework"
    return UsageFault(cut, advice=f"{called} --help shows what it takes.")
