"""W086, W090 and W091: contracts, what a version covers, and the exploration of every case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.policy.exploring.explore import explore
from casework.policy.loader import Loaded, load_policy, read
from casework.policy.rules import RULES
from casework.policy.source import NoSuchBranch, PolicySource

if TYPE_CHECKING:
    from casework.policy.rules.base import Checked

Codes = Callable[..., list[str]]
HERE = Path(__file__).parent.parent
RICH = (HERE / "rich.yaml").read_text("utf-8")
LETTERS = {path.stem: path.read_text("utf-8") for path in (HERE / "letters").glob("*.md")}
NEVER = "        never: {all: [{only-category: complaint}, {track: police, in: [approved]}]}\n"


def branch(name: str) -> bytes:
    raise NoSuchBranch(f"is not here: {name}")


def source(text: str) -> PolicySource:
    return PolicySource(file="rich.yaml", raw=text.encode(), branch=branch, letters=LETTERS)


def test_a_contract_without_clause_is_marked(
    faults: Callable[[str], tuple[object, object]],
) -> None:
    actual, marked = faults("W086")

    assert marked
    assert actual == marked


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (NEVER, ""),
        (NEVER, NEVER + "        while: {paused: true}\n"),
        ("        while: {paused: true}\n", ""),
        ("        letters-to: [author]\n", "        letters-to: [target]\n"),
        (NEVER, NEVER.replace("{track: police, in: [approved]}", "{not: {any-category: true}}")),
    ],
    ids=["nothing", "both", "no while", "nobody is written to", "never so"],
)
def test_a_contract_is_one_rule_that_could_be_broken(found: Codes, old: str, new: str) -> None:
    actual = found((old, new))

    assert actual == ["W086"]


def test_a_contract_forbids_steps_there_are(found: Codes) -> None:
    steps = "        steps: [{track: talk, trigger: hold}]\n"
    actual = found((steps, steps.replace("hold", "holding")))

    assert actual == ["W086"]


@pytest.mark.parametrize("gone", ["rich.yaml", "letters/notice.md"])
def test_a_version_that_leaves_a_text_out_is_found(gone: str) -> None:
    loaded = read(source(RICH))
    assert isinstance(loaded, Loaded)
    seen = whole(loaded)
    files = {name: text for name, text in loaded.policy.files.items() if name != gone}
    codes = [
        f.code
        for f in RULES["W090"].findings(replace(seen, policy=replace(loaded.policy, files=files)))
    ]

    assert codes == ["W090", "W090"]  # it is not covered, and the digest stands for something else


def test_a_whole_version_is_not_complained_of() -> None:
    loaded = read(source(RICH))
    assert isinstance(loaded, Loaded)

    assert list(RULES["W090"].findings(whole(loaded))) == []


def whole(loaded: Loaded) -> Checked:
    """Return what the rules are given for the richer policy."""
    seen: list[Checked] = []
    entry = RULES["W090"]

    def spy(checked: Checked) -> object:
        seen.append(checked)
        return iter(())

    RULES["W090"] = replace(entry, check=spy)  # type: ignore[arg-type]
    try:
        read(source(RICH))
    finally:
        RULES["W090"] = entry
    return replace(seen[0], policy=loaded.policy)


def test_exploring_speaks_under_one_code_of_the_rule_book() -> None:
    (path,) = (HERE / "bad").glob("W091-*.yaml")
    policy = load_policy(str(path), [], LETTERS).policy
    found = explore(policy).findings

    assert {finding.code for finding in found} == {"W091"}
    assert "W091" in RULES


# --- whatever stands in the file, rules find and never fall over --------------------------------

LINES = RICH.split("\n")
NAMES = sorted(set("".join(c if c.isalnum() or c == "-" else " " for c in RICH).split()))
CHANGES = st.lists(
    st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, 30), st.sampled_from(NAMES)),
    min_size=1,
    max_size=4,
)


def changed(changes: list[tuple[int, int, str]]) -> str:
    """Return the policy with some of its words replaced by others, or lines left out."""
    lines = list(LINES)
    for number, place, word in changes:
        words = lines[number].split(" ")
        spots = [index for index, each in enumerate(words) if each.strip("{}[],")]
        if not spots:
            continue
        spot = spots[place % len(spots)]
        bare = words[spot].strip("{}[],:")
        words[spot] = words[spot].replace(bare, word, 1) if bare else word
        lines[number] = "" if place == 30 else " ".join(words)
    return "\n".join(lines)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=CHANGES)
def test_no_rule_falls_over_whatever_the_file_says(changes: list[tuple[int, int, str]]) -> None:
    answer = read(source(changed(changes)))
    findings = answer.findings if isinstance(answer, Loaded) else answer

    assert all(finding.message and finding.remedy for finding in findings)
