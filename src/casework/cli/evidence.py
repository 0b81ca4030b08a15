"""``casework evidence``: the capture sheet, and custody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given
from casework.cli.signing import desk
from casework.cli.telling import report, saying_of, tell, tell_rows
from casework.text import plural

if TYPE_CHECKING:
    from casework.office.evidence import Item

group = typer.Typer(help="Evidence: what was seen, and custody.", rich_markup_mode=None)

Ref = Annotated[str, typer.Argument(metavar="REF", help="The case's reference, as CW-7F3K.")]


@group.command()
def add(
    ref: Ref,
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="Files are not taken in yet: describe it.")
    ] = "",
    platform: Annotated[str, typer.Option(help="On which site, app or group it is.")] = "",
    address: Annotated[str, typer.Option(help="Its address, or where in the app.")] = "",
    account: Annotated[str, typer.Option(help="Which account or author is shown.")] = "",
    what: Annotated[str, typer.Option(help="What it is; the words as they stand.")] = "",
    seen_on: Annotated[str, typer.Option(help="The date it was seen.")] = "",
    seen_at: Annotated[str, typer.Option(help="The time it was seen.")] = "",
    captured_by: Annotated[str, typer.Option(help="Who saw it, if not you.")] = "",
    how: Annotated[str, typer.Option(help="How it was captured.")] = "",
    visible_to: Annotated[str, typer.Option(help="Who can see it.")] = "",
    still_online: Annotated[str, typer.Option(help="yes, no or unknown.")] = "",
    reason: Annotated[str, typer.Option(help="Why, if you wish to say.")] = "",
    expected: Annotated[
        int | None,
        typer.Option(parser=given.revision, metavar="N", help="The revision this is based on."),
    ] = None,
    key: Annotated[str, typer.Option(help="A key of your own, against doing it twice.")] = "",
) -> None:
    """Add a capture sheet: what was seen, where and when, in words."""
    from casework.office import evidence

    sheet = evidence.Sheet(
        platform=platform,
        address=address,
        what=what,
        seen_on=seen_on,
        how=how,
        account=account,
        seen_at=seen_at,
        captured_by=captured_by,
        visible_to=visible_to,
        still_online=still_online,
    )
    at = desk()
    saying = saying_of(at, reason, "", expected, key)
    report(at, evidence.add_sheet(at, ref, sheet, saying, file=file))


@group.command("list")
def list_(ref: Ref) -> None:
    """List a case's sheets; that they were read is logged."""
    from casework.office import evidence

    items = evidence.list_evidence(desk(), ref)
    tell_rows(
        [_shape(item) for item in items],
        ("No.", "Seen on", "Where", "What", ""),
        [
            (
                str(item.number),
                item.sheet.get("seen-on", ""),
                item.sheet.get("platform", ""),
                item.sheet.get("what", "")[:60],
                "taken back" if item.taken_back else "",
            )
            for item in items
        ],
        "This case has no evidence sheets.",
    )


@group.command()
def verify(ref: Ref) -> None:
    """Check that the custody log bears out every sheet."""
    from casework.office import evidence

    custody = evidence.verify_evidence(desk(), ref)
    tell(
        {"verified": True, "sheets": custody.sheets, "entries": custody.entries},
        f"The custody log is unbroken and bears out {plural(custody.sheets, 'sheet')}.",
    )


def _shape(item: Item) -> dict[str, object]:
    return {
        "number": item.number,
        "sheet": dict(item.sheet),
        "entry": item.entry,
        "by": item.by,
        "at": item.at.isoformat(),
        "digest": item.digest,
        "taken_back": item.taken_back,
    }
