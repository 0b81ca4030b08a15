"""Figures of the practice school: what counts when, what is hidden, and what never is in them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.domain.facts import CategoryClaim
from casework.domain.periods import Span
from casework.errors import NotFound, NotPermitted, UsageFault
from casework.office import cases, governors, letters, monitoring, referrals, reports
from casework.office.cards import read_card
from casework.office.cases import Answers, NewCase
from casework.office.monitoring import age_of
from tests import pdf_kit

if TYPE_CHECKING:
    from casework.domain.tallies import Sheet
    from casework.office.desk import Desk
    from casework.office.letters import Proof
    from tests.office.practice_kit import Book

#: The practice school is rehearsed once for all of them.
pytestmark = pytest.mark.timeout(90)
FIRST, LAST = date(2026, 9, 1), date(2026, 12, 31)
SPRING = datetime(2027, 1, 11, 9, tzinfo=UTC)


def term(desk: Desk) -> Sheet:
    (found,) = monitoring.monitoring(desk, Span.TERM, FIRST, LAST).sheets
    return found


def row(sheet: Sheet, policy: str, name: str) -> tuple[int, int, int]:
    (found,) = (t for t in sheet.tallies if t.name == name and policy in t.policy)
    return found.whole.cases, found.whole.incidents, found.whole.posts


def sealed(desk: Desk) -> set[str]:
    rows = [one for one in desk.cards.rows if one.place is store.Place.SEALED]
    return {read_card(one.card).ref for one in rows}


# --- monitoring -----------------------------------------------------------------------------------


def test_cases_incidents_and_posts_are_counted_each_by_name(school: Book) -> None:
    found = term(school.desk("clerk"))

    assert row(found, "Social Networking and Internet", "offensive") == (1, 1, 2)
    assert row(found, "Social Networking and Internet", "threats") == (1, 1, 1)
    assert row(found, "Social Networking and Internet", "complaints") == (1, 1, 1)
    assert row(found, "Social Networking and Internet", "racist") == (0, 0, 0)


def test_a_count_stands_under_its_own_policy_alone(school: Book) -> None:
    titles = {t.policy for t in term(school.desk("clerk")).tallies if t.whole}

    assert len(titles) == 6
    assert len({t.policy for t in term(school.desk("clerk")).tallies}) == 6


def test_nothing_sealed_is_in_the_figures_of_those_who_may_see_it(school: Book) -> None:
    assert sealed(school.desk("dsl"))
    assert term(school.desk("dsl")).whole == term(school.desk("clerk")).whole


def test_months_add_up_to_the_term(school: Book) -> None:
    found = monitoring.monitoring(school.desk("head"), Span.MONTH, FIRST, LAST).sheets

    assert [one.period.title for one in found] == ["Sep 2026", "Oct 2026", "Nov 2026", "Dec 2026"]
    assert sum(one.whole.cases for one in found) == term(school.desk("head")).whole.cases == 9


def test_the_duties_that_a_policy_opens_by_itself_are_nobodys_post(school: Book) -> None:
    everything = len(list(school.desk("clerk").cards.rows))

    assert term(school.desk("clerk")).whole.cases < everything


def test_limits_met_and_missed_are_counted_by_the_day_they_were_due(school: Book) -> None:
    whole = term(school.desk("head")).limits
    months = monitoring.monitoring(school.desk("head"), Span.MONTH, FIRST, LAST).sheets

    assert whole.met > whole.missed > 0
    assert sum(one.limits.met for one in months) == whole.met


def test_an_open_case_says_what_it_lacks_and_how_old_it_is(school: Book) -> None:
    found = monitoring.monitoring(school.desk("head"), Span.TERM, FIRST, LAST)
    missing = [sentence for one in found.open for sentence in one.missing]

    assert any("waits for a decision" in sentence for sentence in missing)
    assert sum(found.by_age.values()) == len(found.open)


@pytest.mark.parametrize(
    ("days", "age"), [(31, "up to a month"), (32, "up to three months"), (400, "older")]
)
def test_an_age_has_its_group(days: int, age: str) -> None:
    assert age_of(days) == age


@pytest.mark.parametrize("who", ["chair", "vice", "teacher"])
def test_single_months_are_for_those_who_work_on_the_cases(school: Book, who: str) -> None:
    with pytest.raises(NotPermitted):
        monitoring.monitoring(school.desk(who), Span.MONTH, FIRST, LAST)


def test_every_form_of_the_figures_can_be_made(school: Book) -> None:
    found = reports.monitored(school.desk("head"), Span.TERM, FIRST, LAST)
    made = {form: reports.made(found, form) for form in reports.FORMS}

    assert pdf_kit.faults(made["pdf"]) == []
    assert made["xlsx"].startswith(b"PK")
    assert b"Threats of violence" in made["txt"]
    assert reports.together([made["json"]], SPRING).tables
    with pytest.raises(UsageFault):
        reports.made(found, "docx")


# --- for governors --------------------------------------------------------------------------------


def open_more(school: Book, count: int) -> None:
    """Open ordinary concerns about a child under the school's first policy."""
    claim = CategoryClaim(code="naming-or-discussing-a-child", target="pupil")
    for _ in range(count):
        new = NewCase(case_type="concern", policy="milnthorpe", summary="A post about Class 4")
        cases.open_case(school.desk("clerk"), new, Answers(categories=(claim,)))


def over(school: Book) -> Book:
    school.clock.instant = SPRING
    return school


def test_the_sheet_waits_until_the_term_is_over(school: Book) -> None:
    with pytest.raises(UsageFault, match="not over"):
        governors.sheet(school.desk("head"), date(2026, 10, 1))


