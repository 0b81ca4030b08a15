"""W101: questions that a school answers once, in its settings. Must not know the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.rules.base import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.rules.base import Checked


@rule("W101", "What the settings answer is the same for every case")
def is_the_schools_own(checked: Checked) -> Iterator[Problem]:
    """Settings hold nothing sealed, nothing about a person and no day on which something was."""
    for name, fact in checked.file.facts.items():
        if fact.setting and (fact.sealed or fact.personal or fact.who_says or fact.type == "date"):
            yield Problem(
                path=("facts", name, "setting"),
                message=f"“{name}” is answered case by case, so no setting can answer it.",
                remedy="Leave “setting:” out, or ask what the school decides once for all cases.",
            )
