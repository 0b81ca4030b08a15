"""A letter template can do little, and no value is ever read as anything but words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from casework.errors import UsageFault
from casework.glyphs import printable
from casework.letters.blocks import to_blocks
from casework.letters.fill import (
    MOST_ROWS,
    _compiled,
    fields,
    fill,
    missing,
    parse_template,
    template_problems,
)
from casework.letters.template import FieldKind
from casework.paper import (
    BulletList,
    Document,
    Heading,
    Kind,
    Letterhead,
    NumberedList,
    Paragraph,
    Quotation,
    Table,
    plain_text,
    render,
)
from casework.text import made_harmless

if TYPE_CHECKING:
    from casework.letters.fill import Value
    from casework.paper import Block, Runs

HEAD = """---
title: A letter
to: author
purpose: For tests.
strength: informs
fields:
"""


def source(body: str, *declared: str) -> str:
    return HEAD + "".join(f"  {line}\n" for line in declared) + "---\n" + body


ONE = parse_template("one", source("{{ x }}\n", "x: text, required, Any words."))
EVERYWHERE = parse_template(
    "everywhere",
    source(
        "# {{ x }}\n\n{{ x }}\n\nsee **{{ x }}** and *{{ x }}* here\n\n- {{ x }}\n\n1. {{ x }}\n\n"
        "> {{ x }}\n\n| {{ x }} | b |\n|---|---|\n{% for r in rows %}\n| {{ r.a }} | {{ x }} |\n"
        "{% endfor %}\n\n{% for l in lines %}\n- {{ l }}\n{% endfor %}\n",
        "x: text, required, Any words.",
        "lines: lines, required, Points.",
        "rows: rows(a), required, Rows.",
    ),
)

PAYLOADS = (
    # Jinja2
    "{{ 7 * 7 }}",
    "{{ x }}",
    "{% for a in range(9) %}a{% endfor %}",
    "{# gone #}",
    "{{ config }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as o %}",
    "{% extends 'a' %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{%- if x -%}",
    "{{ lipsum.__globals__['os'].system('id') }}",
    "{{ request|attr('application') }}",
    "}} {{",
    "{{ joiner.__init__ }}",
    "# for a in b",
    "{{ x|safe }}",
    "${x}",
    "<%= 7*7 %>",
    "#{7*7}",
    "%{x}",
    # Markdown
    "# Heading",
    "###### H6",
    "Setext\n=====",
    "Setext\n-----",
    "*em*",
    "**strong**",
    "_em_",
    "__strong__",
    "***",
    "---",
    "___",
    "- point",
    "+ point",
    "* point",
    "1. one",
    "1) one",
    "> q",
    "`code`",
    "``` fence\ncode\n```",
    "~~~\nfence\n~~~",
    "    indented",
    "\tindented",
    "[a](b)",
    "[a][b]\n\n[b]: c",
    "![i](u)",
    "<http://a.b>",
    "http://a.b/c_d_e",
    "a@b.c",
    "a\\*b",
    "\\",
    "\\\\",
    "&amp;",
    "&#42;",
    "&copy;",
    "&#x2a;",
    "&nbsp;",
    "| a | b |\n|---|---|\n| c | d |",
    "a | b",
    "\\|",
    "a  \nb",
    "a\\\nb",
    "a\n\nb",
    "\n\na\n\n",
    "   a   ",
    "- [ ] task",
    "~~gone~~",
    "^[note]",
    ":smile:",
    # HTML
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "<!-- gone -->",
    "<img src=x onerror=alert(1)>",
    "<?php ?>",
    "<![CDATA[x]]>",
    "</p>",
    "<br>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    # Typst
    '#read("secret.txt")',
    '#import "@preview/a:1.0.0"',
    "$x^2$",
    "@ref",
    "// gone",
    "/* gone */",
    "= H",
    "#let x = 1",
    "#{ 1 + 1 }",
    "<label>",
    "#set page(width: 1pt)",
    "~",
    "-- ---",
    "...",
    "#h(1cm)",
    # Terminal and text
    "\x1b]0;t\x07",
    "\x1b[2J",
    "a\x00b",
    "a\u202eb",
    "a\u200bb",
    "\ufeffa",
    "a\rb",
    "a\u2028b",
    "a\x0cb",
    "[@click=app.quit]x[/]",
    "[/foo]",
    "%s %n",
    "../../etc/passwd",
    "=1+1",
    "O’Brien-Ní Dhómhnaill",
    "王小明 রহিম ਸਿੰਘ",
    "👩‍🏫",
    "'; DROP TABLE x; --",
    '"',
    "'",
    "a&b<c>d",
    "{",
    "}",
    "{{",
    "%}",
)


def text_of(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def all_texts(blocks: tuple[Block, ...]) -> list[str]:
    """Return what each block, cell and point says, in order."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                found.append(text_of(block.runs))
            case BulletList() | NumberedList():
                for item in block.items:
                    found += all_texts(item)
            case Quotation():
                found += all_texts(block.blocks)
            case Table():
                found += [text_of(cell) for row in (block.header, *block.rows) for cell in row]
            case _:
                found.append("")
    return found


