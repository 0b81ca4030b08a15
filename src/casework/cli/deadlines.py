"""``casework deadline``: due work, and one scan of the clock."""

from __future__ import annotations

from typing import Annotated

import typer

from casework.cli import output, shapes
from casework.cli.signing import desk, folder, options
from casework.cli.telling import tell, tell_rows
from casework.errors import NotPermitted
from casework.text import plural

group = typer.Typer(help="Due work.", rich_markup_mode=None)


@group.command("list")
def list_(
    late: Annotated[bool, typer.Option("--late", help="Only what is late.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Also what has no date yet.")] = False,
) -> None:
    """List the open time limits of your cases, the earliest first."""
    from casework.office import deadlines

    found = deadlines.listed(desk(), late_only=late)
    rows = [row for row in found if all_ or row.due_at]
    tell_rows(
        [shapes.row_shape(row) for row in rows],
        ("Case", "What", "By when", "For"),
        [(row.ref, row.title, row.words, ", ".join(row.to)) for row in rows],
        "Nothing is due.",
    )


@group.command()
def check() -> None:
    """Record every time limit that has passed. It needs no user and no password.

    How many there were is told to nobody: a count over all cases would tell of those that are not
    yours. With --user and --password-file it tells of your own.
    """
    from casework import bootstrap  # loads the store: 0.3 s
    from casework.office import deadlines

    if options.read_only:
        raise NotPermitted(
            "The records were opened to read only, so nothing was recorded.",
            advice="Leave out --read-only to let the clock record what has passed.",
        )
    at = desk() if options.user and options.password_file else None
    before = deadlines.passed(at) if at else frozenset()
    service, clock = bootstrap.open_service(folder())
    try:
        with output.progress("Recording what has passed", plain=options.plain):
            failed = deadlines.scan(service, clock.now()).failed
    finally:
        service.close()
    count = len(deadlines.passed(at) - before) if at else None
    result = {
        "passed": count,
        "failed": failed,
        "next_due": (deadlines.next_due(at) or None) if at else None,
    }
    if failed:
        raise output.Found(
            f"{plural(failed, 'time limit')} could not be recorded as passed.",
            advice="Run casework doctor, and keep the latest backup safe.",
            found=result,
        )
    if count is None:
        tell(result, "What has passed is recorded.")
    else:
        tell(result, f"{plural(count, 'time limit')} of your cases passed since the last look.")
