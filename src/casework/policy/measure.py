"""The measure template: an action a school considers, and then takes or declines with a reason.

Makes a plain track from a filled-in one. What it gives is part of file format 1 and changes only
with that number. Must not know cases or files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.policy.findings import Problem
from casework.policy.schema import Amendment, Measure, State, Track, Transition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.findings import Path

INITIAL: Final = "not-considered"
TITLES: Final = {
    "not-considered": "Not considered",
    "considered": "Being considered",
    "declined": "Decided against",
    "approved": "Decided for",
    "done": "Done",
    "effective": "Done, and it worked",
    "ineffective": "Done, and it did not work",
    "refused": "Refused by others",
    "withdrawn": "Withdrawn",
}
FINALS: Final = ("declined", "effective", "ineffective", "refused", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One step of the template; ``by`` names the blank of the measure that says who."""

    trigger: str
    source: tuple[str, ...]
    dest: str
    by: str
    says: str
    reason: bool = False
    reopens: bool = False


PATTERNS: Final = (
    Pattern(
        trigger="consider",
        source=("not-considered",),
        dest="considered",
        by="by",
        says="Consider {words}.",
    ),
    Pattern(
        trigger="consider-anyway",
        source=("not-considered",),
        dest="considered",
        by="override",
        says="Consider {words} all the same.",
        reason=True,
    ),
    Pattern(
        trigger="decline",
        source=("considered",),
        dest="declined",
        by="decider",
        says="Decide against {words}.",
        reason=True,
    ),
    Pattern(
        trigger="approve",
        source=("considered",),
        dest="approved",
        by="approver",
        says="Decide for {words}.",
    ),
    Pattern(
        trigger="carry-out",
        source=("approved",),
        dest="done",
        by="carried_out_by",
        says="Record that {words} was carried out.",
    ),
    Pattern(
        trigger="effective",
        source=("done",),
        dest="effective",
        by="by",
        says="Record that {words} worked.",
    ),
    Pattern(
        trigger="ineffective",
        source=("done",),
        dest="ineffective",
        by="by",
        says="Record that {words} did not work.",
    ),
    Pattern(
        trigger="refused-by-third-party",
        source=("approved", "done"),
        dest="refused",
        by="by",
        says="Record that others refused {words}.",
    ),
    Pattern(
        trigger="withdraw",
        source=("considered", "approved"),
        dest="withdrawn",
        by="decider",
        says="Withdraw {words}.",
        reason=True,
    ),
    Pattern(
        trigger="revisit",
        source=("declined", "ineffective", "refused", "withdrawn"),
        dest="considered",
        by="decider",
        says="Look at {words} again.",
        reason=True,
        reopens=True,
    ),
)
TRIGGERS: Final = tuple(pattern.trigger for pattern in PATTERNS)
_NOTHING = Amendment()
#: The keys of a filling that say who, where they are not simply ``by``.
_BLANKS: Final = {
    "override": "override",
    "decider": "decider",
    "carried_out_by": "carried-out-by",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """A track as plain steps, what is wrong with its filling, and where its parts were written.

    Problems carry their code; ``origins`` pairs a path of the track as made with one as written.
    """

    track: Track
    problems: tuple[tuple[str, Problem], ...]
    origins: tuple[tuple[Path, Path], ...] = ()


def expanded(track: Track) -> Expanded:
    """Return the track with its template carried out; a track without one comes back as it is."""
    if track.template is None:
        return Expanded(track=track, problems=tuple(_needless(track)))
    fill = track.fill
    if fill is None:
        missing = _fault(("template",), "The template is not filled in.", "Write “fill:”.")
        return Expanded(track=track, problems=(missing,))
    patterns = [pattern for pattern in PATTERNS if _is_given(pattern, fill, track)]
    given = [_transition(pattern, fill) for pattern in patterns]
    kept = _kept_sources(given, track)
    made = track.model_copy(
        update={
            "initial": INITIAL,
            "states": _states(kept, fill, track),
            "finals": _finals(kept, track),
            "transitions": [*kept, *track.transitions],
            "decide_when": track.decide_when or fill.opens_when,
        }
    )
    problems = (*_misfilled(track, fill), *_clashes(track, kept))
    return Expanded(track=made, problems=problems, origins=tuple(_origins(kept, fill, track)))


def _is_given(pattern: Pattern, fill: Measure, track: Track) -> bool:
    if pattern.trigger == "consider-anyway" and not (fill.override and fill.opens_when):
        return False
    replaced = {step.instead_of for step in track.transitions}
    return pattern.trigger not in replaced and pattern.trigger not in fill.without


def _transition(pattern: Pattern, fill: Measure) -> Transition:
    more = fill.steps.get(pattern.trigger, _NOTHING)
    anyway = pattern.trigger == "consider-anyway"
    opening = [fill.opens_when] if fill.opens_when else []
    deciding = pattern.trigger == "approve"
    clauses = [*([] if anyway else fill.clauses), *more.clauses]
    return Transition.model_construct(
        trigger=pattern.trigger,
        source=list(pattern.source),
        dest=pattern.dest,
        says=more.says or pattern.says.format(words=fill.words),
        by=more.by or _who(pattern.by, fill),
        approval=fill.approval if deciding else None,
        conditions=[*(opening if pattern.trigger == "consider" else []), *more.conditions],
        unless=[*(opening if anyway else []), *more.unless],
        asks=more.asks,
        sets=more.sets,
        reason=pattern.reason,
        letter=more.letter or (fill.letter if deciding else None),
        starts=more.starts,
        ends=more.ends,
        then=more.then,
        admits=more.admits,
        reopens=pattern.reopens,
        danger=more.danger,
        override=anyway,
        clauses=list(dict.fromkeys(clauses)),
        not_in_policy=more.not_in_policy or (anyway and not clauses),
    )


def _who(blank: str, fill: Measure) -> str:
    chosen = {
        "by": fill.by,
        "decider": fill.decider,
        "override": fill.override or fill.decider,
        "approver": fill.by if fill.approval else fill.decider,
        "carried_out_by": fill.carried_out_by or fill.by,
    }
    return chosen[blank]


def _kept_sources(given: list[Transition], track: Track) -> list[Transition]:
    """Return the steps without the sources that nothing leads to any more."""
    reached = _reached(given, track)
    trimmed = (
        step.model_copy(update={"source": [name for name in step.source if name in reached]})
        for step in given
    )
    return [step for step in trimmed if step.source]


def _reached(given: list[Transition], track: Track) -> set[str]:
    own = {name for step in track.transitions for name in (step.dest, *step.source)}
    reached = {INITIAL, *own}
    steps = list(given)
    while True:
        more = {step.dest for step in steps if reached.intersection(step.source)} - reached
        if not more:
            return reached
        reached |= more


def _states(kept: list[Transition], fill: Measure, track: Track) -> dict[str, State]:
    reached = _reached(kept, track)
    given = {
        name: State.model_construct(title=fill.titles.get(name, title))
        for name, title in TITLES.items()
        if name in reached
    }
    return {**given, **track.states}


def _finals(kept: list[Transition], track: Track) -> list[str]:
    reached = _reached(kept, track)
    given = [name for name in FINALS if name in reached]
    return [*given, *(name for name in track.finals if name not in given)]


def _origins(kept: list[Transition], fill: Measure, track: Track) -> Iterator[tuple[Path, Path]]:
    blanks = {pattern.trigger: pattern.by for pattern in PATTERNS}
    blanks["approve"] = "by" if fill.approval else "decider"
    for index, step in enumerate(kept):
        place: Path = ("transitions", index)
        more = fill.steps.get(step.trigger)
        yield place, ("fill", "steps", step.trigger) if more else ("fill",)
        yield (*place, "approval"), ("fill", "approval")
        if more is None or more.by is None:
            yield (*place, "by"), ("fill", _BLANKS.get(blanks[step.trigger], "by"))
        if more is None or not more.conditions:
            yield (*place, "conditions"), ("fill", "opens-when")
    for index in range(len(track.transitions)):
        yield ("transitions", len(kept) + index), ("transitions", index)


def _needless(track: Track) -> Iterator[tuple[str, Problem]]:
    if track.fill is not None:
        yield _fault(("fill",), "There is no template to fill in.", "Write “template: measure”.")
    for index, step in enumerate(track.transitions):
        if step.instead_of:
            said = "There is no template whose step this could replace."
            place = ("transitions", index, "instead-of")
            yield _fault(place, said, "Take “instead-of” out, or name the template.")


def _misfilled(track: Track, fill: Measure) -> Iterator[tuple[str, Problem]]:
    named: list[tuple[Path, str]] = [
        *((("fill", "without", i), name) for i, name in enumerate(fill.without)),
        *((("fill", "steps", name), name) for name in fill.steps),
        *(
            (("transitions", i, "instead-of"), step.instead_of)
            for i, step in enumerate(track.transitions)
            if step.instead_of
        ),
    ]
    for place, name in named:
        if name not in TRIGGERS:
            said = f"The template has no trigger “{name}”."
            yield _fault(place, said, f"It has {', '.join(TRIGGERS)}.")
    for name in fill.titles.keys() - TITLES.keys():
        said = f"The template has no state “{name}”."
        yield _fault(("fill", "titles", name), said, f"It has {', '.join(TITLES)}.")
    yield from _contradictions(track, fill)


def _contradictions(track: Track, fill: Measure) -> Iterator[tuple[str, Problem]]:
    if track.initial is not None:
        said = "The template begins at its own first state."
        yield _fault(("initial",), said, "Take “initial” out.")
    if fill.override and not fill.opens_when:
        said = "There is nothing to override: no condition opens this measure."
        yield _fault(("fill", "override"), said, "Write “opens-when”, or take “override” out.")
    if not fill.clauses and not track.not_in_policy:
        said = "The measure cites no clause."
        remedy = "Name the clauses, or write “not-in-policy: true” on the track."
        yield _fault(("fill", "clauses"), said, remedy)
    gone = {*fill.without, *(step.instead_of for step in track.transitions)}
    for name in fill.steps:
        if name in gone:
            said = f"“{name}” is amended here, but the measure leaves it out or replaces it."
            yield _fault(("fill", "steps", name), said, "Keep one of the two.")


def _clashes(track: Track, kept: list[Transition]) -> Iterator[tuple[str, Problem]]:
    for name in track.states:
        if name in TITLES:
            said = f"The template has a state “{name}” already."
            remedy = "Name yours otherwise; another title goes under “titles:” of “fill:”."
            yield "W023", Problem(path=("states", name), message=said, remedy=remedy)
    given = {(step.trigger, source) for step in kept for source in step.source}
    for index, step in enumerate(track.transitions):
        if any((step.trigger, source) in given for source in step.source):
            said = f"The template has a step “{step.trigger}” from there already."
            remedy = "Amend it under “steps:” of “fill:”, or say “instead-of”."
            yield _fault(("transitions", index), said, remedy)


def _fault(path: Path, message: str, remedy: str) -> tuple[str, Problem]:
    return "W030", Problem(path=path, message=message, remedy=remedy)
