"""Going to a place, opening a form about a case, taking back: what the program's keys come to.

Must not know what a place shows, nor what a form asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.errors import CaseworkError
from casework.office import cases
from casework.tui import commands, palette
from casework.tui.frame import Dialog, Page
from casework.tui.places import HOME, Place

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.tui.app import CaseworkApp
    from casework.tui.casekeys import CaseAction
    from casework.tui.commands import Command


def go(app: CaseworkApp, desk: Desk, to: Place) -> None:
    """Show a place: on top of the home screen, or over what one is doing where it says so."""
    if place_of(app) == to.id:
        return
    if not to.over and _home_is_open(app):
        while place_of(app) != HOME:
            app.pop_screen()
    if to.id != place_of(app):
        page = to.opens(desk)
        page.place = to.id
        app.push_screen(page)


def about(app: CaseworkApp, desk: Desk, action: CaseAction) -> None:
    """Open what an action opens about the case under one's hand, if there is one."""
    ref = app.screen.about() if isinstance(app.screen, Page) else ""
    if not ref or not action.may(desk, ref):
        return
    opened = action.opens(desk, ref)
    if isinstance(opened, Dialog):
        app.push_screen(opened, lambda done: app.done(action.done, ref) if done else None)
    else:
        app.push_screen(opened)


def known(app: CaseworkApp, desk: Desk | None, ref: str, *, practice: bool) -> tuple[Command, ...]:
    """Return everything one can do from the present screen, what it offers itself first."""
    here = palette.of_screen(app.screen)
    about_case = commands.of_case(desk, ref) if desk is not None else ()
    return (*here, *about_case, *commands.anywhere(desk, practice=practice))


def taken_back(desk: Desk, ref: str) -> str:
    """Take a case's last entry back; return what is to be said of it."""
    try:
        cases.undo(desk, ref)
    except CaseworkError as fault:
        return " ".join(filter(None, [fault.message, *fault.reasons, fault.advice]))
    return "Taken back. It stays in the history, marked so."


def place_of(app: CaseworkApp) -> str:
    """Return which place is on top, or nothing."""
    return app.screen.place if isinstance(app.screen, Page) else ""


def _home_is_open(app: CaseworkApp) -> bool:
    return any(isinstance(one, Page) and one.place == HOME for one in app.screen_stack)
