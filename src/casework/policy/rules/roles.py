"""Rules about who may do what, and who decides: W052 to W061. Must not know anybody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.gates import ROLE_WORDS
from casework.policy.reading import led_to
from casework.policy.rules.base import Problem, rule
from casework.policy.rules.lookup import edges, firing, leaf_tests, roles, steps_in, words_of
from casework.text import in_words, large, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from casework.policy import schema
    from casework.policy.findings import Path
    from casework.policy.rules.base import Checked, Step
    from casework.policy.schema import FollowOn


@rule("W052", "Each role is a role of the program")
def is_program_role(checked: Checked) -> Iterator[Problem]:
    """The clock is no role either, but W038 says so where it would act."""
    for name, listed in checked.file.roles.items():
        for index, role in enumerate(listed):
            if role not in ROLE_WORDS and role != "clock":
                like = nearest(role, tuple(ROLE_WORDS))
                yield Problem(
                    path=("roles", name, index),
                    message=f"Nobody signs in as “{role}”.",
                    remedy=f"Did you mean {like}?"
                    if like
                    else f"Roles are {in_words(ROLE_WORDS)}.",
                )


@rule("W053", "Whoever may take a step may give the answers it asks for, and may see the case")
def may_see_what_is_asked(checked: Checked) -> Iterator[Problem]:
    """An answer may also be given before, at a step of those who may give it."""
    for path, name, case_type in checked.case_types():
        if "administrator" in roles(checked, case_type.opened_by):
            yield _administrator((*path, "opened-by"))
        steps = steps_in(checked, name)
        for step in steps:
            if "administrator" in roles(checked, step.of.by):
                yield _administrator((*step.path, "by"))
            for fact in (*step.of.asks, *step.of.asks_sealed):
                if not _may_answer(checked, step, fact) and not _asked_elsewhere(
                    checked, steps, fact
                ):
                    yield Problem(
                        path=(*step.path, "asks"),
                        message=f"Not everybody who may take {words_of(step)} may answer “{fact}”.",
                        remedy="Narrow “by:”, widen “asked-of:”, or ask at an earlier step.",
                    )


def _administrator(path: Path) -> Problem:
    return Problem(
        path=path,
        message="The administrator opens no case, so cannot do this.",
        remedy="Use a role list without the administrator.",
    )


def _may_answer(checked: Checked, step: Step, name: str) -> bool:
    fact = checked.file.facts.get(name)
    if fact is None or fact.asked_of is None:
        return True
    return roles(checked, step.of.by) <= roles(checked, fact.asked_of)


def _asked_elsewhere(checked: Checked, steps: Sequence[Step], fact: str) -> bool:
    return any(fact in step.of.asks and _may_answer(checked, step, fact) for step in steps)


# --- approvals --------------------------------------------------------------------------------


@rule("W054", "An approval is declared, and there is a way on when it is declined")
def has_ways_on(checked: Checked) -> Iterator[Problem]:
    """Granted, the step is taken. Declined, the track stays where it was and must not be stuck."""
    for use in checked.references:
        if use.kind == "approval" and use.name not in use.known:
            yield Problem(
                path=use.path,
                message=f"There is no approval “{use.name}”.",
                remedy="Declare under “approvals:” who decides, and who instead.",
            )
    for step in checked.steps():
        if step.of.approval is None:
            continue
        others = [other.of for other in steps_in(checked, step.case_type, step.track)]
        for source in step.of.source:
            ways = [o for o in others if source in o.source and o.trigger != step.of.trigger]
            if not ways:
                yield Problem(
                    path=(*step.path, "approval"),
                    message=f"If {words_of(step)} is declined, nothing leads on from “{source}”.",
                    remedy="Add a step from there for when the decision is no.",
                )


@rule("W055", "An approval has before it everything that it binds")
def binds_what_is_there(checked: Checked) -> Iterator[Problem]:
    """It binds the letter's exact words and every answer the step asks for."""
    for _, name, case_type in checked.case_types():
        for step in steps_in(checked, name):
            if step.of.approval is None:
                continue
            letter = case_type.letters.get(step.of.letter or "")
            if step.of.letter and letter is None:
                yield Problem(
                    path=(*step.path, "letter"),
                    message=f"{words_of(step)} is approved with a letter that is not declared.",
                    remedy="Declare it under “letters:” of this type of case.",
                )
            elif letter and letter.approval not in {None, step.of.approval}:
                yield Problem(
                    path=(*step.path, "approval"),
                    message=f"{words_of(step)} is approved by “{step.of.approval}”, its letter by "
                    f"“{letter.approval}”: one yes would stand for both.",
                    remedy="Name the same approval at the step and at its letter.",
                )
            for fact in step.of.asks:
                if fact not in checked.file.facts:
                    yield Problem(
                        path=(*step.path, "asks"),
                        message=f"{words_of(step)} is approved with an answer nobody can give: "
                        f"“{fact}”.",
                        remedy="Declare the question under “facts:”.",
                    )


