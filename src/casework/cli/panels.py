"""``casework panel``: who may sit on a panel."""

from __future__ import annotations

from typing import Annotated

import typer

from casework.cli.signing import desk
from casework.cli.telling import tell_rows

group = typer.Typer(help="Panels: who may sit.", rich_markup_mode=None)


@group.callback()
def _panels() -> None:
    """Panels: who may sit."""


@group.command()
def check(
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="Who is to sit.")],
) -> None:
    """Say who may sit on a panel; never why not."""
    from casework.office import panels

    rows = panels.check(desk(), names)
    tell_rows(
        [{"name": one.name, "may_sit": one.sits} for one in rows],
        ("Name", "May sit"),
        [(one.name, "yes" if one.sits else "no") for one in rows],
        "Nobody was named.",
    )
