"""A letter's template as its writer sees it: its fields, its problems, and what a version lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.errors import NotFound
from casework.office import templates
from casework.office.policies import templates as sources
from casework.settings import overrides

if TYPE_CHECKING:
    from pathlib import Path

WARNING = sources(None)["warning"]


def test_the_shipped_letters_have_no_problem_and_have_lost_nothing() -> None:
    found = templates.examined()

    assert len(found) == len(sources(None))
    assert [one.name for one in found if one.problems or one.lost or one.own] == []


def test_each_field_says_what_fills_it() -> None:
    filled = {one.name: one.filled_from for one in templates.form("warning").fields}

    assert (filled["policy_title"], filled["complaint_route"], filled["request"]) == (
        "policy",
        "settings",
        "writer",
    )


def _own(book: Path, name: str, source: str) -> templates.Examined:
    folder = overrides(book, "letters")
    folder.mkdir(parents=True)
    (folder / f"{name}.md").write_text(source, encoding="utf-8")
    (found,) = [one for one in templates.examined(book) if one.name == name]
    return found


def test_a_field_and_a_heading_that_are_gone_are_told(tmp_path: Path) -> None:
    lines = [line for line in WARNING.splitlines() if not line.startswith("  post_words:")]
    own = "\n".join(lines).replace("## Our concerns", "## Concerns")
    own = own.replace(
        "{% if post_words %}\nThe words in question are:\n\n> {{ post_words }}\n\n{% endif %}\n", ""
    )
    found = _own(tmp_path, "warning", own)

    assert found.own
    assert found.problems == ()
    assert found.lost == (
        "The field post_words is gone: The exact words of the post.",
        "The heading “Our concerns” is gone.",
    )


def test_a_field_that_need_not_be_filled_any_more_is_told(tmp_path: Path) -> None:
    own = WARNING.replace("contact_words: line, required", "contact_words: line, optional")
    (said,) = _own(tmp_path, "warning", own).lost

    assert said.startswith("The field contact_words may now be left empty: ")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("strength: may", "strength: warns", "“strength” was “may” and is “warns”."),
        ("to: author", "to: complainant", "“to” was “author” and is “complainant”."),
    ],
)
def test_another_reader_or_strength_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert _own(tmp_path, "warning", WARNING.replace(old, new, 1)).lost == (said,)


def test_a_version_that_only_says_it_otherwise_lost_nothing(tmp_path: Path) -> None:
    found = _own(tmp_path, "warning", WARNING.replace("This letter concerns", "We write about"))

    assert (found.own, found.lost) == (True, ())


def test_a_letter_of_the_schools_own_name_is_held_against_nothing(tmp_path: Path) -> None:
    found = _own(tmp_path, "our-letter", WARNING)

    assert (found.own, found.lost, found.problems) == (True, (), ())


def test_a_broken_version_says_its_problems_and_what_it_lost(tmp_path: Path) -> None:
    found = _own(tmp_path, "warning", "no front matter {% if %}")

    assert found.problems != ()
    assert "The heading “Our concerns” is gone." in found.lost


def test_a_name_nearly_right_is_guessed() -> None:
    with pytest.raises(NotFound) as fault:
        templates.form("warnings")

    assert fault.value.advice == "Did you mean warning?"
