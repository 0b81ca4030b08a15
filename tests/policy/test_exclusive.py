"""Two tests that no case can meet at once: held against the tests themselves, case by case."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.domain.case import (
    CaseRef,
    DeadlineState,
    Evidence,
    Incident,
    LetterState,
    Pause,
    Snapshot,
    Standing,
    TrackState,
)
from casework.domain.facts import CategoryClaim, Fact
from casework.domain.people import CasePerson, PersonRole
from casework.policy import conditions as c
from casework.policy import exclusive, model
from casework.policy.exclusive import constant, meeting
from casework.policy.partial import Partial, domains, nothing_known, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

THEN = datetime(2026, 11, 2, 9, tzinfo=UTC)


def fact(name: str, kind: str, *choices: str) -> model.Fact:
    return model.Fact(
        name=name,
        ask="?",
        type=kind,
        choices=choices,
        who_says=False,
        personal=False,
        sealed=False,
        once=False,
        roles=frozenset(),
        clauses=(),
    )


def category(code: str, *targets: str) -> model.Category:
    return model.Category(
        code=code, title=code, normalised=code, targets=targets, clauses=(), routes=""
    )


def step(trigger: str, source: str, dest: str) -> model.Transition:
    return model.Transition(
        id=f"{trigger}-{source}",
        track="warning",
        trigger=trigger,
        source=source,
        dest=dest,
        says=trigger,
        roles=frozenset({"office"}),
        approval=None,
        conditions=(),
        unless=(),
        asks=(),
        asks_sealed=(),
        sets={},
        reason=False,
        new_capture=False,
        letter="",
        starts=(),
        ends=(),
        keeps="",
        then=(),
        admits=(),
        reopens=False,
        closes=False,
        danger=False,
        override=False,
        clauses=(),
        not_in_policy=False,
    )


WARNING = model.Track(
    name="warning",
    title="Warning",
    spine=False,
    initial="none",
    finals=frozenset({"done", "declined"}),
    states={
        name: model.State(name=name, title=name, owner=frozenset(), next="")
        for name in ("none", "weighed", "sent", "done", "declined")
    },
    transitions=(
        step("weigh", "none", "weighed"),
        step("decline", "weighed", "declined"),
        step("again", "declined", "weighed"),
        step("send", "weighed", "sent"),
        step("finish", "sent", "done"),
    ),
    decide_when=None,
    owed_when=None,
    clauses=(),
    not_in_policy=False,
)
CONCERN = model.CaseType(
    name="concern",
    title="Concern",
    sealed=False,
    opens_at="",
    opened_by=frozenset({"office"}),
    circles=("office",),
    tracks={"warning": WARNING},
    deadlines={},
    letters={},
    pause=None,
    contracts=(),
    clauses=(),
    spine="warning",
    triggers={},
    offers={},
    by_id={},
)
POLICY = model.Policy(
    name="small",
    title="Small",
    school="",
    adopted="",
    review="",
    digest="0" * 64,
    clauses={},
    roles={},
    approvals={},
    categories={
        "threat": category("threat"),
        "complaint": category("complaint", "school", "staff"),
        "other": category("other"),
    },
    facts={
        "refused": fact("refused", "yes-no"),
        "continued": fact("continued", "yes-no-unknown"),
        "place": fact("place", "choice", "public", "group"),
        "reposts": fact("reposts", "number"),
        "words": fact("words", "text"),
    },
    conditions={},
    case_types={"concern": CONCERN},
    counts={},
    ages={},
    files={},
)

REFUSED = c.FactIs(fact="refused", values=frozenset({"yes"}))
COMPLAINT = c.HasCategory(code="complaint")
ONLY_COMPLAINT = c.OnlyCategories(codes=frozenset({"complaint"}))


def both(*tests: c.Atom) -> bool:
    return meeting(POLICY, CONCERN, tests) is not None


def at(*states: str) -> c.TrackIn:
    return c.TrackIn(track="warning", states=frozenset(states))


def been(*states: str) -> c.TrackBeen:
    return c.TrackBeen(track="warning", states=frozenset(states))


EVERYBODY = c.EveryReached(role="author", letter="warning", stage="sent")
TIMED = c.EachSheetHas(fields=frozenset({"seen-at"}))
APART = {
    "a test and its opposite": (REFUSED, c.Not(part=REFUSED)),
    "yes and no": (REFUSED, c.FactIs(fact="refused", values=frozenset({"no"}))),
    "two places": (
        c.FactIs(fact="place", values=frozenset({"public"})),
        c.FactIs(fact="place", values=frozenset({"group"})),
    ),
    "two states": (at("sent"), at("done")),
    "a state that steps cannot leave behind": (been("sent"), at("declined")),
    "a state every way goes through": (c.Not(part=been("weighed")), at("done")),
    "the first state never been in": (c.Not(part=been("none")), at("sent")),
    "only complaints, and a threat": (ONLY_COMPLAINT, c.HasCategory(code="threat")),
    "only complaints, and no complaint": (ONLY_COMPLAINT, c.Not(part=COMPLAINT)),
    "a category, and none at all": (COMPLAINT, c.Not(part=c.HasCategory(code=""))),
    "a target, and not the category": (
        c.HasCategory(code="complaint", target="staff"),
        c.Not(part=COMPLAINT),
    ),
    "three reposts and not two": (
        c.FactAtLeast(fact="reposts", least=3),
        c.Not(part=c.FactAtLeast(fact="reposts", least=2)),
    ),
    "sent and never issued": (
        c.LetterReached(letter="warning", stage="sent"),
        c.Not(part=c.LetterReached(letter="warning", stage="issued")),
    ),
    "two standings": (
        c.DeadlineStands(deadline="removal", standing="running"),
        c.DeadlineStands(deadline="removal", standing="passed"),
    ),
    "two incidents and not one": (
        c.IncidentsAtLeast(least=2),
        c.Not(part=c.IncidentsAtLeast(least=1)),
    ),
    "fewer than no sheet": (c.Not(part=c.EvidenceAtLeast(least=0)),),
    "paused and not paused": (c.IsPaused(paused=True), c.IsPaused(paused=False)),
    "named and not named": (
        c.PersonNamed(role="author"),
        c.Not(part=c.AnyOf(parts=(c.PersonNamed(role="author"), REFUSED))),
    ),
    "everybody and not everybody": (EVERYBODY, c.Not(part=EVERYBODY)),
    "no sheet, and one that lacks its time": (
        c.Not(part=c.EvidenceAtLeast(least=1)),
        c.Not(part=TIMED),
    ),
}
TOGETHER = {
    "two facts": (REFUSED, c.FactIs(fact="continued", values=frozenset({"yes"}))),
    "not yes and not no: unanswered": (
        c.Not(part=REFUSED),
        c.Not(part=c.FactIs(fact="refused", values=frozenset({"no"}))),
    ),
    "two categories on one post": (COMPLAINT, c.HasCategory(code="threat")),
    "two targets of one category": (
        c.HasCategory(code="complaint", target="staff"),
        c.HasCategory(code="complaint", target="school"),
    ),
    "a category without that target": (
        COMPLAINT,
        c.Not(part=c.HasCategory(code="complaint", target="staff")),
    ),
    "been declined, then sent": (been("declined"), at("sent")),
    "done without ever being declined": (c.Not(part=been("declined")), at("done")),
    "two reposts and not three": (
        c.FactAtLeast(fact="reposts", least=2),
        c.Not(part=c.FactAtLeast(fact="reposts", least=3)),
    ),
    "other words than those named": (
        c.Not(part=c.FactIs(fact="words", values=frozenset({"one", "two"}))),
        c.Not(part=c.Not(part=c.FactIs(fact="refused", values=frozenset({"no"})))),
    ),
    "sent to some and not to all": (
        c.LetterReached(letter="warning", stage="sent"),
        c.Not(part=EVERYBODY),
    ),
    "two sheets that are not all timed": (c.EvidenceAtLeast(least=2), c.Not(part=TIMED)),
    "drafted and not sent": (
        c.LetterReached(letter="warning", stage="drafted"),
        c.Not(part=c.LetterReached(letter="warning", stage="sent")),
    ),
}


@pytest.mark.parametrize("tests", APART.values(), ids=APART.keys())
def test_no_case_meets_both(tests: tuple[c.Atom, ...]) -> None:
    assert meeting(POLICY, CONCERN, tests) is None


@pytest.mark.parametrize("tests", TOGETHER.values(), ids=TOGETHER.keys())
def test_some_case_meets_both(tests: tuple[c.Atom, ...]) -> None:
    assert both(*tests)


def test_a_meeting_says_which_case_it_is() -> None:
    found = meeting(POLICY, CONCERN, (REFUSED, COMPLAINT, at("sent"), c.IncidentsAtLeast(least=2)))

    assert found is not None
    assert found.words == (
        "fact refused: yes",
        "category complaint:school",
        "track warning: sent",
        "incidents: 2",
    )


def test_a_constant_is_told_from_a_test_that_can_go_either_way() -> None:
    always = c.AnyOf(parts=(REFUSED, c.Not(part=REFUSED)))
    never = c.All(parts=(REFUSED, c.Not(part=REFUSED)))
    answers = [constant(POLICY, CONCERN, test) for test in (always, never, REFUSED)]

    assert answers == [True, False, None]


def test_a_search_given_up_counts_as_a_meeting_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exclusive, "MOST_TRIES", 3)
    tests = [c.FactIs(fact=f"f{n}", values=frozenset({"x"})) for n in range(6)]
    found = meeting(POLICY, CONCERN, [*tests, c.Not(part=tests[-1])])

    assert found is not None
    assert not found.certain


# --- against the tests themselves ----

LEAVES = st.sampled_from(
    [test for tests in (*APART.values(), *TOGETHER.values()) for test in tests]
)
TESTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda part: c.Not(part=part), inner),
        st.lists(inner, max_size=3).map(lambda parts: c.All(parts=tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: c.AnyOf(parts=tuple(parts))),
    ),
    max_leaves=3,
)


def case_of(case: Partial) -> Snapshot:
    """Return a real case that stands as ``case`` says."""
    said = case.chosen
    of = {kind: {n: v for (k, n), v in said.items() if k == kind} for kind, _ in said}
    states = of.get("track", {}).get("warning", "none")
    was = {name.split()[-1] for name, value in of.get("been", {}).items() if value == "yes"}
    counts = of.get("count", {})
    return Snapshot(
        ref=CaseRef("CW-2222"),
        case_type="concern",
        policy="small",
        digest="",
        school="",
        summary="",
        seq=1,
        revision=1,
        opened_at=THEN,
        changed_at=THEN,
        tracks={"warning": TrackState(state=states, been=frozenset({"none", states, *was}))},
        facts={
            name: Fact(value=value, said_by="", by="", seq=1)
            for name, value in of.get("fact", {}).items()
            if value
        },
        categories=tuple(
            CategoryClaim(code=name.partition(":")[0], target=name.partition(":")[2])
            for name, value in of.get("category", {}).items()
            if value == "yes"
        ),
        people=tuple(
            CasePerson(number=number, role=PersonRole(role), name="")
            for role, value in of.get("person", {}).items()
            for number in ((1, 2) if "no" in of.get("every", {}).values() else (1,))
            if value == "yes"
        ),
        incidents=(INCIDENT,) * int(counts.get("IncidentsAtLeast", 0)),
        evidence=(sheet(timed="no" not in of.get("sheets", {}).values()),)
        * int(counts.get("EvidenceAtLeast", 0)),
        deadlines={
            name: limit(name, Standing(value))
            for name, value in of.get("deadline", {}).items()
            if value
        },
        letters={
            number: letter(name, value)
            for number, (name, value) in enumerate(of.get("letter", {}).items())
            if value
        },
        pause=Pause.STANDING if "yes" in of.get("pause", {}).values() else Pause.RELEASED,
    )


INCIDENT = Incident(number=1, words="", where="", happened="", seq=1)


def limit(name: str, standing: Standing) -> DeadlineState:
    return DeadlineState(
        id=name,
        name=name,
        track="warning",
        standing=standing,
        due_at="",
        due_on="",
        anchor="",
        rule="",
        unit="",
        why="",
        calendar=1,
        letter=0,
        armed=1,
    )


def letter(name: str, state: str) -> LetterState:
    return LetterState(
        number=1,
        letter=name,
        title="",
        to="author",
        values={},
        text="",
        digest="",
        state=state,
        person=1,
    )


def sheet(*, timed: bool) -> Evidence:
    return Evidence(number=1, sheet={"seen-at": "09:30"} if timed else {}, seq=1)


def standing_as_steps_allow(case: Partial) -> bool:
    """Leave out what no case can be: been where the track's steps cannot have led."""
    state = case.chosen.get(("track", "warning"), "none")
    ways = {
        "none": {"none"},
        "weighed": {"none", "weighed", "declined"},
        "sent": {"none", "weighed", "declined", "sent"},
        "done": {"none", "weighed", "declined", "sent", "done"},
        "declined": {"none", "weighed", "declined"},
    }[state]
    must = {"none", state} | ({"weighed"} if state != "none" else set())
    must |= {"sent"} if state == "done" else set()
    for (kind, name), value in case.chosen.items():
        earlier = name.split()[-1]
        if kind == "been" and not (value == "yes" or earlier not in must):
            return False
        if kind == "been" and value == "yes" and earlier not in ways:
            return False
    return True


