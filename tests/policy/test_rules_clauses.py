"""W014 to W019: clauses, what carries them out, and where numbers come from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Codes = Callable[..., list[str]]
TOLD = "third point', on-school: true}"
REVIEW = "to: head, provenance: default}"


@pytest.mark.parametrize("code", [f"W{number:03}" for number in range(14, 20)])
def test_a_bad_file_has_exactly_the_fault_it_marks(
    code: str, faults: Callable[[str], tuple[object, object]]
) -> None:
    actual, marked = faults(code)

    assert marked
    assert actual == marked


@pytest.mark.parametrize("bearing", ["record", "count", "calendar"])
def test_what_is_held_elsewhere_needs_no_step(found: Codes, bearing: str) -> None:
    clause = f"GOO-8: {{strength: states, bearing: {bearing}, says: Kept., held-by: A page.}}"
    actual = found(("  GOO-4: {", f"  {clause}\n  GOO-4: {{"))

    assert actual == []


def test_a_machine_clause_cannot_be_held_elsewhere(found: Codes) -> None:
    clause = "GOO-8: {strength: states, bearing: machine, says: Kept., held-by: A page.}"
    actual = found(("  GOO-4: {", f"  {clause}\n  GOO-4: {{"))

    assert actual == ["W016"]


def test_the_wording_of_letters_needs_a_place_to_cite(found: Codes) -> None:
    clause = "GOO-8: {strength: states, bearing: letter, says: Kept., held-by: A page.}"
    actual = found(("  GOO-4: {", f"  {clause}\n  GOO-4: {{"))

    assert actual == ["W014"]


def test_a_clause_without_strength_is_reported_as_a_clause(found: Codes) -> None:
    actual = found(("GOO-4: {strength: states, ", "GOO-4: {"))

    assert actual == ["W014"]


def test_a_step_without_clause_says_it_is_not_in_the_policy(found: Codes) -> None:
    actual = found(("        not-in-policy: true\n        initial", "        initial"))

    assert actual == ["W015", "W015"]


def test_a_category_without_clause_says_it_is_not_in_the_policy(found: Codes) -> None:
    actual = found(("targets: [staff, pupil], clauses: [GOO-5]}", "targets: [staff, pupil]}"))

    assert actual == ["W015"]


def test_a_duty_is_owed_by_its_track(found: Codes) -> None:
    actual = found(
        ("strength: consider, bearing: machine", "strength: will, bearing: machine"),
        (
            "        title: Warning letter\n",
            "        title: Warning letter\n        owed-when: refused-and-continued\n",
        ),
    )

    assert actual == []


def test_a_duty_without_anybody_to_owe_it_is_found(found: Codes) -> None:
    actual = found(("strength: consider, bearing: machine", "strength: must, bearing: machine"))

    assert actual == ["W017"]


@pytest.mark.parametrize("strength", ["usually", "must_not", "states"])
def test_other_strengths_only_describe(found: Codes, strength: str) -> None:
    actual = found(
        ("strength: consider, bearing: machine", f"strength: {strength}, bearing: machine")
    )

    assert actual == []


def test_a_duty_of_somebody_else_only_describes(found: Codes) -> None:
    actual = found(
        ("strength: consider, bearing: machine", "strength: must, bearing: machine"),
        ("second point', on-school: true}", "second point'}"),
    )

    assert actual == []


@pytest.mark.parametrize(
    ("provenance", "expected"),
    [
        ("default}", []),
        ("seed}", ["W019"]),
        ("seed, clauses: [GOO-1]}", []),
        ("law}", ["W019"]),
        ("law, source: Defamation Act}", []),
        ("guidance, source: Keeping children safe}", ["W019"]),
        ("guidance, source: Keeping children safe 2026}", []),
    ],
)
def test_a_limit_says_where_it_comes_from(
    found: Codes, provenance: str, expected: list[str]
) -> None:
    actual = found((REVIEW, f"to: head, provenance: {provenance}"))

    assert actual == expected


def test_an_age_of_the_policy_cites_it(found: Codes) -> None:
    actual = found(("The policy's own figure, clauses: [GOO-6]}", "The policy's own figure}"))

    assert actual == ["W019"]


def test_a_condition_that_counts_says_where_its_number_comes_from(found: Codes) -> None:
    test = "incidents: 3, otherwise: There were fewer than three."
    extra = "  family-told: {fact: told,"
    use = ("says: Begin to ask around., by: staff}", "says: Begin., by: staff, conditions: [many]}")
    actual = found((extra, f"  many: {{{test}}}\n{extra}"), use)

    assert actual == ["W019"]
