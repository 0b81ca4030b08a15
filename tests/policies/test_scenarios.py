"""Every story in ``scenarios/`` goes as its file tells it, under the shipped policies."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.policies.scenario_kit import FILES, Telling, read_story

if TYPE_CHECKING:
    from pathlib import Path

MOST_ALIKE = 6  # stories a policy has at least
WITH_REFUSALS = 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_story_goes_as_it_is_told(path: Path) -> None:
    story = read_story(path)

    assert path.stem.startswith((story.policy, story.case_type))
    Telling(story).run()


def test_every_policy_has_its_stories_and_some_of_them_end_in_a_refusal() -> None:
    stories = [read_story(path) for path in FILES]
    told = Counter(story.policy for story in stories)
    refused = Counter(
        story.policy for story in stories if any(step.refused for step in story.steps)
    )

    assert {p for p, n in told.items() if n < MOST_ALIKE} == set()
    assert {p for p in told if refused[p] < WITH_REFUSALS} == set()
