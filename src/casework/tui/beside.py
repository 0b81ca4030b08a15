"""What stands beside a list: the case under the cursor, in short; below 110 columns one sentence.

Must not know how a line looks: each is words alone, or words and a style.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.errors import CaseworkError
from casework.office.cards import read_card
from casework.text import small
from casework.tui import caseview

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from casework.tui.caseview import CaseView
    from casework.tui.listed import Row

    Told = str | tuple[str, str]

_HEADING: Final = "bold"
#: So many reasons stand beside a list; the case itself has them all.
MOST: Final = 4
_FORM: Final = " N: the form for it."


def sentence(desk: Desk, row: Row | None, due: str) -> str:
    """Return ``Next for Hart: check the post is gone, 2 days late. N: the form for it.``

    Only whom the limit asks is told of a form. Practice has a way of its own through one case:
    there it is the step that the case itself names, and that N opens.
    """
    if row is None or row.closed:
        return ""
    name = row.about.partition(",")[0]
    view = _guided(desk, row)
    if view is not None:
        does = _FORM if view.next.choice else ""
        return f"Next for {name}: {small(view.next.what)}{does}"
    when = f", {small(due)}" if due else ""
    return f"Next for {name}: {small(row.next)}{when}.{_FORM if _asks(desk, row) else ''}"


def _asks(desk: Desk, row: Row) -> bool:
    """Tell whether the limit of a row asks this person, and nothing stands in the way of it."""
    held = row.waiting or row.paused or row.limit is None
    asked = row.limit.to if row.limit else ()
    return not (desk.read_only or held) and not desk.actor.roles.isdisjoint(asked)


def _guided(desk: Desk, row: Row) -> CaseView | None:
    """Return the practice school's own case as its screen says it; nothing of any other."""
    if not desk.settings.practice:
        return None
    from casework.office import practiceway  # a practice school's alone

    card = desk.cards.get(row.ref)
    if card is None or read_card(card.card).summary != practiceway.SUMMARY:
        return None
    try:
        return caseview.view(desk, row.ref)
    except CaseworkError:  # said where it is opened
        return None


def short(row: Row, due: str) -> Iterator[Told]:
    """Yield what a row alone knows: it stands there before the case is read."""
    yield row.about, _HEADING
    yield f"{row.ref}  {row.what}"
    yield ""
    yield "What happens next", _HEADING
    yield f"{row.next}." + (f" {due}." if due else "")


def whole(view: CaseView, row: Row) -> Iterator[Told]:
    """Yield the case in short: what is next, its actions, why not yet, what comes by itself."""
    yield view.about or row.about, _HEADING
    yield f"{view.ref}  {row.what}"
    yield ""
    if view.wait:
        yield caseview.WAIT, _HEADING
        yield view.wait
        yield ""
    yield "What happens next", _HEADING
    yield view.next.what + (" (N)" if view.next.choice else "")
    yield from (f" {word}: {said}" for word, said in view.next.lines() if word in {"By", "Who"})
    yield ""
    yield "Actions", _HEADING
    for action in view.actions:
        if action.begun or action.word == "Open":
            yield f" {action.sign} {action.title}: {action.word}"
    yield from _part("Not yet, because", [why for _steps, why in view.not_yet][:MOST])
    yield from _part("By itself", [f"{day}: {said}" for day, said in view.by_itself][:MOST])


def _part(title: str, lines: list[str]) -> Iterator[Told]:
    if lines:
        yield ""
        yield title, _HEADING
        yield from (f" {line}" for line in lines)
