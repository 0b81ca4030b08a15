"""A call, taken down in a minute while it goes on: what is asked, and the words for the caller.

It becomes a new case as received, or a note in one. Pure: must not know a widget.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from casework.domain.dates import Happened, Precision, clock_words
from casework.office import intake
from casework.tui.sheet import NO, YES, Job, Kept, choice, line, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.office.desk import Desk
    from casework.tui.asking import Question

SAY: Final = "Say: “Thank you for telling us. I am writing it down and pass it on today.”"
WHERE: Final = (("post", "a post"), ("group", "a group"), ("message", "a message"))
TYPIST: Final = (
    ("in the group", intake.IN_GROUP),
    ("related", intake.RELATED),
    ("named", intake.NAMED),
    ("none", intake.NONE),
)
#: Said as soon as danger is ticked.
RING_FIRST: Final = (
    "Ring 999 now, or ask a colleague to. Then children’s social care.",
    "Keep this when the call is over: then it asks who rang, and when.",
)
DANGER: Final = choice(
    "danger", "Anyone in danger now?", ("no", NO), ("yes: ring 999 first, then X", YES)
)
#: When the form was opened: the call was then, whenever it is kept.
_BEGAN: Final = "began"


def job(desk: Desk, ref: str = "") -> Job:
    """Return the form for a call; one about a case that is open is offered as a note in it."""
    return Job(
        desk=desk,
        draft="call",
        title=f"A call, {clock_words(desk.now())}",
        button="Keep the call",
        says=(SAY,),
        begins={_BEGAN: desk.now().isoformat(), **({"ref": ref} if ref else {})},
        asked=lambda _given: QUESTIONS,
        warned=_warned,
        keep=lambda given, mark: _keep(desk, given, mark),
    )


QUESTIONS: Final[tuple[Question, ...]] = (
    DANGER,
    line("caller", "Caller"),
    line("number", "Number"),
    text("what", "What", needed=True),
    choice(
        "where",
        "Where",
        *((name, value) for name, value in WHERE),
        ("unknown", "not known"),
        needed=False,
    ),
    line("promised", "Promised"),
    choice("typist", "Are you, typing this", *TYPIST),
    line("ref", "In a case already?"),
)


def _warned(given: Mapping[str, str]) -> tuple[str, ...]:
    danger = RING_FIRST if given.get("danger") == YES else ()
    return (*danger, *intake.typist_told(given.get("typist", "")))


def _keep(desk: Desk, given: Mapping[str, str], mark: str) -> Kept:
    danger = given.get("danger") == YES
    call = intake.Call(
        what=given.get("what", ""),
        typist=given.get("typist", ""),
        danger=danger,
        caller=given.get("caller", ""),
        number=given.get("number", ""),
        where=given.get("where", ""),
        promised=given.get("promised", ""),
        ref=given.get("ref", ""),
        began=_began(given),
    )
    done = intake.keep_call(desk, call, mark)
    what = "the call is a note in" if call.ref else "the call is kept as"
    onward = "" if call.ref else " I in it asks what the policy asks."
    return Kept(
        words=f"Done: {what} {done.ref}.{onward}",
        ref=done.ref,
        told=("999 comes first. The next form records who rang, and when.",) if danger else (),
        then="danger" if danger else "",
    )


def _began(given: Mapping[str, str]) -> Happened | None:
    began = given.get(_BEGAN, "")
    if not began:
        return None
    return Happened(at=datetime.fromisoformat(began), on=None, precision=Precision.EXACT, words="")