def _deciders(checked: Checked, approval: schema.Approval) -> frozenset[str]:
    found = roles(checked, approval.by)
    return found.union(*(roles(checked, name) for name in approval.instead))


def _asked_by(checked: Checked, name: str) -> Iterator[tuple[Path, frozenset[str]]]:
    """Yield where an approval is asked, and who may ask: by a step, or by drafting a letter."""
    for path, case_name, case_type in checked.case_types():
        for step in steps_in(checked, case_name):
            letter = case_type.letters.get(step.of.letter or "")
            if step.of.approval == name:
                yield (*step.path, "approval"), roles(checked, step.of.by)
            elif step.of.approval is None and letter and letter.approval == name:
                place = (*path, "letters", step.of.letter or "", "approval")
                yield place, roles(checked, step.of.by)


@rule("W056", "Whoever asks, or wrote the letter, is never the only one who could decide")
def is_not_the_only_one(checked: Checked) -> Iterator[Problem]:
    """Who asks may not decide; with a single deciding role that may also ask, nobody is left."""
    for name, approval in checked.file.approvals.items():
        deciders = _deciders(checked, approval)
        for path, asking in _asked_by(checked, name):
            if len(deciders) == 1 and deciders <= asking:
                (only,) = deciders
                yield Problem(
                    path=path,
                    message=f"{_who(only)} may ask for “{name}” and is the only one to decide it.",
                    remedy="Name under “instead:” of the approval who decides in their place.",
                )


@rule("W057", "Somebody stands in for whoever decides")
def has_a_substitute(checked: Checked) -> Iterator[Problem]:
    """For an approver who is named in the case, asked, is away, or was taken off it."""
    for name, approval in checked.file.approvals.items():
        deciders = _deciders(checked, approval)
        asked_alone = any(deciders <= asking for _, asking in _asked_by(checked, name))
        if len(deciders) == 1 and not asked_alone:
            yield Problem(
                path=("approvals", name),
                message=f"Nobody decides “{name}” when that person is away or named in the case.",
                remedy="Name a role list with another role under “instead:”.",
            )


@rule("W058", "No approval waits for another in a circle, and none is gone round")
def waits_in_no_circle(checked: Checked) -> Iterator[Problem]:
    """A follow-on step is taken without asking, so it must not be one that needs an approval."""
    for _, name, _ in checked.case_types():
        steps = steps_in(checked, name)
        for path, follow in _caused(checked, name, steps):
            if any(other.of.approval for other in firing(steps, follow.track, follow.trigger)):
                yield Problem(
                    path=path,
                    message=f"“{follow.trigger}” of “{follow.track}” needs an approval, and "
                    "nobody is asked for one where it only follows.",
                    remedy="Let it be asked for by hand, or follow on with another step.",
                )
        yield from _waiting_circles(checked, steps)


def _caused(
    checked: Checked, case_type: str, steps: Sequence[Step]
) -> Iterator[tuple[Path, FollowOn]]:
    """Yield every step that another step, or a letter's life, brings with it."""
    for step in steps:
        for index, follow in enumerate(step.of.then):
            yield (*step.path, "then", index), follow
    for name, letter in checked.file.case_types[case_type].letters.items():
        path: Path = ("case-types", case_type, "letters", name)
        if letter.when_sent is not None:
            yield (*path, "when-sent"), letter.when_sent
        if letter.when_received is not None:
            yield (*path, "when-received"), letter.when_received


def _waiting_circles(checked: Checked, steps: Sequence[Step]) -> Iterator[Problem]:
    approved = [step for step in steps if step.of.approval]
    waits = {id(step): _waits_for(checked, steps, step) for step in approved}
    told: set[int] = set()
    for step in approved:
        seen: set[int] = set()
        waiting = list(waits[id(step)])
        while waiting:
            other = waiting.pop()
            if id(other) not in seen:
                seen.add(id(other))
                waiting += waits[id(other)]
        if id(step) in seen and not told & seen:
            told |= seen
            yield Problem(
                path=(*step.path, "conditions"),
                message=f"{words_of(step)} waits for a decision that waits for this one.",
                remedy="Take one of the two out of the other's conditions.",
            )