def test_it_opens_with_five_sentences_and_hides_every_number_under_five(school: Book) -> None:
    found = governors.sheet(over(school).desk("head"), date(2026, 10, 1))

    assert len(found.sentences) == 5
    assert all(row.figure == "under 5" and row.length == 0 for row in found.rows)
    assert "9" not in found.sentences[1]


def test_where_most_would_be_hidden_the_three_years_are_shown(school: Book) -> None:
    found = governors.sheet(over(school).desk("head"), date(2026, 10, 1))

    assert found.period.title == "3 school years to 2027"
    assert "most numbers would be hidden" in found.sentences[0]


def test_once_made_it_stays_whatever_happens_later(school: Book) -> None:
    before = governors.sheet(over(school).desk("head"), date(2026, 10, 1))
    open_more(school, 6)
    school.clock.instant = datetime(2027, 1, 18, 9, tzinfo=UTC)

    assert governors.sheet(school.fresh("deputy"), date(2026, 12, 24)) == before


def test_the_chair_reads_it_and_cannot_make_it(school: Book) -> None:
    with pytest.raises(NotFound):
        governors.sheet(over(school).desk("chair"), date(2026, 10, 1))
    made = governors.sheet(school.desk("head"), date(2026, 10, 1))

    assert governors.sheet(school.fresh("chair"), date(2026, 10, 1)) == made
    with pytest.raises(NotPermitted):
        governors.sheet(school.desk("clerk"), date(2026, 10, 1))


def test_the_term_meant_without_a_day_is_the_last_that_is_over(school: Book) -> None:
    assert governors.last_day_over(over(school).desk("head")) == date(2026, 12, 31)


def test_numbers_that_may_be_shown_are_told_with_what_changed(school: Book) -> None:
    open_more(school, 6)
    school.clock.instant = datetime(2027, 1, 6, 9, tzinfo=UTC)
    open_more(school, 8)
    school.clock.instant = datetime(2027, 5, 4, 9, tzinfo=UTC)
    found = governors.sheet(school.fresh("head"), date(2027, 2, 1))

    assert found.period.title == "Spring term 2027"
    assert "Children named or discussed from 7 to 8" in found.sentences[3]


def test_the_fifth_sentence_says_which_reviews_are_due_and_by_when(school: Book) -> None:
    found = governors.sheet(over(school).desk("head"), date(2026, 10, 1))

    assert found.sentences[4].startswith("Due: ")
    assert "the trust’s review of the policy, by Wed 30 Jun 2027" not in found.sentences[4]
    assert "confirm by when the trust reviews the policy, by" in found.sentences[4]


def written(school: Book, **given: str) -> Proof:
    """Return the report to the governors as it would look, from the community policy's duties."""
    desk = school.fresh("head")
    duties = next(
        card.ref
        for card in (read_card(row.card) for row in desk.cards.rows)
        if (card.policy, card.case_type) == ("community", "yearly-duties")
    )
    return letters.preview(desk, duties, "governors-report", given)


def test_the_report_to_the_governors_waits_for_the_sheet_of_the_term(school: Book) -> None:
    lacking = written(over(school)).missing

    assert any("casework report governors" in sentence for sentence in lacking)


def test_the_report_to_the_governors_says_what_the_frozen_sheet_says(school: Book) -> None:
    sheet = governors.sheet(over(school).desk("head"), date(2026, 10, 1))
    open_more(school, 6)
    words = " ".join(written(school).text.split())

    assert "Autumn term 2026" in words
    assert [one for one in sheet.sentences if " ".join(one.split()) not in words] == []
    assert "under 5" in words
    assert "Parent and community use of social media" in words
    assert [ref for ref in sealed(school.desk("dsl")) if ref in words] == []


# --- referrals ------------------------------------------------------------------------------------


def test_referrals_have_dates_threshold_and_outcome_and_no_name(school: Book) -> None:
    found = referrals.referrals(school.desk("dsl"), FIRST, LAST)
    whole = reports.made(reports.referred(school.desk("dsl"), FIRST, LAST), "txt").decode()
    (referred,) = (one for one in found.rows if one.referred_on)

    assert referred.threshold
    assert referred.known_on <= referred.referred_on <= referred.advice_on
    assert not any(name in whole for name in ("coach", "Coach", "teacher"))


def test_each_case_listed_is_in_its_access_log_first(school: Book) -> None:
    dsl = school.desk("dsl")
    refs = {one.ref for one in referrals.referrals(dsl, FIRST, LAST).rows}
    rows = {read_card(row.card).ref: row.case for row in dsl.cards.rows}
    logs = [{e.payload for e in store.read_access(dsl.session, rows[ref])} for ref in refs]

    assert refs
    assert all(b"listed among the referrals" in log for log in logs)


def test_without_the_key_there_is_no_list_not_even_an_empty_one(school: Book) -> None:
    with pytest.raises(NotPermitted):
        referrals.referrals(school.desk("clerk"), FIRST, LAST)


def test_a_time_without_referrals_is_an_empty_list(school: Book) -> None:
    found = referrals.referrals(school.desk("dsl"), date(2025, 9, 1), date(2025, 12, 31))

    assert found.rows == ()


def test_referrals_are_told_in_days_as_people_write_them(school: Book) -> None:
    made = reports.referred(school.desk("dsl"), FIRST, LAST)
    words = reports.made(made, "txt").decode()

    assert "Mon 23 Nov 2026" in words
    assert re.findall(r"\d{4}-\d\d-\d\d", words) == []
