"""What text says of a policy: lines for a person who reads it. Must not read a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.text import in_words, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.office.policies import Checked, Implemented
    from casework.policy.model import CaseType, Fact, Policy, Track, Transition


#: What is typed for an answer of each kind; a choice lists its words instead.
_KINDS = {
    "yes-no": "yes|no",
    "yes-no-unknown": "yes|no|unknown",
    "date": "DATE",
    "number": "NUMBER",
}


def answers_to(fact: Fact) -> str:
    """Return what is typed to answer a question."""
    return "|".join(fact.choices) if fact.choices else _KINDS.get(fact.type, "WORDS")


def shown_lines(policy: Policy) -> Iterator[str]:
    """Yield a policy as a page: case types, actions, steps, letters, time limits, questions."""
    yield f"{policy.title}  ({policy.name}, check code {policy.digest[:12]})"
    for case_type in policy.case_types.values():
        yield ""
        yield f"{case_type.title}  [{case_type.name}]" + (
            "  sealed: only people with need to know" if case_type.sealed else ""
        )
        for track in case_type.tracks.values():
            yield from _track(track)
        yield from _papers(case_type)
    yield from _asked(policy)


def _asked(policy: Policy) -> Iterator[str]:
    """Yield what a case is told in: the categories, and the questions with their answers."""
    if policy.categories:
        yield from ("", "Categories")
    for category in policy.categories.values():
        targets = f":{'|'.join(category.targets)}" if category.targets else ""
        yield f"  {category.title}  [{category.code}{targets}]"
    if policy.facts:
        yield from ("", "Questions")
    for fact in policy.facts.values():
        yield f"  {fact.ask}  [{fact.name}={answers_to(fact)}]"


def _track(track: Track) -> Iterator[str]:
    yield f"  {track.title}  [{track.name}]"
    for step in track.transitions:
        yield f"    {step.source} → {step.dest}: {step.says}  [{step.trigger}]{_terms(step)}"


def _terms(step: Transition) -> str:
    parts = [f"by {in_words(sorted(step.roles), 'or')}"] if step.roles else []
    if step.approval:
        parts.append(step.approval.title[:1].lower() + step.approval.title[1:])
    parts += [f"letter {step.letter}"] if step.letter else []
    parts += [f"starts {in_words(step.starts)}"] if step.starts else []
    return f"  ({'; '.join(parts)})" if parts else ""


def _papers(case_type: CaseType) -> Iterator[str]:
    if case_type.letters:
        yield "  Letters"
    for letter in case_type.letters.values():
        yield f"    {letter.title}  [{letter.name}], to: {letter.to}"
    if case_type.deadlines:
        yield "  Time limits"
    for limit in case_type.deadlines.values():
        mark = "" if limit.clauses else f", {limit.provenance}"
        yield f"    {limit.title}  [{limit.name}]: {limit.words} from {limit.anchor}{mark}"


def clause_lines(rows: Iterable[Implemented]) -> Iterator[str]:
    """Yield each clause with what implements it, or why nothing needs to."""
    for row in rows:
        clause = row.clause
        yield f"{clause.id}  {clause.strength}, {clause.bearing}: {clause.says}"
        yield f"  {_held(row)}"


def _held(row: Implemented) -> str:
    if row.by:
        return f"implemented by: {', '.join(row.by)}"
    if row.clause.held_by:
        return f"held by: {row.clause.held_by}"
    return f"nothing needed: {row.clause.nothing_needed or 'not said'}"


def check_lines(checked: Checked) -> Iterator[str]:
    """Yield the findings with file and line, then what was walked and what is proved."""
    yield from (str(one) for one in checked.findings)
    errors = sum(not one.warning for one in checked.findings)
    warnings = len(checked.findings) - errors
    if checked.report is not None:
        yield from checked.report.as_text().splitlines()
    yield f"{plural(errors, 'error')}, {plural(warnings, 'warning')}."
    if checked.report is None:
        yield "Nothing was explored: that comes after the errors are put right."
    elif not checked.report.faults:
        yield "Everything that was asked of every reachable case is proved."
