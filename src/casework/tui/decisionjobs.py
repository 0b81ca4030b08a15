"""Answering a decision, as forms: yes with initials, no with a reason, back with a question.

The screens show them, the numbered dialogue reads them out. Must not know a widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.errors import UsageFault
from casework.office import approvals, door, letterparties, printorders
from casework.tui import asking, sheet
from casework.tui.sheet import Job, Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.office.desk import Desk
    from casework.tui.decisionview import DecisionView

    Given = Mapping[str, str]

#: Words before a name that are no part of its initials.
_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "revd"})
PRINT: Final = "print-now"


def initials_of(desk: Desk) -> str:
    """Return this person's initials, or nothing where their name in cases is not known."""
    name = letterparties.name_in_cases(desk, desk.session.user)
    parts = [part for part in name.replace(".", " ").split() if part.casefold() not in _TITLES]
    return "".join(part[0] for part in parts).upper() if len(parts) > 1 else ""


def _must_be_initials(desk: Desk, given: str) -> str:
    plain = "".join(char for char in given if char.isalpha()).upper()
    known = initials_of(desk)
    if not plain or (known and plain != known):
        raise UsageFault(
            "These are not your initials, so nothing was decided.",
            advice="Type your own initials, as you would write them on paper.",
        )
    return plain


def yes_job(desk: Desk, view: DecisionView) -> Job:
    """Return the form that says yes; with a letter, it asks whether to print it for signature."""
    about = next((words for left, words in view.answers if left.startswith("Y")), "")
    asked = (
        sheet.line("initials", "Your initials", needed=True),
        sheet.line(asking.REASON, "A word on why, if you wish"),
    )

    def keep(given: Given, mark: str) -> Kept:
        initials = _must_be_initials(desk, given["initials"])
        reason = " ".join(filter(None, (given.get(asking.REASON, ""), f"Initials: {initials}.")))
        said = asking.saying({asking.REASON: reason}, desk.now(), key=mark)
        done = approvals.grant(desk, view.id, said)
        ready = view.letter_number and is_ready_to_print(desk, view.ref, view.letter_number)
        return Kept(
            words="Done: yes. It is in the history.",
            ref=done.ref,
            undo=True,
            then=PRINT if ready else "",
        )

    return Job(
        desk=desk,
        ref=view.ref,
        draft=f"yes-{view.id}",
        title=f"Yes: {view.title}",
        button="Yes, agreed",
        says=(f"If you say yes: {about}",) if about else (),
        asked=lambda _given: asked,
        keep=keep,
        slow=True,
    )


def is_ready_to_print(desk: Desk, ref: str, number: int) -> bool:
    """Tell whether a letter can go to the printer now."""
    letter = door.load(desk, ref).snapshot.letters.get(number)
    return letter is not None and letter.state in {"approved", "issued"}


def no_job(desk: Desk, view: DecisionView) -> Job:
    """Return the form that says no, with its reason."""
    about = next((words for left, words in view.answers if left.startswith("D")), "")

    def keep(given: Given, mark: str) -> Kept:
        said = asking.saying(given, desk.now(), key=mark)
        done = approvals.decline(desk, view.id, said)
        return Kept(words="Done: no. Your reason is in the history.", ref=done.ref, undo=True)

    return Job(
        desk=desk,
        ref=view.ref,
        draft=f"no-{view.id}",
        title=f"No: {view.title}",
        button="No",
        says=(f"If you say no: {about}",) if about else (),
        asked=lambda _given: (asking.reason("Why not? It is kept with the decision"),),
        keep=keep,
        slow=True,
    )


def back_job(desk: Desk, view: DecisionView) -> Job:
    """Return the form that sends a request back with a question."""
    about = next((words for left, words in view.answers if left.startswith("B")), "")

    def keep(given: Given, mark: str) -> Kept:
        said = asking.saying({}, desk.now(), key=mark)
        done = approvals.send_back(desk, view.id, given["question"], said)
        return Kept(words="Done: sent back with your question.", ref=done.ref, undo=True)

    return Job(
        desk=desk,
        ref=view.ref,
        draft=f"back-{view.id}",
        title=f"Send back: {view.title}",
        button="Send it back",
        says=(about,) if about else (),
        asked=lambda _given: (sheet.text("question", "What do you need to know?", needed=True),),
        keep=keep,
        slow=True,
    )


def print_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the question after a yes: print the letter for signature now, or later."""
    answers = (("yes, print it", "yes"), ("later: it joins Today", "no"))

    def keep(given: Given, _mark: str) -> Kept:
        if given["now"] == "no":
            return Kept(words="It waits under “to sign” in Today.", ref=ref)
        words = printorders.order(desk, ref, number)
        return Kept(words=f"Done: {words}.", ref=ref, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft=f"print-{number}",
        title=f"{ref}  Print for signature",
        button="Print it, or leave it for Today",
        asked=lambda _given: (sheet.choice("now", "Print for signature now?", *answers),),
        keep=keep,
        slow=True,
    )


#: The answers to a decision, by their keys.
JOBS: Final[Mapping[str, Callable[[Desk, DecisionView], Job]]] = {
    "y": yes_job,
    "d": no_job,
    "b": back_job,
}
