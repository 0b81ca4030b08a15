"""Rules about clauses, what carries them out, and where numbers come from: W014 to W019.

Must not know what a step does beyond the clauses it cites.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.policy.references import parts, test_words
from casework.policy.rules.base import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.policy.findings import Path
    from casework.policy.rules.base import Checked, Step, Uses
    from casework.policy.schema import CaseType, Clause, Test

_TOP: Final = ("approvals", "categories", "facts", "conditions", "counts", "ages")
_HELD: Final = ("record", "letter", "count", "calendar")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """Something that cites a clause."""

    path: Path
    clause: str


@rule(
    "W014", "Each clause has id, strength and summary, and a place to cite where paper may cite it"
)
def clauses_can_be_cited(checked: Checked) -> Iterator[Problem]:
    """Paper may cite whatever something in the policy cites, and the wording of letters."""
    cited = {one.clause for one in citing(checked)}
    for name, clause in checked.file.clauses.items():
        if clause.cite is None and (name in cited or clause.bearing == "letter"):
            said = f"{name} may be cited on paper, but nothing says how."
            remedy = "Write “cite:” with the heading as printed and the place under it."
            yield Problem(path=("clauses", name), message=said, remedy=remedy)


@rule("W015", "Each cited clause exists, and what cites none says it is not in the policy")
def cited_clauses_exist(checked: Checked) -> Iterator[Problem]:
    """What a policy does not say must not pass under its name."""
    for one in citing(checked):
        if one.clause not in checked.file.clauses:
            said = f"There is no clause {one.clause}."
            yield Problem(path=one.path, message=said, remedy="See the ids under “clauses:”.")
    for path, what in _unfounded(checked):
        said = f"{what} cites no clause."
        remedy = "Name the clauses, or write “not-in-policy: true”."
        yield Problem(path=path, message=said, remedy=remedy)


@rule("W016", "Each clause is implemented, or says why nothing is needed")
def clauses_are_implemented(checked: Checked) -> Iterator[Problem]:
    """What a record, letter, count or calendar holds may say where the product holds it."""
    cited = {one.clause for one in citing(checked)}
    for name, clause in checked.file.clauses.items():
        held = clause.bearing in _HELD and clause.held_by
        if name not in cited and not held and not clause.nothing_needed:
            said = f"Nothing carries out {name}."
            remedy = "Cite it where it is carried out, or write “nothing-needed:” with the reason"
            if clause.bearing in _HELD:
                remedy += ", or “held-by:” with the place"
            yield Problem(path=("clauses", name), message=said, remedy=f"{remedy}.")


@rule("W017", "A duty of the school in a case opens an obligation that closing demands")
def duties_are_owed(checked: Checked) -> Iterator[Problem]:
    """Will and must: a track with ``owed-when``, or something that the closing step asks for."""
    owed = set(_owed(checked))
    for name, clause in _on_school(checked, {"will", "must"}):
        if name not in owed:
            said = f"{name} says “{clause.strength}”, but a case can close without it."
            remedy = "Give its track “owed-when:”, or cite it in a condition of the closing step."
            yield Problem(path=("clauses", name), message=said, remedy=remedy)


@rule("W018", "A choice of the school in a case can be declined, with a reason")
def choices_can_be_declined(checked: Checked) -> Iterator[Problem]:
    """May and consider: a track with a declining step, or a step beside which there is another."""
    free = set(_free(checked))
    for name, clause in _on_school(checked, {"may", "consider"}):
        if name not in free:
            said = f"{name} says “{clause.strength}”, but nobody can decide against it."
            remedy = "Add a step with “reason: true” that ends its track without it."
            yield Problem(path=("clauses", name), message=said, remedy=remedy)


@rule("W019", "Each number and age says where it comes from")
def numbers_have_a_source(checked: Checked) -> Iterator[Problem]:
    """Seed: its clause. Law: the Act. Guidance: its edition. Anything else is a default."""
    for path, name, case_type in checked.case_types():
        for limit, deadline in case_type.deadlines.items():
            place = (*path, "deadlines", limit)
            said = f"The limit “{limit}” of “{name}”"
            yield from _sourced(place, said, deadline.provenance, deadline.source, deadline.clauses)
    for name, age in checked.file.ages.items():
        yield from _sourced(
            ("ages", name), f"The age “{name}”", age.provenance, age.source, age.clauses
        )
    for name, approval in checked.file.approvals.items():
        if approval.provenance == "seed" and not approval.clauses:
            yield _no_clause(("approvals", name), f"The approval “{name}”")
    yield from _counted(checked)


def citing(checked: Checked) -> Iterator[Citing]:
    """Yield every citation of a clause, with its place."""
    for part in _TOP:
        for name, thing in getattr(checked.file, part).items():
            yield from _cites((part, name), thing)
    for path, _, case_type in checked.case_types():
        yield from _of_case_type(path, case_type)
    for track in checked.tracks():
        yield from _cites(track.path, track.of)
        for name, state in track.of.states.items():
            yield from _cites((*track.path, "states", name), state)
    for step in checked.steps():
        yield from _cites(step.path, step.of)


def _of_case_type(path: Path, case_type: CaseType) -> Iterator[Citing]:
    yield from _cites(path, case_type)
    for part in ("deadlines", "letters", "contracts"):
        for name, thing in getattr(case_type, part).items():
            yield from _cites((*path, part, name), thing)
    for name, letter in case_type.letters.items():
        if letter.waived_by:
            yield Citing(path=(*path, "letters", name, "waived-by"), clause=letter.waived_by)
    if case_type.pause is not None:
        yield from _cites((*path, "pause"), case_type.pause)


def _cites(path: Path, thing: object) -> Iterator[Citing]:
    for index, clause in enumerate(getattr(thing, "clauses", ())):
        yield Citing(path=(*path, "clauses", index), clause=clause)


def _unfounded(checked: Checked) -> Iterator[tuple[Path, str]]:
    """Yield what neither cites a clause nor says that the policy does not speak of it."""
    for name, category in checked.file.categories.items():
        if not category.clauses and not category.not_in_policy:
            yield ("categories", name), f"The category “{name}”"
    for path, _, case_type in checked.case_types():
        for name, letter in case_type.letters.items():
            if not letter.clauses and not letter.not_in_policy:
                yield (*path, "letters", name), f"The letter “{name}”"
    own = {track.path: track.of.not_in_policy for track in checked.tracks()}
    for step in checked.steps():
        default = step.of.not_in_policy or own[step.path[:-2]]
        if not step.of.clauses and not default and not _misfilled(checked, step):
            yield step.path, f"The step “{step.of.trigger}” of “{step.track}”"


def _misfilled(checked: Checked, step: Step) -> bool:
    """Tell whether the step comes from a template without clauses, of which W030 has spoken."""
    fill = checked.file.case_types[step.case_type].tracks[step.track].fill
    return fill is not None and not fill.clauses


def _on_school(checked: Checked, strengths: set[str]) -> Iterator[tuple[str, Clause]]:
    for name, clause in checked.file.clauses.items():
        binding = clause.on_school and clause.bearing == "machine" and not clause.nothing_needed
        if binding and clause.strength in strengths:
            yield name, clause


def _owed(checked: Checked) -> Iterator[str]:
    for track in checked.tracks():
        if track.of.owed_when is not None:
            yield from _of_track(checked, track)
    for step in checked.steps():
        if step.of.closes:
            yield from _of_conditions(checked, (*step.of.conditions, *step.of.unless))
            for name in step.of.asks:
                fact = checked.file.facts.get(name)
                yield from fact.clauses if fact else ()


def _free(checked: Checked) -> Iterator[str]:
    for track in checked.tracks():
        if _can_be_declined(track):
            yield from _of_track(checked, track)
        ways = [source for step in track.of.transitions for source in step.source]
        for step in track.of.transitions:
            if any(ways.count(source) > 1 for source in step.source):
                yield from step.clauses
                yield from _of_conditions(checked, (*step.conditions, *step.unless))


def _can_be_declined(track: Uses) -> bool:
    return any(step.reason and step.dest in track.of.finals for step in track.of.transitions)


def _of_track(checked: Checked, track: Uses) -> Iterator[str]:
    """Yield the clauses of a track: its own, its steps', and those of the conditions it asks."""
    yield from track.of.clauses
    yield from _of_conditions(checked, filter(None, (track.of.decide_when, track.of.owed_when)))
    for step in track.of.transitions:
        yield from step.clauses
        yield from _of_conditions(checked, (*step.conditions, *step.unless))


