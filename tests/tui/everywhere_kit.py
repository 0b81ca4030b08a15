"""Going everywhere: each place, each page of a case, each thing one does about a case.

What is opened comes from the program's own tables, so that nothing new is left out. Must not know
what any of it shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import VerticalScroll

from casework.tui import casekeys, casepages, places
from tests.tui.screen_kit import settled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

#: default, signing in, the list: what lies below everything that is opened.
_HOME: Final = 3

PLACES: Final = (*(f"go('{one.id}')" for one in places.PLACES if one.id != places.HOME), "ring")
HELPS: Final = ("help", "palette", "move_clock")
PAGES: Final = tuple(f"page {name}" for name, _ in casepages.PAGES)
#: Names stand here, whatever else a lot shows.
PEOPLE: Final = "page people"
ABOUT: Final = tuple(f"about('{one.id}'" for one in casekeys.CASE_ACTIONS)
#: Everything, in lots that take about as long as each other.
LOTS: Final = {
    "places": PLACES,
    "pages": (*PAGES, *HELPS),
    "some": (PEOPLE, *ABOUT[::2]),
    "others": (PEOPLE, *ABOUT[1::2]),
}


async def everywhere(pilot: Pilot[int], ref: str, ways: tuple[str, ...]) -> AsyncIterator[str]:
    """Open one after the other; each is closed again when the next is asked for."""
    for way in ways:
        await open_way(pilot, ref, way)
        yield way
        await home(pilot)


async def open_way(pilot: Pilot[int], ref: str, way: str) -> None:
    """Open one of them and wait until it stands there."""
    app = pilot.app
    kind, _, page = way.partition(" ")
    if kind == "page":
        await app.run_action(f"app.case('{ref}')")
        await settled(pilot)
        await app.screen.run_action(f"page('{page}')")
    elif way.startswith("about("):
        await app.run_action(f"app.{way}, '{ref}')")
    else:
        await app.run_action(f"app.{way}")
    await settled(pilot)


async def home(pilot: Pilot[int]) -> None:
    """Close everything but the list."""
    while len(pilot.app.screen_stack) > _HOME:
        pilot.app.pop_screen()
    await settled(pilot)


async def to_the_end(pilot: Pilot[int]) -> AsyncIterator[None]:
    """Scroll a screen down as far as it goes, a page at a time."""
    for area in pilot.app.screen.query(VerticalScroll):
        while area.display and area.scroll_y < area.max_scroll_y:
            area.scroll_page_down(animate=False)
            await settled(pilot)
            yield
