"""People in a case."""

from __future__ import annotations

import pytest

from casework.domain.people import Actor, CasePerson, PersonRole, acting


def test_no_name_shows_in_a_trace() -> None:
    person = CasePerson(number=2, role=PersonRole.CHILD_AFFECTED, name="Zoë", address="1 Lane")
    actor = Actor(user="u1", name="Ann", roles=frozenset({"office"}))

    assert repr(person) == "CasePerson(number=2, role=child-affected)"
    assert repr(actor) == "Actor(user=u1)"


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ({"administrator", "case-manager", "headteacher"}, {"headteacher"}),
        ({"case-manager", "chair", "headteacher"}, {"case-manager", "chair"}),
        (
            {"case-manager", "headteacher", "senior-leader"},
            {"case-manager", "headteacher", "senior-leader"},
        ),
        ({"administrator", "office"}, {"office"}),
        ({"administrator"}, {"administrator"}),
    ],
)
def test_only_the_part_in_which_somebody_acts_is_said(held: set[str], said: set[str]) -> None:
    assert acting(frozenset(held)) == said


def test_a_role_belongs_to_a_person_in_a_case() -> None:
    assert [role.value for role in PersonRole] == [
        "author",
        "target",
        "child-affected",
        "person-of-concern",
        "reporter",
        "source",
        "complainant",
        "witness",
        "family-of",
    ]
