"""A one-page letter, from words to PDF, against a bare Typst compile of the same page.

Both sides are warm: fonts are loaded, the compiler is kept, templates are read. The yardstick is
the compiler alone, handed the very page that the program hands it. No page is set twice, since the
compiler remembers pages it has set. For comparison a plain page with the same words, written in
Typst's own markup by hand.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import typst

from benchmarks import school
from benchmarks.measure import ROUNDS, WARM_UP, Figure, in_turn
from casework import paper, press
from casework.letters.blocks import to_blocks
from casework.letters.fill import fill, parse_template
from casework.settings import shipped

if TYPE_CHECKING:
    from typst import PDFStandard

    from casework.letters.fill import Value
    from casework.paper import Block

WORDS: dict[str, Value] = {
    "recipient_salutation": "Ms Hart",
    "post_description": "a post about Class 4 and its teacher",
    "post_platform": "Facebook",
    "post_address": "https://www.facebook.example/groups/parents/posts/1029384756",
    "post_seen_on": date(2026, 4, 26),
    "post_words": "",
    "earlier_contact": "We talked about this on 28 April 2026, and asked for it to be removed.",
    "concerns": ["The post names a member of our staff.", "Other families answered it."],
    "request": "remove the post and the comments under it",
    "limit_words": "within five school days of receiving this letter",
    "considered_steps": [],
    "policy_title": "Policy on Social Networking and Internet Use",
    "policy_place": "“Procedure the school will follow”, first point",
    "complaint_route": "our complaints procedure, which is on the website",
    "contact_words": "Mrs Reader, the headteacher, on 015395 00000",
    "free_paragraph": "",
}
TEMPLATE = parse_template(
    "warning", (shipped("letters") / "warning.md").read_text(encoding="utf-8")
)
HEAD = paper.Letterhead(
    school_name="Milnthorpe Primary School",
    address=("School Lane", "Milnthorpe", "LA7 7QF"),
    telephone="015395 00000",
    email="office@milnthorpe.example.sch.uk",
)
_DATE = "datetime(year: 2026, month: 11, day: 2)"
STANDARDS: list[PDFStandard] = ["ua-1", "a-2a"]
FONTS = Path(paper.__file__).with_name("fonts")


def _blocks(number: int) -> tuple[Block, ...]:
    values = {name: _numbered(WORDS[name], number) for name in TEMPLATE.fields}
    return to_blocks(fill(TEMPLATE, values))


def _numbered(value: Value, number: int) -> Value:
    """Return a value that no other page has, so that the compiler remembers nothing of it."""
    if isinstance(value, str) and value:
        return f"{value} ({number})"
    if isinstance(value, list):
        return [f"{one} ({number})" for one in value]
    return value


def document(number: int) -> paper.Document:
    """Return letter ``number``, from template and values."""
    return paper.Document(
        kind=paper.Kind.LETTER,
        title=f"Letter CW-7F3K/{number}",
        letterhead=HEAD,
        recipient=("Ms J. Hart", "4 Mill Lane", "Milnthorpe", "LA7 7QJ"),
        date_words="29 April 2026",
        reference=f"CW-7F3K/{number}",
        case_reference="CW-7F3K",
        check_code="7Q2M-4KDX-90TB",
        signature=paper.Signature(name="Mrs A. Reader", role="Headteacher"),
        blocks=_blocks(number),
    )


def letter(number: int) -> bytes:
    """Return letter ``number`` as PDF, from template and values."""
    return paper.render(document(number), at=school.BEGIN)


def bare_source(number: int) -> bytes:
    """Return the same page in Typst's own markup."""
    body = "\n\n".join(_marked(block) for block in _blocks(number))
    address = " \\\n".join((HEAD.school_name, *HEAD.address, HEAD.telephone, HEAD.email))
    return f"""#set document(title: "Letter {number}", date: {_DATE})
#set text(font: "Noto Sans", size: 11pt, lang: "en", region: "GB")
#set page(paper: "a4", margin: 25mm, footer: [CW-7F3K/{number} #h(1fr) 7Q2M-4KDX-90TB])
{_escaped(address)}

Ms J. Hart \\
4 Mill Lane \\
Milnthorpe

29 April 2026

{body}

Mrs A. Reader, Headteacher
""".encode()


def _marked(block: Block) -> str:
    match block:
        case paper.Heading():
            return "= " + _text(block.runs)
        case paper.Paragraph():
            return _text(block.runs)
        case paper.BulletList():
            return "\n".join("- " + _marked(part) for item in block.items for part in item)
        case paper.Quotation():
            inner = "\n\n".join(_marked(part) for part in block.blocks)
            return f"#quote(block: true)[{inner}]"
        case _:
            raise AssertionError(f"the letter has a {type(block).__name__} now")


def _text(runs: paper.Runs) -> str:
    return "".join(_escaped(run.text) for run in runs)


def _escaped(text: str) -> str:
    for mark in "#*_@$<>[]":
        text = text.replace(mark, "\\" + mark)
    return text.replace("//", "\\/\\/")


def figures(*, quick: bool = False) -> list[Figure]:
    """Return the ratio of the letter."""
    batch = 2 if quick else 5
    count = batch * (ROUNDS + WARM_UP)
    sheets = iter([_sheet(number) for number in range(count)])
    sources = iter([bare_source(number) for number in range(count)])
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    compiler = typst.Compiler(root=str(press.PAGE), font_paths=fonts)
    plain = typst.Compiler(input=b"", font_paths=fonts)
    numbers = iter(range(count, 2 * count))

    def bare() -> object:
        return compiler.compile(
            input={"main.typ": press.MAIN, **next(sheets)},  # type: ignore[type-var]
            pdf_standards=STANDARDS,
        )

    def by_hand() -> object:
        return plain.compile(input=next(sources), pdf_standards=STANDARDS)

    times = in_turn(
        {"bare": bare, "hand": by_hand, "ours": lambda: letter(next(numbers))}, batch=batch
    )
    return _figures(times)


def _figures(times: dict[str, float]) -> list[Figure]:
    note = "warm; PDF/UA-1 and PDF/A-2a on both sides"
    return [
        Figure(
            name="one-page letter, words to PDF",
            ours=times["ours"] / 1e3,
            unit="ms",
            yardstick=times["bare"] / 1e3,
            against="a bare Typst compile of the same page",
            ratio=times["ours"] / times["bare"],
            most=2.0,
            note=note,
        ),
        Figure(
            name="the same against a plain page of the same words",
            ours=times["ours"] / 1e3,
            unit="ms",
            yardstick=times["hand"] / 1e3,
            against="Typst markup by hand, without the letter's layout",
            ratio=times["ours"] / times["hand"],
            note=note,
        ),
    ]


def _sheet(number: int) -> dict[str, bytes]:
    """Return what the program hands the compiler for a letter."""
    caught: list[dict[str, bytes]] = []

    def catching(files: dict[str, bytes], *_others: object) -> bytes:
        caught.append(files)
        return b"%PDF"

    with patch.object(press, "pressed", catching):
        letter(number)
    return caught[0]
