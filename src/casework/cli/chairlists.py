"""``casework export leave`` and what the chair does with the histories that were left for them.

Must not know how a history is written, nor whose letter box it lies in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given
from casework.cli.signing import desk
from casework.cli.telling import tell, tell_rows
from casework.domain.dates import instant_words
from casework.errors import NotFound
from casework.office import outside
from casework.text import plural

if TYPE_CHECKING:
    from casework.office.chairhistories import Given
    from casework.office.desk import Desk

_Ref = Annotated[str, typer.Argument(metavar="REF", help="The case's reference.")]


def leave(
    ref: _Ref,
    why: Annotated[str, typer.Option("--why", help="Why; kept on record in the case.")] = "",
) -> None:
    """Leave a history without names in the chair's own list here."""
    from casework.office import chairhistories

    made = chairhistories.give(desk(), ref, why)
    told = {"ref": given.line(ref).upper(), "entries": made.entries, "check_code": made.check_code}
    tell(
        told,
        "Left in the chair’s list. The case itself stays shut to them.",
        f"Check code: {made.check_code}",
    )


def left() -> None:
    """List the histories that were left for you, as the chair."""
    from casework.office import chairhistories

    at = desk()
    found = chairhistories.given(at)
    tell_rows(
        [_shape(at, one) for one in found],
        ("Case", "Left", "By", "Entries", "Check code"),
        [
            (one.ref, instant_words(one.at), one.by, str(one.entries), one.check_code)
            for one in found
        ],
        "No history was left for you.",
    )


def copy(
    ref: _Ref,
    out: Annotated[str, typer.Option(metavar="FILE", help="The file to write.")],
    to: Annotated[str, typer.Option("--to", help="The person who gets it; noted for you alone.")],
    why: Annotated[str, typer.Option("--why", help="Why; noted for you alone.")],
    format_: Annotated[str, typer.Option("--format", help="pdf, txt or json.")] = "pdf",
) -> None:
    """Save a copy of a history left for you, the latest of that case."""
    from casework.office import chairhistories

    outside.must_be_free(out)
    at = desk()
    what = _of_case(at, ref)[0]
    content = chairhistories.record_copy(at, what, given.slug(format_), to, why)
    outside.write_file(out, content)
    told = {"ref": what.ref, "out": out, "check_code": what.check_code}
    tell(told, f"Written: {out}", f"Check code: {what.check_code}")


def put_away(ref: _Ref) -> None:
    """Take what was left for you of a case off your list."""
    from casework.office import chairhistories

    at = desk()
    found = _of_case(at, ref)
    for one in found:
        chairhistories.put_away(at, one.mark)
    latest, many = found[0].ref, plural(len(found), "history", "histories")
    told = {"ref": latest, "put_away": True, "histories": len(found)}
    tell(told, f"{latest}: {many} put away. The case is as it was.")


def _of_case(at: Desk, ref: str) -> tuple[Given, ...]:
    """Return what was left of a case, the latest first. Raises NotFound where nothing was."""
    from casework.office import chairhistories

    plain = given.line(ref).upper()
    found = tuple(one for one in chairhistories.given(at) if one.ref == plain)
    if not found:
        raise NotFound(
            "No history of that case was left for you.",
            advice="casework export left lists those that were.",
        )
    return found


def _shape(at: Desk, one: Given) -> dict[str, object]:
    from casework.office import chairhistories

    problems = chairhistories.checked(at, one)
    return {
        "ref": one.ref,
        "school": one.school,
        "at": one.at.isoformat(),
        "by": one.by,
        "entries": one.entries,
        "check_code": one.check_code,
        "sound": not problems,
        "problems": list(problems),
    }
