"""Going to a place, opening something about a case, finding the way back: what the keys come to.

Must not know what a place shows, nor what a form asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.errors import CaseworkError
from casework.tui import advice, casekeys, commands, intake, palette, places
from casework.tui.frame import Page
from casework.tui.palette import Palette
from casework.tui.places import HOME, Place
from casework.tui.trail import PutAway, Trail

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from casework.office.desk import Desk
    from casework.tui.app import CaseworkApp
    from casework.tui.casekeys import CaseAction
    from casework.tui.commands import Command
    from casework.tui.doors import Doors, Entered


def go(app: CaseworkApp, desk: Desk, to: Place) -> None:
    """Show a place: on top of the home screen, or over what one is doing where it says so.

    Raises NotPermitted, to be told, where it would write and the records are to be read alone.
    """
    if not to.may(desk):
        if to.may in places.WRITES:
            desk.must_write()
        return
    if place_of(app) == to.id:
        return
    if not to.over and _home_is_open(app):
        while place_of(app) != HOME:
            app.pop_screen()
    if to.id != place_of(app):
        page = to.opens(desk)
        page.place = to.id
        app.push_screen(page)


def open_case(app: CaseworkApp, desk: Desk, ref: str) -> None:
    """Show one case."""
    from casework.tui.onecase import OneCase  # its screens are loaded when one is opened

    app.push_screen(OneCase(desk, ref))


def about(app: CaseworkApp, desk: Desk, action: CaseAction, ref: str = "") -> None:
    """Open what an action opens about a case: the one under one's hand, if none is named.

    Raises NotPermitted, to be told, where it would write and the records are to be read alone.
    """
    ref = ref or (app.screen.about() if isinstance(app.screen, Page) else "")
    if not ref:
        return
    if not action.may(desk, ref):
        if casekeys.changes(action):
            desk.must_write()
        return
    opened = action.opens(desk, ref)
    app.trails[opened] = Trail(ref=ref, action=action.id)

    def after(answer: object) -> None:
        """Say what was done: the form's own words, else those of the table."""
        if answer:
            app.done(answer if isinstance(answer, str) else action.done, ref)

    app.push_screen(opened, after)


def known(app: CaseworkApp, desk: Desk | None, ref: str, *, practice: bool) -> tuple[Command, ...]:
    """Return everything one can do from the present screen, what it offers itself first."""
    here = palette.of_screen(app.screen)
    about_case = commands.of_case(desk, ref) if desk is not None else ()
    return (*here, *about_case, *commands.anywhere(desk, practice=practice))


def choose(app: CaseworkApp, desk: Desk | None, kind: type[Palette], *, practice: bool) -> None:
    """Open the palette or the help over a screen; what is chosen is run there."""
    below = app.screen
    if below.is_modal or isinstance(below, Palette):
        return
    ref = below.about() if isinstance(below, Page) else ""

    def run(action: str) -> None:
        app.pop_screen()
        app.call_later(app.run_action, action, below)

    app.push_screen(kind(known(app, desk, ref, practice=practice), run))


def move_clock(
    app: CaseworkApp, desk: Desk, move: Callable[[timedelta], None], look: Callable[[], object]
) -> None:
    """Ask how far a practice school's clock is to go, and let it look at what is due by then."""
    from casework.domain.dates import instant_words
    from casework.tui.moveclock import MoveClock  # a practice school's alone

    def after(moved: bool | None) -> None:
        if moved:
            look()
            app.done(f"Done: it is now {instant_words(desk.now())} in the practice school.")

    calendar = desk.calendar(desk.school_slug(""))
    app.push_screen(MoveClock(desk.now(), calendar, move), after)


def arrive(app: CaseworkApp, entered: Entered, kept: list[PutAway], doors: Doors) -> None:
    """Take somebody who has just signed in to where they were, and show what is shown once."""
    desk = entered.desk
    go(app, desk, places.place(HOME))
    for one in kept[-1:]:
        follow(app, desk, one.way)
    if not kept and places.place(places.CHAIR).may(desk):
        go(app, desk, places.place(places.CHAIR))
    if entered.recovery_key:
        from casework.tui.recoverykey import RecoveryKey  # once in the life of the records

        app.push_screen(RecoveryKey(entered.recovery_key))
    left = "" if kept else intake.unfinished(desk)
    if left:
        app.call_after_refresh(app.done, left)
    if doors.offers and not kept:
        _offer_once(app, desk)


def _offer_once(app: CaseworkApp, desk: Desk) -> None:
    from casework.office import tenminutes  # a practice school's alone

    if tenminutes.comes_up(desk, offered=app.offered):
        app.offered = True
        offer_ten_minutes(app, desk)


def offer_ten_minutes(app: CaseworkApp, desk: Desk) -> None:
    """Offer a practice school's case of ten minutes to whoever may take it."""
    from casework.office import tenminutes  # a practice school's alone
    from casework.tui.offer import TEN_MINUTES, UNDER_WAY, Offer
    from casework.tui.offerwords import GO_ON, LOOK_ROUND, TAKE

    def after(taken: bool | None) -> None:
        if taken:
            open_case(app, desk, tenminutes.taken_up(desk))

    if tenminutes.is_offered(desk):
        begun = tenminutes.is_begun(desk)
        said, yes = (UNDER_WAY, GO_ON) if begun else (TEN_MINUTES, TAKE)
        app.push_screen(Offer(said, yes, LOOK_ROUND), after)


def taken_back(desk: Desk, ref: str) -> str:
    """Take back what was done last in a case, a step or a page on its way; return what to say."""
    from casework.office import printorders  # loads the records: the first screen needs none

    try:
        return printorders.take_back(desk, ref)
    except CaseworkError as fault:
        return " ".join(advice.sentences(fault))


# --- the way back ---------------------------------------------------------------------------------


def way(app: CaseworkApp) -> tuple[Trail, ...]:
    """Return the way to where the person is, from the first screen on."""
    found = []
    for screen in app.screen_stack:
        if screen in app.trails:
            found.append(app.trails[screen])
        elif isinstance(screen, Page) and screen.place not in {"", "help", "palette"}:
            found.append(Trail(place=screen.place))
        elif isinstance(screen, Page) and screen.about():
            found.append(Trail(ref=screen.about()))
    return tuple(found)


def follow(app: CaseworkApp, desk: Desk, steps: tuple[Trail, ...]) -> None:
    """Go the same way again, as far as it is still open to this person."""
    open_to = {one.id: one for one in places.reachable(desk)}
    for step in steps:
        if step.place in open_to:
            go(app, desk, open_to[step.place])
        elif step.ref and desk.cards.get(step.ref) is None:
            return
        elif step.action:
            about(app, desk, casekeys.case_action(step.action), step.ref)
        elif step.ref:
            open_case(app, desk, step.ref)


def place_of(app: CaseworkApp) -> str:
    """Return which place is on top, or nothing."""
    return app.screen.place if isinstance(app.screen, Page) else ""


def _home_is_open(app: CaseworkApp) -> bool:
    return any(isinstance(one, Page) and one.place == HOME for one in app.screen_stack)
