"""A case on the screen and what a step came to: words a person reads, and can type back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Office

#: Words of the engine that are shown to nobody (options and names in brackets are typed, not read).
NEVER = ("spine", "trigger", "deemed", "digest", "case book", "MIL-")


@pytest.fixture
def ref(office: Office) -> str:
    return office.opens(
        "Clerk", "--category", "negative-or-offensive:staff", "--set", "platform=x-or-twitter"
    )


def _part(page: str, title: str) -> list[str]:
    """Return the lines of a part of the page."""
    lines = page.splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith(title))
    rest = lines[begin + 1 :]
    return rest[: rest.index("")] if "" in rest else rest


def test_what_is_known_is_said_with_its_question(office: Office, ref: str) -> None:
    page = office.says("Clerk", "case", "show", ref).out

    assert _part(page, "What is known") == [
        "  Negative or offensive comment about a person, concerning: staff",
        "  On which platform is it? X (Twitter).",
    ]


def test_each_answer_that_a_step_asks_for_is_shown_as_it_is_typed(office: Office, ref: str) -> None:
    page = office.says("Deputy", "case", "show", ref).out
    lines = _part(page, "What can be done now")
    step = next(at for at, line in enumerate(lines) if "[triage" in line)

    assert lines[step].endswith('[triage --reason "…"]')
    assert lines[step + 1].startswith(
        "      --set location=school-run|public|private-group|message"
    )


def test_the_action_is_named_only_where_several_have_the_step(office: Office, ref: str) -> None:
    page = office.says("Head", "case", "show", ref).out
    lines = "\n".join(_part(page, "What can be done now"))

    assert ("[no-answer-needed]" not in lines, "[consider-anyway --track " in lines) == (
        False,
        True,
    )


def test_steps_that_wait_for_the_same_stand_under_it_together(office: Office, ref: str) -> None:
    lines = _part(office.says("Clerk", "case", "show", ref).out, "Not yet, because")
    reasons = [line for line in lines if not line.startswith("      – ")]

    assert len(reasons) == len(set(reasons)) < len(lines) / 2


def test_a_person_named_again_with_an_address_stands_there_once(office: Office, ref: str) -> None:
    person = ("case", "person", ref, "author=Ms J. Hart", "--address", "2 Low Road")
    office.does("Clerk", *person)
    page = office.says("Clerk", "case", "show", ref).out

    assert page.count("person who posted: Ms J. Hart") == 1


def test_no_word_of_the_engine_is_on_the_page(office: Office, ref: str) -> None:
    page = office.says("Deputy", "case", "show", ref).out

    assert [word for word in NEVER if word in page] == []


def test_a_step_says_what_it_changed_and_taking_it_back_says_so(office: Office, ref: str) -> None:
    done = office.says("Clerk", "case", "do", ref, "no-answer-needed").out
    back = office.says("Clerk", "case", "undo", ref).out

    assert done.splitlines() == [
        f"{ref}: done.",
        "  Answer to whoever told us: No answer is needed",
    ]
    assert "taken back" in back


def test_a_rehearsed_step_is_told_in_titles(office: Office, ref: str) -> None:
    told = office.says("Clerk", "case", "do", ref, "no-answer-needed", "--dry-run").out

    assert told.splitlines() == [
        "This would happen; nothing was written:",
        "  Answer to whoever told us: No answer is needed",
    ]


def test_opening_says_on_the_side_where_to_look_next(office: Office) -> None:
    told = office.says("Clerk", "case", "open", "concern", "--summary", "A post")

    ref = told.out.strip()
    assert told.err == f"casework case show {ref} says what can be done now.\n"


MARK = re.compile(r"[0-9a-f]{32}")


def test_a_sealed_record_shows_no_mark_that_only_the_program_reads(office: Office) -> None:
    words = ("--about", "Mr T. Sample", "--told-by", "staff", "--words", "What I saw on Monday.")
    office.does("Clerk", "concern", *words)
    [record] = office.does("Guard", "case", "list")
    facts = office.does("Guard", "case", "show", record["ref"])["facts"]
    page = office.says("Guard", "case", "show", record["ref"]).out

    assert MARK.fullmatch(facts["handed-in"])
    assert MARK.search(page) is None


def test_due_work_fits_eighty_columns(office: Office, ref: str) -> None:
    office.at("2026-11-20T09:00:00+00:00")
    lines = office.says("Clerk", "deadline", "list").out.splitlines()

    assert lines[0].split() == ["Due", "Case"]
    assert [line for line in lines if len(line) > 80] == []
    assert any(re.match(rf"\d+ days late +{ref}  ", line) for line in lines)
