"""``casework report``: figures for the office, a sheet for governors, referrals for inspectors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, output
from casework.cli.signing import desk, options
from casework.cli.telling import tell
from casework.errors import UsageFault
from casework.office import outside

if TYPE_CHECKING:
    from casework.exports.figures import Report

group = typer.Typer(help="Reports: figures, never names.", rich_markup_mode=None)

TO_OUTPUT = "-"
Form = Annotated[str, typer.Option("--format", help="txt, json, pdf or xlsx.")]
Out = Annotated[str, typer.Option(metavar="FILE", help="The file to write; - or none prints it.")]
School = Annotated[str, typer.Option(help="Which school, where there are several.")]
From = Annotated[str, typer.Option("--from", metavar="DATE", help="The first day that counts.")]
To = Annotated[str, typer.Option("--to", metavar="DATE", help="The last day that counts.")]


@group.command()
def monitoring(
    first: From,
    last: To,
    by: Annotated[str, typer.Option(help="month, term or year.")] = "term",
    form: Form = "txt",
    out: Out = TO_OUTPUT,
    school: School = "",
) -> None:
    """Count cases, incidents and posts, and what open cases lack."""
    from casework.domain.periods import Span
    from casework.office import reports

    if by not in set(Span):
        raise UsageFault("This is no length of time.", advice="Say --by month, term or year.")
    at = desk()
    found = reports.monitored(at, Span(by), given.day(first), given.day(last), school)
    _hand_out(found, form, out)


@group.command()
def governors(
    day: Annotated[
        str, typer.Option(metavar="DATE", help="A day of the term; without it, the last one over.")
    ] = "",
    form: Form = "txt",
    out: Out = TO_OUTPUT,
    school: School = "",
) -> None:
    """Give a term's sheet for governors, its small numbers hidden."""
    from casework.office import governors as sheets
    from casework.office import reports

    at = desk()
    meant = given.day(day) if day else sheets.last_day_over(at, school)
    _hand_out(reports.for_governors(at, meant, school), form, out)


@group.command()
def referrals(
    first: From, last: To, form: Form = "txt", out: Out = TO_OUTPUT, school: School = ""
) -> None:
    """List referrals to the designated officer, without names. For those with the key."""
    from casework.office import reports

    found = reports.referred(desk(), given.day(first), given.day(last), school)
    _hand_out(found, form, out)


@group.command()
def combine(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Reports, as JSON.")],
    form: Form = "txt",
    out: Out = TO_OUTPUT,
) -> None:
    """Put the reports of several schools on one sheet. It needs no records and no sign-in."""
    from casework.clock import SystemClock
    from casework.exports import figures
    from casework.office import reports

    contents = [outside.read_bytes(str(file), figures.LARGEST_FILE) for file in files]
    _hand_out(reports.together(contents, SystemClock().now()), form, out)


def _hand_out(report: Report, form: str, out: str) -> None:
    from casework.exports import figures
    from casework.office import reports

    reports.must_be_a_form(form)
    if out != TO_OUTPUT:
        outside.must_be_free(out)
        outside.write_file(out, reports.made(report, form))
        tell({"out": out, "format": form, "kind": report.kind}, f"Written: {out}")
    elif form in {"pdf", "xlsx"}:
        raise UsageFault("This format goes into a file.", advice="Give --out FILE.")
    elif options.json:
        output.say_json(figures.as_json(report))
    else:
        output.say_bytes(reports.made(report, form))