def _of_conditions(checked: Checked, names: Iterable[str]) -> Iterator[str]:
    waiting, seen = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        condition = checked.file.conditions.get(name)
        if condition is None or name in seen:
            continue
        seen.add(name)
        yield from condition.clauses
        waiting += [word for _, part in parts(condition) for _, word in test_words(part)]


def _sourced(
    path: Path, what: str, provenance: str, source: str | None, clauses: list[str]
) -> Iterator[Problem]:
    if provenance == "seed" and not clauses:
        yield _no_clause(path, what)
    if provenance in {"law", "guidance"} and not source:
        said = f"{what} is said to come from {provenance}, but not from which."
        remedy = "Write “source:” with the Act, or the guidance and its year."
        yield Problem(path=path, message=said, remedy=remedy)
    elif provenance == "guidance" and not _YEAR.search(source or ""):
        said = f"{what} names a guidance without its edition."
        yield Problem(path=(*path, "source"), message=said, remedy="Add the year of the edition.")


def _no_clause(path: Path, what: str) -> Problem:
    said = f"{what} is said to stand in the policy's text, but cites no clause."
    remedy = "Name the clause under “clauses:”, or write “provenance: default”."
    return Problem(path=path, message=said, remedy=remedy)


def _counted(checked: Checked) -> Iterator[Problem]:
    for name, condition in checked.file.conditions.items():
        numbers = [part for _, part in parts(condition) if _number(part) is not None]
        if numbers and not condition.clauses and not condition.not_in_policy:
            said = f"The condition “{name}” counts, but says not where its number comes from."
            remedy = "Name the clauses, or write “not-in-policy: true”."
            yield Problem(path=("conditions", name), message=said, remedy=remedy)


def _number(test: Test) -> int | None:
    """Return a number that somebody chose; one is none, as it only asks whether there are any."""
    numbers = (test.at_least, test.incidents, test.evidence)
    return next((number for number in numbers if number is not None and number > 1), None)
