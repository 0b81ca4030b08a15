"""``casework doctor`` and ``casework practise``: is the book sound, and a school to learn in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import output, screens
from casework.cli.signing import desk, options
from casework.cli.telling import tell
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.doctor import Finding

#: Where a practice school is made if nobody names a folder.
PRACTICE = Path("practice-school")


def doctor(
    quick: Annotated[
        bool, typer.Option("--quick", help="Only what every start checks; no history is read.")
    ] = False,
) -> None:
    """Examine the records: every invariant, with your own keys. Nothing is mended or written."""
    from casework import bootstrap  # loads the store: 0.3 s
    from casework.office import doctor as examination

    at = desk()
    secrets = bootstrap.doctor_credentials(at)
    with output.progress("Examining the records", plain=options.plain) as step:
        found = examination.examine(at, quick=quick, beat=step, credentials=secrets)
    damaged = [one for one in found if one.damage]
    result = {
        "sound": not damaged,
        "quick": quick,
        "findings": [_shape(one) for one in damaged],
        "notes": [_shape(one) for one in found if not one.damage],
    }
    if not damaged:
        tell(result, "The records are sound.", *_lines(found))
        return
    if not options.json:
        output.say(*_lines(found))
    raise output.Found(
        f"The examination found {plural(len(damaged), 'fault')}.",
        advice="Change nothing; keep the records and the latest backup, and do as each says.",
        found=result,
    )


def practise(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="A folder that is new or empty.")
    ] = PRACTICE,
    no_ui: Annotated[bool, typer.Option("--no-ui", help="Make it, and end there.")] = False,
) -> None:
    """Make a practice school: invented people, cases and letters."""
    from casework import bootstrap  # loads the store: 0.3 s

    with output.progress("The practice school", plain=options.plain) as step:
        made = bootstrap.rehearsal(folder, step)
    cases = [
        {"ref": one.ref, "title": one.title, "ended": one.ended, "next": one.next}
        for one in made.cases
    ]
    tell(
        {
            "folder": str(made.folder),
            "book": str(made.book),
            "letters": [str(path) for path in made.letters],
            "histories": [str(path) for path in made.histories],
            "cases": cases,
        },
        *made.lines,
    )
    if not no_ui and _can_go_on() and output.agreed("Open it now?", readily=True):
        raise typer.Exit(screens.practise(made))


def _can_go_on() -> bool:
    return screens.can_show(options) or screens.can_talk(options)


def _lines(found: tuple[Finding, ...]) -> Iterator[str]:
    for one in found:
        yield f"{one.where}: {one.what}  ({one.invariant})" if one.damage else f"Note: {one.what}."
        yield f"  What to do: {one.advice}"


def _shape(one: Finding) -> dict[str, object]:
    return {
        "invariant": one.invariant,
        "where": one.where,
        "what": one.what,
        "advice": one.advice,
    }
