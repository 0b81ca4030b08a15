"""Rules about categories, counts and ages: W081 to W083. Must not know any figure."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from casework.policy.rules.base import Problem, rule
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casework.policy.rules.base import Checked

#: Nobody has a rule for an older pupil (*default*).
OLDEST = 25


def _twice(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if list(names).count(name) > 1})


@rule("W081", "Categories differ, have targets, and map to the common list")
def tells_categories_apart(checked: Checked) -> Iterator[Problem]:
    """The target is always recorded with the category, so there is at least one to choose."""
    categories = checked.file.categories
    for (_, one), (name, other) in combinations(categories.items(), 2):
        same = one.normalised == other.normalised and set(one.clauses) == set(other.clauses)
        if same and one.clauses and set(one.targets) & set(other.targets):
            yield Problem(
                path=("categories", name, "normalised"),
                message=f"“{name}” stands for the same as an earlier category: same clauses, same "
                "targets, same place in the common list.",
                remedy="Make them one, or part their targets.",
            )
    for name, category in categories.items():
        if not category.targets:
            yield Problem(
                path=("categories", name),
                message=f"“{name}” does not say whom it can concern.",
                remedy="List it under “targets:”, as staff, pupil or school.",
            )
        for target in _twice(category.targets):
            yield Problem(
                path=("categories", name, "targets"),
                message=f"“{target}” is listed twice.",
                remedy="List each target once.",
            )


@rule("W082", "Counts are of categories and targets that exist")
def counts_what_is_there(checked: Checked) -> Iterator[Problem]:
    """Each once, and each target one that some counted category can have."""
    for name, count in checked.file.counts.items():
        path = ("counts", name)
        known = [
            checked.file.categories[c] for c in count.categories if c in checked.file.categories
        ]
        if not count.categories:
            yield Problem(
                path=path,
                message=f"“{name}” counts nothing.",
                remedy="Name its categories.",
            )
        for category in count.categories:
            if category not in checked.file.categories:
                yield Problem(
                    path=(*path, "categories"),
                    message=f"“{name}” counts a category “{category}” that there is not.",
                    remedy="Correct the name, or declare the category.",
                )
        targets = sorted({target for category in known for target in category.targets})
        for target in sorted(set(count.targets) - set(targets)) if known else ():
            yield Problem(
                path=(*path, "targets"),
                message=f"“{name}” counts the target “{target}”, which no category of it has.",
                remedy=f"Their targets are {in_words(targets)}."
                if targets
                else "Give the category targets first.",
            )
        for twice in (*_twice(count.categories), *_twice(count.targets)):
            yield Problem(
                path=path,
                message=f"“{name}” would count “{twice}” twice.",
                remedy="List each once.",
            )


@rule("W083", "Each age is a figure for something, from somewhere, and no two overlap")
def has_one_age_at_a_time(checked: Checked) -> Iterator[Problem]:
    """Two figures for one thing need two days from which they hold."""
    ages = checked.file.ages
    for name, age in ages.items():
        if not 0 < age.age <= OLDEST:
            yield Problem(
                path=("ages", name, "age"),
                message=f"{age.age} is no age of a pupil or former pupil.",
                remedy=f"Give a figure from 1 to {OLDEST}.",
            )
    for (_, one), (name, other) in combinations(ages.items(), 2):
        same = one.subject.casefold().strip() == other.subject.casefold().strip()
        if same and one.valid_from == other.valid_from:
            yield Problem(
                path=("ages", name),
                message=f"There are two figures for “{other.subject}” at the same time.",
                remedy="Write under “valid-from:” from which day each holds, or keep one.",
            )
