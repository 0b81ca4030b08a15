"""What people do to a time limit, each as a form: more time, a stop, going on, a waiver.

Whether it may be done is the policy's engine's to say. Must not know a widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.domain.dates import read_day
from casework.domain.stoppages import STOP_WORDS
from casework.errors import UsageFault
from casework.office import limits, questions
from casework.tui import asking, sheet
from casework.tui.sheet import Job, Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from casework.office.deadlines import Row
    from casework.office.desk import Desk
    from casework.tui.asking import Question

    Given = Mapping[str, str]

#: What can be done to a limit, by name, in the words of the choice.
CHANGES: Final = {
    "extend": "Give it more time",
    "stop": "Let it stand still",
    "go-on": "Let it go on",
    "waive": "Record that it need not be kept",
}


def running(desk: Desk, ref: str) -> tuple[Row, ...]:
    """Return the open limits of a case with their explanations. Raises NotFound."""
    return questions.show(desk, ref).limits


def limit_job(desk: Desk, ref: str, name: str, title: str, change: str) -> Job:
    """Return the form of one change to the limit of that name."""
    asked, does, says = _MADE[change]

    def keep(given: Given, mark: str) -> Kept:
        done = does(desk, ref, name, given, mark)
        return Kept(words=f"Done: {title}, changed as said.", ref=done, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft=f"{change}-{name}",
        title=f"{ref}  {CHANGES[change]}: {title}",
        button=CHANGES[change],
        says=(says,),
        asked=lambda _given: (*asked, asking.reason()),
        keep=keep,
    )


def _extend(desk: Desk, ref: str, name: str, given: Given, mark: str) -> str:
    by, to = given.get("by", ""), _day(given.get("to", ""))
    if bool(by) == bool(to):
        raise UsageFault(
            "Either a length or a last day is wanted.", advice="Write one of the two, not both."
        )
    said = asking.saying(given, desk.now(), key=mark)
    return limits.extend(desk, ref, name, by=by, to=to, saying=said).ref


def _stop(desk: Desk, ref: str, name: str, given: Given, mark: str) -> str:
    said = asking.saying(given, desk.now(), key=mark)
    since = _day(given.get("since", ""))
    return limits.stop(desk, ref, name, given["category"], said, since).ref


def _go_on(desk: Desk, ref: str, name: str, given: Given, mark: str) -> str:
    said = asking.saying(given, desk.now(), key=mark)
    return limits.resume(desk, ref, name, said, _day(given.get("until", ""))).ref


def _waive(desk: Desk, ref: str, name: str, given: Given, mark: str) -> str:
    said = asking.saying(given, desk.now(), key=mark)
    return limits.waive(desk, ref, name, given["authority"], said).ref


def _day(typed: str) -> date | None:
    return read_day(typed) if typed.strip() else None


_WHY_STOP: Final = sheet.choice(
    "category",
    "Why does it stand still?",
    *((words, str(category)) for category, words in STOP_WORDS.items()),
)
_MADE: Final[
    Mapping[
        str,
        tuple[tuple[Question, ...], Callable[[Desk, str, str, Given, str], str], str],
    ]
] = {
    "extend": (
        (
            sheet.line("by", "How much longer? As: 3 school days"),
            sheet.day("to", "Or up to which day"),
        ),
        _extend,
        "Only a time limit that the policy leaves to the school can be lengthened.",
    ),
    "stop": (
        (_WHY_STOP, sheet.day("since", "Since which day? Empty is today")),
        _stop,
        "What is left of it is kept, and runs again once you let it go on.",
    ),
    "go-on": (
        (sheet.day("until", "From which day does it run again? Empty is today"),),
        _go_on,
        "It runs again with what was left of it.",
    ),
    "waive": (
        (sheet.line("authority", "On whose word?", needed=True),),
        _waive,
        "It stays in the history that it was not kept, on whose word, and why.",
    ),
}
