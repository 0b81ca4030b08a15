"""A case as lines for a person: how it stands, what can be done now and how, what not yet and why.

What ``--json`` says of it stands in ``shapes``. Must not ask the office anything by itself.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from casework.cli.policylines import answers_to
from casework.domain.facts import says_nothing
from casework.domain.people import part_words
from casework.domain.spelling import spelt
from casework.text import in_words, large

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.domain.case import Evidence, Snapshot
    from casework.domain.people import CasePerson, PersonRole
    from casework.office.questions import Shown
    from casework.policy.model import Fact, Transition

_ANSWERS = {"unknown": "cannot be checked by us"}


def shown_lines(shown: Shown) -> list[str]:
    """Return the whole page of a case."""
    return [
        *_head(shown),
        *_part("What is known", _known(shown)),
        *_part("Actions", _actions(shown)),
        *_part(
            f"What can be done now: casework case do {shown.snapshot.ref} STEP",
            _next(shown),
            "Nothing by you.",
        ),
        *_part("Not yet, because", _not_yet(shown)),
        *_part("By when", _limits(shown), "No time limit runs."),
        *_part("Letters", _letters(shown), "None."),
        *_part("Waiting for a decision", _waiting(shown), "Nothing."),
    ]


def _part(title: str, lines: Iterable[str], none: str = "") -> list[str]:
    """Return a part under its title; one that is empty says so, or is left out."""
    found = list(lines) or ([none] if none else [])
    return ["", title, *(f"  {line}" for line in found)] if found else []


def _head(shown: Shown) -> list[str]:
    case = shown.snapshot
    lines = [f"{case.ref}  {shown.case_type.title}  (revision {case.revision})"]
    if case.summary:
        lines.append(f"  {case.summary}")
    for person in shown.people:
        role = part_words(person.role) + _numbered(shown, person)
        lines.append(f"  {role}: {person.name}" + (f", {person.about}" if person.about else ""))
    if case.pause == "standing" and shown.case_type.pause:
        lines += ["", f"Wait: {shown.case_type.pause.otherwise}"]
    return lines


def _numbered(shown: Shown, person: CasePerson) -> str:
    """Return the person's number where others have the role too: a letter goes to a number."""
    others = {one.number for one in shown.people if one.role == person.role} - {person.number}
    return f" {person.number}" if others else ""


def same_person_lines(case: Snapshot, role: PersonRole) -> list[str]:
    """Return what to say where the person named last was in the case already."""
    last = case.people[-1]
    others = {str(one.role) for one in case.people[:-1] if one.number == last.number}
    if last.role != role or not others:
        return []
    words = in_words(part_words(other) for other in sorted(others))
    return [
        f"That is the person who is in this case already: {words}.",
        "If it is somebody else of that name: casework case undo, then --somebody-else.",
    ]


def _known(shown: Shown) -> list[str]:
    case, policy = shown.snapshot, shown.file.policy
    lines = []
    for claim in case.categories:
        known = policy.categories.get(claim.code)
        about = f", concerning: {spelt(claim.target)}" if claim.target else ""
        lines.append(f"{known.title if known else claim.code}{about}")
    for name, answer in case.facts.items():
        if says_nothing(answer.value):
            continue
        asked = policy.facts.get(name)
        told = f" (said by {answer.said_by})" if answer.said_by else ""
        lines.append(f"{asked.ask if asked else name} {_answer(asked, answer.value)}{told}")
    lines += [f"Incident {one.number}: {one.words}" for one in case.incidents]
    return lines + [f"Evidence {one.number}: {_evidence(one)}" for one in case.evidence]


def _evidence(one: Evidence) -> str:
    if not one.captured:
        return "a reference to what nobody may keep; nothing was taken in"
    kind = one.sheet.get("file-type", "")
    return f"a sheet of what was seen, with {kind}" if kind else "a sheet of what was seen"


def _answer(asked: Fact | None, value: str) -> str:
    from casework.domain.dates import day_words  # --help does without it

    kind = asked.type if asked else ""
    if kind == "date":
        return f"{day_words(date.fromisoformat(value))}."
    plain = spelt(value) if kind == "choice" else _ANSWERS.get(value, value)
    return large(plain) + ("" if plain.endswith((".", "?", "!")) else ".")


def _actions(shown: Shown) -> list[str]:
    needed = _decisions_needed(shown)
    return [
        f"{one.title}: {one.states[shown.snapshot.state(one.name)].title}"
        + (", decision needed" if one.name in needed else "")
        for one in shown.case_type.tracks.values()
    ]


def _decisions_needed(shown: Shown) -> frozenset[str]:
    """Return the actions that wait for somebody because a time limit of theirs has gone."""
    return frozenset(
        shown.snapshot.deadlines[row.id].track
        for row in shown.limits
        if row.standing == "passed" and shown.case_type.deadlines[row.name].when_missed
    )


def _next(shown: Shown) -> list[str]:
    return [line for offer in shown.next for line in _next_lines(shown, offer.transition)]


def _next_lines(shown: Shown, step: Transition) -> list[str]:
    """Return a step: what it is, what is typed for it, each answer it still asks for."""
    needs = f"; {step.approval.title[:1].lower()}{step.approval.title[1:]}" if step.approval else ""
    typed = shown.command(step) or f"{step.trigger}{_of(shown, step)}"
    typed += ' --reason "…"' if step.reason else ""
    lines = [f"{shown.says(step)}.  [{typed}]{needs}"]
    for name in step.asks:
        asked = shown.file.policy.facts[name]
        if not shown.snapshot.answer(name):
            who = " --said-by WHO" if asked.who_says else ""
            lines.append(f"    --set {name}={answers_to(asked)}{who}  {asked.ask}")
    for name in step.asks_sealed:
        asked = shown.file.policy.facts[name]
        lines.append(f"    --set {name}={answers_to(asked)}  {asked.ask} (kept apart, not here)")
    return lines


def _of(shown: Shown, step: Transition) -> str:
    """Return the option that tells this step from the steps of that name elsewhere."""
    offers = (*shown.next, *shown.not_yet)
    same = {one.transition.track for one in offers if one.transition.trigger == step.trigger}
    return f" --track {step.track}" if len(same) > 1 else ""


def _not_yet(shown: Shown) -> list[str]:
    """Return the steps that must wait, those with the same reasons together."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for offer in shown.not_yet:
        why = tuple(reason.sentence for reason in offer.reasons)
        grouped.setdefault(why, []).append(f"{shown.says(offer.transition)}.")
    lines = []
    for why, steps in grouped.items():
        lines += [" ".join(why), *(f"    – {says}" for says in steps)]
    return lines


def _limits(shown: Shown) -> list[str]:
    lines = []
    for row in shown.limits:
        own = ", the school’s own length" if row.own else ""
        remark = f" ({row.remark})" if row.remark else ""
        lines += [f"{row.title}: {row.words}{own}{remark}", f"  {row.why}"]
    return lines


def _letters(shown: Shown) -> list[str]:
    letters = shown.snapshot.letters.values()
    return [f"{letter.number}. {letter.title}: {letter.state}" for letter in letters]


def _waiting(shown: Shown) -> list[str]:
    from casework.office import heldback  # loads the records: --help does without it

    return [
        f"{one.id}  {one.title}"
        + (f"  [casework approval grant {one.id}]" if one.yours else "")
        + (f"; {heldback.words(one.until)}" if one.until else "")
        for one in shown.requests
    ]
