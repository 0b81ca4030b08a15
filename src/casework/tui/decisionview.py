"""One decision that waits, as words: what it rests on, the exact letter, what one may answer.

The screens show it, the numbered dialogue reads it out. Every sentence is the office's own. Must
not know how a part looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.domain.people import part_words
from casework.office import approvals, requests
from casework.tui import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.approvals import Request, Shown
    from casework.office.desk import Desk
    from casework.office.letterchanges import Changes
    from casework.office.requests import Part

NONE: Final = "No decision waits in the cases you may open."
#: What a part is called beside its sentences where the office's word is longer than the column.
_SHORT: Final = {
    "If you say yes": "Y  Yes",
    "If you say no": "D  No",
    "Send back": "B  Send back",
}
#: What was done before: the longest part, and the one that the screen lets stand below the answers.
EARLIER: Final = "Before this"
#: These parts stand below "If you say".
_ANSWERS: Final = frozenset({"If you say yes", "If you say no", "Send back"})
#: Under which post somebody with several stands in the title.
_POSTS: Final = ("headteacher", "chair", "vice-chair", "dsl", "senior-leader")
#: These parts are read sentence by sentence in one go; the lines of any other stand apart.
_JOINED: Final = {EARLIER: " ", "Two hats": " ", "Not ticked": "; "}
_MARKS: Final = {"taken out": "[out: {}]", "put in": "[in: {}]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """One decision: its place in the queue, what is asked, and everything it rests on.

    ``rests`` and ``answers`` are words left and words beside them; ``letter`` are the lines of the
    exact letter, what changed in it first; ``may`` says who decides. ``yours`` tells whether this
    person answers it, and ``letter_number`` which letter it is about, or 0.
    """

    id: str
    ref: str
    place: str
    title: str
    about: str
    asked: str
    rests: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    letter: tuple[str, ...]
    letter_number: int
    may: str
    yours: bool


def queue(desk: Desk) -> tuple[Request, ...]:
    """Return what waits in the cases this person may open, the oldest first."""
    return approvals.waiting(desk)


def mine(desk: Desk) -> tuple[Request, ...]:
    """Return what waits for this very person."""
    return tuple(one for one in queue(desk) if one.yours)


def who(desk: Desk) -> str:
    """Return who one is, for a title line: by the post in which one decides."""
    held = desk.actor.roles
    post = next((role for role in _POSTS if role in held), next(iter(sorted(held)), ""))
    return ", ".join(filter(None, (desk.session.name, post and listed.post(post))))


def view(desk: Desk, request: Request, at: int, count: int) -> DecisionView:
    """Return one decision of the queue. Raises NotFound once it waits no longer."""
    shown = approvals.shown(desk, request.id)
    told = requests.parts(shown.about)
    rest = [
        (part.title, line)
        for part in told
        if part.title not in _ANSWERS | {"Who decides", "Asked"}
        for line in _beside(part)
    ]
    return DecisionView(
        id=request.id,
        ref=request.ref,
        place=f"Decision {at + 1} of {count}, oldest first",
        title=request.title,
        about=_about(desk, request.ref),
        asked=" ".join(next(part.lines for part in told if part.title == "Asked")),
        rests=tuple(_once(rest)),
        answers=tuple(
            (_SHORT[part.title], _answer(part, request)) for part in told if part.title in _ANSWERS
        ),
        letter=tuple(letter_lines(shown.letter)) if shown.letter else (),
        letter_number=request.letter,
        may=_may(shown),
        yours=request.yours,
    )


def _beside(part: Part) -> tuple[str, ...]:
    if part.title in _JOINED:
        return (_JOINED[part.title].join(part.lines),)
    return tuple(line for words in part.lines for line in words.splitlines() if line.strip())


def _answer(part: Part, request: Request) -> str:
    words = " ".join(part.lines)
    asks = request.letter and part.title == "If you say yes"
    return f"{words} Asks: print it for signature now?" if asks else words


def _once(rows: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield rows, the words on the left said once."""
    before = ""
    for left, beside in rows:
        yield ("" if left == before else left), beside
        before = left


def _about(desk: Desk, ref: str) -> str:
    found = next((row for row in listed.listing(desk).rows() if row.ref == ref), None)
    return found.about if found else ""


def _may(shown: Shown) -> str:
    lines = next(part.lines for part in requests.parts(shown.about) if part.title == "Who decides")
    return " ".join(lines)


def letter_lines(letter: Changes) -> Iterator[str]:
    """Yield the exact letter: what changed in it first, then words of somebody's own, then all."""
    yield f"{letter.title}, to the {part_words(letter.to)}"
    if letter.changed:
        yield ""
        yield f"Changed since it was first written (it was written {letter.drafts} times):"
        yield " ".join(_MARKS.get(one.part, "{}").format(one.text) for one in letter.changed)
    if letter.own:
        yield ""
        yield "Added to the usual words of this letter:"
        yield from (line for words in letter.own for line in words.splitlines())
    yield ""
    yield from letter.text.rstrip().splitlines()
