"""Roles and parts in a case are called by one table, on every screen and paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casework.domain.people import PERSON_WORDS, ROLE_WORDS, PersonRole, part_words, post_words
from casework.domain.spelling import NAMES

SOURCE = Path(__file__).parents[2] / "src" / "casework"
#: Makes words of a slug, and a rule that compares names without showing either.
SLUG = re.compile(r"""\.replace\(['"]-['"], ['"] ['"]\)""")
MAY = {"domain/spelling.py", "policy/rules/roles.py"}


def test_every_part_in_a_case_has_words_of_its_own() -> None:
    words = [part_words(role) for role in PersonRole]

    assert set(PERSON_WORDS) == set(PersonRole)
    assert len(set(words)) == len(words)
    assert [each for each in words if "-" in each or each in {"author", "target"}] == []


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("dsl", "designated safeguarding lead (DSL)"),
        ("ict-manager", "ICT manager"),
        ("case-manager", "case manager"),
        ("lunch-club", "lunch club"),
    ],
)
def test_a_post_reads_as_people_say_it(role: str, words: str) -> None:
    assert post_words(role) == words


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (PersonRole.AUTHOR, "person who posted"),
        ("target", "person the post is about"),
        ("lado", "local authority designated officer (LADO)"),
    ],
)
def test_a_part_reads_as_people_say_it_and_so_does_a_body(role: str, words: str) -> None:
    assert part_words(role) == words


def test_no_module_makes_words_of_a_slug_by_itself() -> None:
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if SLUG.search(path.read_text(encoding="utf-8"))
    }

    assert found == MAY


def test_there_is_one_table() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    said = [words for words in (*ROLE_WORDS.values(), *PERSON_WORDS.values()) if " " in words]
    twice = {
        words: [path.name for path, text in texts.items() if f': "{words}",' in text]
        for words in said
        if words != NAMES.get("ict-manager")  # an answer of a policy, too
    }

    assert {words: where for words, where in twice.items() if len(where) > 1} == {}
