"""Danger: 999 first, then who acted, when and why, on record. Pure: must not know a widget.

It takes the policy's own step for danger where this person may take one: the record that somebody
rang, or the one locked step that danger opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.domain.dates import parse_when
from casework.errors import Refused
from casework.office import cases, intake, questions
from casework.office.cases import Answers
from casework.office.saying import Saying
from casework.tui.sheet import Job, Kept, choice, line, of_policy, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.office.desk import Desk
    from casework.office.questions import Shown
    from casework.policy.model import Transition
    from casework.tui.asking import Question

SAYS: Final = (
    "Ring 999 first, then children’s social care: nobody’s leave is needed for it.",
    "Fill this in when somebody has rung.",
)
NONE: Final = "The policy has no step of its own for danger here, so it is kept as a note."
_STEP: Final = "step"
_FACT: Final = "fact-"


def job(desk: Desk, ref: str) -> Job:
    """Return the form of danger in a case. Raises NotFound, hidden or not."""
    shown = questions.show(desk, ref)
    steps = danger_steps(shown)
    return Job(
        desk=desk,
        draft="danger",
        ref=ref,
        title=f"Danger  {ref}",
        button="Record who acted",
        says=SAYS,
        begins={_STEP: _key(steps[0])} if len(steps) == 1 else {},
        asked=lambda given: _asked(shown, steps, given),
        warned=lambda given: _warned(steps, given),
        keep=lambda given, mark: _keep(desk, ref, steps, given, mark),
    )


def danger_steps(shown: Shown) -> tuple[Transition, ...]:
    """Return the steps for danger that can be taken now, the plain record first."""
    found = (offer.transition for offer in shown.next if offer.transition.danger)
    return tuple(sorted(found, key=lambda step: step.override))


def why_not(shown: Shown) -> tuple[str, ...]:
    """Return why the steps for danger that are there cannot be taken now."""
    closed = (offer for offer in shown.not_yet if offer.transition.danger)
    return tuple(dict.fromkeys(r.sentence for offer in closed for r in offer.reasons))


def _asked(
    shown: Shown, steps: tuple[Transition, ...], given: Mapping[str, str]
) -> tuple[Question, ...]:
    which = choice(_STEP, "What was done", *((step.says, _key(step)) for step in steps))
    chosen = _chosen(steps, given)
    names = (*chosen.asks, *chosen.asks_sealed) if chosen else ()
    facts = shown.file.policy.facts
    return (
        *((which,) if len(steps) > 1 else ()),
        line("who", "Who acted", needed=True),
        line("when", "When (empty: now)"),
        *(of_policy(facts[name], f"{_FACT}{name}", needed=True) for name in names),
        text("why", "What danger, and what was done", needed=True),
    )


def _warned(steps: tuple[Transition, ...], given: Mapping[str, str]) -> tuple[str, ...]:
    if not steps:
        return (NONE,)
    chosen = _chosen(steps, given)
    if chosen is None or not chosen.override:
        return ()
    return ("This opens one locked step, once, and stays in the history with its reason.",)


def _chosen(steps: tuple[Transition, ...], given: Mapping[str, str]) -> Transition | None:
    wanted = given.get(_STEP, "")
    return next((s for s in steps if _key(s) == wanted or len(steps) == 1), None)


def _key(step: Transition) -> str:
    return f"{step.track}.{step.trigger}"


def _keep(
    desk: Desk, ref: str, steps: tuple[Transition, ...], given: Mapping[str, str], mark: str
) -> Kept:
    when = given.get("when", "")
    reason = f"Acted: {given.get('who', '').rstrip('.')}. {given.get('why', '')}"
    saying = Saying(
        reason=reason,
        happened=parse_when(when, desk.now()) if when else None,
        key=intake.key_of("danger", mark, dict(given)),
    )
    chosen = _chosen(steps, given)
    if steps and chosen is None:
        raise Refused("Which of these was done?", advice="Choose one of them.")
    if chosen is None:
        done = cases.add_note(desk, ref, f"Danger. {reason}", saying)
    else:
        facts = {
            name.removeprefix(_FACT): value
            for name, value in given.items()
            if name.startswith(_FACT)
        }
        told = Answers(facts=facts, said_by=given.get("who", ""))
        done = cases.take_step(desk, ref, chosen.trigger, chosen.track, told, saying)
    return Kept(words="Done: who acted, and why, is on record.", ref=done.ref, undo=True)
