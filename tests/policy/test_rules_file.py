"""W001 to W013, W092 and W093: the file itself, its names and its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from casework.policy import rules
from casework.policy.loader import check_file
from casework.policy.rules import RULES

HERE = Path(__file__).parent
Codes = Callable[..., list[str]]
CODES = [f"W{number:03}" for number in (*range(1, 14), 92, 93)]


@pytest.mark.parametrize("code", CODES)
def test_a_bad_file_has_exactly_the_fault_it_marks(
    code: str, faults: Callable[[str], tuple[object, object]]
) -> None:
    actual, marked = faults(code)

    assert marked
    assert actual == marked


def test_the_good_policy_has_no_fault() -> None:
    actual = check_file(str(HERE / "good.yaml"), [], {})

    assert actual == ()


def test_every_code_of_the_first_thirty_is_a_rule() -> None:
    actual = {f"W{number:03}" for number in range(1, 31)} - RULES.keys()

    assert actual == set()


def test_rules_are_kept_in_the_order_of_their_codes() -> None:
    assert list(RULES) == sorted(RULES)


def test_two_files_of_one_folder_may_not_bear_one_name(tmp_path: Path) -> None:
    text = (HERE / "good.yaml").read_text(encoding="utf-8")
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(text, encoding="utf-8")
    actual = [(one.code, one.line) for one in check_file("one", [tmp_path], {})]

    assert actual == [("W004", 4)]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ('"2024-02-29"', []),
        ('"2023-02-29"', ["W005"]),
        ('"29.2.2024"', ["W005"]),
        ('"20240229"', ["W005"]),
        ('"2024-02-29T10:00"', ["W005"]),
        ("null", []),
    ],
)
def test_a_date_must_be_real(found: Codes, date: str, expected: list[str]) -> None:
    actual = found(('adopted: "2024-09-01"', f"adopted: {date}"))

    assert actual == expected


def test_the_date_of_an_age_must_be_real(found: Codes) -> None:
    actual = found(("age: 14,", 'age: 14, valid-from: "2020-13-01",'))

    assert actual == ["W005"]


@pytest.mark.parametrize("name", ["Threat", "thréat", "threat_", "-threat", "threat--x", "1st"])
def test_a_name_outside_the_pattern_is_refused(found: Codes, name: str) -> None:
    actual = found(("  threat: {title", f"  {name}: {{title"))

    assert actual == ["W009"]


@pytest.mark.parametrize("name", ["all", "any", "not", "unknown"])
def test_a_word_of_the_format_cannot_name_a_state(found: Codes, name: str) -> None:
    actual = found(
        ("          begun: {title: Begun}", f"          {name}: {{title: Begun}}"),
        ("dest: begun", f"dest: {name}"),
        ("source: begun", f"source: {name}"),
    )

    assert actual == ["W009"]


def test_names_that_look_alike_are_found_before_their_pattern(found: Codes) -> None:
    actual = found(("  governors: [chair]", "  governors: [chair]\n  ｇovernors: [chair]"))

    assert actual == ["W009", "W010"]


def test_a_fact_and_a_condition_may_not_share_a_name(found: Codes) -> None:
    actual = found(
        ("  family-told: {", "  told: {"), ("conditions: [family-told]", "conditions: [told]")
    )

    assert "W010" in actual


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("'Was it told?'", []),
        ("'Is 3 < 4, and was it told?'", []),
        ("'Was it told? '", ["W013"]),
        ('"Was it\\ntold?"', ["W013"]),
        ("'Was <b>it</b> told?'", ["W013"]),
        ("'Was {% x %} told?'", ["W013"]),
        ("'Was `it` told?'", ["W013"]),
        ("'Was [it](http://a) told?'", ["W013"]),
        ("''", ["W013"]),
        ("'" + "x" * 400 + "?'", ["W013"]),
    ],
)
def test_a_question_is_plain(found: Codes, words: str, expected: list[str]) -> None:
    actual = found(('"Was the family told what was decided?"', words))

    assert actual == expected


def test_a_missing_title_is_a_missing_title(found: Codes) -> None:
    actual = found(("    title: Concern about a post\n", ""))

    assert actual == ["W013"]


def test_every_module_of_rules_is_taken_in() -> None:
    folder = HERE.parents[1] / "src/casework/policy/rules"
    written = {
        path.stem
        for path in folder.glob("*.py")
        if re.search(r"^@rule\(|^found_while\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert written - {"base"} == set(rules.__all__) - {"RULES"}


def test_the_programs_own_step_is_no_name_for_anothers(found: Codes) -> None:
    before = "{trigger: triage, source: received"

    assert "W009" in found((before, before.replace("triage", "release-pause")))
