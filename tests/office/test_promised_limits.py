"""What the shipped policies promise about time: which limits there are, whose numbers they are."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import NotPermitted
from casework.office import limits, policies, stage

if TYPE_CHECKING:
    from casework.policy.model import Deadline
    from tests.office.practice_kit import Book

REVIEWS = ("first-review", "review-fortnight", "review-month", "lado-contact", "advice-chase")
POLICIES = ("braunstone", "community", "milnthorpe", "moat-farm", "model", "trust")
#: Requests for removal, meetings, reviews with the local authority, and what comes round.
PROMISED = {
    ("milnthorpe", "concern"): ("removal-check", "removal", "receipt-chase", "second-look"),
    ("trust", "concern"): ("removal-check", "removal", "receipt-chase", "second-look"),
    ("model", "concern"): ("removal-check", "removal", "receipt-chase", "second-look"),
    ("community", "concern"): (
        *("first-meeting", "meeting-to-hold", "removal-check", "second-look"),
        *("further-meeting", "further-meeting-to-invite", "further-meeting-to-hold"),
    ),
    ("braunstone", "concern"): ("second-look",),
    ("braunstone", "breach-of-terms"): ("second-look",),
    ("moat-farm", "concern"): ("second-look",),
    ("moat-farm", "cyberbullying"): ("second-look",),
    ("community", "yearly-duties"): (
        *("e-safety-audit", "filter-service", "policy-review"),
        *("filter-check-leaders", "filter-check-ict"),
    ),
    ("trust", "upkeep"): ("updates", "policy-review"),
    ("model", "policy-year"): ("yearly-review", "termly-figures"),
    **{(name, "staff-allegation"): REVIEWS for name in POLICIES},
}


@cache
def deadlines(policy: str, kind: str) -> dict[str, Deadline]:
    return dict(policies.read(policy).policy.case_types[kind].deadlines)


@pytest.mark.parametrize(("policy", "kind"), PROMISED)
def test_what_a_policy_owes_by_a_day_is_a_limit_that_ends_on_somebodys_list(
    policy: str, kind: str
) -> None:
    found = deadlines(policy, kind)

    assert [name for name in PROMISED[policy, kind] if name not in found] == []
    assert [
        name for name in PROMISED[policy, kind] if not (found[name].when_missed and found[name].to)
    ] == []


ANCHORS = {
    ("milnthorpe", "concern", "removal"): ("receipt", "5 school days"),
    ("milnthorpe", "concern", "limitation"): ("first-published", "12 months"),
    ("trust", "concern", "removal"): ("delivered-on", "0 calendar days"),
    ("community", "concern", "further-meeting-to-hold"): ("step", "10 school days"),
    ("community", "staff-allegation", "lado-contact"): ("known-on", "1 working day"),
    ("trust", "upkeep", "policy-review"): ("review-due-on", "0 calendar days"),
    ("braunstone", "image", "wipe-limit"): ("captured-on", "1 school day"),
}


@pytest.mark.parametrize(("policy", "kind", "name"), ANCHORS)
def test_a_limit_counts_from_what_the_policy_or_the_law_says(
    policy: str, kind: str, name: str
) -> None:
    limit = deadlines(policy, kind)[name]

    assert (limit.anchor, limit.words) == ANCHORS[policy, kind, name]


@pytest.mark.parametrize("policy", POLICIES)
def test_every_number_says_whose_it_is_and_names_its_source_where_it_is_locked(
    policy: str,
) -> None:
    types = policies.read(policy).policy.case_types.values()
    all_of_them = [limit for kind in types for limit in kind.deadlines.values()]

    assert {limit.provenance for limit in all_of_them} <= {"seed", "law", "guidance", "default"}
    assert [
        limit.name
        for limit in all_of_them
        if limit.provenance != "default" and not (limit.source or limit.clauses)
    ] == []


@pytest.mark.parametrize(
    ("policy", "name", "whose"),
    [
        ("trust", "removal", "the policy"),
        ("milnthorpe", "limitation", "the law"),
        ("milnthorpe", "lado-contact", "statutory guidance"),
    ],
)
def test_a_number_that_is_not_the_schools_cannot_be_edited(
    book: Book, policy: str, name: str, whose: str
) -> None:
    head = book.desk("head")
    if policy != stage.POLICY:
        policies.adopt(head, policy)
    with pytest.raises(NotPermitted) as fault:
        limits.set_length(head, policy, name, "30 calendar days", "We are busy.")

    assert f"it comes from {whose}" in fault.value.message
    assert head.ledger.lengths_of(stage.SLUG, policy) == {}


def test_a_default_is_edited_for_one_policy_alone_and_the_change_is_recorded(book: Book) -> None:
    head = book.desk("head")
    policies.adopt(head, "model")
    limits.set_length(head, stage.POLICY, "acknowledge", "3 school days", "We are two.")
    said = [
        json.loads(record.payload)
        for record in store.read_journal(head.session)
        if record.payload is not None
    ]
    [length] = [one for one in said if one["kind"] == "length"]

    kept = ("policy", "name", "length", "why", "by")
    assert [length[each] for each in kept] == [
        stage.POLICY,
        "acknowledge",
        "3 school days",
        "We are two.",
        head.session.name,
    ]
    assert head.ledger.lengths_of(stage.SLUG, "model") == {}
