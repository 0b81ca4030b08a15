"""Rules about limits: W062 to W073. Must not know any calendar, nor what day it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.domain.calendar import Unit
from casework.domain.lengths import parse_length
from casework.errors import UsageFault
from casework.policy.conditions import TrackIn
from casework.policy.exclusive import meeting
from casework.policy.reading import led_to
from casework.policy.rules.base import Problem, rule
from casework.policy.rules.lookup import edges, firing, roles, steps_in, tests_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy import schema
    from casework.policy.findings import Path
    from casework.policy.rules.base import Checked, Step

_ROLLING: Final = {Unit.CALENDAR_DAYS, Unit.WEEKS, Unit.MONTHS}


def _limits(checked: Checked) -> Iterator[tuple[Path, str, str, schema.Deadline]]:
    for path, case_type_name, case_type in checked.case_types():
        for name, limit in case_type.deadlines.items():
            yield (*path, "deadlines", name), case_type_name, name, limit


@rule("W062", "Each limit is a number and a unit that says which days count")
def is_a_length(checked: Checked) -> Iterator[Problem]:
    """Hours; working, school or calendar days; weeks; months."""
    for path, _, _, limit in _limits(checked):
        for words in limit.within:
            try:
                parse_length(words)
            except UsageFault as fault:
                yield Problem(path=(*path, "within"), message=fault.message, remedy=fault.advice)


@rule("W063", "The day a limit counts from is known whenever it begins to run")
def has_its_anchor(checked: Checked) -> Iterator[Problem]:
    """A date that is an answer is asked by the step that starts the limit, or before it."""
    for path, case_type, name, limit in _limits(checked):
        if limit.from_ in {"step", "receipt"}:
            continue
        fact = checked.file.facts.get(limit.from_)
        if fact is None or fact.type != "date":
            yield Problem(
                path=(*path, "from"),
                message=f"“{limit.from_}” is neither step nor receipt nor a question for a date.",
                remedy="Name a question of “type: date”, or write “from: step”.",
            )
            continue
        for begun in _starts(checked, case_type, name):
            if not _is_asked_before(checked, begun, limit.from_):
                yield Problem(
                    path=begun.path,
                    message=f"{words_of(begun)} starts “{name}”, which counts from "
                    f"“{limit.from_}”, and that may not have been asked by then.",
                    remedy=f"Name “{limit.from_}” under “asks:” of this step.",
                )
        yield from _from_the_beginning(checked, case_type, name, limit.from_)


def _starts(checked: Checked, case_type: str, limit: str) -> list[Step]:
    """Return the steps that start a limit, by name or by entering a state that has it."""
    tracks = checked.file.case_types[case_type].tracks
    return [
        step
        for step in steps_in(checked, case_type)
        if limit in step.of.starts or limit == _next_of(tracks[step.track], step.of.dest)
    ]


def _next_of(track: schema.Track, state: str) -> str | None:
    found = track.states.get(state)
    return found.next if found else None


def _is_asked_before(checked: Checked, step: Step, fact: str) -> bool:
    """Tell whether the step asks, or can only be taken where some track has asked on every way."""
    if fact in step.of.asks:
        return True
    tracks = checked.file.case_types[step.case_type].tracks
    silent = {name: _unasked(track, fact) for name, track in tracks.items()}
    if silent[step.track].isdisjoint(step.of.source):
        return True
    policy = checked.policy
    if policy is None:
        return False
    case_type = policy.case_types[step.case_type]
    return all(
        any(
            meeting(
                policy,
                case_type,
                (*tests_of(policy, step, source), TrackIn(track=name, states=states)),
            )
            is None
            for name, states in silent.items()
        )
        for source in step.of.source
    )


def _unasked(track: schema.Track, fact: str) -> frozenset[str]:
    """Return the states that a track may come to without the question being asked on the way."""
    silent = [
        (source, step.dest)
        for step in track.transitions
        if fact not in step.asks
        for source in step.source
    ]
    return led_to(silent, track.initial or "")


def _from_the_beginning(
    checked: Checked, case_type: str, limit: str, fact: str
) -> Iterator[Problem]:
    for name, track in checked.file.case_types[case_type].tracks.items():
        if track.initial and _next_of(track, track.initial) == limit:
            place = ("case-types", case_type, "tracks", name, "states", track.initial)
            yield Problem(
                path=place,
                message=f"“{limit}” begins with the case, before anybody was asked “{fact}”.",
                remedy="Let a later step start it, or count it “from: step”.",
            )


@rule("W064", "Only plain calendar time is moved to a working day")
def rolls_where_it_may(checked: Checked) -> Iterator[Problem]:
    """Working days and school days never end on a day off, and hours run through."""
    for path, _, name, limit in _limits(checked):
        units = {unit for words in limit.within for unit in _unit(words)}
        if limit.roll != "none" and units and not units & _ROLLING:
            yield Problem(
                path=(*path, "roll"),
                message=f"“{name}” is counted in {min(units)}, so there is nothing to move.",
                remedy="Take “roll” out, or count in calendar days, weeks or months.",
            )


def _unit(words: str) -> tuple[Unit, ...]:
    try:
        return (parse_length(words).unit,)
    except UsageFault:
        return ()  # W062 speaks of it


# --- while it runs ----------------------------------------------------------------------------


@rule("W066", "What a missed limit asks for can be done wherever the limit runs")
def can_be_answered(checked: Checked) -> Iterator[Problem]:
    """Its step exists in each state of its track through which the limit may run."""
    for use in checked.references:
        if use.path[-1] == "when-missed" and use.name not in use.known:
            yield Problem(
                path=use.path,
                message=f"The track has no step “{use.name}” to decide on.",
                remedy="Name one of its triggers, or take “when-missed” out.",
            )
    for path, case_type, name, limit in _limits(checked):
        track = checked.file.case_types[case_type].tracks.get(limit.track)
        steps = firing(steps_in(checked, case_type), limit.track, limit.when_missed or "")
        if track is None or not steps:
            continue
        fits = {source for step in steps for source in step.of.source}
        for state in sorted(_running_in(checked, case_type, name, track) - fits):
            yield Problem(
                path=(*path, "when-missed"),
                message=f"“{name}” may be missed while “{limit.track}” stands at “{state}”, where "
                f"“{limit.when_missed}” cannot be taken.",
                remedy="End the limit on the way there, or let the step be taken there too.",
            )
            break


def _running_in(
    checked: Checked, case_type: str, limit: str, track: schema.Track
) -> frozenset[str]:
    """Return the open states of its track in which a limit may run."""
    of = checked.file.case_types[case_type].deadlines[limit].track
    begun = _starts(checked, case_type, limit)
    begins = {step.of.dest for step in begun if step.track == of}
    begins |= {track.initial or ""} if _next_of(track, track.initial or "") == limit else set()
    if any(step.track != of for step in begun):
        begins |= led_to(edges(track), track.initial or "")
    on = [
        (source, step.dest)
        for step in track.transitions
        for source in step.source
        if not _stops(track, step, source, limit)
    ]
    running = {state for begin in begins for state in led_to(on, begin)}
    return frozenset(running).difference(track.finals)


def _stops(track: schema.Track, step: schema.Transition, source: str, limit: str) -> bool:
    """Tell whether leaving ``source`` by the step ends the limit."""
    stays = source == step.dest and step.keeps == "deadlines"
    by_state = _next_of(track, source) == limit and not stays
    return limit in step.ends or step.dest in track.finals or by_state


@rule("W067", "Each way out of where a limit begins meets it, cancels it, or hands over")
def is_settled(checked: Checked) -> Iterator[Problem]:
    """A final state cancels it. It is handed over to another limit of the track, to a state where
    its miss can be answered, or to steps that meet it later.
    """
    for _, case_type, name, limit in _limits(checked):
        track = checked.file.case_types[case_type].tracks.get(limit.track)
        steps = steps_in(checked, case_type, limit.track)
        begins = {step.of.dest for step in steps if name in step.of.starts}
        later = {s for step in steps if name in step.of.ends for s in step.of.source}
        later |= {
            s
            for step in firing(steps, limit.track, limit.when_missed or "")
            for s in step.of.source
        }
        for step in steps:
            leaving = begins.intersection(step.of.source) - {step.of.dest}
            if track is None or not leaving or step.of.starts or _next_of(track, step.of.dest):
                continue
            settled = all(_stops(track, step.of, source, name) for source in leaving)
            if not settled and not led_to(edges(track), step.of.dest) & later:
                yield Problem(
                    path=step.path,
                    message=f"{words_of(step)} leaves “{min(leaving)}” and says nothing of the "
                    f"limit “{name}” that runs there, and nothing later does.",
                    remedy=f"Name “{name}” under “ends:”, or start the limit that follows it.",
                )


@rule("W068", "A missed limit is put to people who can decide it")
def is_put_to_deciders(checked: Checked) -> Iterator[Problem]:
    """The clock only notes the miss; those on whose list it stands may take what it asks for."""
    for path, case_type, name, limit in _limits(checked):
        steps = firing(steps_in(checked, case_type), limit.track, limit.when_missed or "")
        able = {role for step in steps for role in roles(checked, step.of.by)}
        if steps and able and not able & roles(checked, limit.to):
            yield Problem(
                path=(*path, "to"),
                message=f"A miss of “{name}” stands on the list of people who may not take "
                f"“{limit.when_missed}”.",
                remedy="Name under “to:” a role list of those who may.",
            )


@rule("W070", "Only limits of the school's own choosing wait with the pause")
def waits_only_by_default(checked: Checked) -> Iterator[Problem]:
    """What policy, law or guidance fixes runs on, so the step that meets it must not be blocked."""
    for path, name, case_type in checked.case_types():
        pause = case_type.pause
        for index, blocked in enumerate(pause.steps if pause else ()):
            for step in firing(steps_in(checked, name), blocked.track, blocked.trigger):
                for limit in step.of.ends:
                    fixed = case_type.deadlines.get(limit)
                    if fixed is not None and fixed.provenance != "default":
                        yield Problem(
                            path=(*path, "pause", "steps", index),
                            message=f"The pause blocks what meets “{limit}”, which the school may "
                            "not put off.",
                            remedy="Take the step out of the pause, or let another meet the limit.",
                        )


# --- receipt, and the spine -------------------------------------------------------------------


@rule("W072", "A limit from receipt has a letter that prints it and a receipt to wait for")
def waits_for_a_receipt(checked: Checked) -> Iterator[Problem]:
    """It is started by what follows from sending or receiving that letter."""
    for use in checked.references:
        if use.path[2:3] == ("letters",) and use.path[-1] == "limit" and use.name not in use.known:
            said = f"There is no limit “{use.name}” for the letter to print."
            yield Problem(path=use.path, message=said, remedy="Declare it under “deadlines:”.")
    for path, case_type_name, name, limit in _limits(checked):
        if limit.from_ != "receipt":
            continue
        letters = checked.file.case_types[case_type_name].letters.values()
        printed = [letter for letter in letters if letter.limit == name]
        if not printed:
            yield Problem(
                path=(*path, "from"),
                message=f"“{name}” runs from the receipt of a letter, but no letter prints it.",
                remedy="Write “limit:” at the letter whose receipt starts it.",
            )
            continue
        causes = [f for letter in printed for f in (letter.when_sent, letter.when_received) if f]
        for step in _starts(checked, case_type_name, name):
            if not any((f.track, f.trigger) == (step.track, step.of.trigger) for f in causes):
                yield Problem(
                    path=step.path,
                    message=f"{words_of(step)} starts “{name}” by hand, so no receipt would ever "
                    "date it.",
                    remedy="Name this step under “when-sent:” of the letter.",
                )


@rule("W073", "Each open state of the spine has an owner and a next date")
def is_owned_and_dated(checked: Checked) -> Iterator[Problem]:
    """No open case is nobody's, and none is without a day on which somebody looks at it."""
    for track in checked.tracks():
        limits = checked.file.case_types[track.case_type].deadlines
        for name, state in track.of.states.items():
            path = (*track.path, "states", name)
            if not track.of.spine or name in track.of.finals:
                continue
            if state.owner is None:
                said = f"An open case may stand at “{name}”, and nobody owns it there."
                yield Problem(path=path, message=said, remedy="Name a role list under “owner:”.")
            if state.next is None or state.next not in limits:
                said = f"An open case may stand at “{name}” without a next date."
                remedy = "Name under “next:” a limit of this type of case."
                yield Problem(path=path, message=said, remedy=remedy)
            elif limits[state.next].track != track.name:
                yield Problem(
                    path=(*path, "next"),
                    message=f"The next date of “{name}” belongs to another track.",
                    remedy=f"Write “track: {track.name}” at the limit “{state.next}”.",
                )
