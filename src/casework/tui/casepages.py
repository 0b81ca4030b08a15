"""The pages of a case as rows: who is in it, what is known, evidence, letters, what happened.

A row says what stands left and beside it, and which form or screen it opens. Must not know a
widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.domain.spelling import spelt
from casework.office import door, heldback, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.exports.history import Told
    from casework.office.desk import Desk
    from casework.tui.caseview import CaseView

#: The page of what happened: its rows are worked out beside the screen.
HISTORY: Final = "history"
#: The pages in their order, by name, with their words.
PAGES: Final = (
    ("next", "Next and actions"),
    ("people", "People"),
    ("incidents", "Incidents"),
    ("evidence", "Evidence"),
    ("letters", "Letters"),
    (HISTORY, "History"),
)
#: What a row opens that is no form of ``casejobs``.
CASE, ACTION, ANSWER, CORRECT, QUESTIONS = "case", "action", "answer", "correct", "questions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its words, and what Enter opens with which argument; nothing where it is empty."""

    left: str
    beside: str = ""
    opens: str = ""
    arg: str = ""

    @property
    def adds(self) -> bool:
        """Whether it is there only to put something down."""
        return self.left.startswith(("+ ", "– "))


def titles(view: CaseView) -> tuple[tuple[str, str], ...]:
    """Return each page's name and words, with how many there are of what it shows."""
    counts = {
        "people": len(view.part("People")),
        "incidents": len(view.part("Incidents")),
        "evidence": len(view.part("Evidence")),
        "letters": len(view.part("Letters")),
    }
    return tuple(
        (name, f"{words} {counts[name]}" if counts.get(name) else words) for name, words in PAGES
    )


def rows(desk: Desk, view: CaseView, page: str) -> tuple[Row, ...]:
    """Return the rows of a page; the first page has none, for it is laid out by itself."""
    if page == HISTORY:
        return history(desk, view.ref)
    makes = {"people": _people, "incidents": _incidents, "evidence": _evidence, "letters": _letters}
    found = tuple(makes[page](view)) if page in makes else ()
    return tuple(row for row in found if not (desk.read_only and row.adds))


def _people(view: CaseView) -> Iterator[Row]:
    for left, beside in view.part("People"):
        yield Row(left=left, beside=beside)
    yield Row(left="+ Add a person", beside="who posted it, who it is about …", opens="person")
    yield Row(left="+ Let somebody in", beside="let one more user see the case", opens="admit")
    yield Row(left="– Take somebody off", beside="they lose all sight of it", opens="exclude")
    for left, beside in view.part("Linked cases"):
        yield Row(left=f"Linked: {left}", beside=beside, opens=CASE, arg=left)
    yield Row(left="+ Link another case", beside="one that you may see", opens="link")


def _incidents(view: CaseView) -> Iterator[Row]:
    for left, beside in view.part("Incidents"):
        yield Row(left=left, beside=beside)
    yield Row(left="+ Record an incident", beside="something further happened", opens="incident")
    for left, beside in view.part("What is known"):
        yield Row(left=left, beside=beside)
    yield Row(left="+ Say what kind it is", beside="a category of the policy", opens="category")
    yield Row(left="+ Answer a question", beside="one that the policy asks", opens=QUESTIONS)


def _evidence(view: CaseView) -> Iterator[Row]:
    for left, beside in view.part("Evidence"):
        yield Row(left=left, beside=beside, opens=ACTION, arg="exhibits")
    yield Row(
        left="+ Add evidence (E)", beside="what was seen, where, when", opens=ACTION, arg="evidence"
    )


def _letters(view: CaseView) -> Iterator[Row]:
    for left, beside in view.part("Letters"):
        yield Row(left=left, beside=beside, opens=ACTION, arg="letters")
    if not view.part("Letters"):
        yield Row(left="No letter yet", beside="a step that needs one drafts it")


def history(desk: Desk, ref: str) -> tuple[Row, ...]:
    """Return every entry in sentences, the newest first; Enter puts right words beside one.

    Whoever may hand the history out finds that below them.
    """
    file = door.load(desk, ref)
    told, until = timeline.told(desk, file), heldback.until(desk, file)
    return (
        *(
            Row(
                left=_when(one),
                beside=_entry(one, heldback.words(until.get(one.number))),
                opens=CORRECT,
                arg=str(one.number),
            )
            for one in reversed(told)
        ),
        *_handing_out(desk),
    )


def _handing_out(desk: Desk) -> Iterator[Row]:
    from casework.tui import handout  # loads what writes histories

    if handout.may(desk):
        beside = "for whom, why, where to; and what was handed out so far"
        yield Row(left="+ Hand it out, print it", beside=beside, opens=ACTION, arg="handout")


def _when(one: Told) -> str:
    return f"{one.number}  {one.recorded}"


def _entry(one: Told, back: str) -> str:
    said = [line.words for line in one.lines]
    if back:
        said.append(f"It {back}.")
    if one.happened:
        said.append(f"It happened: {one.happened}{' (recorded late)' if one.late else ''}.")
    if one.reason:
        said.append(f"Reason: {one.reason}")
    if one.taken_back_by:
        said.insert(0, f"(taken back by entry {one.taken_back_by})")
    said += [f"Corrected by entry {each.entry}: {each.words}" for each in one.corrections]
    return f"{one.by}: {' '.join(said)}"


def questions(desk: Desk, ref: str) -> tuple[Row, ...]:
    """Return every question of the policy as a row, with what was answered so far."""
    from casework.tui.casejobs import open_questions

    return tuple(
        Row(left=ask, beside=spelt(value) or "not answered", opens=ANSWER, arg=name)
        for name, ask, value in open_questions(desk, ref)
    )
