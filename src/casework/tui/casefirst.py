"""The first page of a case in parts: what is next, how it stands, why not further, what else.

Must not know a widget, nor decide anything: all of it is the view's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.tui import caseview
from casework.tui.safe import lines
from casework.tui.stacked import Columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.content import Content

    from casework.tui.caseactions import Action
    from casework.tui.caseview import CaseView, Choice

NEXT: Final = ("What happens next", "bold")
_GATE: Final = "Must not happen yet"
#: How wide what stands left is, in each part.
_ACTION, _STEP, _DAY = 28, 30, 11
#: So many reasons stand above the list of steps, the others below: it is not to be far away.
_FIRST: Final = 3


def first(view: CaseView) -> Iterator[str | tuple[str, str]]:
    """Yield what stands at the top: what practice says, a wait, what happens next."""
    if view.guide:
        yield view.guide, "bold"
        yield ""
    if view.wait:
        yield caseview.WAIT, "bold"
        yield f" {view.wait}"
        yield ""
    yield NEXT
    yield f" {view.next.what}"


def others(view: CaseView) -> tuple[Choice, ...]:
    """Return the steps beside the one of the button, danger before all."""
    found = [one for one in view.choices if one is not view.next.choice]
    return tuple(sorted(found, key=lambda one: not one.step.danger))


def that_fits(ways: Sequence[str], room: int) -> str:
    """Return the first of these words for which there is room beside the button."""
    said = next((one for one in ways if len(one) <= room), ways[-1])
    return f"  or: {said}" if said else ""


def rest(view: CaseView) -> Iterator[Content | Columns]:
    """Yield the parts above the list of steps: where the case stands, and why not further."""
    yield from _parts(
        ("Waiting for a decision", view.part("Waiting for a decision"), _STEP),
        ("Actions", _actions(view, begun=True), _ACTION),
    )
    if view.gate:
        yield lines(("", (_GATE, "bold"), *(f"  × {one}" for one in view.gate)))
    yield from _parts(("Not yet, because", view.not_yet[:_FIRST], _STEP))


def more(view: CaseView) -> Iterator[Content | Columns]:
    """Yield the parts below the list of steps, each under its heading."""
    yield from _parts(
        ("Also not yet, because", view.not_yet[_FIRST:], _STEP),
        ("Other actions", _actions(view, begun=False), _ACTION),
        ("By itself", view.by_itself, _DAY),
        ("By when", view.part("By when"), _STEP),
    )


def _actions(view: CaseView, *, begun: bool) -> list[tuple[str, str]]:
    """Return the actions that somebody began, or the others; all are told first if none was."""
    some = any(one.begun for one in view.actions)
    found = (one for one in view.actions if (one.begun or not some) is begun)
    return [(f"{one.sign} {one.title}", _told(one)) for one in found]


def _parts(*parts: tuple[str, Sequence[tuple[str, str]], int]) -> Iterator[Content | Columns]:
    for title, rows, left in parts:
        if rows:
            yield lines(("", (title, "bold")))
            yield Columns(rows, left)


def _told(one: Action) -> str:
    return f"{one.word}  {one.told}".rstrip()
