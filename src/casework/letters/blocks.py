"""Markdown -> block tree. The only user of ``markdown_it``. Must not know templates or values.

A small Markdown: headings, paragraphs, lists, quotations, tables, rules, bold and italic. Raw HTML,
pictures and code stay the characters they are; a link prints as its words and its address.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from casework.paper import (
    Block,
    BulletList,
    Heading,
    NumberedList,
    Paragraph,
    Quotation,
    Rule,
    Run,
    Runs,
    Style,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_RULES = ["heading", "list", "blockquote", "hr", "table", "emphasis", "entity", "escape"]


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False}).enable([*_RULES, "newline", "link"])


def to_blocks(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text; never fails, and loses no word."""
    tree = SyntaxTreeNode(_markdown().parse(markdown))
    return _blocks(tree.children)


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> tuple[Block, ...]:
    return tuple(_block(node) for node in nodes)


def _block(node: SyntaxTreeNode) -> Block:
    match node.type:
        case "heading":
            return Heading(runs=_line(node), level=int(node.tag[1:]))
        case "bullet_list":
            return BulletList(items=tuple(_blocks(item.children) for item in node.children))
        case "ordered_list":
            items = tuple(_blocks(item.children) for item in node.children)
            return NumberedList(items=items, start=int(node.attrs.get("start", 1)))
        case "blockquote":
            return Quotation(blocks=_blocks(node.children))
        case "hr":
            return Rule()
        case "table":
            return _table(node)
        case _:
            return Paragraph(runs=_line(node))


def _table(node: SyntaxTreeNode) -> Table:
    rows = [row for part in node.children for row in part.children]
    header, *body = [tuple(_line(cell) for cell in row.children) for row in rows]
    return Table(header=header, rows=tuple(body), widths=_widths((header, *body)))


def _widths(rows: tuple[tuple[Runs, ...], ...]) -> tuple[int, ...]:
    """Return a share for each column by its longest cell, so that a number takes little room.

    No column is narrower than its longest word, which would else stand across the next one.
    """
    texts = [["".join(run.text for run in cell) for cell in row] for row in rows]
    columns = list(zip(*texts, strict=True))  # markdown-it fills or cuts each row to the header
    longest = (max(map(len, column)) for column in columns)
    shares = [min(_WIDEST, max(_NARROWEST, _GAP + long)) for long in longest]
    words = [_GAP + max(map(_longest_word, column)) for column in columns]
    for _column in columns:  # a column that gets more leaves less to the others
        line = max(_LINE, sum(shares))
        shares = [
            max(share, -(-word * line // _LINE)) for share, word in zip(shares, words, strict=True)
        ]
    return tuple(shares)


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.split() if len(word) < _ENDLESS), default=0)


_NARROWEST, _WIDEST = 5, 40
#: What a table's line holds, the space between two columns, and from where on a word may break: all
#: in characters of middling width.
_LINE, _GAP, _ENDLESS = 84, 3, 25


def _line(node: SyntaxTreeNode) -> Runs:
    """Return the runs inside a block, neighbours of one style as one run."""
    runs = (run for inline in node.children for run in _runs(inline, Style.PLAIN))
    same = groupby((run for run in runs if run.text), key=lambda run: run.style)
    return tuple(Run(text="".join(run.text for run in part), style=style) for style, part in same)


def _runs(node: SyntaxTreeNode, style: Style) -> Iterator[Run]:
    match node.type:
        case "softbreak":
            yield Run(text=" ", style=style)
        case "hardbreak":
            yield Run(text="\n", style=style)
        case "text":
            yield Run(text=node.content, style=style)
        case _:
            inner = _STYLES.get(node.type, style)
            for child in node.children:
                yield from _runs(child, Style.STRONG if style is Style.STRONG else inner)
    if node.type == "link":
        yield Run(text=f" ({node.attrs['href']})", style=style)


_STYLES = {"strong": Style.STRONG, "em": Style.EMPHASIS}
