"""The retention schedule: which class a case has, and what a school's own file may change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from casework.domain.case import CaseRef, Snapshot, TrackState
from casework.domain.facts import CategoryClaim, Fact
from casework.domain.retention import Start
from casework.errors import UsageFault
from casework.office.schedule import NAME, schedule_of

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 2, tzinfo=UTC)
CASE = Snapshot(
    ref=CaseRef("CW-AAAA"),
    case_type="concern",
    policy="milnthorpe",
    digest="",
    school="s",
    summary="",
    seq=1,
    revision=1,
    opened_at=AT,
    changed_at=AT,
    tracks={},
)
OWN = """
cooling-off-days = {days}
[[class]]
name = "{name}"
title = "Ours"
policies = ["milnthorpe"]
start = "closed"
years = {years}
source = {{ kind = "school", title = "Our schedule", edition = "3", valid-from = 2026-09-01 }}
"""


def case(case_type: str = "concern", category: str = "", **answers: str) -> Snapshot:
    facts = {
        name.replace("_", "-"): Fact(value=value, said_by="", by="", seq=1)
        for name, value in answers.items()
    }
    claims = (CategoryClaim(code=category, target=""),) if category else ()
    return replace(CASE, case_type=case_type, facts=facts, categories=claims)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (case(), "misuse"),
        (case(category="complaint"), "complaint"),
        (case(category="racist"), "prejudice"),
        (case(child_at_risk="yes", category="complaint"), "child-protection"),
        (case("firewall-attempt"), "information-technology"),
        (case("staff-conduct", conduct_outcome="disciplined"), "staff-warning"),
        (case("staff-conduct", conduct_outcome="low-level-concern"), "low-level-concern"),
        (case("staff-conduct", conduct_outcome="no-breach"), "misuse"),
        (case("staff-allegation", allegation_outcome="malicious"), "allegation-malicious-or-false"),
        (case("staff-allegation", allegation_outcome="false"), "allegation-malicious-or-false"),
        (case("staff-allegation", allegation_outcome="low-level"), "low-level-concern"),
        (case("staff-allegation", allegation_outcome="unfounded"), "allegation"),
        (case("staff-allegation", allegation_outcome="unsubstantiated"), "allegation"),
        (case("staff-allegation", allegation_outcome="substantiated"), "allegation"),
        (case("staff-allegation", allegation_outcome="passed-on"), "allegation"),
        (replace(CASE, policy="subject-access"), "access-request"),
    ],
)
def test_the_outcome_and_the_kind_of_case_give_the_class(
    tmp_path: Path, of: Snapshot, expected: str
) -> None:
    assert schedule_of(tmp_path).class_of(of).name == expected


def test_what_was_false_and_is_kept_with_consent_is_kept_as_any_allegation(tmp_path: Path) -> None:
    state = {"personnel-file": TrackState(state="kept-by-consent")}
    of = replace(case("staff-allegation", allegation_outcome="false"), tracks=state)

    assert schedule_of(tmp_path).class_of(of).name == "allegation"


def test_every_class_has_a_source_with_edition_and_day(tmp_path: Path) -> None:
    sources = [rule.of.source for rule in schedule_of(tmp_path).rules]

    assert len(sources) == 10
    assert all(one.title and one.edition and one.valid_from.year >= 2019 for one in sources)
    assert schedule_of(tmp_path).cooling_off == 7


def test_a_school_changes_a_class_by_its_name(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(OWN.format(days=14, name="misuse", years=8), encoding="utf-8")

    found = schedule_of(tmp_path)

    assert (found.class_of(case()).years, found.cooling_off) == (8, 14)
    assert found.class_of(case(category="complaint")).years == 6
    assert "The school’s own schedule: Our schedule" in found.class_of(case()).source.words()


def test_a_school_adds_a_class_that_is_tried_first(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(OWN.format(days=7, name="ours", years=9), encoding="utf-8")

    found = schedule_of(tmp_path)

    assert found.class_of(case(category="complaint")).name == "ours"
    assert found.class_of(replace(CASE, policy="trust")).name == "misuse"


@pytest.mark.parametrize(
    "wrong",
    [
        "not toml at all [",
        "[[class]]\nname = 'x'\n",
        OWN.format(days=0, name="ours", years=9),
        OWN.format(days=7, name="ours", years=-1),
        OWN.format(days=7, name="ours", years=9).replace('"closed"', '"someday"'),
        OWN.format(days=7, name="ours", years=9).replace("2026-09-01", "'soon'"),
        OWN.format(days=7, name="ours", years=9).replace('"Ours"', "7"),
        "cooling-off-days = 'long'\n",
        "class = 3\n",
    ],
)
def test_a_file_that_is_not_in_order_is_refused(tmp_path: Path, wrong: str) -> None:
    (tmp_path / NAME).write_text(wrong, encoding="utf-8")

    with pytest.raises(UsageFault):
        schedule_of(tmp_path)


def test_a_last_class_that_fits_not_every_case_is_not_the_last(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(OWN.format(days=7, name="misuse", years=9), encoding="utf-8")

    assert schedule_of(tmp_path).class_of(replace(CASE, policy="trust")).start is Start.CLOSED