def every_case(test: c.Atom) -> Iterator[Partial]:
    case = nothing_known(POLICY, CONCERN, test)
    varying = domains(case)
    for values in product(*(values for _, values in varying)):
        case.chosen = {
            variable: value for (variable, _), value in zip(varying, values, strict=True)
        }
        if standing_as_steps_allow(case):
            yield case


@settings(max_examples=60, deadline=None)
@given(test=TESTS)
def test_a_full_case_is_judged_as_the_test_itself_judges_it(test: c.Atom) -> None:
    holds = test.compiled()

    for case in every_case(test):
        assert verdict(case, test) == holds(case_of(case))


@settings(max_examples=60, deadline=None)
@given(one=TESTS, other=TESTS)
def test_two_tests_meet_exactly_where_some_full_case_meets_both(one: c.Atom, other: c.Atom) -> None:
    whole = c.All(parts=(one, other))
    holds = whole.compiled()
    any_case = any(holds(case_of(case)) for case in every_case(whole))

    assert both(one, other) == any_case


def test_every_sort_of_test_has_its_values_and_its_verdict() -> None:
    sorts = {
        kind
        for kind in vars(c).values()
        if isinstance(kind, type) and issubclass(kind, c.Atom) and kind is not c.Atom
    }
    seen = {
        type(leaf)
        for tests in (*APART.values(), *TOGETHER.values())
        for t in tests
        for leaf in parts(t)
    }

    assert sorts - {c.All, c.AnyOf, c.Not} == seen - {c.All, c.AnyOf, c.Not}


def parts(test: c.Atom) -> Iterator[c.Atom]:
    yield test
    if isinstance(test, c.Not):
        yield from parts(test.part)
    elif isinstance(test, c.All | c.AnyOf):
        for part in test.parts:
            yield from parts(part)
