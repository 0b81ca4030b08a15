"""Markdown to blocks: a small Markdown, no word lost."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from casework.letters.blocks import to_blocks
from casework.paper import (
    BulletList,
    Document,
    Heading,
    Kind,
    Letterhead,
    NumberedList,
    Paragraph,
    Quotation,
    Rule,
    Style,
    Table,
    plain_text,
)


def runs(markdown: str) -> list[tuple[str, str]]:
    (block,) = to_blocks(markdown)
    assert isinstance(block, Paragraph)
    return [(run.text, run.style.value) for run in block.runs]


def test_each_kind_of_block_is_known() -> None:
    blocks = to_blocks("## H\n\np\n\n- a\n  1. b\n\n3. c\n\n> q\n\n---\n\n| h |\n|---|\n| d |\n")

    assert [type(block) for block in blocks] == [
        *(Heading, Paragraph, BulletList, NumberedList, Quotation, Rule, Table),
    ]


def test_levels_starts_and_cells_are_kept() -> None:
    heading, numbered, table = to_blocks("### H\n\n3. c\n4. d\n\n| h | i |\n|---|---|\n| d |\n")

    assert isinstance(heading, Heading)
    assert heading.level == 3
    assert isinstance(numbered, NumberedList)
    assert (numbered.start, len(numbered.items)) == (3, 2)
    assert isinstance(table, Table)
    assert [[[r.text for r in c] for c in row] for row in (table.header, *table.rows)] == [
        [["h"], ["i"]],
        [["d"], []],
    ]


def test_bold_and_italic_are_runs_and_bold_wins() -> None:
    assert runs("a **b *c*** *d **e***\nf\\\ng") == [
        ("a ", "plain"),
        ("b c", "strong"),
        (" ", "plain"),
        ("d ", "emphasis"),
        ("e", "strong"),
        (" f\ng", "plain"),
    ]


def test_a_link_prints_as_its_words_and_its_address() -> None:
    assert runs("see [our page](https://a.example/b)") == [
        ("see our page (https://a.example/b)", "plain")
    ]


def test_html_code_and_bare_addresses_stay_the_characters_they_are() -> None:
    text = "<b>x</b> `y` https://a.example <!-- z --> ~~w~~"

    assert runs(text) == [(text, "plain")]


def test_a_column_is_as_wide_as_what_stands_in_it() -> None:
    (table,) = to_blocks(f"| n | w |\n|---|---|\n| 1 | {'long ' * 30} |\n")

    assert isinstance(table, Table)
    assert table.widths == (5, 40)


def test_no_column_is_narrower_than_its_longest_word() -> None:
    address = "https://a.example/" + "post/" * 12
    (table,) = to_blocks(
        f"| Address | Account | Seen | What |\n|---|---|---|---|\n"
        f"| {address} | J H (Milnthorpe) | 26 April 2026, 19:40 | Comment with her car |\n"
    )

    assert isinstance(table, Table)
    room = [84 * width // sum(table.widths) for width in table.widths]
    assert [have >= need for have, need in zip(room, (3, 15, 8, 10), strict=True)] == [True] * 4


def test_neighbours_of_one_style_are_one_run() -> None:
    (block,) = to_blocks("a&#42;b")

    assert isinstance(block, Paragraph)
    assert (block.runs[0].text, block.runs[0].style, len(block.runs)) == ("a*b", Style.PLAIN, 1)


@given(st.text())
def test_no_markdown_fails_and_no_word_is_lost(markdown: str) -> None:
    document = Document(
        kind=Kind.PAGE,
        title="T",
        letterhead=Letterhead(school_name="S"),
        blocks=to_blocks(markdown),
    )

    shown = plain_text(document)

    assert [w for w in re.findall(r"[a-zA-Z]{2,}", markdown) if w not in shown] == []
