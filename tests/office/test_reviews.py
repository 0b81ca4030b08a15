"""A policy past its review says so: by its printed day, by its age, by what the school told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.office import doctor, policies, reviews, stage

if TYPE_CHECKING:
    from tests.office.practice_kit import Book

TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("adopted", "review", "told", "said"),
    [
        ("", "", None, ""),
        ("", "2026-11-02", None, ""),
        ("", "2026-11-01", None, "past its printed review date, Sun 1 Nov 2026"),
        ("2023-11-02", "", None, ""),
        (
            "2023-11-01",
            "2027-06-30",
            None,
            "adopted on Wed 1 Nov 2023, more than three years ago",
        ),
        ("2019-06-28", "", date(2025, 9, 1), ""),
        ("", "", date(2020, 2, 29), "adopted on Sat 29 Feb 2020, more than three years ago"),
    ],
)
def test_a_policy_is_due_by_its_day_or_its_age(
    book: Book, adopted: str, review: str, told: date | None, said: str
) -> None:
    policy = book.desk("head").policy_in_force(stage.SLUG, stage.POLICY)
    printed = replace(policy, adopted=adopted, review=review)

    assert reviews.past_review(printed, told, TODAY) == said


def test_the_list_of_policies_says_which_are_due() -> None:
    due = {one.name: one.review for one in policies.known(None, None, TODAY)}

    assert due["trust"] == "adopted on Fri 28 Jun 2019, more than three years ago"
    assert due["milnthorpe"] == ""


def test_what_a_school_told_counts_before_what_is_printed(book: Book) -> None:
    head = book.desk("head")
    school = head.settings.schools[stage.SLUG]
    old = replace(school, adopted={stage.POLICY: date(2020, 1, 6)})
    head.settings = replace(head.settings, schools={stage.SLUG: old})

    [(what, advice)] = reviews.notes(head)
    assert what.endswith("is due for review: adopted on Mon 6 Jan 2020, more than three years ago")
    assert "adopted.milnthorpe=DATE" in advice
    assert what in {one.what for one in doctor.examine(head) if not one.damage}


def test_an_adoption_in_these_records_grows_old_too(book: Book) -> None:
    head = book.desk("head")
    before = list(reviews.notes(head))
    book.clock.move(timedelta(days=4 * 365))

    assert before == []
    assert len(list(reviews.notes(head))) == 1
