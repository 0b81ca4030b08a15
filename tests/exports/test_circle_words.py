"""What a circle is called on paper: the same at every school."""

from __future__ import annotations

import pytest

from casework.domain import events as happened
from casework.exports.sentences import SENTENCES


@pytest.mark.parametrize("circle", ["chair", "chair@second-school"])
def test_a_circle_is_called_the_same_at_every_school(circle: str) -> None:
    say = SENTENCES[happened.Admitted]
    line = say(None, happened.Admitted(circle=circle, why="step"))  # type: ignore[arg-type]

    assert line.words.startswith("The chair of governors was brought into this case")
    assert "@" not in line.words
