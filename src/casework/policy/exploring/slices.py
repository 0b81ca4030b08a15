"""Which part of a case can influence the answer to a question: the cone of influence, and no more.

Found by following conditions, follow-on steps, gates, answers that steps give, and limits
backwards. What a slice leaves out cannot change the answer, with one exception that ``closing``
accounts for: the closing list asks about every track, and a slice asks it of its own tracks alone.
Must not know how a slice is walked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.policy.exploring.signs import hidden
from casework.policy.exploring.variables import (
    BEEN,
    CATEGORY,
    DEADLINE,
    EVIDENCE,
    FACT,
    FROM_RECEIPT,
    FROM_STEP,
    INCIDENTS,
    LETTER,
    PAUSE,
    PERSON,
    TRACK,
    Variable,
    checklist,
    conditions_of,
    read_by,
)
from casework.policy.holds import followers, is_held, started_by

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from casework.policy import conditions as c
    from casework.policy.model import (
        CaseType,
        Deadline,
        FollowOn,
        Letter,
        Policy,
        Track,
        Transition,
    )


_ANYTIME = {FACT, CATEGORY, INCIDENTS, EVIDENCE, PERSON}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a question hangs on: variables with a place in each node, in a fixed order, and hidden
    ones that each move may choose as it likes; and every test read among them."""

    question: str
    policy: Policy
    case_type: CaseType
    variables: tuple[Variable, ...]
    hidden: tuple[Variable, ...]
    tests: tuple[c.Atom, ...]

    @property
    def tracks(self) -> tuple[str, ...]:
        """The tracks of the slice, in document order."""
        return tuple(name for kind, name in self.variables if kind == TRACK)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts of the slice, hidden ones too."""
        return tuple(name for kind, name in (*self.variables, *self.hidden) if kind == FACT)


def cut(
    policy: Policy,
    case_type: CaseType,
    question: str,
    roots: Iterable[Variable],
    tests: Iterable[c.Atom] = (),
    kept: Collection[Variable] = (),
) -> Slice:
    """Return the slice on which ``roots`` and ``tests`` hang; nothing ``kept`` is hidden."""
    begin, asked = tuple(roots), tuple(tests)
    shown: set[Variable] = set(kept)
    while True:
        found = _cone(policy, case_type, (*begin, *read_by(asked)), shown)
        unseen = hidden(policy, case_type, found, asked) - shown
        if found - unseen <= shown:
            break
        shown |= found - unseen  # what stands in a node is followed back to the steps that set it
    return Slice(
        question=question,
        policy=policy,
        case_type=case_type,
        variables=_in_order(case_type, found - unseen),
        hidden=_in_order(case_type, unseen),
        tests=tuple(dict.fromkeys((*_tests(case_type, found), *asked))),
    )


def _cone(
    policy: Policy, case_type: CaseType, roots: Iterable[Variable], shown: set[Variable]
) -> set[Variable]:
    found: set[Variable] = set()
    waiting = list(roots)
    while waiting:
        while waiting:
            variable = waiting.pop()
            if variable not in found:
                found.add(variable)
                waiting.extend(_influences(policy, case_type, variable, shown))
        closing = read_by(_closing_tests(case_type, found))
        waiting = [variable for variable in closing if variable not in found]
    return found


def _in_order(case_type: CaseType, found: Iterable[Variable]) -> tuple[Variable, ...]:
    return tuple(sorted(found, key=lambda variable: _place(case_type, variable)))


def _place(case_type: CaseType, variable: Variable) -> tuple[bool, int, Variable]:
    kind, name = variable
    order = list(case_type.tracks)
    return kind != TRACK, order.index(name) if kind == TRACK else 0, variable


def _closing_tests(case_type: CaseType, found: set[Variable]) -> list[c.Atom]:
    """The closing list reads the slice's other tracks, where the slice holds a closing step."""
    spine = case_type.tracks[case_type.spine]
    if (TRACK, spine.name) not in found or not any(step.closes for step in spine.transitions):
        return []
    return [
        test
        for track in case_type.tracks.values()
        if (TRACK, track.name) in found and not track.spine
        for test in checklist(track)
    ]


def _tests(case_type: CaseType, found: set[Variable]) -> Iterator[c.Atom]:
    for track in case_type.tracks.values():
        if (TRACK, track.name) in found:
            for step in track.transitions:
                yield from conditions_of(step)
    yield from _closing_tests(case_type, found)
    if case_type.pause is not None and (PAUSE, "") in found:
        yield case_type.pause.when.test


def _influences(
    policy: Policy, case_type: CaseType, variable: Variable, shown: set[Variable]
) -> Iterator[Variable]:
    kind, name = variable
    if kind == TRACK:
        yield from _on_track(policy, case_type, case_type.tracks[name])
    elif kind == BEEN:
        yield TRACK, name
    elif kind == FACT and variable in shown:
        yield from _steps(case_type, lambda step: name in step.sets)
    elif kind == DEADLINE:
        yield from _on_deadline(case_type, name)
    elif kind == LETTER:
        yield from _steps(case_type, lambda step: step.letter == name)
        yield from _paused_letter(case_type, case_type.letters[name])
    elif kind == PAUSE and case_type.pause is not None:
        yield from read_by((case_type.pause.when.test,))


