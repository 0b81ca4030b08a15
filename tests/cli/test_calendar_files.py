"""Files that are handed to the calendar: as Excel saves them, and as nobody should.

Each bad one is refused in words that say where and what to do, and not a day of the calendar has
changed afterwards, nor is there a version more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office

HEAD = "Kind;First;Last;Name\r\n"
ROWS = "term;02/09/2027;22/10/2027;Café term\r\nterm;01/11/2027;17/12/2027;Autumn two\r\n"
WANTED = [
    {"first": "2027-09-02", "last": "2027-10-22", "name": "Café term"},
    {"first": "2027-11-01", "last": "2027-12-17", "name": "Autumn two"},
]


def ics(*lines: str) -> bytes:
    whole = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", "")
    return "\r\n".join(whole).encode()


def event(words: str, *lines: str) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", f"SUMMARY:{words}", *lines, "END:VEVENT")


NEW_YORK = (
    *("BEGIN:VTIMEZONE", "TZID:America/New_York", "BEGIN:STANDARD", "DTSTART:20071104T020000"),
    *("TZOFFSETFROM:-0400", "TZOFFSETTO:-0500", "END:STANDARD", "END:VTIMEZONE"),
)


@pytest.mark.parametrize(
    "data",
    [
        ("\ufeff" + HEAD + ROWS).encode(),
        (HEAD + ROWS).encode("cp1252"),
        (HEAD + ROWS).replace(";", "\t").encode("utf-16"),
        (HEAD + ROWS.replace("\r\n", ";;;\r\n") + ";;;;\r\n").encode(),
        (HEAD + ROWS).replace("\r\n", "\r").replace(";", ",").encode(),
    ],
    ids=["CSV UTF-8", "CSV", "Unicode text", "empty columns", "CSV Macintosh"],
)
def test_a_list_is_taken_in_however_excel_saved_it(
    office: Office, tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "terms.csv"
    file.write_bytes(data)
    office.does("Clerk", "calendar", "import", str(file))
    years = office.does("Clerk", "calendar", "show")["years"]

    assert years[-1]["terms"] == WANTED


REACHES = (
    "They cover Tue 1 Jun 2027 to Wed 31 May 2028, but Tue 1 Sep 2026 to Tue 31 Aug 2027 is "
    "loaded already and reaches beyond that."
)
BAD = {
    "overlapping terms": (
        (HEAD + "term;2/9/2027;30/10/2027;one\nterm;20/10/2027;17/12/2027;two\n").encode(),
        "The terms “one” and “two” overlap.",
    ),
    "a term that ends before it starts": (
        (HEAD + ROWS + "term;17/12/2027;2/9/2027;three\n").encode(),
        "Line 4: Thu 2 Sep 2027 comes before Fri 17 Dec 2027.",
    ),
    "a year that reaches into the one that is loaded": (
        (HEAD + "covers;1/6/2027;31/5/2028;\nterm;2/9/2027;22/10/2027;one\n").encode(),
        REACHES,
    ),
    "months first": (
        (HEAD + "term;09/14/2027;10/22/2027;one\n").encode(),
        "Line 2, first date: There is no month 14, so this is no date.",
    ),
    "a number in the place of a date": (
        (HEAD + "term;46632;46682;one\n").encode(),
        "Line 2, first date: This is not a date that can be read.",
    ),
    "one good row, one bad": (
        (HEAD + ROWS + "closure;3/12/2027;;\n").encode(),
        "Line 4: the name must say why the school was closed.",
    ),
    "a closure in no loaded year": (
        (HEAD + "closure;3/12/2031;;Snow\n").encode(),
        "Wed 3 Dec 2031 lies in no school year that is loaded.",
    ),
    "a foreign zone": (
        ics(*NEW_YORK, *event("Term", "DTSTART;TZID=America/New_York:20270902T000000")),
        "Line 14: it has a time of day, in the zone America/New_York; only whole days are read.",
    ),
    "an instant": (
        ics(*event("Term", "DTSTART:20270902T000000Z", "DTEND:20271217T000000Z")),
        "Line 6: it has a time of day; only whole days are read.",
    ),
    "recurrence": (
        ics(*event("INSET", "DTSTART;VALUE=DATE:20270902", "RRULE:FREQ=SECONDLY")),
        "Line 7: it repeats; write each stretch of days as an entry of its own.",
    ),
    "recurrence by dates": (
        ics(*event("INSET", "DTSTART;VALUE=DATE:20270902", "RDATE;VALUE=DATE:20270903")),
        "Line 7: it repeats; write each stretch of days as an entry of its own.",
    ),
    "a whole trust": (
        ics(*event("INSET", "DTSTART;VALUE=DATE:20270902") * 1001),
        "It has more than 1000 entries, so it is not one school’s list.",
    ),
    "half a calendar file": (
        ics(*event("Term", "DTSTART;VALUE=DATE:20270902"))[:-22],
        "It is no calendar file (ICS) that can be read.",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_and_nothing_has_changed(
    office: Office, tmp_path: Path, name: str
) -> None:
    data, said = BAD[name]
    file = tmp_path / "terms"
    file.write_bytes(data)
    before = office.does("Clerk", "calendar", "show")
    code, error = office.fails("Clerk", "calendar", "import", str(file))

    assert (code, said in error["reasons"]) == (2, True)
    assert "Nothing was changed." in error["advice"]
    assert office.does("Clerk", "calendar", "show") == before
    assert len(office.does("Clerk", "calendar", "versions")) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x" * 10_000_000, "The file is larger than 1 MB, so it was not read."),
        (
            b"BEGIN:VCALENDAR\r\n" + b"X:" + b"x" * 10_000_000,
            "The file is larger than 1 MB, so it was not read.",
        ),
        (b"PK\x03\x04\x14\0\x06\0" * 90, "The file is no text that can be read."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 90 + b"\0", "The file is no text that can be read."),
    ],
    ids=["10 MB", "10 MB of ICS", "a workbook", "an old workbook"],
)
def test_what_is_no_list_at_all_is_not_read(
    office: Office, tmp_path: Path, data: bytes, said: str
) -> None:
    file = tmp_path / "terms"
    file.write_bytes(data)
    code, error = office.fails("Clerk", "calendar", "import", str(file))

    assert (code, error["message"]) == (2, said)
    assert error["advice"]
    assert len(office.does("Clerk", "calendar", "versions")) == 1


def test_a_closure_in_the_past_is_kept_and_moves_nothing_that_has_passed(office: Office) -> None:
    ref = office.opens()
    office.at("2026-11-04T09:00:00+00:00")  # Tuesday, the last day to answer, is over
    office.run("--book", str(office.book), "deadline", "check")
    told = office.does("Clerk", "calendar", "close", "2026-11-03", "--why", "Storm")
    [limit] = [
        one
        for one in office.does("Clerk", "case", "show", ref)["deadlines"]
        if one["name"] == "acknowledge"
    ]

    assert told["warnings"] == [
        "Tue 3 Nov 2026 lies in the past. What has passed by now stays passed."
    ]
    assert (limit["due"], limit["standing"]) == ("2026-11-03", "passed")
    assert "acknowledge" not in str(told["moved"])
    assert office.says("Head", "doctor").code == 0


def test_a_closure_on_a_day_that_is_none_changes_nothing(office: Office) -> None:
    before = office.does("Clerk", "calendar", "show")
    told = [
        office.fails("Clerk", "calendar", "close", *days)[1]
        for days in (("2026-11-31",), ("2026-11-12", "2031-01-08"), ("soon",))
    ]

    assert told[0]["message"] == "There is no 31 November 2026."
    assert told[1]["reasons"] == ["Wed 8 Jan 2031 lies in no school year that is loaded."]
    assert office.does("Clerk", "calendar", "show") == before
