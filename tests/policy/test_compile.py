"""From file to policy: every name resolved, one step per source, conditions as pure functions."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.domain.case import CaseRef, Incident, Pause, Snapshot, TrackState
from casework.domain.facts import CategoryClaim, Fact
from casework.domain.people import CasePerson, PersonRole
from casework.errors import Damaged
from casework.policy import conditions as atom
from casework.policy.loader import load_stored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.policy.model import CaseType, Policy

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
LOOSE = "family-told: {fact: told, otherwise: The family has not been told., clauses: [GOO-3]}"


def policy(*edits: tuple[str, str]) -> Policy:
    text = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return load_stored({"good.yaml": text})  # no rule stands in the way of odd examples


def concern(*edits: tuple[str, str]) -> CaseType:
    return policy(*edits).case_types["concern"]


def case(
    *,
    facts: Mapping[str, str] | None = None,
    tracks: Mapping[str, TrackState] | None = None,
    categories: tuple[CategoryClaim, ...] = (),
    people: tuple[CasePerson, ...] = (),
    incidents: tuple[Incident, ...] = (),
    pause: Pause = Pause.NONE,
) -> Snapshot:
    answers = {
        name: Fact(value=value, said_by="", by="u", seq=1) for name, value in (facts or {}).items()
    }
    return Snapshot(
        ref=CaseRef("CW-TEST"),
        case_type="concern",
        policy="good",
        digest="d",
        school="s",
        summary="",
        seq=1,
        revision=1,
        opened_at=NOW,
        changed_at=NOW,
        tracks=tracks or {},
        facts=answers,
        categories=categories,
        people=people,
        incidents=incidents,
        pause=pause,
    )


def test_each_source_makes_one_step_with_its_own_id() -> None:
    steps = concern().tracks["warning"].transitions
    actual = [step.id for step in steps if step.trigger in {"withdraw", "revisit"}]

    assert actual == [
        "concern/warning/withdraw/considered",
        "concern/warning/withdraw/approved",
        "concern/warning/revisit/declined",
        "concern/warning/revisit/ineffective",
        "concern/warning/revisit/withdrawn",
    ]


def test_a_second_way_of_one_trigger_from_one_source_is_numbered() -> None:
    calm = "  calm: {not: {fact: told}, otherwise: The family was told., clauses: [GOO-3]}"
    step = (
        "          - {trigger: finish, source: begun, dest: finished,"
        " says: Say what was found., by: staff, reason: true"
    )
    first = f"{step}, conditions: [calm]}}\n"
    second = f"{step}, asks: [told], unless: [calm]}}"
    found = concern((f"  {LOOSE}", f"{calm}\n  {LOOSE}"), (f"{step}}}", first + second))
    actual = [one.id for one in found.tracks["inquiry"].transitions]

    assert actual == [
        "concern/inquiry/begin/not-begun",
        "concern/inquiry/finish/begun",
        "concern/inquiry/finish/begun/2",
    ]


def test_the_indexes_hold_every_step() -> None:
    found = concern()
    every = [step for track in found.tracks.values() for step in track.transitions]

    assert list(found.by_id.values()) == every
    assert {step.id for offered in found.offers.values() for step in offered} == set(found.by_id)
    assert [step.trigger for step in found.offers["case", "open"]] == [
        "emergency",
        "look-again",
        "close",
    ]
    assert found.triggers["emergency"] == ("case",)
    assert found.spine == "case"


def test_role_lists_become_program_roles() -> None:
    found = policy()
    concern = found.case_types["concern"]
    close = concern.by_id["concern/case/close/open"]

    assert found.roles["staff"] == {"office", "senior-leader", "headteacher"}
    assert concern.opened_by == found.roles["staff"]
    assert close.roles == {"headteacher"}
    assert concern.tracks["case"].states["open"].owner == found.roles["staff"]
    assert concern.deadlines["review"].to == {"headteacher"}


def test_an_approval_names_who_decides_and_who_instead() -> None:
    approve = concern().by_id["concern/warning/approve/considered"]
    assert approve.approval is not None

    assert approve.approval.name == "head"
    assert approve.approval.by == {"headteacher"}
    assert approve.approval.instead == ("chair",)
    assert approve.roles == {"office", "senior-leader", "headteacher"}


def test_a_limit_has_its_rule_in_words_and_as_a_sum() -> None:
    edit = ("within: 10 school days,", "within: [10 school days, 1 month], roll: next-working-day,")
    limit = concern(edit).deadlines["review"]

    assert limit.words == "10 school days or 1 month"
    assert [str(length) for length in limit.rule.lengths] == ["10 school days", "1 month"]
    assert limit.rule.roll == "next-working-day"
    assert (limit.anchor, limit.when_missed, limit.track) == ("step", "look-again", "case")


def test_what_is_not_in_the_policy_says_so_on_every_step() -> None:
    found = concern()
    actual = {
        track: {step.not_in_policy for step in made.transitions}
        for track, made in found.tracks.items()
    }

    assert actual == {"case": {False}, "warning": {False, True}, "inquiry": {True}}


def test_a_bare_name_is_a_fact_being_yes_or_another_condition() -> None:
    more = "  both: {all: [refused-and-continued, told], otherwise: Not both., clauses: [GOO-2]}"
    found = policy((f"  {LOOSE}", f"{more}\n  {LOOSE}"))

    yes = frozenset({"yes"})
    assert found.conditions["both"].test == atom.All(
        parts=(
            atom.All(
                parts=(
                    atom.FactIs(fact="refused", values=yes),
                    atom.FactIs(fact="continued", values=yes),
                )
            ),
            atom.FactIs(fact="told", values=yes),
        )
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, False),
        ({"refused": "yes"}, False),
        ({"refused": "yes", "continued": "unknown"}, False),
        ({"refused": "yes", "continued": "yes"}, True),
    ],
)
def test_a_condition_decides(facts: dict[str, str], expected: bool) -> None:
    condition = policy().conditions["refused-and-continued"]

    assert condition.holds(case(facts=facts)) is expected


CLAIM = CategoryClaim(code="threat", target="staff")
AUTHOR = CasePerson(number=1, role=PersonRole.AUTHOR, name="A. Person")
POST = Incident(number=1, words="", where="", happened="", seq=1)


@pytest.mark.parametrize(
    ("test", "holding", "failing"),
    [
        ("category: threat", case(categories=(CLAIM,)), case()),
        (
            "{category: threat, target: pupil}",
            case(categories=(CategoryClaim(code="threat", target="pupil"),)),
            case(categories=(CLAIM,)),
        ),
        ("only-category: threat", case(categories=(CLAIM,)), case()),
        ("any-category: true", case(categories=(CLAIM,)), case()),
        ("any-category: false", case(), case(categories=(CLAIM,))),
        ("person: author", case(people=(AUTHOR,)), case()),
        ("incidents: 1", case(incidents=(POST,)), case()),
        ("paused: true", case(pause=Pause.STANDING), case(pause=Pause.RELEASED)),
        ('{fact: refused, is: ["no", "yes"]}', case(facts={"refused": "no"}), case()),
        ("not: told", case(), case(facts={"told": "yes"})),
        ("any: [told, refused]", case(facts={"refused": "yes"}), case()),
        (
            "{track: inquiry, in: begun}",
            case(tracks={"inquiry": TrackState(state="begun")}),
            case(tracks={"inquiry": TrackState(state="not-begun")}),
        ),
        (
            "{track: inquiry, been: begun}",
            case(tracks={"inquiry": TrackState(state="finished", been=frozenset({"begun"}))}),
            case(tracks={"inquiry": TrackState(state="not-begun")}),
        ),
        (
            "{track: inquiry, finished: true}",
            case(tracks={"inquiry": TrackState(state="finished")}),
            case(tracks={"inquiry": TrackState(state="begun")}),
        ),
        (
            "{track: inquiry, finished: false}",
            case(tracks={"inquiry": TrackState(state="begun")}),
            case(tracks={"inquiry": TrackState(state="finished")}),
        ),
    ],
)
def test_every_kind_of_test_is_decided(test: str, holding: Snapshot, failing: Snapshot) -> None:
    written = test if test.startswith("{") else f"{{{test}}}"
    more = f"  tried: {{all: [{written}], otherwise: It is not so., clauses: [GOO-2]}}"
    condition = policy((f"  {LOOSE}", f"{more}\n  {LOOSE}")).conditions["tried"]

    assert (condition.holds(holding), condition.holds(failing)) == (True, False)


PARTS = """    letters:
      warning:
        title: Warning
        template: warning
        to: author
        approval: head
        limit: review
        clauses: [GOO-2]
        when-sent: {track: inquiry, trigger: begin, optional: true}
    pause:
      when: family-told
      steps: [{track: inquiry, trigger: begin}]
      letters-to: [author]
      released-by: governors
      otherwise: It waits for safeguarding.
    contracts:
      quiet:
        says: Nothing goes out while it is paused.
        steps: [{track: warning, trigger: approve}]
        letters-to: [author]
        while: {paused: true}
        clauses: [GOO-2]
      never-both:
        says: Never both.
        never: {all: [{track: inquiry, in: begun}, family-told]}
        clauses: [GOO-2]
    deadlines:
