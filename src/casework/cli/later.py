"""Groups whose commands are made when somebody asks for them.

Typer reads every option of every command to list the groups; that is half the time of ``--help``.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, cast

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup

Commands = dict[str, TyperCommand | TyperGroup]


class Later(TyperGroup):
    """A group that knows its Typer app and builds the commands at the first look."""

    of: ClassVar[typer.Typer]

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - what Typer gives any group
        super().__init__(**given)
        del self.__dict__["commands"]  # empty, and it would stand before the property

    @cached_property
    def commands(self) -> Commands:  # type: ignore[override]  # a field of its base, made late
        """The group's commands by name."""
        made = typer.main.get_command(self.of)
        return cast("Commands", made.commands) if isinstance(made, TyperGroup) else {}


def add_later(app: typer.Typer, group: typer.Typer, name: str) -> None:
    """Add a group to the app under this name."""
    kind = type("Later", (Later,), {"of": group})
    listed = typer.Typer(cls=kind, help=group.info.help, rich_markup_mode=None)
    app.add_typer(listed, name=name)
