"""How commands answer: a result as JSON or as lines, and what every step on a case reports.

Must not sign anybody in or decide anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.cli import given, output, shapes
from casework.cli.signing import options
from casework.office.outcomes import done_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casework.office.desk import Desk
    from casework.office.door import Done
    from casework.office.saying import Saying


def tell(result: object, *lines: str) -> None:
    """Print a command's result: one JSON object, or lines for a person."""
    if options.json:
        output.say_json(result)
    else:
        output.say(*lines)


def tell_rows(
    result: Sequence[object],
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    none: str,
) -> None:
    """Print a list: one JSON object, or a table, or the words for an empty one."""
    if options.json:
        output.say_json(list(result))
    elif result:
        output.table(headings, rows)
    else:
        output.say(none)


def saying_of(at: Desk, reason: str, happened: str, expected: int | None, key: str) -> Saying:
    """Return what goes with any command, read from its options."""
    from casework.office.saying import Saying  # loads the store

    when = given.moment(happened, at.now())
    return Saying(reason=reason, happened=when, expected=expected, key=given.line(key))


def report(at: Desk, done: Done) -> None:
    """Report a step on a case: what came of it, or that it waits for a decision."""
    tell(shapes.done_shape(done), *done_lines(at.policy(done.snapshot.digest), done))
