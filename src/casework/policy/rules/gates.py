"""Rules about what opens, blocks and passes by: W039 to W042. Must not know how a gate is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.case import Pause, TrackState
from casework.domain.facts import CategoryClaim
from casework.policy.reading import led_to
from casework.policy.rules.base import Problem, rule
from casework.policy.rules.lookup import edges, leaf_tests, steps_in, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from casework.domain.case import DeadlineState, Evidence, Incident, LetterState
    from casework.domain.facts import Fact
    from casework.domain.people import CasePerson
    from casework.policy import model, schema
    from casework.policy.findings import Path
    from casework.policy.rules.base import Checked, Step, Uses


@rule(
    "W039", "A gate says what opens it, what it blocks, and has one override at most, with reason"
)
def is_whole_gate(checked: Checked) -> Iterator[Problem]:
    """The pause is a gate, and so is every step that steps past an unmet condition."""
    for path, _, case_type in checked.case_types():
        if case_type.pause is not None:
            yield from _pause(checked, (*path, "pause"), case_type.pause)
    for use in checked.references:
        if use.path[2:4] == ("pause", "steps") and use.name not in use.known:
            yield Problem(
                path=use.path,
                message=f"The pause blocks what is not there: no {use.kind} “{use.name}”.",
                remedy="Name a track of this case type and one of its triggers.",
            )
    yield from _overrides(checked)


def _pause(checked: Checked, path: Path, pause: schema.PauseRule) -> Iterator[Problem]:
    if not pause.steps and not pause.letters_to:
        yield Problem(
            path=path,
            message="The pause blocks nothing: neither a step nor a letter.",
            remedy="Name the steps under “steps:”, and who gets no letter under “letters-to:”.",
        )
    reads = list(leaf_tests(checked, pause.when))
    if reads and not any(_about_the_post(test) for test in reads):
        yield Problem(
            path=(*path, "when"),
            message="The pause opens on no answer and no category, so nobody's word begins it.",
            remedy="Let its condition read a category of the post or an answer about it.",
        )


def _overrides(checked: Checked) -> Iterator[Problem]:
    past: set[tuple[str, str, str]] = set()
    for step in checked.steps():
        if not step.of.override:
            continue
        if not step.of.reason:
            yield Problem(
                path=step.path,
                message=f"{words_of(step)} steps past a condition without giving a reason.",
                remedy="Write “reason: true”.",
            )
        if not step.of.unless:
            yield Problem(
                path=step.path,
                message=f"{words_of(step)} is an override, but of no condition.",
                remedy="Name under “unless:” the condition it steps past.",
            )
        for name in step.of.unless:
            gate = (step.case_type, step.track, name)
            if gate in past:
                yield Problem(
                    path=step.path,
                    message=f"There is a second way past “{name}” on this track.",
                    remedy="Keep one override of each condition.",
                )
            past.add(gate)


@rule("W040", "What is blocked cannot be had by another step")
def has_no_twin(checked: Checked) -> Iterator[Problem]:
    """A twin drafts the same letter, or leads to the same state from the same one."""
    for _, name, case_type in checked.case_types():
        steps = steps_in(checked, name)
        for gate in _gates(case_type):
            blocked = {(follow.track, follow.trigger) for follow in gate.steps}
            held = [step for step in steps if (step.track, step.of.trigger) in blocked]
            free = [step for step in steps if (step.track, step.of.trigger) not in blocked]
            for step in free:
                twin = _twin(case_type, gate, held, step)
                if twin is not None:
                    yield Problem(
                        path=step.path,
                        message=f"{words_of(step)} has the effect of {words_of(twin)}, which is "
                        "blocked, and is not blocked itself.",
                        remedy="Block it as well, or take it out.",
                    )


def _gates(case_type: schema.CaseType) -> Iterator[schema.PauseRule | schema.Contract]:
    yield from case_type.contracts.values()
    if case_type.pause is not None:
        yield case_type.pause


def _twin(
    case_type: schema.CaseType,
    gate: schema.PauseRule | schema.Contract,
    held: Sequence[Step],
    step: Step,
) -> Step | None:
    # Past a contract somebody may go for a reason that is on record; past the pause nobody may.
    reasoned = step.of.reason and gate is not case_type.pause
    letter = case_type.letters.get(step.of.letter or "")
    writes = letter is not None and letter.to not in gate.letters_to
    for blocked in held:
        same_way = (blocked.track, blocked.of.dest) == (step.track, step.of.dest)
        if same_way and not reasoned and set(blocked.of.source) & set(step.of.source):
            return blocked
        if writes and step.of.letter == blocked.of.letter:
            return blocked
    return None


# --- danger -----------------------------------------------------------------------------------


@rule("W041", "Immediate danger can be acted on in every open state, without approval or delay")
def can_act_on_danger(checked: Checked) -> Iterator[Problem]:
    """By a step of the spine, or by an action that need not have begun."""
    for path, name, case_type in checked.case_types():
        steps = [step for step in steps_in(checked, name) if step.of.danger]
        yield from _delayed(checked, steps)
        yield from _paused(case_type, steps)
        tracks = {step.track for step in steps}
        beside = {track for track in tracks if not case_type.tracks[track].spine}
        for track in checked.tracks():
            if track.case_type != name:
                continue
            if track.of.spine and not beside:
                yield from _helpless_spine(path, track, steps)
            elif track.name in beside:
                yield from _helpless_track(track, steps)


def _delayed(checked: Checked, steps: Sequence[Step]) -> Iterator[Problem]:
    for step in steps:
        if step.of.approval is not None:
            yield Problem(
                path=(*step.path, "approval"),
                message=f"{words_of(step)} acts on immediate danger and waits for an approval.",
                remedy="Take the approval out; the step is on record all the same.",
            )
        for name in (*step.of.conditions, *step.of.unless):
            if not all(_about_the_post(test) for test in leaf_tests(checked, name)):
                yield Problem(
                    path=step.path,
                    message=f"{words_of(step)} acts on immediate danger and waits for “{name}”.",
                    remedy="Let it rest on nothing, or on what is known of the post alone.",
                )


def _paused(case_type: schema.CaseType, steps: Sequence[Step]) -> Iterator[Problem]:
    blocked = case_type.pause.steps if case_type.pause else ()
    held = {(follow.track, follow.trigger) for follow in blocked}
    for step in steps:
        if (step.track, step.of.trigger) in held:
            yield Problem(
                path=step.path,
                message=f"{words_of(step)} acts on immediate danger, and the pause blocks it.",
                remedy="Take it out of the steps of the pause.",
            )


def _about_the_post(test: schema.Test) -> bool:
    return bool(test.fact or test.category or test.only_category or test.any_category)


def _helpless_spine(path: Path, track: Uses, steps: Sequence[Step]) -> Iterator[Problem]:
    can = {state for step in steps if step.track == track.name for state in step.of.source}
    if not can:
        yield Problem(
            path=path,
            message="There is no step for immediate danger in this type of case.",
            remedy="Mark the step that calls police or social care with “danger: true”.",
        )
        return
    for state in track.of.states:
        if state not in can and state not in track.of.finals:
            yield _helpless(track, state)


def _helpless_track(track: Uses, steps: Sequence[Step]) -> Iterator[Problem]:
    """The action must be open to danger wherever it is still to be done."""
    own = [step.of for step in steps if step.track == track.name]
    can = {state for step in own for state in step.source}
    done = {step.dest for step in own}
    for state in track.of.states:
        to_do = bool(led_to(edges(track.of), state) & done - {state})
        if to_do and state not in can and state not in {*track.of.finals, *done}:
            yield _helpless(track, state)


def _helpless(track: Uses, state: str) -> Problem:
    return Problem(
        path=(*track.path, "states", state),
        message=f"Immediate danger cannot be acted on while “{track.name}” stands at “{state}”.",
        remedy="Add the state to the sources of the step that has “danger: true”.",
    )


# --- complaints -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnlyCategorised:
    """A case of which nothing is known but its categories."""

    tracks: Mapping[str, TrackState]
    categories: tuple[CategoryClaim, ...] = ()
    facts: Mapping[str, Fact]
    people: tuple[CasePerson, ...] = ()
    incidents: tuple[Incident, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    deadlines: Mapping[str, DeadlineState]
    letters: Mapping[int, LetterState]
    pause: Pause = Pause.NONE


@rule(
    "W042", "A category that goes to the complaints procedure unlocks no measure", needs_policy=True
)
def unlocks_nothing_by_itself(checked: Checked) -> Iterator[Problem]:
    """Nothing but that category known, no measure may open; the way to a complaint itself may."""
    policy = checked.policy
    for track in checked.tracks():
        routed = track.name.startswith("complaint")
        if policy is None or track.of.template is None or routed:
            continue
        case_type = policy.case_types[track.case_type]
        for category in policy.categories.values():
            if category.routes == "complaints":
                yield from _unlocked(policy, case_type, track, category)


def _unlocked(
    policy: model.Policy, case_type: model.CaseType, track: Uses, category: model.Category
) -> Iterator[Problem]:
    without = _bare(case_type)
    for index, step in enumerate(track.of.transitions):
        if track.of.initial not in step.source:
            continue
        for name in step.conditions:
            holds = policy.conditions[name].holds
            for target in ("", *category.targets):
                claim = CategoryClaim(code=category.code, target=target)
                if holds(_bare(case_type, claim)) and not holds(without):
                    yield Problem(
                        path=(*track.path, "transitions", index),
                        message=f"“{category.code}” goes to the complaints procedure, yet it "
                        f"opens “{track.name}” by itself.",
                        remedy="Ask for something more than the complaint in the condition.",
                    )
                    return


def _bare(case_type: model.CaseType, *claims: CategoryClaim) -> _OnlyCategorised:
    tracks = {
        name: TrackState(state=track.initial, been=frozenset({track.initial}))
        for name, track in case_type.tracks.items()
    }
    return _OnlyCategorised(tracks=tracks, categories=claims, facts={}, deadlines={}, letters={})
