"""The letters we ship: each reads well, cites the policy, and says how to complain."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.letters.blocks import to_blocks
from casework.letters.fill import fill, missing, template_problems
from casework.letters.template import FieldKind, Strength
from casework.paper import Heading, plain_text, render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from casework.letters.fill import Value
    from casework.letters.template import Template
    from casework.paper import Block, Document

    Sample = Callable[[Template], dict[str, Value]]
    OnPaper = Callable[[tuple[Block, ...]], Document]

LETTERS = Path(__file__).resolve().parents[2] / "letters"
NAMES = sorted(path.stem for path in LETTERS.glob("*.md"))
TO_AUTHORS = {
    *("first-conversation", "warning", "complaint-signpost", "closure", "platform-restriction"),
    *("legal-consequences", "meeting-invitation", "further-meeting"),
}
TO_PARENTS = {
    *("under-age-warning", "further-referral", "staff-page-attempt", "device-restriction"),
    *("family-invitation",),
}
TO_ALL = {"access-notice"}
TO_FAMILIES = TO_AUTHORS | TO_PARENTS | TO_ALL
TO_STAFF = {"staff-support", "permission-reply", "evidence-preservation"}
TO_BODIES = {
    *("platform-complaint", "police-summary", "solicitor-cover", "new-school"),
    *("provider-notice", "it-evidence-request", "governors-report"),
}
#: What goes by the law and by no policy.
OF_LAW = {"subject-access-answer"}
#: Papers of an allegation against an adult: a policy may speak of them, else guidance is named.
ALLEGATION = {"lado-referral", "disclosure-script", "suspension", "allegation-outcome"}
#: Words of the program that never stand on paper (``tui-guide.md``, section 5).
NEVER = (
    "track", "measure", "host", "case book", "spine", "trigger", "circle", "deemed", "digest",
    "tombstone", "limb", "strand", "offender", "perpetrator", "victim", "clause",
)  # fmt: skip


def test_the_letters_are_these() -> None:
    known = TO_FAMILIES | TO_STAFF | TO_BODIES | ALLEGATION | OF_LAW

    assert set(NAMES) == known


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_letter_has_no_problem(name: str) -> None:
    assert template_problems((LETTERS / f"{name}.md").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", sorted({*NAMES} - OF_LAW))
def test_a_shipped_letter_cites_the_policy_as_printed(
    name: str, shipped: Mapping[str, Template], sample: Sample, on_paper: OnPaper
) -> None:
    values = sample(shipped[name])

    text = plain_text(on_paper(to_blocks(fill(shipped[name], values))))

    assert str(values["policy_title"]) in text
    assert str(values["policy_place"]) in text
    assert re.findall(r"\b(?:MIL|COM|BRA|MOAT|TRUST)-\d", text) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_value_given_stands_in_the_letter(
    name: str, shipped: Mapping[str, Template], sample: Sample, on_paper: OnPaper
) -> None:
    values = sample(shipped[name])
    text = plain_text(on_paper(to_blocks(fill(shipped[name], values))))
    given: list[str] = []
    for value in values.values():
        for part in value if isinstance(value, list) else [value]:
            given += (
                part.values() if isinstance(part, dict) else [part] if isinstance(part, str) else []
            )
    chosen = {str(values.get(n)) for n, f in shipped[name].fields.items() if f.kind == "choice"}
    given = [part for part in given if part not in chosen]  # a choice is told in words of its own

    lost = [part for part in given if any(line not in text for line in part.split("\n"))]

    assert lost == []


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_without_its_optional_parts_reads_well(
    name: str, shipped: Mapping[str, Template], sample: Sample
) -> None:
    template = shipped[name]
    values = {n: v for n, v in sample(template).items() if template.fields[n].required}

    markdown = fill(template, values)

    assert missing(template, values) == ()
    assert re.findall(r"\n{4,}|[a-z] {2,}[a-z]| [.,;]|\(\)|“”|None", markdown) == []
    assert to_blocks(markdown)


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_says_nothing_without_what_it_requires(
    name: str, shipped: Mapping[str, Template]
) -> None:
    required = [n for n, field in shipped[name].fields.items() if field.required]

    sentences = missing(shipped[name], {})

    assert [sentence.split(")")[0] for sentence in sentences] == [
        f"Still needed ({n}" for n in required
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_opens_with_a_salutation_and_one_main_heading(
    name: str, shipped: Mapping[str, Template], sample: Sample
) -> None:
    blocks = to_blocks(fill(shipped[name], sample(shipped[name])))
    levels = [block.level for block in blocks if isinstance(block, Heading)]

    assert fill(shipped[name], sample(shipped[name])).startswith("Dear ")
    assert (levels[0], levels.count(1), max(levels) <= 2) == (1, 1, True)


@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_the_program_stands_in_a_letter(
    name: str, shipped: Mapping[str, Template]
) -> None:
    body = re.sub(r"\{[{%].*?[%}]\}", "", shipped[name].body).lower()

    assert [word for word in NEVER if re.search(rf"\b{word}s?\b", body)] == []
    assert [term for term in ("LADO", "DSL", "SAR") if term in shipped[name].body] == []


@pytest.mark.parametrize("name", sorted(TO_FAMILIES))
def test_a_letter_to_a_family_says_how_to_complain_and_whom_to_ask(
    name: str, shipped: Mapping[str, Template]
) -> None:
    required = {n for n, field in shipped[name].fields.items() if field.required}

    assert {"complaint_route", "contact_words"} - required == set()
    to = "author" if name in TO_AUTHORS else "families" if name in TO_ALL else "family-of"
    assert shipped[name].to == to


def test_the_warning_says_may_and_prints_its_limit_as_a_length(
    shipped: Mapping[str, Template], sample: Sample
) -> None:
    warning = shipped["warning"]
    markdown = fill(warning, sample(warning))

    assert warning.strength is Strength.MAY
    assert "these may include" in markdown
    assert "within five school days of receiving this letter" in markdown
    assert re.findall(r"\b(?:will|shall|must) (?:call|tell|report|take|sue)", markdown) == []


def test_first_publication_and_the_limit_stand_first(
    shipped: Mapping[str, Template], sample: Sample
) -> None:
    cover = shipped["solicitor-cover"]
    markdown = fill(cover, sample(cover))

    places = [
        markdown.index(words)
        for words in ("First published", "One year from", "asks for your", "What we ask")
    ]

    assert places == sorted(places)
    assert (markdown.count("Sunday 26 April 2026"), markdown.count("Sunday 25 April 2027")) == (
        1,
        2,
    )


def test_the_first_letter_blames_nobody(shipped: Mapping[str, Template], sample: Sample) -> None:
    markdown = fill(shipped["first-conversation"], sample(shipped["first-conversation"]))

    assert "do not assume that\nany harm was meant" in markdown
    assert re.findall(r"warn|breach|unacceptable|police|legal", markdown) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_letter_prints(
    name: str,
    shipped: Mapping[str, Template],
    sample: Sample,
    on_paper: OnPaper,
    at: datetime,
) -> None:
    pdf = render(on_paper(to_blocks(fill(shipped[name], sample(shipped[name])))), at=at)

    claims = [claim in pdf for claim in (b"<pdfuaid:part>1<", b"<pdfaid:conformance>A<")]

    assert (pdf[:8], claims) == (b"%PDF-1.7", [True, True])


@pytest.mark.parametrize("name", NAMES)
def test_markup_in_every_field_stays_words(
    name: str, shipped: Mapping[str, Template], sample: Sample, on_paper: OnPaper, at: datetime
) -> None:
    hostile = '*b* [l](u) {{ 7 }} #read("x") $x$ <i> | `c`'
    template, kinds = shipped[name], FieldKind
    values: dict[str, Value] = {}
    shown = [n for n in sample(template) if template.fields[n].kind is not kinds.CHOICE]
    for field_name, field in template.fields.items():
        if field_name not in sample(template):
            continue  # it would take the place of others
        match field.kind:
            case kinds.CHOICE:
                values[field_name] = sample(template)[field_name]
            case kinds.DATE | kinds.NUMBER:
                values[field_name] = on_date()
            case kinds.LINES:
                values[field_name] = [hostile]
            case kinds.ROWS:
                values[field_name] = [dict.fromkeys(field.columns, hostile)]
            case _:
                values[field_name] = hostile
    document = on_paper(to_blocks(fill(template, values)))

    text = plain_text(document)

    assert text.count("{{ 7 }}") == text.count(hostile) >= len(shown) - 6
    assert render(document, at=at).startswith(b"%PDF")


def on_date() -> Value:
    from datetime import date

    return date(2026, 5, 4)
