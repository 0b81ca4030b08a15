"""``casework deadline``: due work, one scan of the clock, and the clock itself (``clockwork``)."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import clockwork, duesheets, limits, output, reminders, shapes
from casework.cli.signing import desk, folder, options
from casework.cli.telling import tell
from casework.domain.lateness import short
from casework.domain.people import post_words
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.duework import Row

#: A page of 80 columns, and what is left for words beside the longest way to say when.
_WIDTH, _LEAST = 80, 40

group = typer.Typer(help="Due work, and the clock that keeps it.", rich_markup_mode=None)


group.command()(limits.extend)
group.command()(limits.stop)
group.command()(limits.resume)
group.command()(limits.waive)
group.command()(limits.length)
group.command()(duesheets.today)
group.command()(duesheets.closing_up)
group.command()(duesheets.calendar)
group.command()(reminders.mail)
group.command()(reminders.outbox)


@group.command("list")
def list_(
    mine: Annotated[bool, typer.Option("--mine", help="Only what is on your own list.")] = False,
    late: Annotated[bool, typer.Option("--late", help="Only what is late.")] = False,
    week: Annotated[bool, typer.Option("--week", help="Only to the end of this week.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Also what has no date yet.")] = False,
) -> None:
    """List the open time limits of your cases, the earliest first. Reminders stand there too."""
    from casework.domain.counting import NOT_LOADED
    from casework.office import duework

    found = duework.listed(desk(), late_only=late, mine=mine, week=week)
    rows = [row for row in found if all_ or row.due_at or row.words == NOT_LOADED]
    if options.json or not rows:
        tell([shapes.row_shape(row) for row in rows], "Nothing is due.")
        return
    dues = [short(row.words) for row in rows]
    width = max(len("Due"), *map(len, dues))
    output.say(f"{'Due':{width}}  Case")
    for due, row in zip(dues, rows, strict=True):
        output.say(*_row_lines(f"{due:{width}}  ", row))


def _row_lines(due: str, row: Row) -> Iterator[str]:
    """Yield a row within the width: the case and what it is, then the limit's name and for whom."""
    room = max(_LEAST, _WIDTH - len(due))
    whose = ", ".join(post_words(role) for role in row.to)
    said = [part for part in (row.name, f"for {whose}" if whose else "", row.remark) if part]
    first, *more = textwrap.wrap(f"{row.ref}  {row.title}", room, break_on_hyphens=False)
    more += textwrap.wrap("; ".join(said), room, break_on_hyphens=False)
    yield f"{due}{first}"
    for line in more:
        yield f"{'':{len(due)}}{line}"


@group.command()
def check(
    clock_is_right: Annotated[
        bool,
        typer.Option("--clock-is-right", help="You looked: this computer has the right time."),
    ] = False,
) -> None:
    """Record every time limit that has passed. It needs no user and no password.

    How many there were is told to nobody: a count over all cases would tell of those that are not
    yours. With --user and --password-file it tells of your own.
    """
    from casework import bootstrap  # loads the store: 0.3 s
    from casework.office import deadlines
    from casework.scheduling.judgement import accepted, judged

    clockwork.must_write()
    at = desk() if options.user and options.password_file else None
    before = deadlines.passed(at) if at else frozenset()
    watch = bootstrap.watch(folder())
    with output.progress("Recording what has passed", plain=options.plain):
        looked = watch.look(accepted if clock_is_right else judged)
    if clock_is_right and not looked.kept:
        raise clockwork.unkept()
    count = len(deadlines.passed(at) - before) if at else None
    result: dict[str, object] = {
        "passed": count,
        "next_due": (deadlines.next_due(at) or None) if at else None,
    }
    clockwork.settle(looked, result)
    result["failed"] = 0  # where something did, it ended with that, and without a count
    if count is None:
        tell(result, "What has passed is recorded.")
    else:
        tell(result, f"{plural(count, 'time limit')} of your cases passed since the last look.")


group.command()(clockwork.run)
group.command()(clockwork.health)
group.command()(clockwork.install)
group.command()(clockwork.uninstall)
