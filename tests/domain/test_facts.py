"""Answers and categories."""

from __future__ import annotations

import pytest

from casework.domain.facts import Answer, CategoryClaim, FactType


@pytest.mark.parametrize(("target", "words"), [("staff", "threat:staff"), ("", "threat")])
def test_a_category_is_written_with_whom_it_concerns(target: str, words: str) -> None:
    assert str(CategoryClaim(code="threat", target=target)) == words


def test_not_knowing_is_an_answer_of_its_own() -> None:
    assert [answer.value for answer in Answer] == ["yes", "no", "unknown"]
    assert FactType("yes-no-unknown") is not FactType("yes-no")