"""
WHOLE = (
    ("    deadlines:\n", PARTS),
    ("          approval: head\n", "          approval: head\n          letter: warning\n"),
)


def test_a_letter_knows_its_approval_its_limit_and_what_follows() -> None:
    letter = concern(*WHOLE).letters["warning"]
    assert letter.approval is not None
    assert letter.when_sent is not None

    assert (letter.template, letter.to, letter.limit) == ("warning", "author", "review")
    assert letter.approval.name == "head"
    assert (letter.when_sent.track, letter.when_sent.trigger) == ("inquiry", "begin")
    assert (letter.when_sent.optional, letter.when_received) == (True, None)


def test_a_pause_knows_its_steps_and_who_releases_it() -> None:
    pause = concern(*WHOLE).pause
    assert pause is not None

    assert pause.steps == {("inquiry", "begin")}
    assert pause.letters_to == {"author"}
    assert pause.released_by == {"chair"}
    assert pause.circle == "safeguarding"
    assert pause.when.holds(case(facts={"told": "yes"}))


def test_a_contract_is_a_test_that_never_holds_or_steps_never_taken_while_it_does() -> None:
    quiet, never = concern(*WHOLE).contracts
    assert quiet.while_ is not None
    assert never.never is not None
    begun = {"inquiry": TrackState(state="begun")}

    assert (quiet.name, quiet.never, never.while_) == ("quiet", None, None)
    assert quiet.steps == {("warning", "approve")}
    assert quiet.while_(case(pause=Pause.STANDING))
    assert never.never(case(facts={"told": "yes"}, tracks=begun))
    assert not never.never(case(tracks=begun))


def test_a_condition_on_tracks_is_read_where_those_tracks_are() -> None:
    more = "  over: {track: inquiry, finished: true, otherwise: It goes on., clauses: [GOO-2]}"
    other = """  aside:
    title: Aside
    opened-by: staff
    circles: [office]
    tracks:
      only:
        title: Only
        spine: true
        initial: new
        finals: [old]
        states: {new: {title: New}, old: {title: Old}}
        transitions:
          - {trigger: end, source: new, dest: old, says: End it., by: staff, closes: true}
  concern:
    title: Concern about a post
