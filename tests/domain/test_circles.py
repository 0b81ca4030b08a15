"""The names of circles, school by school."""

from __future__ import annotations

import pytest

from casework.domain.circles import circle_at, place_of, plain

CIRCLES = ("office", "leadership", "safeguarding", "chair", "vice-chair")


@pytest.mark.parametrize("school", ["", "second-school"])
@pytest.mark.parametrize("circle", CIRCLES)
def test_a_circles_name_tells_what_it_is_and_where(circle: str, school: str) -> None:
    name = circle_at(circle, school)

    assert (plain(name), place_of(name)) == (circle, school)


def test_the_first_schools_circles_keep_their_plain_names() -> None:
    assert [circle_at(circle, "") for circle in CIRCLES] == list(CIRCLES)


def test_two_schools_share_no_name_of_a_circle() -> None:
    names = {circle_at(circle, school) for circle in CIRCLES for school in ("", "a", "b")}

    assert len(names) == 3 * len(CIRCLES)
