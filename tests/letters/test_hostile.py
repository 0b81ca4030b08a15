"""Ten thousand hostile values through every template: each comes out as the words it is.

Markup, templates, spreadsheets, terminals, scripts and paths are nothing but words on a letter.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import cycle, islice, product
from typing import TYPE_CHECKING

import pytest

from casework.glyphs import printable
from casework.letters.blocks import to_blocks
from casework.letters.fill import fill
from casework.letters.template import FieldKind
from casework.paper import plain_text, render
from casework.text import made_harmless
from tests.letters.conftest import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from casework.letters.fill import Value
    from casework.letters.template import Field, Template
    from casework.paper import Block, Document

COUNT = 10_000
BEGIN = (
    "=", "+", "-", "@", "\t=", "#", "##", ">", "1.", "-", "*", "|", "```", "---", "<", "&", "$",
    "\\", "{{", "{%", "#{", "${", "%", "../", "C:\\", "//", "\u202e", "\u200f", "\x1b[2J", "\x00",
)  # fmt: skip
MIDDLE = (
    "cmd|' /C calc'!A0", "HYPERLINK(\"http://evil.example\")", "[l](http://evil.example)",
    "![i](file:///etc/passwd)", "<script>alert(1)</script>", "<img src=x onerror=1>",
    "{{ ''.__class__ }}", "{% for x in y %}", "#read(\"/etc/passwd\")", "#import \"x.typ\"",
    "$x^2$", "*b* _e_ `c`", "| a | b |", "&lt;&#42;", "\\input{x}", "%s%n%x", "'; DROP TABLE x; --",
    "𝕬𝖑𝖑𝖈𝖆𝖕𝖘", "👩‍👩‍👧‍👦", "ẗ̴̡e̵͕x̸̠t̶", "نص عربي", "漢字", "Ní Dhómhnaill", "O'Brien & Söhne",
)  # fmt: skip
END = ("", "}}", "%}", "]", ")", ">", "|", "\\", "\u2028", "\ud800", " <!--", "-->", "```", '"')


def _hostile() -> Iterator[str]:
    """Yield different hostile words without end; each has a number of its own."""
    for number, parts in enumerate(cycle(product(BEGIN, MIDDLE, END))):
        yield f"{' '.join(parts)} №{number}"


#: So many values go through each template.
EACH = -(-COUNT // len(NAMES))


def _value(field: Field, words: Iterator[str]) -> Value:
    match field.kind:
        case FieldKind.DATE:
            return date(2026, 5, 4)
        case FieldKind.NUMBER:
            return 7
        case FieldKind.LINES:
            return list(islice(words, 100))
        case FieldKind.ROWS:
            return [{column: next(words) for column in field.columns} for _ in range(40)]
        case FieldKind.TEXT:
            return "\n\n".join(islice(words, 60))
        case _:
            return next(words)


def _filled(template: Template, sample: Mapping[str, Value]) -> tuple[list[str], str]:
    """Return at least ``EACH`` values that were put in, and the words of all the letters."""
    words = _hostile()
    put: list[str] = []
    told: list[str] = []
    while len(put) < EACH:
        values: dict[str, Value] = {}
        for name in sample:
            field = template.fields[name]
            chosen = field.kind is FieldKind.CHOICE
            values[name] = sample[name] if chosen else _value(field, words)
            put += [] if chosen else list(_words(values[name]))
        told.append(fill(template, values))
    return put, "\n\n".join(told)


def _words(value: Value) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            yield from part.values()
        elif isinstance(part, str):
            yield from part.split("\n\n")


def _flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_every_hostile_value_comes_out_as_the_words_it_is(
    name: str,
    shipped: Mapping[str, Template],
    sample: Callable[[Template], dict[str, Value]],
    on_paper: Callable[[tuple[Block, ...]], Document],
) -> None:
    template = shipped[name]
    put, markdown = _filled(template, sample(template))
    text = plain_text(on_paper(to_blocks(markdown)))
    flat = _flat(text)
    lost = [one for one in put if _flat(printable(_shown(one))) not in flat]

    assert len(put) >= EACH
    assert lost == []
    assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text) == []


def _shown(words: str) -> str:
    """Return words as a letter shows them: what would steer a terminal is made plain."""
    return made_harmless(words)


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_of_hostile_values_prints_and_holds_nothing_live(
    name: str,
    shipped: Mapping[str, Template],
    sample: Callable[[Template], dict[str, Value]],
    on_paper: Callable[[tuple[Block, ...]], Document],
    at: datetime,
) -> None:
    template = shipped[name]
    words = _hostile()
    values = {
        field: value
        if template.fields[field].kind is FieldKind.CHOICE
        else _short(_value(template.fields[field], words))
        for field, value in sample(template).items()
    }
    pdf = render(on_paper(to_blocks(fill(template, values))), at=at)

    assert pdf.startswith(b"%PDF-1.7")
    assert re.findall(rb"/(?:JavaScript|JS|Launch|URI|EmbeddedFile|OpenAction)\b", pdf) == []


def _short(value: Value) -> Value:
    if isinstance(value, str):
        return "\n\n".join(value.split("\n\n")[:3])
    return value[:3] if isinstance(value, list) else value
