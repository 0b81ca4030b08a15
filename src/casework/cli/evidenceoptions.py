"""The many options of ``casework evidence add``, each with its help. Must not do anything."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from casework.cli import given
from casework.errors import UsageFault


def number(text: str) -> int:
    """Return the number of a piece of evidence. Raises UsageFault for anything else."""
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text.strip(), re.ASCII):
        raise UsageFault(
            "A piece of evidence is named by its number in the case.",
            advice="casework evidence list shows the numbers.",
        )
    return int(text)


Ref = Annotated[str, typer.Argument(metavar="REF", help="The case's reference, as CW-7F3K.")]
Number = Annotated[
    int, typer.Argument(parser=number, metavar="N", help="Its number within the case.")
]
File = Annotated[str, typer.Argument(metavar="[FILE]", help="A file to take in with the sheet.")]
Expected = Annotated[
    int | None,
    typer.Option(parser=given.revision, metavar="N", help="The revision this is based on."),
]
Key = Annotated[str, typer.Option(help="A key of your own, against doing it twice.")]

Indecent = Annotated[
    str,
    typer.Option(
        help="Might it show a child nude, partly nude or in a sexual way? no, yes or not-sure."
    ),
]
Platform = Annotated[str, typer.Option(help="On which site, app or group it is.")]
Address = Annotated[str, typer.Option(help="Its address, or where in the app.")]
Account = Annotated[str, typer.Option(help="Which account (its handle) is shown.")]
DisplayName = Annotated[str, typer.Option(help="Which name the account shows.")]
What = Annotated[str, typer.Option(help="What it is; the words as they stand.")]
VisibleTo = Annotated[str, typer.Option(help="Who can see it.")]
SeenOn = Annotated[str, typer.Option(help="The date it was first seen.")]
SeenAt = Annotated[str, typer.Option(help="The time it was first seen.")]
CapturedOn = Annotated[str, typer.Option(help="The date it was captured.")]
CapturedAt = Annotated[str, typer.Option(help="The time it was captured.")]
CapturedBy = Annotated[str, typer.Option(help="Who saw or captured it, if not you.")]
How = Annotated[str, typer.Option(help="How it was captured.")]
StillOnline = Annotated[str, typer.Option(help="yes, no or unknown.")]
PassedOnBy = Annotated[
    str, typer.Option(help="The number in the case of the source who passed it on.")
]
Redacts = Annotated[str, typer.Option(help="The number of the evidence it is a redacted copy of.")]
SeenBy = Annotated[str, typer.Option(help="Of what nobody may keep: who has seen it.")]
HeldBy = Annotated[str, typer.Option(help="Of what nobody may keep: who keeps the device.")]
Reported = Annotated[
    str, typer.Option(help="Of what nobody may keep: the number that the police or CEOP gave.")
]
Reason = Annotated[str, typer.Option(help="Why, if you wish to say.")]