def expected(value: str) -> str:
    return made_harmless(value.replace("\r\n", "\n"))


def letter(blocks: tuple[Block, ...]) -> Document:
    return Document(
        kind=Kind.LETTER, title="T", letterhead=Letterhead(school_name="S"), blocks=blocks
    )


def test_there_are_more_than_sixty_payloads() -> None:
    assert len(set(PAYLOADS)) > 100


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_comes_out_literally_wherever_it_stands(payload: str) -> None:
    values: dict[str, Value] = {"x": payload, "lines": [payload], "rows": [{"a": payload}]}
    literal = expected(payload)

    blocks = to_blocks(fill(EVERYWHERE, values))

    assert all_texts(blocks) == [
        *(literal, literal, f"see {literal} and {literal} here", literal, literal, literal),
        *(literal, "b", literal, literal, literal),
    ]


def test_all_payloads_come_out_literally_in_text_and_pdf() -> None:
    values: dict[str, Value] = {
        "x": "x",
        "lines": list(PAYLOADS),
        "rows": [{"a": payload} for payload in PAYLOADS],
    }
    document = letter(to_blocks(fill(EVERYWHERE, values)))

    text = "".join(plain_text(document).split())
    lost = [p for p in PAYLOADS if "".join(printable(expected(p)).split()) not in text]

    assert lost == []
    assert render(document, at=datetime(2026, 5, 4, tzinfo=UTC)).startswith(b"%PDF")


def test_payloads_inside_and_beside_other_words_come_out_literally() -> None:
    shapes = ("a{}b", "a {} b", "\n{}\n", "{0}{0}")
    values = [shape.replace("{}", p).replace("{0}", p) for p in PAYLOADS for shape in shapes]

    lost = [v for v in values if all_texts(to_blocks(fill(ONE, {"x": v}))) != [expected(v)]]

    assert len(values) > 300
    assert lost == []


@given(st.text())
def test_any_words_come_out_literally(value: str) -> None:
    if not value:
        return
    assert all_texts(to_blocks(fill(ONE, {"x": value}))) == [expected(value)]


MARKUP = st.text(st.sampled_from(list("*_`[](){}<>#+-.!|\\&;:~=$@%\"'/ \t\n\r1ab\u00a0\u2003")))


@given(MARKUP)
def test_words_made_of_markup_come_out_literally_everywhere(value: str) -> None:
    if not value:
        return
    values: dict[str, Value] = {"x": value, "lines": [value], "rows": [{"a": value}]}
    literal = expected(value)

    texts = all_texts(to_blocks(fill(EVERYWHERE, values)))

    assert (len(texts), set(texts)) == (
        11,
        {literal, "b", f"see {literal} and {literal} here"},
    )


def test_a_value_of_ten_thousand_characters_comes_out_whole() -> None:
    value = "*a_" * 3_334

    assert all_texts(to_blocks(fill(ONE, {"x": value}))) == [value]


def test_what_came_out_is_never_read_as_a_template_again() -> None:
    template = parse_template(
        "two", source("{{ a }}{{ b }}\n", "a: line, required, A.", "b: line, required, B.")
    )

    (block,) = to_blocks(fill(template, {"a": "{{ b", "b": " }}"}))

    assert isinstance(block, Paragraph)
    assert text_of(block.runs) == "{{ b }}"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("{% include 'x' %}", "line 9: W076 “include” is not allowed in a letter."),
        ("a\n{% import 'x' as y %}", "line 10: W076 “import” is not allowed in a letter."),
        ("{% extends 'x' %}", "line 9: W076 “extends” is not allowed in a letter."),
        ("{% macro m() %}{% endmacro %}", "line 9: W076 “macro” is not allowed in a letter."),
        ("{% set y = 1 %}", "line 9: W076 “assign” is not allowed in a letter."),
        ("{% block b %}{% endblock %}", "line 9: W076 “block” is not allowed in a letter."),
        (
            "{% filter count %}a{% endfilter %}",
            "line 9: W076 “filterblock” is not allowed in a letter.",
        ),
        ("{{ x() }}", "line 9: W076 “call” is not allowed in a letter."),
        ("{{ x['a'] }}", "line 9: W076 “getitem” is not allowed in a letter."),
        ("{{ x * 9 }}", "line 9: W076 “mul” is not allowed in a letter."),
        ("{{ x ~ x }}", "line 9: W076 “concat” is not allowed in a letter."),
        ("{{ x is defined }}", "line 9: W076 “test” is not allowed in a letter."),
        ("{{ [x] }}", "line 9: W076 “list” is not allowed in a letter."),
        ("{{ x|upper }}", "line 9: W076 The filter “upper” is not one of"),
        ("{{ x.__class__ }}", "line 9: W075 No field has a column __class__."),
        ("{{ x.items }}", "line 9: W075 No field has a column items."),
        ("{{ y }}", "line 9: W075 The field y is not declared in the front matter."),
        ("{{ range }}", "line 9: W075 The field range is not declared in the front matter."),
        ("{% for x in x %}{% endfor %}", "line 9: W075 The name x is a field"),
        ("a\n\n{{ x", "line 11: W074 The template cannot be read here"),
        ("{% if x %}", "line 9: W074 The template cannot be read here"),
        ("{% unknown %}", "line 9: W074 The template cannot be read here"),
        ("nothing", "line 7: W075 The field x is never used."),
    ],
)
def test_a_problem_is_named_with_its_line(body: str, problem: str) -> None:
    problems = template_problems(source(body, "x: text, required, Any words."))

    assert [each for each in problems if each.startswith(problem)] != []