def _waits_for(checked: Checked, steps: Sequence[Step], step: Step) -> list[Step]:
    """Return the approved steps without which a condition of ``step`` cannot come true."""
    found: list[Step] = []
    for name in step.of.conditions:
        condition = checked.file.conditions.get(name)
        if condition is None or condition.any or condition.not_:
            continue
        for test in leaf_tests(checked, name):
            wanted = set(test.in_ or test.been or ())
            into = [s for s in steps if s.track == test.track and s.of.dest in wanted]
            if into and all(other.of.approval for other in into):
                found += into
    return found


@rule("W059", "An approval is asked and given by different people", warning=True)
def needs_two_people(checked: Checked) -> Iterator[Problem]:
    """Where one role alone may ask and is the one to decide, every request goes to the stand-in."""
    for name, approval in checked.file.approvals.items():
        deciding = roles(checked, approval.by)
        for path, asking in _asked_by(checked, name):
            if len(asking) == 1 and deciding == asking and len(_deciders(checked, approval)) > 1:
                (only,) = asking
                yield Problem(
                    path=path,
                    message=f"{_who(only)} alone may ask for “{name}” and is the one to decide it, "
                    "so each request goes to the stand-in.",
                    remedy="Let somebody else ask as well, or take the approval out.",
                )


def _who(role: str) -> str:
    words = ROLE_WORDS.get(role, role)
    return large(words)


@rule("W060", "No approval stands before what the law or statutory guidance demands")
def delays_no_duty(checked: Checked) -> Iterator[Problem]:
    """The step that meets such a limit is taken at once; so is every step on the way to it."""
    for _, name, case_type in checked.case_types():
        for step in steps_in(checked, name):
            duties = [
                limit for limit in step.of.ends if _is_duty(checked.file.clauses, case_type, limit)
            ]
            if duties and step.of.approval:
                yield _delayed((*step.path, "approval"), step, duties[0])
        for limit in case_type.deadlines:
            if _is_duty(checked.file.clauses, case_type, limit):
                yield from _barred_way(checked, name, limit)


def _is_duty(clauses: Mapping[str, schema.Clause], case_type: schema.CaseType, name: str) -> bool:
    """A limit of law or guidance binds, unless the policy's own clauses leave the matter open."""
    limit = case_type.deadlines.get(name)
    if limit is None or limit.provenance not in {"law", "guidance"}:
        return False
    strengths = {clauses[c].strength for c in limit.clauses if c in clauses}
    return not strengths or not strengths.isdisjoint({"must", "will"})


def _barred_way(checked: Checked, case_type: str, limit: str) -> Iterator[Problem]:
    """Yield the approved steps without which the limit could not be met."""
    steps = steps_in(checked, case_type)
    track = checked.file.case_types[case_type].tracks.get(
        checked.file.case_types[case_type].deadlines[limit].track
    )
    own = [
        s for s in steps if track and track is checked.file.case_types[case_type].tracks[s.track]
    ]
    begins = {step.of.dest for step in own if limit in step.of.starts}
    meets = {source for step in own if limit in step.of.ends for source in step.of.source}
    for begin in sorted(begins):
        free = [(s, step.of.dest) for step in own if not step.of.approval for s in step.of.source]
        if track and led_to(edges(track), begin) & meets and not led_to(free, begin) & meets:
            barring = next(step for step in own if step.of.approval)
            yield _delayed((*barring.path, "approval"), barring, limit)


def _delayed(path: Path, step: Step, limit: str) -> Problem:
    return Problem(
        path=path,
        message=f"{words_of(step)} waits for an approval; “{limit}” is a duty that cannot.",
        remedy="Take the approval out; whoever acts says so on record.",
    )


# --- sealed kinds of case ---------------------------------------------------------------------


@rule("W061", "Nothing unsealed names a sealed type of case")
def names_nothing_sealed(checked: Checked) -> Iterator[Problem]:
    """Neither in its words nor by its name: everybody in an ordinary case reads these."""
    sealed = {
        words.casefold()
        for _, name, case_type in checked.case_types()
        if case_type.sealed
        for words in (case_type.title, name, name.replace("-", " "))
    }
    for path, _, case_type in checked.case_types():
        if not case_type.sealed:
            yield from _named(checked, path, case_type.model_dump(by_alias=True), sealed)
    for kind in ("categories", "counts"):
        for name, item in getattr(checked.file, kind).items():
            yield from _named(checked, (kind, name), item.model_dump(by_alias=True), sealed)


def _named(checked: Checked, path: Path, value: object, sealed: set[str]) -> Iterator[Problem]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _named(checked, (*path, key), inner, sealed)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _named(checked, (*path, index), inner, sealed)
    elif isinstance(value, str) and any(words in value.casefold() for words in sealed):
        yield Problem(
            path=path,
            message="This names a sealed type of case where everybody reads it.",
            remedy="Say it without that name; safeguarding knows where such cases are.",
        )
