"""What one can do about one case, wherever it is under one's hand: one table for all front ends.

The keys of a case, of the list it stands in, the palette, the help and the numbered menu are made
from it. Pure but for the forms, which are loaded when one is opened. Must not know what a form
asks: nothing here changes anything by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.desk import Desk
    from casework.tui.frame import Dialog, Page


def _everybody(_desk: Desk, _ref: str) -> bool:
    return True


def _writers(desk: Desk, _ref: str) -> bool:
    return not desk.read_only


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAction:
    """Something about one case: a screen of it, or a form whose button does it.

    ``may`` is asked only for a case that this person may open. A form says by its answer whether
    something was done; ``done`` are then the words of the strip.
    """

    id: str
    key: str
    words: str
    synonyms: tuple[str, ...]
    opens: Callable[[Desk, str], Page | Dialog]
    may: Callable[[Desk, str], bool] = _everybody
    done: str = "Done"


def _note(desk: Desk, ref: str) -> Dialog:
    from casework.tui.wordsform import NoteForm

    return NoteForm(desk, ref)


def _evidence(desk: Desk, ref: str) -> Page:
    from casework.tui.intake import form_of

    return form_of("evidence", desk, ref)


def _danger(desk: Desk, ref: str) -> Page:
    from casework.tui.intake import form_of

    return form_of("danger", desk, ref)


CASE_ACTIONS: Final[tuple[CaseAction, ...]] = (
    CaseAction(
        id="note",
        key="a",
        words="Note",
        synonyms=("write down", "record", "add", "remark", "rang", "telephone call"),
        opens=_note,
        may=_writers,
        done="Done: the note is kept.",
    ),
    CaseAction(
        id="evidence",
        key="e",
        words="Evidence",
        synonyms=("screenshot", "picture", "capture", "file", "attach", "printout", "proof"),
        opens=_evidence,
        may=_writers,
    ),
    CaseAction(
        id="danger",
        key="x",
        words="Danger: 999 first",
        synonyms=("emergency", "police now", "at risk", "threat", "override", "act first"),
        opens=_danger,
        may=_writers,
    ),
)


def case_action(name: str) -> CaseAction:
    """Return the action of that id."""
    return next(one for one in CASE_ACTIONS if one.id == name)


def possible(desk: Desk, ref: str) -> tuple[CaseAction, ...]:
    """Return what this person may open about a case, in the order of the table."""
    return tuple(one for one in CASE_ACTIONS if one.may(desk, ref))
