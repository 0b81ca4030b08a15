"""Rules about the machines, conditions ignored: W020 to W030. Must not know what steps do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.rules.base import Problem, found_while, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.rules.base import Checked, Uses
    from casework.policy.schema import Track, Transition

found_while("W030", "Templates are fully filled in, and nothing in them is unknown")


@rule("W020", "Each case type has one spine")
def one_spine(checked: Checked) -> Iterator[Problem]:
    """The spine is the track from received to closed."""
    for path, name, case_type in checked.case_types():
        spines = [track for track, made in case_type.tracks.items() if made.spine]
        if not spines:
            said = f"“{name}” has no spine."
            remedy = "Write “spine: true” on the track from received to closed."
            yield Problem(path=(*path, "tracks"), message=said, remedy=remedy)
        for further in spines[1:]:
            said = f"“{name}” has two spines, “{spines[0]}” and “{further}”."
            place = (*path, "tracks", further, "spine")
            yield Problem(path=place, message=said, remedy="Leave “spine: true” on one of them.")


@rule("W021", "Each track has one declared first state, and at least one final state")
def first_and_last_are_declared(checked: Checked) -> Iterator[Problem]:
    """Declared: they stand among the track's own states."""
    for track in checked.tracks():
        if track.of.template and track.of.fill is None:
            continue  # W030
        if track.of.initial is None:
            said = f"“{track.name}” has no first state."
            yield Problem(path=track.path, message=said, remedy="Write “initial:” with its state.")
        elif track.of.initial not in track.of.states:
            said = f"The first state “{track.of.initial}” is not among the states."
            remedy = "Declare it under “states:”, or correct its name."
            yield Problem(path=(*track.path, "initial"), message=said, remedy=remedy)
        if not track.of.finals:
            said = f"“{track.name}” has no final state."
            yield Problem(path=track.path, message=said, remedy="Name its ends under “finals:”.")
        for name in track.of.finals:
            if name not in track.of.states:
                said = f"The final state “{name}” is not among the states."
                remedy = "Declare it under “states:”, or correct its name."
                yield Problem(path=(*track.path, "finals"), message=said, remedy=remedy)


@rule("W022", "Sources and dests exist in the same track")
def ends_of_steps_exist(checked: Checked) -> Iterator[Problem]:
    """A state of another track is no state of this one."""
    states = {track.path: track.of.states for track in checked.tracks()}
    for step in checked.steps():
        known = states[step.path[:-2]]
        for key, names in (("source", step.of.source), ("dest", [step.of.dest])):
            for name in names:
                if name not in known:
                    said = f"“{step.track}” has no state “{name}” ({key} of “{step.of.trigger}”)."
                    remedy = f"Its states are {', '.join(known)}."
                    yield Problem(path=(*step.path, key), message=said, remedy=remedy)


@rule("W023", "No state is declared twice, and no two have one title", warning=True)
def titles_of_states_differ(checked: Checked) -> Iterator[Problem]:
    """Two states that read alike are one to the reader."""
    for track in checked.tracks():
        seen: dict[str, str] = {}
        for name, state in track.of.states.items():
            folded = state.title.casefold()
            if folded in seen:
                said = f"The states “{seen[folded]}” and “{name}” have one title."
                place = (*track.path, "states", name, "title")
                yield Problem(path=place, message=said, remedy="Tell them apart by their titles.")
            seen.setdefault(folded, name)


@rule("W024", "Every state can be reached")
def states_can_be_reached(checked: Checked) -> Iterator[Problem]:
    """From the first state, whatever conditions say."""
    for track in _sound(checked):
        if not _steps_from(track.of, track.of.initial or ""):
            continue  # W028
        reached = _closure({track.of.initial or ""}, _ways(track.of))
        for name in track.of.states.keys() - reached:
            said = f"No step leads to “{name}” of “{track.name}”."
            place = (*track.path, "states", name)
            yield Problem(path=place, message=said, remedy="Add a step to it, or take it out.")


@rule("W025", "A final state can be reached from every state")
def every_state_can_end(checked: Checked) -> Iterator[Problem]:
    """A state with no way on at all is a trap, and reported as one."""
    for track in _sound(checked):
        back = [(dest, source) for source, dest in _ways(track.of)]
        trapped = {name for name in _unfinished(track) if not _ways_on(track.of, name)}
        ending = _closure({*track.of.finals, *trapped}, back)
        for name in sorted(_unfinished(track) - ending - {_dead_start(track.of)}):
            said = f"From “{name}” of “{track.name}” no final state can be reached."
            place = (*track.path, "states", name)
            yield Problem(path=place, message=said, remedy="Add a step that leads to an end.")


