"""The way through the practice school's case of ten minutes: what comes next, and whose turn it is.

Each step has its story, as nobody who practises can know what the parent said. Pure words over a
case as it stands. Must not know who looks, nor how anything is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.domain.case import ApprovalStanding
from casework.domain.dates import local_day, typed_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casework.domain.case import Snapshot

SUMMARY: Final = "Ten minutes: posts that call a teaching assistant names"
#: The letter whose page is printed at the end.
_WARNING: Final = "warning"
_PRINTED: Final = frozenset({"printed", "signed", "sent", "received"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Guided:
    """What is said to whoever has the case open; the policy's step that comes next, if any.

    ``mine`` tells whether it is for whoever is there. ``form`` stands on that step's form; ``does``
    is what happens next where nobody here takes it.
    """

    words: str
    form: str = ""
    step: tuple[str, str] | None = None
    mine: bool = True
    does: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    who: str
    track: str
    trigger: str
    story: str
    does: str
    done: Callable[[Snapshot], bool]


def _left(track: str, *states: str) -> Callable[[Snapshot], bool]:
    """Return what tells whether an action stands in none of these states any more."""
    return lambda case: case.state(track) not in states


def _asked(case: Snapshot) -> bool:
    good = {ApprovalStanding.ASKED, ApprovalStanding.GRANTED}
    return any(one.track == _WARNING and one.standing in good for one in case.approvals.values())


def _decided(case: Snapshot) -> bool:
    return case.state(_WARNING) not in {"not-considered", "considered"}


def _printed(case: Snapshot) -> bool:
    return any(one.letter == _WARNING and one.state in _PRINTED for one in case.letters.values())


WAY: Final = (
    _Step(
        who="clerk",
        track="acknowledgement",
        trigger="acknowledge",
        story="You thanked Ms Invented at the counter.",
        does="Record that.",
        done=_left("acknowledgement", "waiting"),
    ),
    _Step(
        who="deputy",
        track="case",
        trigger="triage",
        story="Both posts abuse Miss Pretend by name, and nothing worse.",
        does="Sort it. Yes: inappropriate, undeserved, relationships, names somebody, a member "
        "of staff. No to all else. Then your reason.",
        done=_left("case", "received"),
    ),
    _Step(
        who="deputy",
        track="case",
        trigger="take-up",
        story="It is for the school to deal with.",
        does="Take it up. It harms the good name of the school; no to all else.",
        done=_left("case", "received", "triaged"),
    ),
    _Step(
        who="deputy",
        track="conversation",
        trigger="hold",
        story="You rang Mr Practice today, {today}, and asked him to take both posts down.",
        does="Record the talk. He had never raised it with the school.",
        done=_left("conversation", "not-due", "due"),
    ),
    _Step(
        who="deputy",
        track="conversation",
        trigger="not-removed",
        story="He said no, and posted again an hour later.",
        does="Record that he refused, that it carries on, and that he said so.",
        done=_left("conversation", "not-due", "due", "held"),
    ),
    _Step(
        who="head",
        track="further-action",
        trigger="weighed-up",
        story="A talk has not helped, and nothing here is for the police.",
        does="Weigh it up: a warning first. Your reason stays in the history.",
        done=_left("further-action", "not-weighed-up"),
    ),
    _Step(
        who="head",
        track=_WARNING,
        trigger="consider",
        story="So a written warning is wanted.",
        does="Put it forward; the office drafts it.",
        done=_left(_WARNING, "not-considered"),
    ),
    _Step(
        who="clerk",
        track=_WARNING,
        trigger="approve",
        story="The letter is yours to draft, the headteacher’s to sign.",
        does="Ask him to remove both posts, by hand; then ask for the decision.",
        done=lambda case: _asked(case) or _decided(case),
    ),
    _Step(
        who="head",
        track="",
        trigger="",
        story="The letter waits for you.",
        does="F4 shows what waits, oldest first: the right arrow until it is this one, then Y.",
        done=_decided,
    ),
    _Step(
        who="head",
        track="",
        trigger="",
        story="You said yes to the letter.",
        does="L shows it, P prints it: as a file, so no printer is needed.",
        done=_printed,
    ),
)
END: Final = (
    "Practice: that was the case of ten minutes, from a report to a warning letter on paper. Go on "
    "with it (L, then N: signed, sent, received), or look round: F2 is your list."
)


def told(case: Snapshot, name: str, now: datetime) -> Guided | None:
    """Return what to do next in the case of ten minutes; nothing of any other, or when closed."""
    if case.summary != SUMMARY or case.state("case") == "closed":
        return None
    for number, step in enumerate(WAY, start=1):
        if not step.done(case):
            where = f"Practice, step {number} of {len(WAY)}."
            story = step.story.format(today=typed_day(local_day(now)))
            mine = f"{story} {step.does}" + (" N opens the form." if step.track else "")
            theirs = f"It is the {step.who}’s turn: press F9, and be {step.who}."
            said = mine if name == step.who else theirs
            return Guided(
                words=f"{where} {said}",
                form=f"{where} {story} {step.does}",
                step=(step.track, step.trigger),
                mine=name == step.who,
                does=step.does if name == step.who else f"The {step.who} goes on with it.",
            )
    return Guided(words=END)
