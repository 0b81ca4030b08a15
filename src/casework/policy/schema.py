"""The shape of a policy file, format version 1.

Must not know what a good policy keeps: see ``rules``. Every model forbids unknown keys. Field names
are the keys of the file with ``-`` for ``_``. ``docs/policy-format.schema.json`` is made from here.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from casework.policy.single import is_one_test
from casework.policy.values import (
    ClauseId,
    Day,
    Name,
    Names,
    Place,
    Provenance,
    Sentence,
    Title,
    Words,
)

#: The one format that this program reads.
FORMAT = 1


def _dashed(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _test_or_name(value: object) -> str:
    return "name" if isinstance(value, str) else "test"


class Shape(BaseModel):
    """Base: dashed keys, nothing unknown, nothing turned into another type."""

    model_config = ConfigDict(
        alias_generator=_dashed, extra="forbid", frozen=True, strict=True, populate_by_name=False
    )


class Clause(Shape):
    """One clause of the printed policy and what it asks of a school."""

    strength: Literal["must", "will", "usually", "may", "consider", "must_not", "states"]
    bearing: Literal["machine", "record", "letter", "count", "calendar", "reference"]
    says: Sentence
    cite: Annotated[str, Field(min_length=1, max_length=300)] | None = Field(
        None, description="How paper cites it: heading and place."
    )
    on_school: bool = Field(False, description="The duty falls on the school in a case.")
    nothing_needed: Sentence | None = Field(None, description="Why nothing implements it.")
    held_by: Sentence | None = Field(None, description="Where the product holds it.")
    in_branch: list[Place] = Field([], description="What of an included branch carries it out.")


class Category(Shape):
    """A kind of misuse, with the targets it may have and the shared list it maps to."""

    title: Title
    normalised: Name = Field(description="Category of the common list, for figures.")
    targets: list[Name] = []
    clauses: list[ClauseId] = []
    routes: Literal["complaints"] | None = None
    not_in_policy: bool = False


class Fact(Shape):
    """A question asked of a person; never read out of free text."""

    ask: Sentence
    type: Literal["yes-no", "yes-no-unknown", "choice", "text", "date", "number"]
    choices: list[Name] = []
    who_says: bool = Field(False, description="The answer needs who told us.")
    personal: bool = False
    sealed: bool = Field(False, description="The answer goes to a sealed record alone.")
    once: bool = Field(False, description="Once yes, never no again.")
    asked_of: Name | None = Field(None, description="The role list that may answer.")
    setting: Name | None = Field(None, description="The school's setting that answers it.")
    clauses: list[ClauseId] = []
    not_in_policy: bool = False


class Test(Shape):
    """One thing that can be true of a case. Exactly one kind of test is filled in."""

    fact: Name | None = None
    is_: Words | None = Field(None, alias="is", description="Values; yes by default.")
    at_least: int | None = None
    category: Name | None = None
    target: Name | None = None
    only_category: Names | None = None
    any_category: bool | None = None
    track: Name | None = None
    in_: Names | None = Field(None, alias="in")
    been: Names | None = None
    finished: bool | None = None
    deadline: Name | None = None
    standing: Literal["waiting", "running", "passed", "met", "cancelled"] | None = None
    letter: Name | None = None
    reached: Literal["drafted", "approved", "issued", "sent", "received"] | None = None
    each: Name | None = Field(None, description="Every person with this role was sent that letter.")
    incidents: int | None = Field(None, description="At least so many incidents on record.")
    person: Name | None = Field(None, description="Somebody with this role is named.")
    evidence: int | None = Field(None, description="At least so many capture sheets.")
    each_with: Names | None = Field(None, description="Every sheet has these fields filled in.")
    paused: bool | None = None
    all: Annotated[list[TestOrName], Field(min_length=1)] | None = None
    any: Annotated[list[TestOrName], Field(min_length=1)] | None = None
    not_: TestOrName | None = Field(None, alias="not")

    @model_validator(mode="after")
    def _is_one_test(self) -> Self:
        filled = {name for name in Test.model_fields if getattr(self, name) is not None}
        if not is_one_test(filled):
            raise ValueError("not exactly one complete test")
        return self


TestOrName = Annotated[
    Annotated[Test, Tag("test")] | Annotated[Name, Tag("name")], Discriminator(_test_or_name)
]


class Condition(Test):
    """A named test with the sentences shown when it fails, and when it holds and must not."""

    otherwise: Sentence
    when_it_holds: Sentence | None = Field(
        None, description="The sentence shown where a step says unless and it holds."
    )
    remedy: Sentence | None = None
    clauses: list[ClauseId] = []
    not_in_policy: bool = False


class FollowOn(Shape):
    """A step that a step causes in another track, within the same moment."""

    track: Name
    trigger: Name
    optional: bool = Field(False, description="Skipped where the other track cannot take it.")


class Transition(Shape):
    """One permitted step of a track."""

    trigger: Name
    source: Names
    dest: Name
    says: Sentence = Field(description="What a person reads on the button's line.")
    by: Name = Field(description="The role list that may take it.")
    approval: Name | None = None
    conditions: list[Name] = []
    unless: list[Name] = []
    asks: list[Name] = Field([], description="Facts that must be answered by or before the step.")
    asks_sealed: list[Name] = Field([], description="Sealed facts that are answered with the step.")
    sets: dict[Name, str] = {}
    reason: bool = Field(False, description="A reason must be given.")
    new_capture: bool = Field(False, description="Only after a capture sheet added since then.")
    letter: Name | None = None
    starts: list[Name] = []
    ends: list[Name] = []
    keeps: Literal["deadlines", "restarts"] | None = Field(
        None, description="For a step back to the same state: what becomes of its deadlines."
    )
    then: list[FollowOn] = []
    admits: list[Name] = Field([], description="Circles that hold the case's key from then on.")
    reopens: bool = False
    closes: bool = False
    danger: bool = Field(False, description="Acts on immediate danger.")
    override: bool = Field(False, description="Steps past an unmet condition, with a reason.")
    clauses: list[ClauseId] = []
    not_in_policy: bool = False
    instead_of: Name | None = Field(
        None, description="In a track made from a template: the template's trigger this replaces."
    )


class State(Shape):
    """A state of a track."""

    title: Title
    owner: Name | None = Field(None, description="Role list that owns an open state of the spine.")
    next: Name | None = Field(
        None, description="The deadline that gives an open spine state its date."
    )
    clauses: list[ClauseId] = []


class Amendment(Shape):
    """What one trigger of a template has besides; lists are added, anything else replaces."""

    says: Sentence | None = None
    by: Name | None = None
    conditions: list[Name] = []
    unless: list[Name] = []
    asks: list[Name] = []
    sets: dict[Name, str] = {}
    letter: Name | None = None
    starts: list[Name] = []
    ends: list[Name] = []
    then: list[FollowOn] = []
    admits: list[Name] = []
    danger: bool = False
    clauses: list[ClauseId] = []
    not_in_policy: bool = False


class Measure(Shape):
    """What the measure template needs: an action the school considers, and does or declines."""

    words: Annotated[str, Field(min_length=1, max_length=120)] = Field(
        description="The action as a noun: a written warning."
    )
    by: Name = Field(description="Role list that raises it and records what became of it.")
    decider: Name = Field(description="Role list that declines, withdraws and revisits.")
    opens_when: Name | None = Field(None, description="Condition of considering it.")
    override: Name | None = Field(None, description="Role list that may consider it all the same.")
    approval: Name | None = None
    letter: Name | None = Field(None, description="The letter that is approved with it.")
    carried_out_by: Name | None = None
    clauses: list[ClauseId]
    titles: dict[Name, Title] = {}
    without: list[Name] = Field([], description="Triggers of the template that are left out.")
    steps: dict[Name, Amendment] = Field({}, description="More about triggers of the template.")


class Track(Shape):
    """One flat machine of a case type."""

    title: Title
    spine: bool = False
    template: Literal["measure"] | None = None
    fill: Measure | None = Field(None, description="What the template needs.")
    initial: Name | None = None
    finals: list[Name] = []
    states: dict[Name, State] = {}
    transitions: list[Transition] = []
    decide_when: Name | None = Field(
        None, description="Condition under which closing demands that the choice was decided."
    )
    owed_when: Name | None = Field(
        None, description="Condition under which closing demands that it was done (will, must)."
    )
    clauses: list[ClauseId] = []
    not_in_policy: bool = False


class Deadline(Shape):
    """A limit: its length, what it runs from, and what is to be decided when it is missed."""

    title: Title
    track: Name
    within: Words = Field(description="5 school days; several: whichever comes first.")
    from_: Name = Field(
        "step", alias="from", description="step, receipt, or a fact that is a date."
    )
    roll: Literal["none", "next-working-day", "previous-working-day"] = "none"
    when_missed: Name | None = Field(
        None, description="The step a person is then asked to decide on."
    )
    to: Name = Field(description="The role list on whose list a miss stands.")
    provenance: Provenance
    source: Sentence | None = Field(None, description="Act or guidance with its edition.")
    clauses: list[ClauseId] = []


class Letter(Shape):
    """A letter of this policy: which template, to whom, who must approve it."""

    title: Title
    template: Name
    to: Name = Field(
        description="Person role or a body: author, complainant, platform, police, solicitor."
    )
    approval: Name | None = None
    waived_by: ClauseId | None = None
    when_sent: FollowOn | None = None
    when_received: FollowOn | None = None
    limit: Name | None = Field(None, description="The deadline whose length it prints.")
    clauses: list[ClauseId] = []
    not_in_policy: bool = False


class Approval(Shape):
    """Who decides, and who instead when that person may not."""

    title: Title
    by: Name
    instead: list[Name] = []
    clauses: list[ClauseId] = []
    provenance: Provenance = "default"


class PauseRule(Shape):
    """While safeguarding has not released it, contact with the author waits."""

    when: Name
    steps: list[FollowOn] = Field(description="Blocked steps.")
    letters_to: list[Name] = []
    released_by: Name
    circle: Name = Field("safeguarding", description="Whose signature stands under the release.")
    otherwise: Sentence
    clauses: list[ClauseId] = []
    not_in_policy: bool = True


class Contract(Shape):
    """A rule the case must keep whatever happens."""

    says: Sentence
    never: Test | None = Field(None, description="No case may ever stand so.")
    steps: list[FollowOn] = Field([], description="These steps are never taken while ...")
    letters_to: list[Name] = Field([], description="No letter to these moves on while ...")
    while_: Test | Name | None = Field(None, alias="while")
    clauses: list[ClauseId] = []
    not_in_policy: bool = False


class Counting(Shape):
    """A monitored count: categories and targets, never names."""

    title: Title
    categories: list[Name]
    targets: list[Name] = []
    clauses: list[ClauseId] = []


class AgeRule(Shape):
    """An age figure with its subject, source and date; never a bare constant."""

    subject: Title
    age: int
    provenance: Provenance
    source: Sentence
    valid_from: Day | None = None
    clauses: list[ClauseId] = []


class CaseType(Shape):
    """One kind of case: its tracks, limits, letters and contracts."""

    title: Title
    sealed: bool = False
    opened_by: Name
    opens_at: Literal["adoption"] | None = Field(
        None, description="The office opens one such case for each school that adopts the policy."
    )
    circles: list[Name] = Field(description="Circles whose members can open such a case.")
    tracks: dict[Name, Track] = {}
    include: list[Name] = Field([], description="Shared tracks taken in, by name.")
    deadlines: dict[Name, Deadline] = {}
    letters: dict[Name, Letter] = {}
    pause: PauseRule | None = None
    contracts: dict[Name, Contract] = {}
    clauses: list[ClauseId] = []


class PolicyFile(Shape):
    """A whole policy file."""

    casework: Literal[1] = Field(description="The format of the file.")
    policy: Name
    title: Title
    school: Title | None = None
    adopted: Day | None = None
    review: Day | None = None
    includes: list[Name] = []
    clauses: dict[ClauseId, Clause]
    roles: dict[Name, list[Name]]
    approvals: dict[Name, Approval] = {}
    categories: dict[Name, Category] = {}
    facts: dict[Name, Fact] = {}
    conditions: dict[Name, Condition] = {}
    counts: dict[Name, Counting] = {}
    ages: dict[Name, AgeRule] = {}
    case_types: dict[Name, CaseType]