def test_repetitions_nest_two_deep_at_most() -> None:
    loops = "".join(f"{{% for {each} in x %}}" for each in "abc")
    deep = loops + "{{ c }}" + "{% endfor %}" * 3

    problems = template_problems(source(deep, "x: lines, required, Any words."))

    assert problems == ["line 9: W076 A repetition may hold another, 2 deep at most."]


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(UsageFault) as caught:
        parse_template("bad", source("{{ y }}\n{{ z|upper }}\n", "x: text, required, Any."))

    assert len(caught.value.reasons) == 4
    assert caught.value.exit_code == 2


def test_a_dot_reaches_nothing_but_columns_even_unchecked() -> None:
    from casework.letters.fill import _sandbox

    for attack in ("x.__class__", "x.items", "x.a.upper", "x.keys"):
        with pytest.raises(UndefinedError):
            _sandbox().from_string("{{ " + attack + " }}").render(x={"a": "b"})
    assert (_sandbox().globals, _sandbox().tests, _sandbox().loader) == ({}, {}, None)


def test_a_loop_knows_first_last_and_place() -> None:
    body = (
        "{% for l in x %}{{ loop.index }}{% if loop.first %}f{% endif %}"
        "{% if loop.last %}l{% endif %} {{ l }}; {% endfor %}\n"
    )
    template = parse_template("loop", source(body, "x: lines, required, Points."))

    assert all_texts(to_blocks(fill(template, {"x": ["a", "b"]}))) == ["1f a; 2l b; "[:-1]]


def test_filters_part_paragraphs_list_and_count() -> None:
    body = "{{ x|count }} {{ x|listed }}\n\n{% for p in t|paragraphs %}\n{{ p }}\n\n{% endfor %}\n"
    template = parse_template(
        "filters", source(body, "x: lines, required, Points.", "t: text, required, Words.")
    )

    texts = all_texts(to_blocks(fill(template, {"x": ["a", "b", "c"], "t": "one\n\n \ntwo\nmore"})))

    assert texts == ["3 a, b and c", "one", "two\nmore"]


def test_a_tag_at_the_end_of_a_line_keeps_the_line() -> None:
    body = "One{% if x %} more{% endif %}\n\n{% if x %}\nTwo\n\n{% endif %}\nThree\n"
    template = parse_template("lines", source(body, "x: line, optional, Words."))

    assert all_texts(to_blocks(fill(template, {"x": "y"}))) == ["One more", "Two", "Three"]
    assert all_texts(to_blocks(fill(template, {}))) == ["One", "Three"]


def test_dates_and_numbers_are_written_out() -> None:
    template = parse_template(
        "kinds", source("{{ d }}, {{ n }}\n", "d: date, required, D.", "n: number, required, N.")
    )

    (text,) = all_texts(to_blocks(fill(template, {"d": date(2026, 5, 4), "n": 0})))

    assert text == "Monday 4 May 2026, 0"


KINDS = parse_template(
    "kinds",
    source(
        "{{ a }}{{ b }}{{ c }}{{ d }}{{ e|count }}{{ f|count }}\n",
        "a: line, required, A line.",
        "b: text, optional, A text.",
        "c: number, required, A number.",
        "d: date, required, A date.",
        "e: lines, required, Points.",
        "f: rows(x y), required, Rows.",
    ),
)