def _steps(case_type: CaseType, wanted: Callable[[Transition], bool]) -> Iterator[Variable]:
    for track in case_type.tracks.values():
        if any(wanted(step) for step in track.transitions):
            yield TRACK, track.name


def _on_track(policy: Policy, case_type: CaseType, track: Track) -> Iterator[Variable]:
    if not _closes_settled(case_type):
        yield TRACK, case_type.spine  # a case may close over this track and hold it fast
    for step in track.transitions:
        yield from read_by(conditions_of(step))
        for fact in step.asks:
            if policy.facts[fact].sealed:  # nobody can answer it here, so the step may be stuck
                yield FACT, fact
        if case_type.pause is not None and (track.name, step.trigger) in case_type.pause.steps:
            yield PAUSE, ""
        for follow in step.then:
            if not follow.optional and not always_fits(case_type, follow):
                yield TRACK, follow.track
    yield from _causes(case_type, track.name)


def _causes(case_type: CaseType, track: str) -> Iterator[Variable]:
    caused = {(track, trigger) for trigger in _more_when_caused(case_type, track)}
    yield from _steps(
        case_type, lambda step: any((f.track, f.trigger) in caused for f in step.then)
    )
    for letter in case_type.letters.values():
        if any(follow and follow.track == track for follow in followers(letter)):
            yield LETTER, letter.name


def _paused_letter(case_type: CaseType, letter: Letter) -> Iterator[Variable]:
    if case_type.pause is not None and letter.to in case_type.pause.letters_to:
        yield PAUSE, ""
    for follow in followers(letter):
        if follow and not follow.optional and not always_fits(case_type, follow):
            yield TRACK, follow.track  # where it does not fit, the letter's own step is refused


def _on_deadline(case_type: CaseType, name: str) -> Iterator[Variable]:
    limit = case_type.deadlines[name]
    yield TRACK, limit.track
    if is_held(case_type, limit):
        yield PAUSE, ""
    if not _settled_first(case_type, limit):
        yield TRACK, case_type.spine  # its end cancels every limit
    yield from _steps(case_type, lambda step: name in step.starts or name in step.ends)
    for track in case_type.tracks.values():
        if any(state.next == name for state in track.states.values()):
            yield TRACK, track.name
    if limit.anchor == FROM_RECEIPT:
        for letter in case_type.letters.values():
            if name in started_by(case_type, letter):
                yield LETTER, letter.name
    elif limit.anchor != FROM_STEP:
        yield FACT, limit.anchor


def _closes_settled(case_type: CaseType) -> bool:
    """Tell whether no case closes past the closing list.

    Then no track is ever held fast half way, and a slice without the spine is exact: whatever a
    track can do it can do before the case closes.
    """
    spine = case_type.tracks[case_type.spine]
    return all(
        step.closes or step.source in spine.finals or step.dest not in spine.finals
        for step in spine.transitions
    )


def _settled_first(case_type: CaseType, limit: Deadline) -> bool:
    """Tell whether the limit has always ended before the case can close, with its own track.

    So it is where its own track alone starts it, outside its first state and its ends, never goes
    back to the first, and no case closes past the closing list.
    """
    track = case_type.tracks[limit.track]
    edges = {track.initial, *track.finals}
    if (
        not _closes_settled(case_type)
        or track.spine
        or any(step.dest == track.initial for step in track.transitions)
    ):
        return False
    own = all(
        step.track == track.name and step.dest not in edges
        for step in case_type.by_id.values()
        if limit.name in step.starts
    )
    nexts = {
        (t.name, s.name)
        for t in case_type.tracks.values()
        for s in t.states.values()
        if s.next == limit.name
    }
    return own and all(name == track.name and state not in edges for name, state in nexts)


def _more_when_caused(case_type: CaseType, track: str) -> frozenset[str]:
    """Return the triggers of a track for which being caused does more than a person could.

    A step without approval, questions or pause, whose conditions read nothing but what people may
    change at any time, is one that a person might as well take a moment later.
    """
    pause = case_type.pause
    return frozenset(
        step.trigger
        for step in case_type.tracks[track].transitions
        if not step.roles
        or step.asks
        or step.approval is not None
        or step.closes
        or (pause is not None and (track, step.trigger) in pause.steps)
        or any(kind not in _ANYTIME for kind, _ in read_by(conditions_of(step)))
    )


def always_fits(case_type: CaseType, follow: FollowOn) -> bool:
    """Tell whether the step fits every state of its track, whatever else is true."""
    pause = case_type.pause
    if pause is not None and (follow.track, follow.trigger) in pause.steps:
        return False
    track = case_type.tracks[follow.track]
    free = {
        step.source
        for step in track.transitions
        if step.trigger == follow.trigger
        and not (step.conditions or step.unless or step.closes)
        and all(then.optional for then in step.then)
    }
    return free == set(track.states)
