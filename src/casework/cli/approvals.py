"""``casework approval``: the queue of decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, letterlines, output, shapes
from casework.cli.signing import desk
from casework.cli.telling import report, saying_of, tell, tell_rows
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.office.requests import Part

group = typer.Typer(help="Decisions that wait.", rich_markup_mode=None)

Id = Annotated[str, typer.Argument(metavar="ID", help="The request, as CW-7F3K.1.")]
Happened = Annotated[str, typer.Option(help="When it happened, if not now.")]
Expected = Annotated[
    int | None,
    typer.Option(parser=given.revision, metavar="N", help="The revision this is based on."),
]
Key = Annotated[str, typer.Option(help="A key of your own: the same command is not done twice.")]


@group.command("list")
def list_() -> None:
    """List what waits for a decision, the oldest first."""
    from casework.office import approvals

    rows = approvals.waiting(desk())
    tell_rows(
        [shapes.request_shape(row) for row in rows],
        ("Request", "What", "Asked by", "Yours"),
        [(row.id, row.title, row.asked_by, "yes" if row.yours else "") for row in rows],
        "Nothing waits for a decision.",
    )
    changed = [row.id for row in rows if row.changed]
    if changed:
        output.note(
            "Letters with words of somebody's own, or written anew; casework approval show says "
            "which:",
            *(f"  {each}" for each in changed),
        )
    stuck = [f"{row.id}: {in_words(row.could, 'or') or 'nobody'}" for row in rows if row.stuck]
    if stuck:
        output.note(
            "Nobody who may decide these can open the case. Who might, once let in "
            "(casework case admit REF NAME --reason WORDS):",
            *(f"  {each}" for each in stuck),
        )
    hats = [f"{row.id}: {hat}" for row in rows for hat in row.capacities]
    if hats:
        output.note("In more than one capacity in these cases:", *(f"  {each}" for each in hats))


@group.command()
def show(request: Id) -> None:
    """Show what waits, what it rests on, and the exact letter."""
    from casework.office import approvals, requests

    shown = approvals.shown(desk(), request)
    row, letter = shown.request, shown.letter
    told = requests.parts(shown.about)
    result = {
        **shapes.request_shape(row),
        "letter_now": letter and shapes.changes_shape(letter),
        "rests_on": {part.title: list(part.lines) for part in told},
        "who_decides": list(shown.about.instead),
    }
    lines = [f"{row.id}: {row.title}", *_parts_lines(told)]
    tell(result, *lines, *(["", *letterlines.changes_lines(letter)] if letter else ()))


def _parts_lines(told: Iterable[Part]) -> Iterator[str]:
    for part in told:
        yield f"{part.title}:"
        yield from (f"  {line}" for words in part.lines for line in words.splitlines())


@group.command("send-back")
def send_back(
    request: Id,
    question: Annotated[str, typer.Option(help="What you need to know first.")],
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Put a question to whoever asked; the request stands."""
    from casework.office import approvals

    at = desk()
    report(at, approvals.send_back(at, request, question, saying_of(at, "", "", expected, key)))


@group.command()
def grant(
    request: Id,
    reason: Annotated[str, typer.Option(help="Why, if you wish to say.")] = "",
    happened: Happened = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Say yes to exactly what was asked."""
    from casework.office import approvals

    at = desk()
    report(at, approvals.grant(at, request, saying_of(at, reason, happened, expected, key)))


@group.command()
def decline(
    request: Id,
    reason: Annotated[str, typer.Option(help="Why not.")] = "",
    happened: Happened = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Say no, with the reason."""
    from casework.office import approvals

    at = desk()
    report(at, approvals.decline(at, request, saying_of(at, reason, happened, expected, key)))