def test_what_is_missing_is_said_in_sentences() -> None:
    assert missing(KINDS, {"a": "", "e": []}) == (
        "Still needed (a): A line.",
        "Still needed (c): A number.",
        "Still needed (d): A date.",
        "Still needed (e): Points.",
        "Still needed (f): Rows.",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a", "two\nlines"),
        ("a", 1),
        ("b", ["x"]),
        ("c", "1"),
        ("c", True),
        ("d", datetime(2026, 5, 4, tzinfo=UTC)),
        ("e", "abc"),
        ("e", [1]),
        ("f", [{"x": "1"}]),
        ("f", [{"x": "1", "y": "2", "z": "3"}]),
        ("f", [{"x": "1", "y": 2}]),
        ("f", ["x"]),
        ("zz", "unknown"),
        ("e", ["x"] * (MOST_ROWS + 1)),
    ],
)
def test_a_value_that_does_not_fit_is_refused_without_its_words(name: str, value: Value) -> None:
    good: dict[str, Value] = {
        "a": "x", "c": 1, "d": date(2026, 5, 4), "e": ["x"], "f": [{"x": "1", "y": "2"}],
    }  # fmt: skip
    assert missing(KINDS, good) == ()

    with pytest.raises(UsageFault) as caught:
        fill(KINDS, good | {name: value})

    assert len(caught.value.reasons) == 1
    assert name in caught.value.reasons[0]


def test_a_list_shown_as_one_value_is_refused() -> None:
    template = parse_template("whole", source("{{ e }}\n", "e: lines, required, Points."))

    with pytest.raises(UsageFault):
        fill(template, {"e": ["a"]})


def test_a_number_repeated_over_is_refused_in_words() -> None:
    body = "{% for a in n %}{{ a }}{% endfor %}\n"
    template = parse_template("loop", source(body, "n: number, required, N."))

    with pytest.raises(UsageFault) as caught:
        fill(template, {"n": 3})

    assert "cannot be filled" in caught.value.message


def test_a_loop_word_outside_a_loop_is_refused() -> None:
    template = parse_template("loop", source("{{ loop }}{{ x }}\n", "x: line, required, X."))

    with pytest.raises(UsageFault):
        fill(template, {"x": "y"})


def test_fields_tell_kind_need_and_purpose_in_order() -> None:
    told = [(name, field.kind, field.required) for name, field in fields(KINDS).items()]

    assert told[:2] == [("a", FieldKind.LINE, True), ("b", FieldKind.TEXT, False)]
    assert fields(KINDS)["f"].columns == ("x", "y")


def test_a_template_is_compiled_once_for_all_its_letters() -> None:
    body = source("Dear {{ name }},", "name: line, required, Who it goes to.")
    template = parse_template("greeting", body)
    fill(template, {"name": "Ms Hart"})
    before = _compiled.cache_info().misses

    told = [fill(template, {"name": name}) for name in ("Ms Hart", "Mr Low")]

    assert (told, _compiled.cache_info().misses) == (["Dear Ms Hart,\n", "Dear Mr Low,\n"], before)


REPLY = "x: choice(agreed not_agreed), required, The reply."
CHOICE = parse_template(
    "choice", source('{% if x == "agreed" %}Yes{% else %}No{% endif %}\n', REPLY)
)


@pytest.mark.parametrize(("name", "words"), [("agreed", "Yes\n"), ("not_agreed", "No\n")])
def test_a_choice_takes_each_of_its_names(name: str, words: str) -> None:
    assert fill(CHOICE, {"x": name}) == words


@pytest.mark.parametrize("value", ["Agreed", "perhaps", 1])
def test_a_choice_takes_no_other_name(value: Value) -> None:
    assert missing(CHOICE, {"x": value}) == (
        "This does not fit (x, agreed or not-agreed): The reply.",
    )


def test_a_template_that_goes_on_without_end_is_stopped() -> None:
    body = "{% for a in e %}{% for b in e %}{{ a }}{{ b }}\n{% endfor %}{% endfor %}\n"
    template = parse_template("endless", source(body, "e: lines, required, Points."))
    with pytest.raises(UsageFault, match="goes on without end"):
        fill(template, {"e": ["x" * 4_000] * 500})


def test_a_loop_over_the_signs_of_a_text_is_stopped_too() -> None:
    body = "{% for a in x %}{% for b in x %}{{ x }}{% endfor %}{% endfor %}\n"
    template = parse_template("signs", source(body, "x: text, required, X."))
    with pytest.raises(UsageFault, match="goes on without end"):
        fill(template, {"x": "y" * 4_000})


@pytest.mark.parametrize(
    "body",
    [
        "{{" * 5_000,
        "{{ " + "(" * 5_000,
        "{{ x }}" + "{% if x %}" * 150 + "{% endif %}" * 150,
        "{{ " + "not " * 5_000 + "x }}",
    ],
    ids=["braces", "brackets", "ifs", "nots"],
)
def test_a_template_nested_without_end_is_a_problem_and_no_crash(body: str) -> None:
    problems = template_problems(source(body + "\n", "x: line, required, X."))

    assert problems != []
    assert "W074" in problems[0]
