"""What differs between two policies is told by its path; the order of steps is none."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from casework.cli.differences import differences
from casework.cli.policyshapes import policy_shape
from casework.office import policies

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Told


def shape() -> Any:  # noqa: ANN401 - plain JSON
    return policy_shape(policies.read("milnthorpe").policy)


def test_a_policy_does_not_differ_from_itself() -> None:
    assert differences(shape(), shape()) == []


def test_the_order_of_steps_is_no_difference() -> None:
    old, new = shape(), shape()
    new["case_types"]["concern"]["tracks"]["warning"]["transitions"].reverse()

    assert differences(old, new) == []


def test_what_was_added_removed_and_changed_is_told_by_its_path() -> None:
    old, new = shape(), copy.deepcopy(shape())
    new["title"] = "Another title"
    del new["facts"]["refused"]
    new["categories"]["weather"] = {"title": "Weather", "targets": []}
    told = [(one.kind, one.path) for one in differences(old, new)]
    lines = [one.line() for one in differences(old, new)]

    assert told == [
        ("changed", ("title",)),
        ("removed", ("facts", "refused")),
        ("added", ("categories", "weather")),
    ]
    assert lines[0].endswith("→ Another title")
    assert lines[1:] == ["- facts.refused", "+ categories.weather"]


def test_the_command_compares_two_files(run: Callable[..., Told], tmp_path: Path) -> None:
    shipped = policies.folders(None)[0]
    (tmp_path / "shared").mkdir()
    for branch in (shipped / "shared").glob("*.yaml"):
        (tmp_path / "shared" / branch.name).write_bytes(branch.read_bytes())
    text = (shipped / "milnthorpe.yaml").read_text(encoding="utf-8")
    edited = tmp_path / "milnthorpe.yaml"
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    edited.write_text(text.replace(title, "title: Our own", 1), encoding="utf-8")
    told = run("policy", "diff", "milnthorpe", str(edited), "--json").result

    assert not told["same"]
    assert told["a"]["digest"] != told["b"]["digest"]
    assert [(one["path"], one["new"]) for one in told["differences"]] == [(["title"], "Our own")]