"""
    found = policy(
        (f"  {LOOSE}", f"{more}\n  {LOOSE}"),
        ("  concern:\n    title: Concern about a post\n", other),
    )

    assert found.conditions["over"].test == atom.TrackIn(
        track="inquiry", states=frozenset({"finished"})
    )


@pytest.mark.parametrize(
    "edit",
    [
        ("conditions: [family-told]", "conditions: [family-tld]"),
        ("asks: [told]", "asks: [tld]"),
        ("by: head, instead: [governors]", "by: head, instead: [governor]"),
        ("opened-by: staff", "opened-by: stuff"),
        ("owner: staff, next: review", "owner: staff, next: revue"),
        ("closes: true,", "closes: true, letter: none-such,"),
        ("closes: true,", "closes: true, then: [{track: inquiry, trigger: start}],"),
        ("{fact: told, otherwise", "{track: inquirey, in: begun, otherwise"),
        ("{fact: told, otherwise", "{track: inquiry, in: began, otherwise"),
        ("{fact: told, otherwise", "{all: [family-told], otherwise"),
        ("when-missed: look-again", "when-missed: look-away"),
        ("within: 2 school days", "within: 2 days"),
        ("categories: [threat]", "categories: [thread]"),
    ],
)
def test_a_name_that_is_not_declared_never_reaches_the_compiler(edit: tuple[str, str]) -> None:
    with pytest.raises(Damaged):
        policy(edit)


def test_shipped_policies_compile_with_every_reference_resolved() -> None:
    folder = ROOT / "workflows"
    branches = {
        f"shared/{path.name}": path.read_text(encoding="utf-8")
        for path in (folder / "shared").glob("*.yaml")
    }
    for path in sorted(folder.glob("*.yaml")):
        found = load_stored({path.name: path.read_text(encoding="utf-8"), **branches})
        for case_type in found.case_types.values():
            for step in case_type.by_id.values():
                track = case_type.tracks[step.track]

                assert {step.source, step.dest} <= track.states.keys()
                assert step.roles
                assert case_type.deadlines.keys() >= {*step.starts, *step.ends}
                assert found.clauses.keys() >= set(step.clauses)
