"""Rules about steps and what they cause: W031 to W038. Must not know how a step is taken."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from casework.policy.conditions import All, AnyOf, FactIs, Not, TrackBeen, TrackIn
from casework.policy.exclusive import meeting
from casework.policy.reading import led_to
from casework.policy.rules.base import Problem, rule
from casework.policy.rules.lookup import edges, firing, roles, steps_in, tests_of, words_of
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casework.policy import schema
    from casework.policy.conditions import Atom
    from casework.policy.findings import Path
    from casework.policy.rules.base import Checked, Step

#: What the engine allows in one moment; more than that is a fault of the policy.
MOST_FOLLOW_ONS: Final = 20
_KINDS: Final = {"role list": "roles", "approval": "approvals", "condition": "conditions"}


@rule("W031", "Each declared limit, letter, approval, condition and role list is used")
def is_used(checked: Checked) -> Iterator[Problem]:
    """Limits and letters that nothing begins are errors; other unused names are warnings."""
    for path, name, case_type in checked.case_types():
        steps = [step.of for step in steps_in(checked, name)]
        begun = {limit for step in steps for limit in step.starts}
        begun |= {s.next for t in case_type.tracks.values() for s in t.states.values() if s.next}
        for limit in case_type.deadlines.keys() - begun:
            yield Problem(
                path=(*path, "deadlines", limit),
                message=f"The limit “{limit}” never begins to run.",
                remedy="Name it under “starts:” of a step, as “next:” of a state, or take it out.",
            )
        for letter in case_type.letters.keys() - {step.letter for step in steps}:
            yield Problem(
                path=(*path, "letters", letter),
                message=f"No step drafts the letter “{letter}”.",
                remedy="Name it as “letter:” of a step, or take it out.",
            )
    yield from _never_named(checked)


def _never_named(checked: Checked) -> Iterator[Problem]:
    used: dict[str, set[str]] = {part: set() for part in _KINDS.values()}
    for use in checked.references:
        for kind, part in _KINDS.items():
            if kind in use.kind:
                used[part].add(use.name)
    for part, names in used.items():
        for name in getattr(checked.file, part).keys() - names:
            if checked.at((part, name))[0] == checked.source:  # a branch may bring spare ones
                yield Problem(
                    path=(part, name),
                    message=f"Nothing uses “{name}” of {part}.",
                    remedy="Take it out, or name it where it was meant.",
                    warning=True,
                )


@rule("W032", "No step stands twice, and none stands in another's shadow")
def is_not_shadowed(checked: Checked) -> Iterator[Problem]:
    """Of two steps of one trigger, neither may ask for all that the other asks for, or more."""
    for earlier, later, source in _rivals(checked):
        if _asks_all_of(later, earlier):
            yield Problem(
                path=later.path,
                message=f"{words_of(later)} from “{source}” stands in the shadow of an earlier "
                "one: whenever it could be taken, so could the other.",
                remedy="Take one of the two out, or give each a condition of its own.",
            )
        elif _asks_all_of(earlier, later):
            yield Problem(
                path=earlier.path,
                message=f"{words_of(earlier)} from “{source}” is a narrower case of a later one.",
                remedy="Give the later step the opposite condition under “unless:”.",
            )


def _rivals(checked: Checked) -> Iterator[tuple[Step, Step, str]]:
    """Yield each two steps of one track and trigger with a source that both have."""
    for track in checked.tracks():
        steps = steps_in(checked, track.case_type, track.name)
        for earlier, later in combinations(steps, 2):
            shared = [source for source in earlier.of.source if source in later.of.source]
            if earlier.of.trigger == later.of.trigger and shared:
                yield earlier, later, shared[0]


def _asks_all_of(one: Step, other: Step) -> bool:
    wanted = set(other.of.conditions) <= set(one.of.conditions)
    return wanted and set(other.of.unless) <= set(one.of.unless)


@rule("W033", "Two steps of one trigger and source can never both be taken", needs_policy=True)
def is_exclusive(checked: Checked) -> Iterator[Problem]:
    """What the first one asks for and what the second asks for cannot both be true of a case."""
    policy = checked.policy
    if policy is None:
        return
    for earlier, later, source in _rivals(checked):
        if _asks_all_of(later, earlier) or _asks_all_of(earlier, later):
            continue  # W032 speaks of these
        tests = (*tests_of(policy, earlier, source), *tests_of(policy, later, source))
        found = meeting(policy, policy.case_types[later.case_type], tests)
        if found is not None:
            case = in_words(found.words) or "any case"
            yield Problem(
                path=later.path,
                message=f"{words_of(later)} from “{source}” can mean two steps at once ({case}).",
                remedy="Give one of them the other's condition under “unless:”.",
            )


# --- what follows from a step -----------------------------------------------------------------


@rule("W034", "A step with all that follows from it moves each track at most once")
def moves_once(checked: Checked) -> Iterator[Problem]:
    """Follow-on steps are followed to their end, whichever of several steps they turn out to be."""
    for step in checked.steps():
        if not step.of.then or _in_circle(checked, step):
            continue
        twice = _moved_twice(steps_in(checked, step.case_type), step)
        if twice is not None:
            yield Problem(
                path=(*step.path, "then"),
                message=f"{words_of(step)} moves “{twice}” twice in one moment.",
                remedy="Let one step say where the track is to go, and take the other out.",
            )


def _moved_twice(steps: Sequence[Step], step: Step) -> str | None:
    """Return the track that some way through the follow-on steps moves a second time."""
    waiting = [(frozenset({step.track}), tuple(step.of.then))]
    for _ in range(MOST_FOLLOW_ONS * len(steps)):
        moved, queue = waiting.pop() if waiting else (frozenset(), ())
        if not queue:
            continue
        follow, rest = queue[0], queue[1:]
        if follow.track in moved:
            return follow.track
        waiting += [
            (moved | {follow.track}, (*rest, *caused.of.then))
            for caused in firing(steps, follow.track, follow.trigger)
        ]
    return None


@rule("W035", "Follow-on steps never come back to where they began")
def goes_in_no_circle(checked: Checked) -> Iterator[Problem]:
    """Each circle is reported once, at its first step in the file."""
    told: set[tuple[str, str, str]] = set()
    for step in checked.steps():
        circle = _in_circle(checked, step)
        if circle and not told.intersection((step.case_type, *node) for node in circle):
            told.update((step.case_type, *node) for node in circle)
            way = in_words((f"“{trigger}” of “{track}”" for track, trigger in circle), "then")
            yield Problem(
                path=(*step.path, "then"),
                message=f"This step causes itself again: {way}.",
                remedy="Take out the follow-on step that closes the circle.",
            )


def _in_circle(checked: Checked, step: Step) -> tuple[tuple[str, str], ...]:
    """Return the way from a step back to itself, or nothing."""
    steps = steps_in(checked, step.case_type)
    begin = (step.track, step.of.trigger)
    ways: list[tuple[tuple[str, str], ...]] = [(begin,)]
    seen: set[tuple[str, str]] = set()
    while ways:
        way = ways.pop()
        for caused in firing(steps, *way[-1]) if len(way) > 1 else [step]:
            for follow in caused.of.then:
                node = (follow.track, follow.trigger)
                if node == begin:
                    return way
                if node not in seen:
                    seen.add(node)
                    ways.append((*way, node))
    return ()


@rule("W036", "A follow-on step exists, and fits wherever it can arise unless it is optional")
def follows_on(checked: Checked) -> Iterator[Problem]:
    """One that does not fit would refuse the whole step that causes it."""
    for use in checked.references:
        after = {"then", "when-sent", "when-received"}.intersection(map(str, use.path))
        if after and use.name not in use.known:
            yield Problem(
                path=use.path,
                message=f"What follows here is unknown: there is no {use.kind} “{use.name}”.",
                remedy="Name a track of this case type and one of its triggers.",
            )
    if checked.policy is not None:
        for step in checked.steps():
            yield from _after_step(checked, step)
        yield from _after_letters(checked)


def _after_step(checked: Checked, step: Step) -> Iterator[Problem]:
    for index, follow in enumerate(step.of.then):
        for source in step.of.source:
            stuck = None if follow.optional else _stuck(checked, step, source, follow)
            if stuck:
                yield _misfit((*step.path, "then", index), follow, stuck)
                break


def _stuck(checked: Checked, step: Step, source: str, follow: schema.FollowOn) -> str:
    """Return a state of the other track in which the follow-on step cannot be taken, if any."""
    policy = checked.policy
    track = checked.file.case_types[step.case_type].tracks.get(follow.track)
    if policy is None or track is None or track.initial is None or follow.track == step.track:
        return ""
    case_type = policy.case_types[step.case_type]
    caused = firing(steps_in(checked, step.case_type), follow.track, follow.trigger)
    before = tests_of(policy, step, source)
    for state in sorted(led_to(edges(track), track.initial)):
        here = TrackIn(track=follow.track, states=frozenset({state}))
        ways = [
            _afterwards(All(parts=tests_of(policy, other, state)), step)
            for other in caused
            if state in other.of.source
        ]
        if meeting(policy, case_type, (*before, here, *(Not(part=way) for way in ways))):
            return state
    return ""


def _afterwards(test: Atom, step: Step) -> Atom:
    """Return the test as it reads once ``step`` was taken, with what that decides put in."""
    if isinstance(test, All):
        return All(parts=tuple(_afterwards(part, step) for part in test.parts))
    if isinstance(test, AnyOf):
        return AnyOf(parts=tuple(_afterwards(part, step) for part in test.parts))
    if isinstance(test, Not):
        return Not(part=_afterwards(test.part, step))
    decided = _decided_by(test, step)
    return test if decided is None else (All(parts=()) if decided else AnyOf(parts=()))


def _decided_by(test: Atom, step: Step) -> bool | None:
    if isinstance(test, FactIs) and test.fact in step.of.sets:
        return step.of.sets[test.fact] in test.values
    if isinstance(test, TrackIn) and test.track == step.track:
        return step.of.dest in test.states
    if isinstance(test, TrackBeen) and test.track == step.track and step.of.dest in test.states:
        return True
    return None


def _after_letters(checked: Checked) -> Iterator[Problem]:
    for path, name, case_type in checked.case_types():
        for letter_name, letter in case_type.letters.items():
            for key, follow in (
                ("when-sent", letter.when_sent),
                ("when-received", letter.when_received),
            ):
                if follow is None or follow.optional:
                    continue
                stuck = _stuck_after(checked, name, letter_name, follow)
                if stuck:
                    yield _misfit((*path, "letters", letter_name, key), follow, stuck)


def _stuck_after(checked: Checked, case_type: str, letter: str, follow: schema.FollowOn) -> str:
    """Return a state, after the letter was drafted, in which its follow-on does not fit."""
    track = checked.file.case_types[case_type].tracks.get(follow.track)
    if track is None or track.initial is None:
        return ""
    steps = steps_in(checked, case_type)
    fits = {
        state for step in firing(steps, follow.track, follow.trigger) for state in step.of.source
    }
    drafting = [
        step.of.dest for step in steps if step.of.letter == letter and step.track == follow.track
    ]
    begins = drafting or [track.initial]
    later = {state for begin in begins for state in led_to(edges(track), begin)}
    return min(later - fits, default="")


def _misfit(path: Path, follow: schema.FollowOn, state: str) -> Problem:
    return Problem(
        path=path,
        message=f"“{follow.trigger}” cannot always follow: “{follow.track}” may stand at "
        f"“{state}”, and then what causes it would be refused.",
        remedy="Write “optional: true”, or make the step fit there too.",
    )


# --- who, and staying where one is ------------------------------------------------------------


@rule("W037", "A step back to the same state says what becomes of its deadlines")
def says_what_it_keeps(checked: Checked) -> Iterator[Problem]:
    """And no other step says so: its deadlines end by name."""
    for step in checked.steps():
        stays = step.of.dest in step.of.source
        if stays and step.of.keeps is None:
            yield Problem(
                path=step.path,
                message=f"{words_of(step)} leads back to “{step.of.dest}” and does not say what "
                "becomes of the limits running there.",
                remedy="Write “keeps: deadlines” to let them run on, or “keeps: restarts”.",
            )
        elif not stays and step.of.keeps is not None:
            yield Problem(
                path=(*step.path, "keeps"),
                message=f"{words_of(step)} leads to another state, so there is nothing to keep.",
                remedy="Take “keeps” out; end limits by name under “ends:”.",
            )


@rule("W038", "Every role list that is named exists, names somebody, and never the clock")
def has_somebody(checked: Checked) -> Iterator[Problem]:
    """The clock takes no step: it only notes that a limit has passed."""
    for use in checked.references:
        if use.kind != "role list":
            continue
        if use.name not in use.known:
            said = f"There is no role list “{use.name}”."
            yield Problem(path=use.path, message=said, remedy="Declare it under “roles:”.")
        elif not roles(checked, use.name):
            said = f"The role list “{use.name}” names nobody, so nobody could ever do this."
            yield Problem(path=use.path, message=said, remedy="Name at least one role in it.")
        elif "clock" in roles(checked, use.name):
            said = f"The role list “{use.name}” names the clock, which never takes a step."
            yield Problem(path=use.path, message=said, remedy="Name the people who decide this.")
