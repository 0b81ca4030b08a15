"""The front matter of a letter template: strict, and every problem with its line."""

from __future__ import annotations

import pytest

from casework.letters.template import Field, FieldKind, Strength, read

GOOD = """---
title: Warning: a post
to: author
purpose: For tests.
strength: may
fields:
  a: line, required, What it is, in words.
  b: rows(x y_2), optional, Rows.
---

Dear {{ a }},
"""


def test_a_good_template_is_read_whole() -> None:
    found = read(GOOD)

    assert found.problems == []
    assert found.keys["title"] == "Warning: a post"
    assert found.fields == {
        "a": Field(kind=FieldKind.LINE, required=True, about="What it is, in words."),
        "b": Field(kind=FieldKind.ROWS, required=False, about="Rows.", columns=("x", "y_2")),
    }
    assert (found.body, found.body_line, found.where) == ("Dear {{ a }},\n", 11, {"a": 7, "b": 8})


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    assert read("\ufeff" + GOOD.replace("\n", "\r\n")) == read(GOOD)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("---\ntitle", "title", 1, "must begin with front matter"),
        ("strength: may", "strength: threatens", 1, "strength is not one of"),
        ("strength: may\n", "", 1, "key strength is missing"),
        ("to: author", "to:", 1, "key to has no value"),
        ("to: author", "to: author\nto: police", 4, "stands here twice"),
        ("to: author", "on: author", 3, "Expected one of"),
        ("to: author", "to author", 3, "Expected one of"),
        ("fields:", "fields: a", 1, "one on each line"),
        ("  a: line, required", "  a: line, maybe", 7, "A field is written as"),
        ("  a: line, required", "   a: line, required", 7, "A field is written as"),
        ("  a: line, required", "  A: line, required", 7, "small letters"),
        ("  a: line, required", "  a: colour, required", 7, "kind colour is not one of"),
        ("  a: line, required", "  a: line(x), required", 7, "name their columns"),
        ("  b: rows(x y_2)", "  b: rows", 8, "name their columns"),
        ("  b: rows(x y_2)", "  b: choice", 8, "a choice its names"),
        ("  b: rows(x y_2)", "  a: rows(x y_2)", 8, "stands here twice"),
    ],
)
def test_a_problem_carries_its_line(old: str, new: str, line: int, words: str) -> None:
    problems = read(GOOD.replace(old, new, 1)).problems

    assert [place for place, told in problems if words in told] == [line]


def test_an_empty_file_is_a_problem_not_a_crash() -> None:
    assert read("").problems[0][0] == 1


def test_the_four_strengths_are_the_four_strengths() -> None:
    assert list(Strength) == ["informs", "asks", "warns", "may"]