@rule("W026", "No trap: each unfinished state offers a step to a person or a limit")
def no_state_is_a_trap(checked: Checked) -> Iterator[Problem]:
    """A step back to the same state is no way on."""
    for track in _sound(checked):
        for name in sorted(_unfinished(track) - {_dead_start(track.of)}):
            if not _ways_on(track.of, name):
                said = f"Nothing leads on from “{name}” of “{track.name}”, and it is no end."
                place = (*track.path, "states", name)
                remedy = "Add a step from it, or name it under “finals:”."
                yield Problem(path=place, message=said, remedy=remedy)


@rule("W027", "A final state is left only by a step declared to reopen")
def only_reopening_leaves_an_end(checked: Checked) -> Iterator[Problem]:
    """And a step that reopens nothing must not say so."""
    finals = {track.path: track.of.finals for track in checked.tracks()}
    for step in checked.steps():
        ends = [name for name in step.of.source if name in finals[step.path[:-2]]]
        leaves = [name for name in ends if name != step.of.dest]
        if leaves and not step.of.reopens:
            said = f"“{step.of.trigger}” leaves the final state “{leaves[0]}”."
            remedy = "Write “reopens: true”, or let it begin elsewhere."
            yield Problem(path=step.path, message=said, remedy=remedy)
        if step.of.reopens and not ends:
            said = f"“{step.of.trigger}” says it reopens, but begins at no final state."
            yield Problem(path=(*step.path, "reopens"), message=said, remedy="Take it out.")


@rule("W028", "Each track has an opener whose conditions exist")
def tracks_can_be_opened(checked: Checked) -> Iterator[Problem]:
    """An opener is a step out of the first state."""
    known = checked.file.conditions
    for track in _sound(checked):
        openers = _steps_from(track.of, track.of.initial or "")
        if not openers:
            said = f"No step leaves the first state of “{track.name}”: it can never be opened."
            remedy = f"Add a step from “{track.of.initial}”."
            yield Problem(path=track.path, message=said, remedy=remedy)
        named = [{*step.conditions, *step.unless} for step in openers]
        if openers and not any(names <= known.keys() for names in named):
            missing = sorted(set().union(*named) - known.keys())
            said = f"“{track.name}” opens on a condition that is not declared: {missing[0]}."
            yield Problem(path=track.path, message=said, remedy="Declare it under “conditions:”.")


@rule("W029", "Closing asks whether all is finished; an end that does not ask cites a clause")
def closing_is_asked(checked: Checked) -> Iterator[Problem]:
    """The checklist itself is the engine's; it stands before every step with ``closes: true``."""
    for track in checked.tracks():
        closing = [step for step in track.of.transitions if step.closes]
        if track.of.spine and not closing:
            said = f"No step of “{track.name}” closes the case."
            remedy = "Write “closes: true” on the step to closed."
            yield Problem(path=track.path, message=said, remedy=remedy)
    spines = {track.path: track.of for track in checked.tracks() if track.of.spine}
    with_spine = {path[:2] for path in spines}
    for step in checked.steps():
        spine = spines.get(step.path[:-2])
        if spine is None:
            if step.of.closes and step.path[:2] in with_spine:
                said = f"“{step.of.trigger}” closes, but “{step.track}” is not the spine."
                place = (*step.path, "closes")
                yield Problem(path=place, message=said, remedy="Only the spine closes a case.")
            continue
        passes = step.of.override if step.of.closes else step.of.dest in spine.finals
        if passes and not step.of.clauses:
            said = f"“{step.of.trigger}” ends the case past the closing checklist."
            remedy = "Write “closes: true”, or cite the clause that allows it."
            yield Problem(path=step.path, message=said, remedy=remedy)


def _sound(checked: Checked) -> Iterator[Uses]:
    """Yield the tracks whose states are all declared; the others are W021 or W022."""
    for track in checked.tracks():
        named = {*track.of.finals, *(name for way in _ways(track.of) for name in way)}
        if track.of.initial in track.of.states and named <= track.of.states.keys():
            yield track


def _ways(track: Track) -> list[tuple[str, str]]:
    return [(source, step.dest) for step in track.transitions for source in step.source]


def _ways_on(track: Track, name: str) -> list[str]:
    return [dest for source, dest in _ways(track) if source == name != dest]


def _steps_from(track: Track, name: str) -> list[Transition]:
    return [step for step in track.transitions if name in step.source and step.dest != name]


def _unfinished(track: Uses) -> set[str]:
    return track.of.states.keys() - set(track.of.finals)


def _dead_start(track: Track) -> str:
    """Return the first state where nothing leaves it, which is W028; else an empty text."""
    initial = track.initial or ""
    return "" if _steps_from(track, initial) else initial


def _closure(found: set[str], ways: list[tuple[str, str]]) -> set[str]:
    while True:
        more = {dest for source, dest in ways if source in found} - found
        if not more:
            return found
        found = found | more
