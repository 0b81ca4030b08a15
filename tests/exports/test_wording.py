"""The words a policy gives to a history: choices and places as they are read on paper."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from casework.exports.wording import phrase, printed, wording_from_json, wording_json, wording_of
from casework.office import policies

if TYPE_CHECKING:
    from casework.exports.wording import Wording


@pytest.fixture(scope="module")
def milnthorpe() -> Wording:
    return wording_of(policies.read("milnthorpe").policy, "concern")


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("pupil", "Pupil"),
        ("told-the-police", "Told the police"),
        ("school-run", "On a site that the school runs"),
        ("x-or-twitter", "X (Twitter)"),
        ("tiktok", "TikTok"),
        ("ict-manager", "ICT manager"),
        ("e-safety-incident", "E-safety incident"),
        ("removed-verified", "Removed, and seen to be gone"),
        ("lado", "Local authority designated officer (LADO)"),
    ],
)
def test_a_choice_is_shown_as_words(choice: str, words: str) -> None:
    assert phrase(choice) == words


@pytest.mark.parametrize(
    ("cite", "words"),
    [
        ('"Overview", fourth paragraph', "“Overview”, fourth paragraph"),
        ('"A", first point; "B", the list', "“A”, first point; “B”, the list"),
        ("section 4.1", "section 4.1"),
        ('a 6" rule', 'a 6" rule'),
    ],
)
def test_a_place_has_the_quotation_marks_of_print(cite: str, words: str) -> None:
    assert printed(cite) == words


def test_no_typewriter_mark_is_left_in_a_shipped_place(milnthorpe: Wording) -> None:
    tables = (milnthorpe.actions, milnthorpe.moves, milnthorpe.questions, milnthorpe.categories)
    cites = {cite for table in tables for row in table.values() for cite in row.cites}

    assert cites
    assert [cite for cite in cites if '"' in cite] == []


def test_every_choice_of_a_shipped_policy_has_words(milnthorpe: Wording) -> None:
    asked = [one for one in milnthorpe.questions.values() if one.type == "choice"]

    assert asked
    assert all(one.phrases for one in asked)
    assert [w for one in asked for w in one.phrases.values() if "-" in w or w[0].islower()] == []


def test_a_wording_is_read_as_it_was_written(milnthorpe: Wording) -> None:
    stored = json.loads(json.dumps(wording_json(milnthorpe)))

    assert wording_from_json(stored) == milnthorpe


def test_a_wording_of_before_choices_had_words_is_still_read(milnthorpe: Wording) -> None:
    stored = json.loads(json.dumps(wording_json(milnthorpe)))
    for row in stored["questions"].values():
        del row["phrases"]

    assert {dict(row.phrases) == {} for row in wording_from_json(stored).questions.values()} == {
        True
    }
