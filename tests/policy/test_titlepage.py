"""The top of a policy file: the same as who reads the whole of it finds, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from casework.office import policies
from casework.policy.titlepage import TitlePage, of_text, title_page

if TYPE_CHECKING:
    from pathlib import Path


def test_every_shipped_policy_says_at_its_top_what_reading_all_of_it_finds() -> None:
    for name in policies.names():
        policy = policies.read(name).policy
        whole = TitlePage(title=policy.title, adopted=policy.adopted, review=policy.review)

        assert title_page(name, policies.folders(None)) == whole


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("title: A school’s policy # ours\n", "A school’s policy"),
        ('title: "A #1: policy" # ours\n', "A #1: policy"),
        ("a: 1\ntitle: 'Our policy'\nadopted: ~\n", "Our policy"),
    ],
)
def test_a_title_is_read_as_it_is_written(text: str, title: str) -> None:
    assert of_text(text) == TitlePage(title=title, adopted="", review="")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "titles: no\n",
        "title: one\ntitle: two\n",
        "title: >\n  folded\n",
        "title: goes on\n  below\n",
        "title: 'it''s'\n",
        'title: "\\u0041"\n',
        "title: &a name\n",
        "title: what: not\n",
        "title: a\nadopted: last year\n",
        "title: a\nreview: 2026-02-30\n",
        "title:a\n",
    ],
)
def test_what_is_not_written_plainly_is_left_to_who_reads_the_whole(text: str) -> None:
    assert of_text(text) is None


signs = st.text(st.sampled_from("ab1 #:'\"\\-?,[]{}&*!|>%@`~\n\t’–"), max_size=14)


@given(signs)
def test_what_is_read_at_the_top_is_never_other_than_what_the_file_says(words: str) -> None:
    text = f"title: {words}\nend: 1\n"
    found = of_text(text)
    try:
        whole = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        whole = None

    if found is not None and whole is not None:
        assert whole["title"] == found.title


def test_a_file_that_is_not_there_or_not_words_has_no_title(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(b"title: \xff\xfe\n")

    assert title_page("bad", [tmp_path]) is None
    assert title_page("none", [tmp_path]) is None
