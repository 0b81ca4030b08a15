"""Taking a step of a track: conditions, approval, follow-on steps. Must not know other commands.

Follow-on triggers run to completion in document order within the same entry, at most 20 (W035).
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from casework.domain.events import Admitted, FactSet, TrackMoved
from casework.domain.refusals import Reason, Refusal, RefusalKind, refuse
from casework.errors import CaseworkError
from casework.policy import answers, gates, letterwork, limits, pausing
from casework.policy.machine import machine
from casework.text import in_words, nearest, of_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.commands import LetterText, TakeStep
    from casework.policy.model import ApprovalRule, FollowOn, Transition
    from casework.policy.run import Run

MOST_FOLLOW_ONS = 20
#: Why a circle was brought into a case, where a step of the policy says so.
BY_STEP = "step"


def take(run: Run, command: TakeStep) -> Refusal | None:
    """Take the step, or ask for its approval; return a refusal where it may not be taken."""
    if command.trigger == pausing.RELEASE:
        return pausing.release(run)
    stopped = answers.record(run, command.facts, command.said_by)
    if stopped:
        return stopped
    pausing.begin(run)  # an answer given with a step holds that very step
    track = _track_of(run, command)
    if isinstance(track, Refusal):
        return track
    found = permitted(run, track, command.trigger)
    if isinstance(found, Refusal):
        return _with_all_reasons(run, track, command.trigger, found)
    stopped = _complete(run, found, command.sealed_given)
    if stopped:
        return stopped
    if found.approval is not None:
        return _ask(run, found, found.approval, command.letters)
    return perform(run, found, command.letters)


def permitted(run: Run, track: str, trigger: str) -> Transition | Refusal:
    """Return the one transition that may fire now, whoever asks; else every reason why none may."""
    state = run.draft.tracks[track].state
    blocked = (
        *gates.by_closed(run.case_type, run.draft, track),
        *gates.by_pause(run.case_type, run.draft, track, trigger),
        *gates.by_contract_steps(run.case_type, run.draft, track, trigger),
    )
    attempt = machine(run.policy, run.case_type, track).attempt(trigger, state, run.draft)
    taken = attempt.taken
    if taken is not None and taken.closes:
        blocked += gates.by_closing(run.case_type, run.draft)
    if taken is not None:
        blocked += gates.by_capture(taken, run.draft)
    if taken is not None and not blocked:
        return taken
    failed = gates.reasons_of(attempt.failed, attempt.standing)
    reasons = tuple(dict.fromkeys((*blocked, *(() if taken else failed))))
    if reasons:
        return Refusal(kind=RefusalKind.NOT_YET, reasons=reasons)
    return _not_here(run, track, trigger)


def _with_all_reasons(run: Run, track: str, trigger: str, refused: Refusal) -> Refusal:
    """Return the refusal with what "not yet, because" says of the step to this person."""
    state = run.draft.tracks[track].state
    reasons = (
        reason
        for step in run.case_type.offers.get((track, state), ())
        if step.trigger == trigger
        for reason in gates.in_the_way(run.case_type, run.draft, step, run.command.actor)
    )
    every = tuple(dict.fromkeys(reasons))
    return Refusal(kind=refused.kind, reasons=every or refused.reasons)


def perform(run: Run, transition: Transition, texts: Mapping[str, LetterText]) -> Refusal | None:
    """Take the transition and everything that follows from it, in document order.

    Whether a follow-on step fits is asked when its turn comes, not when it was caused: what came
    before it counts.
    """
    waiting: deque[FollowOn] = deque()
    taken, step = 0, transition
    while True:
        taken += 1
        if taken > MOST_FOLLOW_ONS:
            raise CaseworkError(
                "One step caused more than twenty others, so nothing was done.",
                advice="Check the policy file: casework policy check.",
            )
        stopped = _move(run, step, texts, followed=taken > 1)
        if stopped:
            return stopped
        waiting.extend(step.then)
        found = _next_of(run, waiting)
        if found is None or isinstance(found, Refusal):
            return found
        step = found


def _next_of(run: Run, waiting: deque[FollowOn]) -> Transition | Refusal | None:
    while waiting:
        found = following(run, waiting.popleft())
        if found is not None:
            return found
    return None


def following(run: Run, follow_on: FollowOn) -> Transition | Refusal | None:
    """Return the transition a follow-on causes; None where it is optional and does not fit."""
    found = permitted(run, follow_on.track, follow_on.trigger)
    if not isinstance(found, Refusal) and found.approval is not None:
        title = run.case_type.tracks[follow_on.track].title
        words = f"{title} needs a decision of its own, so it cannot simply follow."
        found = refuse(RefusalKind.NOT_YET, words, clauses=found.clauses)
    if isinstance(found, Refusal) and follow_on.optional:
        return None
    return found


def _move(
    run: Run, step: Transition, texts: Mapping[str, LetterText], *, followed: bool
) -> Refusal | None:
    for name, value in step.sets.items():
        run.emit(FactSet(name=name, value=value, said_by=""))
        limits.date_by_fact(run, name)
    _leave(run, step)
    run.emit(
        TrackMoved(
            track=step.track,
            trigger=step.trigger,
            source=step.source,
            dest=step.dest,
            rule=step.id,
            clauses=step.clauses,
            followed=followed,
        )
    )
    _arrive(run, step)
    _admit(run, step)
    if step.letter and step.approval is None:
        number = letterwork.draft(run, step.letter, texts)
        if isinstance(number, Refusal):
            return number
        letterwork.settle(run, number)
    return None


def _admit(run: Run, step: Transition) -> None:
    """Bring the circles in that the step names; who was brought in before stays in."""
    for named in step.admits:
        circle = run.command.substitutes.get(named, named)
        if circle not in run.draft.admitted:
            run.emit(Admitted(circle=circle, why=BY_STEP))


def _leave(run: Run, step: Transition) -> None:
    limits.end(run, (*step.ends, *_next_date(run, step, step.source)))
    letterwork.lapse(run, step.track, "The action has moved on since it was asked.")


def _arrive(run: Run, step: Transition) -> None:
    track = run.case_type.tracks[step.track]
    if step.dest in track.finals:
        if track.spine:
            limits.end_all(run)
            return  # no closed case keeps a running limit, so none begins with the close
        limits.end_of_track(run, step.track)
    limits.start(run, (*step.starts, *_next_date(run, step, step.dest)))


def _next_date(run: Run, step: Transition, state: str) -> tuple[str, ...]:
    """Return the limit that goes with a state, unless the step stays there and keeps it."""
    limit = run.case_type.tracks[step.track].states[state].next
    if not limit or (step.source == step.dest and step.keeps == "deadlines"):
        return ()
    return (limit,)


def _ask(
    run: Run, step: Transition, rule: ApprovalRule, texts: Mapping[str, LetterText]
) -> Refusal | None:
    number = 0
    if step.letter:
        drafted = letterwork.draft(run, step.letter, texts)
        if isinstance(drafted, Refusal):
            return drafted
        number = drafted
    facts = letterwork.rests_on(step, run.draft)
    letterwork.ask(run, rule, step.track, step.trigger, number, facts)
    return None


def _complete(run: Run, step: Transition, sealed_given: frozenset[str]) -> Refusal | None:
    """Return what the person asking still owes: the role, a reason, answers."""
    denied = gates.by_role(step, run.command.actor)
    waiting = gates.by_request(step, run.draft) if step.approval is not None else ()
    if denied or waiting:
        kind = RefusalKind.NOT_PERMITTED if denied else RefusalKind.NOT_YET
        return Refusal(kind=kind, reasons=(*denied, *waiting))
    owed = [
        Reason(sentence=f"An answer is needed: {run.policy.facts[name].ask} ({name})")
        for name in step.asks
        if name not in run.draft.facts
    ]
    owed += [
        Reason(
            sentence=f"An answer is needed with this step: {run.policy.facts[name].ask} ({name})",
            remedy="It goes to a sealed record alone; the case shows nothing of it.",
        )
        for name in step.asks_sealed
        if name not in sealed_given
    ]
    if step.reason and not run.command.reason:
        owed.append(Reason(sentence="A reason is needed for this step.", clauses=step.clauses))
    return Refusal(kind=RefusalKind.INCOMPLETE, reasons=tuple(owed)) if owed else None


def _track_of(run: Run, command: TakeStep) -> str | Refusal:
    tracks = run.case_type.triggers.get(command.trigger, ())
    if not tracks:
        return _unknown(run, command.trigger)
    if command.track:
        if command.track in tracks:
            return command.track
        under = of_name(command.track, instead="an action of that name")
        said = f"There is no step “{command.trigger}” under {under}."
        return refuse(RefusalKind.NOT_HERE, said)
    here = [t for t in tracks if _offered(run, t, command.trigger)] or list(tracks)
    if len(here) == 1:
        return here[0]
    return refuse(
        RefusalKind.INCOMPLETE,
        f"“{command.trigger}” can mean {in_words(here, 'or')}: say which with --track.",
    )


def _offered(run: Run, track: str, trigger: str) -> bool:
    offers = run.case_type.offers.get((track, run.draft.tracks[track].state), ())
    return any(step.trigger == trigger for step in offers)


def _unknown(run: Run, trigger: str) -> Refusal:
    close = nearest(trigger, sorted(run.case_type.triggers))
    remedy = f"Did you mean “{close}”?" if close else "casework case show lists the steps."
    return refuse(RefusalKind.NOT_HERE, f"There is no step {of_name(trigger)} here.", remedy=remedy)


def _not_here(run: Run, track: str, trigger: str) -> Refusal:
    where = run.case_type.tracks[track]
    state = where.states[run.draft.tracks[track].state]
    words = f"“{trigger}” does not fit as things stand: {where.title}, {state.title.lower()}."
    return refuse(RefusalKind.NOT_HERE, words, clauses=where.clauses)
