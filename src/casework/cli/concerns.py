"""``casework concern``: hand in a concern about an adult. Write-only."""

from __future__ import annotations

from typing import Annotated

import typer

from casework.cli import output
from casework.cli.signing import desk
from casework.cli.telling import tell
from casework.office import outside


def concern(
    words: Annotated[
        str, typer.Option("--words", help="What was seen or heard; asked for when left out.")
    ] = "",
    about: Annotated[str, typer.Option(help="The adult it is about, by name.")] = "",
    told_by: Annotated[
        str, typer.Option(help="Who told of it: parent, staff, child or other.")
    ] = "other",
    school: Annotated[str, typer.Option(help="Which school, where there are several.")] = "",
    receipt: Annotated[
        str, typer.Option(metavar="FILE", help="Keep a receipt (PDF) that says nothing of it.")
    ] = "",
) -> None:
    """Hand in a concern about an adult, for safeguarding alone."""
    from casework.domain.dates import instant_words
    from casework.office import concerns  # loads the store: 0.3 s

    if receipt:
        outside.must_be_free(receipt)
    at = desk()
    said = words or output.ask_line("What was seen or heard, and when", "--words WORDS")
    told = concerns.Concern(words=said, about=about, told_by=told_by)
    given = concerns.hand_in(at, told, school)
    if receipt:
        page = concerns.receipt_page(given, practice=at.settings.practice)
        outside.write_file(receipt, page)
    tell(
        {
            "at": given.at.isoformat(),
            "ring": [{"who": who, "number": number} for who, number in given.ring],
            "receipt": receipt or None,
        },
        f"Handed in, {instant_words(given.at)}. You will not see it here again.",
        *(f"  {who}: {number}" for who, number in given.ring),
        *([f"A receipt that says nothing of it is in {receipt}."] if receipt else []),
    )
