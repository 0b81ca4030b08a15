"""Decisions talked through: what is asked, the exact letter, what each answer does; one is given.

Must not know who may decide: the office says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.tui import decisionjobs, decisionview

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.decisionview import DecisionView
    from casework.tui.sitting import Sitting

    Opens = Callable[[str], None]

_ANSWERS: Final = {"y": "Yes", "d": "No", "b": "Send back"}


def decisions(at: Sitting, opens: Opens) -> None:
    """Read what waits for a decision, the oldest first; answer one."""
    waiting = decisionview.queue(at.desk)
    if not waiting:
        at.talk.say(decisionview.NONE)
        return
    words = [f"{one.title} Case: {one.ref}" for one in waiting]
    chosen = at.talk.choose("Decisions, the oldest first", words)
    if chosen is not None:
        view = decisionview.view(at.desk, waiting[chosen], chosen, len(waiting))
        with at.in_case(view.ref):
            _decide(at, view, opens)


def _decide(at: Sitting, view: DecisionView, opens: Opens) -> None:
    _tell(at, view)
    names = tuple(_ANSWERS) if view.yours else ()
    words = [*(_ANSWERS[one] for one in names), "Open the case"]
    chosen = at.talk.choose("Your answer", words)
    if chosen is None:
        return
    if chosen == len(names):
        opens(view.ref)
        return
    kept = at.fill(lambda: decisionjobs.JOBS[names[chosen]](at.desk, view))
    if kept is not None and names[chosen] == "y" and view.letter_number:
        _print_now(at, view)


def _tell(at: Sitting, view: DecisionView) -> None:
    at.talk.title(f"{view.title} {view.about}")
    at.talk.say(view.asked, *(f"{word.rstrip('?')}: {said}" for word, said in view.rests))
    at.talk.say(*view.letter)
    for word, said in view.answers:  # a key and its word: here the word is enough
        at.talk.say(f"If you say {word.partition(' ')[2].strip()}: {said}")
    at.talk.say(view.may)


def _print_now(at: Sitting, view: DecisionView) -> None:
    if decisionjobs.is_ready_to_print(at.desk, view.ref, view.letter_number):
        number = view.letter_number
        at.fill(lambda: decisionjobs.print_job(at.desk, view.ref, number))
