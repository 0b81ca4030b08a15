"""``casework export``: histories handed out, and checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import output
from casework.cli.signing import desk, options
from casework.cli.telling import tell
from casework.errors import UsageFault
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.exports.verify import Verdict

group = typer.Typer(help="Histories: hand them out, check them.", rich_markup_mode=None)

TO_OUTPUT = "-"


@group.command()
def history(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The case's reference.")],
    for_: Annotated[str, typer.Option("--for", help="Who reads it: chair or headteacher.")],
    format_: Annotated[str, typer.Option("--format", help="json, txt or pdf.")] = "txt",
    out: Annotated[str, typer.Option(help="The file to write; - or none prints it.")] = TO_OUTPUT,
) -> None:
    """Hand out a case's history. The chair's has no names, the headteacher's is whole."""
    from casework.office import histories

    if out == TO_OUTPUT and format_ == "pdf":
        raise UsageFault("A PDF goes into a file.", advice="Give --out FILE.")
    if out != TO_OUTPUT:
        output.must_be_free(out)
    made = histories.export_history(desk(), ref, audience=for_, form=format_)
    told = {
        "ref": ref,
        "for": for_,
        "format": format_,
        "entries": made.entries,
        "check_code": made.check_code,
        "out": None if out == TO_OUTPUT else out,
    }
    if out != TO_OUTPUT:
        output.write_file(out, made.content)
        tell(told, f"Written: {out}", f"Check code: {made.check_code}")
    elif options.json:
        output.say_json({**told, "history": made.content.decode()})
    else:
        output.say_bytes(made.content)


@group.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A history, as it was handed out.")],
) -> None:
    """Check a history that was handed out. It needs no records and no sign-in."""
    from casework.office import histories

    verdict = histories.verify_file(file)
    tell(
        {
            "verified": verdict.ok,
            "ref": verdict.case_reference,
            "entries": verdict.entries,
            "check_code": verdict.check_code,
            "key_code": verdict.key_code,
            "notes": list(verdict.notes),
        },
        *_lines(verdict),
    )


def _lines(verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.case_reference}: {plural(verdict.entries, 'entry', 'entries')}, unbroken."
    yield f"Check code: {verdict.check_code}"
    if verdict.key_code:
        yield f"Sealed with the key {verdict.key_code}"
    yield from verdict.notes
