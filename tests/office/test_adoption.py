"""What begins when a school adopts a policy: once for a school, by whoever may open it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from casework.office import adoption, doctor, people, policies, stage
from casework.settings import overrides, shipped

if TYPE_CHECKING:
    from tests.office.practice_kit import Book

YEARLY = """
  yearly:
    title: What returns every year
    opened-by: leaders
    opens-at: adoption
    circles: [office, leadership]
    tracks:
      yearly-case:
        title: The year
        spine: true
        initial: running
        finals: [ended]
        states:
          running: {title: Running, owner: leaders, next: yearly-talk}
          ended: {title: Ended}
        transitions:
          - {trigger: emergency, source: running, dest: running, says: Call for help., by: leaders, danger: true, keeps: deadlines, not-in-policy: true}
          - {trigger: talk-held, source: running, dest: running, says: Record the talk., by: leaders, keeps: restarts, starts: [yearly-talk], not-in-policy: true}
          - {trigger: end-year, source: running, dest: ended, says: End it., by: leaders, ends: [yearly-talk], closes: true, not-in-policy: true}
    deadlines:
      yearly-talk: {title: The talk to pupils, track: yearly-case, within: 12 months, when-missed: talk-held, to: leaders, provenance: default}
"""  # noqa: E501 - one step, one line, as in a policy file


@pytest.fixture
def yearly(book: Book) -> Book:
    """Lay a policy with a case that begins at its adoption into the records' own folder."""
    folder = overrides(book.folder, "workflows")
    shutil.copytree(shipped("workflows"), folder, dirs_exist_ok=True)
    file = folder / "milnthorpe.yaml"
    file.write_text(file.read_text(encoding="utf-8").rstrip() + YEARLY, encoding="utf-8")
    return book


def _refs(book: Book) -> list[str]:
    cards = book.fresh("head").cards
    return [row.ref for row in cards.rows if book.case(row.ref).case_type == "yearly"]


def test_a_case_begins_when_the_head_adopts_the_policy(yearly: Book) -> None:
    policies.adopt(yearly.desk("head"), "milnthorpe")
    [ref] = _refs(yearly)

    assert yearly.case(ref).summary.startswith("What returns every year: ")
    assert yearly.case(ref).state("yearly-case") == "running"


def test_its_yearly_limit_runs_from_the_adoption(yearly: Book) -> None:
    policies.adopt(yearly.desk("head"), "milnthorpe")
    [ref] = _refs(yearly)

    assert yearly.limit(ref, "yearly-talk") == ("2027-11-02", "running")


def test_the_step_that_was_taken_sets_the_next_year(yearly: Book) -> None:
    policies.adopt(yearly.desk("head"), "milnthorpe")
    [ref] = _refs(yearly)
    yearly.clock.instant = yearly.clock.instant.replace(year=2027, month=6)
    yearly.take("head", ref, "yearly-case.talk-held")

    assert yearly.limit(ref, "yearly-talk") == ("2028-06-02", "running")


def test_a_newer_version_opens_no_second(yearly: Book) -> None:
    policies.adopt(yearly.desk("head"), "milnthorpe")
    file = overrides(yearly.folder, "workflows") / "milnthorpe.yaml"
    text = file.read_text(encoding="utf-8").replace("What returns every year", "Each year")
    file.write_text(text, encoding="utf-8")
    policies.adopt(yearly.desk("head"), "milnthorpe")
    policies.adopt(yearly.desk("head"), "milnthorpe")

    assert len(_refs(yearly)) == 1


def test_a_policy_without_such_a_case_opens_none(book: Book) -> None:
    before = len(book.desk("head").cards.rows)
    policies.adopt(book.desk("head"), "milnthorpe")

    assert len(book.fresh("head").cards.rows) == before


def test_what_the_adopter_may_not_open_waits_for_somebody_who_may(yearly: Book) -> None:
    clerk = yearly.desk("clerk")
    school = clerk.school_slug("")
    policy = policies.read("milnthorpe", yearly.folder).policy
    begun = adoption.begin(clerk, policy, school)
    waits = adoption.waiting(clerk, policy, school)
    policies.adopt(yearly.desk("head"), "milnthorpe")

    assert (begun, waits) == ((), ("What returns every year",))
    assert adoption.waiting(yearly.fresh("head"), policy, school) == ()


def test_a_successor_who_adopts_a_newer_version_opens_no_second(yearly: Book) -> None:
    policies.adopt(yearly.desk("head"), "milnthorpe")
    people.add(yearly.desk("head"), "successor", ["headteacher"], stage.PASSWORD)
    yearly.fresh("head")
    policies.adopt(yearly.desk("successor"), "milnthorpe")

    assert len(_refs(yearly)) == 1


def test_duties_that_the_adopter_could_not_begin_are_told_to_whoever_may(yearly: Book) -> None:
    head = yearly.desk("head")
    people.add(head, "keeper", ["administrator"], stage.PASSWORD)
    policies.adopt(yearly.desk("keeper"), "milnthorpe")
    before = [what for what, _advice in adoption.notes(yearly.fresh("head"))]
    told = {one.what for one in doctor.examine(yearly.desk("head"))}
    clerk = list(adoption.notes(yearly.desk("clerk")))
    policies.adopt(yearly.desk("head"), "milnthorpe")

    assert len(before) == 1
    assert before[0].startswith("“What returns every year” of the policy")
    assert set(before) <= told
    assert clerk == []
    assert list(adoption.notes(yearly.fresh("head"))) == []
