"""``casework user totp``: a code from one's own telephone, asked for at each sign-in.

Must not know how a code is worked out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from casework.cli import given, output
from casework.cli.signing import ask_code, beside, desk
from casework.cli.telling import tell

totp = typer.Typer(help="A code from your telephone at each sign-in.", rich_markup_mode=None)


@totp.command()
def on() -> None:
    """Be asked for a code of your telephone from now on."""
    from casework.office import secondstep

    at = desk()
    secondstep.must_be_possible(at)
    setup = secondstep.prepared()
    output.note(
        "Put this secret into an authenticator on your telephone (by time, six digits):",
        f"  {setup.groups}",
        "or give it this address:",
        f"  {setup.address(at.session.name)}",
    )
    secondstep.turn_on(at, setup, ask_code(at.session.name))
    output.note(
        "Codes on paper, shown this once, each for one sign-in without the telephone:",
        *(f"  {one}" for one in setup.paper),
        "Keep them where you keep no password.",
    )
    name = at.session.name
    tell({"name": name, "code": True}, f"A code is asked of {name} from now on.")


@totp.command()
def off(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Whose telephone is lost, if not yours.")
    ] = "",
    second: Annotated[
        str, typer.Option(help="Who signs in beside you and agrees: needed for sealed cases.")
    ] = "",
    second_password_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the second person's password.")
    ] = None,
) -> None:
    """Be asked for no code any more; of somebody else by an administrator."""
    from casework.office import secondstep

    at = desk()
    who = given.line(name) or at.session.name
    if who.casefold() == at.session.name.casefold():
        secondstep.turn_off(at, ask_code(f"{who}, the next one"))
    else:
        with beside(second, second_password_file) as agrees:
            secondstep.take_off(at, who, agrees)
    tell({"name": who, "code": False}, f"No code is asked of {who} any more.")
