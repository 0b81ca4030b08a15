"""Who works at which school, as the records' own log says it; and what older entries mean."""

from __future__ import annotations

import pytest

from casework.office.ledger import Ledger, fold_journal, written

FIRST, SECOND = "first", "second"


def folded(*entries: bytes) -> Ledger:
    return fold_journal(("2026-11-02T09:00:00+00:00", one) for one in entries)


def school(slug: str, *, own: bool) -> bytes:
    return written("school", slug=slug, name=slug.title(), **({"own_circles": True} if own else {}))


@pytest.fixture
def ledger() -> Ledger:
    return folded(
        school(FIRST, own=False),
        written("roles", user="old", roles=["administrator", "headteacher"]),
        written("roles", user="a", roles=["office"], schools=[FIRST]),
        school(SECOND, own=True),
        written("roles", user="b", roles=["office"], schools=[SECOND]),
        written("roles", user="both", roles=["ict-manager"], schools=[FIRST, SECOND]),
        written("roles", user="trust", roles=["trust-officer"], schools=[]),
        written("roles", user="head", roles=["administrator", "headteacher"], schools=[FIRST]),
    )


@pytest.mark.parametrize(
    ("user", "first", "second"),
    [
        ("old", {"administrator", "headteacher"}, {"administrator"}),
        ("a", {"office"}, set()),
        ("b", set(), {"office"}),
        ("both", {"ict-manager"}, {"ict-manager"}),
        ("trust", {"trust-officer"}, {"trust-officer"}),
        ("head", {"administrator", "headteacher"}, {"administrator"}),
        ("nobody", set(), set()),
    ],
)
def test_a_role_counts_where_its_holder_works(
    ledger: Ledger, user: str, first: set[str], second: set[str]
) -> None:
    assert ledger.roles_at(user, FIRST) == first
    assert ledger.roles_at(user, SECOND) == second


def test_a_school_of_older_records_shares_the_plain_circles_and_their_people() -> None:
    older = folded(
        school(FIRST, own=False),
        written("roles", user="old", roles=["office"]),
        school(SECOND, own=False),
    )

    assert [older.circle("office", slug) for slug in (FIRST, SECOND)] == ["office", "office"]
    assert older.schools_of("old") == (FIRST, SECOND)


def test_a_further_schools_circles_are_its_own(ledger: Ledger) -> None:
    actual = [ledger.circle("chair", slug) for slug in (FIRST, SECOND)]

    assert actual == ["chair", "chair@second"]
