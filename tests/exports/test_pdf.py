"""Each kind of history and of report as a PDF: tagged, titled, still, without address or path."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from casework import paper
from casework.exports.figures import Report, Table, combined, document
from casework.exports.readers import Audience
from casework.exports.written import to_document
from tests import pdf_kit
from tests.exports.conftest import everything

AT = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
HEAD = paper.Letterhead(school_name="Little Wexcombe Primary School")
DRAWN = Table(
    title="Autumn term 2026",
    header=("What is counted", "Cases"),
    rows=(("Threats of violence", 7), ("Complaints aired online", "under 5")),
    bars=1,
)
LISTED = Table(title="Open cases", header=("Case", "Days"), rows=(("CW-7F3K", 12),))
NOTHING = Table(title="Limits missed", header=("Case", "Limit"), rows=())


def report(*tables: Table, school: str = "Little Wexcombe Primary School") -> Report:
    return Report(
        kind="monitoring by term",
        title="Misuse of social media: figures",
        school=school,
        first=date(2026, 9, 1),
        last=date(2026, 12, 31),
        made=AT,
        lines=("All limits were kept.",),
        tables=tables,
        practice=True,
    )


REPORTS = {
    "drawn": report(DRAWN),
    "listed": report(LISTED),
    "empty": report(NOTHING),
    "no table": report(),
    "many pages": report(*(replace(LISTED, rows=LISTED.rows * 60) for _ in range(3))),
    "several schools": combined([report(DRAWN, school="A"), report(DRAWN, school="B")], AT),
}


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("practice", [True, False])
def test_every_kind_of_history_is_tagged_titled_and_holds_nothing_live(
    audience: Audience, practice: bool
) -> None:
    history = everything().history(audience, practice=practice)
    pdf = paper.render(to_document(history, HEAD), at=AT)

    assert pdf_kit.faults(pdf, title="History of case CW-7F3K") == []


@pytest.mark.parametrize("made", REPORTS.values(), ids=REPORTS)
def test_every_kind_of_report_is_tagged_titled_and_holds_nothing_live(made: Report) -> None:
    pdf = paper.render(document(made), at=AT)

    assert pdf_kit.faults(pdf, title=made.title) == []
