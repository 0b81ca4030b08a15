"""What stands beside a list: the case under the cursor, in short; below 110 columns one sentence.

Must not know how a line looks: each is words alone, or words and a style.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.text import small
from casework.tui import caseview

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.tui.caseview import CaseView
    from casework.tui.listed import Row

    Told = str | tuple[str, str]

_HEADING: Final = "bold"
#: So many reasons stand beside a list; the case itself has them all.
MOST: Final = 4


def sentence(row: Row | None, due: str, *, reads: bool = False) -> str:
    """Return ``Next for Hart: check the post is gone, 2 days late. N: the form for it.``

    Whoever only ``reads`` is told of no form.
    """
    if row is None or row.closed:
        return ""
    when = f", {small(due)}" if due else ""
    name = row.about.partition(",")[0]
    does = "" if reads or row.waiting or row.paused else " N: the form for it."
    return f"Next for {name}: {small(row.next)}{when}.{does}"


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
