"""Each letter as a PDF: tagged, titled, still, and with no address but those in its own words."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pytest

from casework.letters.blocks import to_blocks
from casework.letters.fill import fill
from casework.paper import Letterhead, paragraph, plain_text, render
from tests import pdf_kit
from tests.letters.conftest import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from casework.letters.fill import Value
    from casework.letters.template import Template
    from casework.paper import Block, Document


def addresses(values: Mapping[str, Value]) -> list[str]:
    """Return the web addresses that stand in what was given."""
    return re.findall(r"https?://[^\s'\"]+", repr(values))


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_is_tagged_titled_and_holds_nothing_live(
    name: str,
    shipped: Mapping[str, Template],
    sample: Callable[[Template], dict[str, Value]],
    on_paper: Callable[[tuple[Block, ...]], Document],
    at: datetime,
) -> None:
    template = shipped[name]
    values = sample(template)
    pdf = render(on_paper(to_blocks(fill(template, values))), at=at)

    assert pdf_kit.faults(pdf, *addresses(values), title="Letter CW-7F3K/1") == []


def test_an_address_is_words_and_no_link(
    on_paper: Callable[[tuple[Block, ...]], Document], at: datetime
) -> None:
    document = on_paper((paragraph("It stands at https://posts.example/1?a=b."),))
    pdf = render(document, at=at)

    assert pdf_kit.faults(pdf, "https://posts.example/1?a=b") == []
    assert pdf_kit.faults(pdf) == ["its words hold a web address that is not its own"]


def test_a_practice_copy_for_a_window_is_as_good(
    on_paper: Callable[[tuple[Block, ...]], Document], at: datetime
) -> None:
    document = on_paper((paragraph("Dear Ms Hart,"), paragraph("Words.")))
    head = Letterhead(school_name="Practice Primary School")
    changed = replace(document, practice=True, copy=3, window="c5", letterhead=head)

    assert pdf_kit.faults(render(changed, at=at)) == []
    assert "COPY 3" in plain_text(changed)


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _untagged(pdf: pikepdf.Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def _silent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def _path(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Subject"] = "/tmp/office/letter.pdf"


def _link(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Subject"] = "https://elsewhere.example"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_script, "it has /JS"),
        (_untagged, "it is not tagged"),
        (_silent, "its language is not said"),
        (_path, "a string holds a path"),
        (_link, "a string holds a web address"),
    ],
)
def test_what_should_not_be_in_a_file_would_be_found(
    change: Callable[[pikepdf.Pdf], None],
    said: str,
    on_paper: Callable[[tuple[Block, ...]], Document],
    at: datetime,
) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(render(on_paper((paragraph("Words."),)), at=at))) as pdf:
        change(pdf)
        pdf.save(out)

    assert said in pdf_kit.faults(out.getvalue())
