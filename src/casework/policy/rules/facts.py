"""Rules about questions and conditions: W043 to W051, W100. Must not know how tests are decided."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casework.domain.people import PersonRole
from casework.domain.sheets import FIELDS
from casework.policy.exclusive import constant, meeting
from casework.policy.rules.base import Problem, rule
from casework.policy.rules.lookup import (
    leaf_tests,
    parts,
    steps_in,
    tests_of,
    used_tests,
    words_of,
    written_tests,
)
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy import schema
    from casework.policy.findings import Path
    from casework.policy.references import Reference
    from casework.policy.rules.base import Checked

_IN_TESTS: Final = {
    "condition",
    "condition or fact",
    "fact",
    "category",
    "track",
    "deadline",
    "letter",
}
_LOCAL: Final = {"track", "deadline", "letter", "state"}
_YES_NO: Final = ("yes", "no")
_YES_NO_UNKNOWN: Final = ("yes", "no", "unknown")
_PLACEHOLDER: Final = re.compile(r"\{+%?\s*([a-z][a-z0-9_-]*)")


def _in_condition(use: Reference) -> bool:
    return use.path[0] == "conditions"


@rule("W043", "Each condition that is named exists, and so does what it reads")
def knows_what_it_reads(checked: Checked) -> Iterator[Problem]:
    """A bare name within a condition is another condition, or a yes-or-no question."""
    for use in checked.references:
        asked = use.kind.startswith("condition") or (_in_condition(use) and use.kind in _IN_TESTS)
        if asked and use.name not in use.known:
            yield Problem(
                path=use.path,
                message=f"There is no {use.kind} “{use.name}”.",
                remedy="Correct the name, or declare what is meant.",
            )


@rule("W044", "Each question has its type, and choices where it is one of choosing")
def asks_properly(checked: Checked) -> Iterator[Problem]:
    """That type and question stand there at all is seen when the file is read."""
    for name, fact in checked.file.facts.items():
        path = ("facts", name)
        if fact.type == "choice" and len(set(fact.choices)) < 2:
            yield Problem(
                path=path,
                message=f"“{name}” asks to choose, but there are not two things to choose from.",
                remedy="List them under “choices:”, each once, or make it a yes-or-no question.",
            )
        elif fact.type != "choice" and fact.choices:
            yield Problem(
                path=(*path, "choices"),
                message=f"“{name}” lists choices, but takes {fact.type}.",
                remedy="Write “type: choice”, or take the choices out.",
            )
        elif "?" not in fact.ask:
            yield Problem(
                path=(*path, "ask"),
                message=f"“{name}” is not put as a question.",
                remedy="End it with a question mark; people are asked it as it stands.",
                warning=True,
            )


# --- values -----------------------------------------------------------------------------------


@rule("W045", "What a test compares with can be the answer")
def compares_what_fits(checked: Checked) -> Iterator[Problem]:
    """Values, states and targets are listed ones; numbers are compared as numbers."""
    for path, test in written_tests(checked):
        yield from _misfits(checked, path, test)
    for use in checked.references:
        if use.kind == "state" and _in_condition(use) and use.name not in use.known:
            said = f"No track of that name ever stands at “{use.name}”."
            yield Problem(path=use.path, message=said, remedy="Name one of the track's states.")
    for step in checked.steps():
        for name, value in step.of.sets.items():
            fact = checked.file.facts.get(name)
            if fact is not None and not _can_answer(fact, value):
                yield Problem(
                    path=(*step.path, "sets", name),
                    message=f"“{value}” is no answer to “{name}”.",
                    remedy=f"It takes {_takes(fact)}.",
                )


def _misfits(checked: Checked, path: Path, test: schema.Test) -> Iterator[Problem]:
    fact = checked.file.facts.get(test.fact or "")
    if fact is not None:
        yield from _misfits_of_fact(path, test, fact)
    category = checked.file.categories.get(test.category or "")
    if category is not None and test.target and test.target not in category.targets:
        known = in_words(category.targets, "or") or "no target at all"
        yield Problem(
            path=(*path, "target"),
            message=f"“{test.category}” never concerns “{test.target}”.",
            remedy=f"It takes {known}.",
        )
    for key, role in (("person", test.person), ("each", test.each)):
        if role is not None and role not in list(PersonRole):
            yield Problem(
                path=(*path, key),
                message=f"Nobody is ever named in a case as “{role}”.",
                remedy=f"People are named as {in_words(PersonRole, 'or')}.",
            )
    yield from _misfits_of_record(path, test)
    for part in (*(test.all or ()), *(test.any or ()), test.not_):
        bare = checked.file.facts.get(part) if isinstance(part, str) else None
        if bare is not None and part not in checked.file.conditions and "yes" not in _answers(bare):
            yield Problem(
                path=path,
                message=f"“{part}” stands for its answer being yes, but it takes {bare.type}.",
                remedy="Write “fact:” with “is:” or “at-least:”.",
            )


def _misfits_of_record(path: Path, test: schema.Test) -> Iterator[Problem]:
    for key, least in (("incidents", test.incidents), ("evidence", test.evidence)):
        if least is not None and least < 1:
            said = f"Every case has at least {least} of these."
            yield Problem(path=(*path, key), message=said, remedy="Write 1 or more.")
    for field in test.each_with or ():
        if field not in FIELDS:
            yield Problem(
                path=(*path, "each-with"),
                message=f"No capture sheet has a field “{field}”.",
                remedy=f"Its fields are {in_words(FIELDS)}.",
            )


def _misfits_of_fact(path: Path, test: schema.Test, fact: schema.Fact) -> Iterator[Problem]:
    if test.at_least is not None and fact.type != "number":
        yield Problem(
            path=path,
            message=f"“{test.fact}” is compared as a number, but takes {fact.type}.",
            remedy="Compare with “is:”, or write “type: number” at the question.",
        )
    if test.at_least is not None:
        return
    if fact.type in {"text", "date"}:
        yield Problem(
            path=path,
            message=f"“{test.fact}” takes {fact.type}, and nothing is concluded from such words.",
            remedy="Ask a question with fixed answers, and read that one.",
        )
        return
    for value in test.is_ or ("yes",):
        if not _can_answer(fact, value):
            yield Problem(
                path=path,
                message=f"“{value}” is no answer to “{test.fact}”.",
                remedy=f"It takes {_takes(fact)}.",
            )


def _answers(fact: schema.Fact) -> tuple[str, ...]:
    fixed = {"yes-no": _YES_NO, "yes-no-unknown": _YES_NO_UNKNOWN, "choice": tuple(fact.choices)}
    return fixed.get(fact.type, ())


def _can_answer(fact: schema.Fact, value: str) -> bool:
    if fact.type == "number":
        return value.isascii() and value.isdecimal()
    if fact.type in {"text", "date"}:
        return bool(value.strip())
    return value in _answers(fact)


def _takes(fact: schema.Fact) -> str:
    return in_words((f"“{answer}”" for answer in _answers(fact)), "or") or f"a {fact.type}"


# --- what can be read -------------------------------------------------------------------------


@rule("W046", "A condition reads only what its type of case has, and nothing sealed")
def reads_what_is_there(checked: Checked) -> Iterator[Problem]:
    """Answers, categories, incidents, people; tracks, limits and letters of that case type."""
    missing = {use.name for use in checked.references if _unknown_anywhere(use)}
    for use in checked.references:
        local = use.path[0] == "case-types" and _is_read(use) and use.kind in _LOCAL
        if local and use.name not in use.known and use.name not in missing:
            yield Problem(
                path=use.path,
                message=f"The condition reads the {use.kind} “{use.name}”, which this type of case "
                "does not have.",
                remedy="Give this type of case a condition of its own.",
            )
    for path, test in written_tests(checked):
        fact = checked.file.facts.get(test.fact or "")
        if fact is not None and fact.sealed:
            yield Problem(
                path=path,
                message=f"The answer to “{test.fact}” is kept sealed, so no condition can read it.",
                remedy="Let the condition rest on something that stands in the history.",
            )


def _unknown_anywhere(use: Reference) -> bool:
    return _in_condition(use) and use.name not in use.known


def _is_read(use: Reference) -> bool:
    reading = {"conditions", "unless", "decide-when", "owed-when", "when", "never", "while"}
    return not reading.isdisjoint(use.path[2:])


@rule("W047", "No condition is always or never true, and each step can be taken", needs_policy=True)
def can_go_either_way(checked: Checked) -> Iterator[Problem]:
    """Over every case that could be, each track standing wherever its steps lead."""
    policy = checked.policy
    if policy is None:
        return
    told: set[str] = set()
    for _, name, case_type in checked.case_types():
        for used in _conditions_read(checked, case_type):
            always = constant(policy, policy.case_types[name], policy.conditions[used].test)
            if always is not None and used not in told and _is_sound(checked, used):
                told.add(used)
                yield Problem(
                    path=("conditions", used),
                    message=f"“{used}” is {'always' if always else 'never'} true.",
                    remedy="See what it reads; as it stands it could be left out.",
                    warning=True,
                )
    yield from _never_taken(checked, told)


def _conditions_read(checked: Checked, case_type: schema.CaseType) -> Iterator[str]:
    """Yield the conditions that a case type reads, and those that these are made of, each once."""
    seen: set[str] = set()
    waiting = [test for _, test in used_tests((), case_type)]
    while waiting:
        for _, part in parts((), waiting.pop()):
            if isinstance(part, str) and part in checked.file.conditions and part not in seen:
                seen.add(part)
                waiting.append(checked.file.conditions[part])
                yield part


def _is_sound(checked: Checked, name: str) -> bool:
    """Tell whether nothing else is wrong with the condition (W045, W046 speak of that)."""
    tests = list(leaf_tests(checked, name))
    sealed = any(checked.file.facts[t.fact].sealed for t in tests if t.fact in checked.file.facts)
    return not sealed and not any(True for test in tests for _ in _misfits(checked, (), test))


def _never_taken(checked: Checked, told: set[str]) -> Iterator[Problem]:
    policy = checked.policy
    for step in checked.steps():
        named = {*step.of.conditions, *step.of.unless}
        sound = all(_is_sound(checked, name) for name in named)
        if policy is None or not named or named & told or not sound:
            continue
        case_type = policy.case_types[step.case_type]
        for source in step.of.source:
            if meeting(policy, case_type, tests_of(policy, step, source)) is None:
                yield Problem(
                    path=step.path,
                    message=f"{words_of(step)} can never be taken from “{source}”: what it asks "
                    "for is never true together.",
                    remedy="See its conditions and what stands under “unless:”.",
                    warning=True,
                )


@rule("W048", "No condition rests on itself")
def rests_on_others(checked: Checked) -> Iterator[Problem]:
    """Followed through every condition it names, and said of each condition of the circle."""
    for name in checked.file.conditions:
        circle = _circle(checked, name)
        if circle:
            way = in_words((f"“{each}”" for each in circle), "then")
            yield Problem(
                path=("conditions", name),
                message=f"“{name}” rests on itself, by way of {way}.",
                remedy="Write out in one of them what is meant.",
            )


def _circle(checked: Checked, begin: str) -> tuple[str, ...]:
    conditions = checked.file.conditions
    ways: list[tuple[str, ...]] = [(begin,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for _, part in parts((), conditions[way[-1]]):
            if part == begin:
                return way
            if isinstance(part, str) and part in conditions and part not in seen:
                seen.add(part)
                ways.append((*way, part))
    return ()


@rule("W049", "Each answer that is read is asked for, or set, by some step")
def is_asked(checked: Checked) -> Iterator[Problem]:
    """In the type of case that reads it: what nobody is asked is forgotten."""
    for path, name, case_type in checked.case_types():
        steps = steps_in(checked, name)
        asked = {fact for step in steps for fact in (*step.of.asks, *step.of.sets)}
        told: set[str] = set()
        for _, used in used_tests(path, case_type):
            for test in leaf_tests(checked, used):
                fact = test.fact or ""
                declared = checked.file.facts.get(fact)
                if declared and not declared.setting and fact not in asked | told:
                    told.add(fact)
                    yield Problem(
                        path=("facts", fact),
                        message=f"A condition of “{name}” reads “{fact}”, but no step asks it.",
                        remedy="Name it under “asks:” of the step at which it is known.",
                    )


@rule("W100", "What is answered apart is a sealed question of a case that is not sealed")
def parts_what_is_sealed(checked: Checked) -> Iterator[Problem]:
    """In a sealed case the history is such a record itself, so there the step simply asks."""
    for step in checked.steps():
        sealed = checked.file.case_types[step.case_type].sealed
        for name in step.of.asks_sealed:
            fact = checked.file.facts.get(name)
            if fact is not None and (sealed or not fact.sealed):
                yield Problem(
                    path=(*step.path, "asks-sealed"),
                    message=f"Nothing about “{name}” is kept apart from this type of case.",
                    remedy="Name it under “asks:”, or let the question say “sealed: true”.",
                )


@rule("W051", "Personal answers stand in no title and no count")
def keeps_names_out(checked: Checked) -> Iterator[Problem]:
    """Titles are words of the policy; figures are counted from fixed answers and categories."""
    personal = {name for name, fact in checked.file.facts.items() if fact.personal}
    for path, words in _titles(checked):
        for found in _PLACEHOLDER.findall(words):
            if found.replace("_", "-") in personal:
                yield Problem(
                    path=path,
                    message=f"The personal answer “{found}” is to stand in a title.",
                    remedy="Write the title without it; titles are seen in lists and file names.",
                )
    for step in checked.steps():
        for name in personal.intersection(step.of.sets):
            yield Problem(
                path=(*step.path, "sets", name),
                message=f"The personal answer “{name}” is fixed in the policy for every case.",
                remedy="Ask for it instead.",
            )


def _titles(checked: Checked) -> Iterator[tuple[Path, str]]:
    file = checked.file
    for kind in ("counts", "categories", "approvals"):
        for name, item in getattr(file, kind).items():
            yield (kind, name, "title"), item.title
    for path, _, case_type in checked.case_types():
        yield (*path, "title"), case_type.title
        for kind in ("tracks", "deadlines", "letters"):
            for name, item in getattr(case_type, kind).items():
                yield (*path, kind, name, "title"), item.title
        for name, track in case_type.tracks.items():
            for state_name, state in track.states.items():
                yield (*path, "tracks", name, "states", state_name, "title"), state.title
