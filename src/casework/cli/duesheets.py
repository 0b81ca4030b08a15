"""``casework deadline``: the Today sheet, pages before a holiday, due work for other calendars."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import clockwork, given
from casework.cli.signing import desk, folder
from casework.cli.telling import tell
from casework.office import outside
from casework.text import plural

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.office.sheets import Page

Out = Annotated[str, typer.Option(metavar="FILE", help="A file, as a PDF where it ends in .pdf.")]
School = Annotated[str, typer.Option(help="Which school, where there are several.")]


def today(out: Out = "-", school: School = "") -> None:
    """Print a Today sheet: what is late and due, and decisions. One page, and no names."""
    from casework import bootstrap  # loads the store: 0.3 s
    from casework.office import sheets

    at = desk()
    clock = clockwork.last_look(bootstrap.watch(folder()))
    _tell_pages(at, (sheets.today(at, school, clock),), out)


def closing_up(
    out: Annotated[
        str,
        typer.Option(metavar="FILE", help="A file for your own page, or a folder for all of them."),
    ] = "-",
    mine: Annotated[bool, typer.Option("--mine", help="Only your own page.")] = False,
    mobile: Annotated[str, typer.Option(help="The number you leave, for your own page.")] = "",
    first: Annotated[str, typer.Option(metavar="DATE", help="The first day shut.")] = "",
    last: Annotated[str, typer.Option(metavar="DATE", help="The last day shut.")] = "",
    school: School = "",
) -> None:
    """Make a page for each holder before a holiday: what falls due.

    It says whom to ring. Sealed work stands on your own page alone.
    """
    from casework.office import sheets

    begins, ends = (given.day(one) if one else None for one in (first, last))
    at = desk()
    closed = sheets.closed_time(at, begins, ends, school)
    alone = mine or (out != "-" and not Path(out).is_dir())
    pages = sheets.closing_up(at, closed, school, given.line(mobile), mine=alone)
    _tell_pages(at, pages, out)


def calendar(
    out: Annotated[str, typer.Option(metavar="FILE", help="The file to write, as due.ics.")],
    mine: Annotated[bool, typer.Option("--mine", help="Only what is on your own list.")] = False,
) -> None:
    """Write due work as a calendar file for Outlook or Google. Sealed work is never in it."""
    from casework.office import sheets

    at = desk()
    content, count = sheets.calendar_file(at, mine=mine)
    outside.write_file(out, content)
    tell({"out": out, "entries": count}, f"Written: {out}, {plural(count, 'entry', 'entries')}.")


def _tell_pages(at: Desk, pages: tuple[Page, ...], out: str) -> None:
    from casework.office import sheets

    if out == "-":
        lines = [line for page in pages for line in (*_whose(page), *sheets.page_text(page), "")]
        tell([_shape(page) for page in pages], *lines[:-1])
        return
    files = _files(out, len(pages))
    for file in files:
        outside.must_be_free(file)
    for file, page in zip(files, pages, strict=True):
        outside.write_file(file, _content(at, file, page))
    told = (f"Written: {file}" for file in files)
    tell({"out": files, "pages": [_shape(page) for page in pages]}, *told)


def _whose(page: Page) -> list[str]:
    return [f"For {page.holder}:"] if page.holder else []


def _files(out: str, count: int) -> list[str]:
    """Return a file for each page; in a folder they are numbered: a name would name somebody."""
    if not Path(out).is_dir():
        return [out]
    return [str(Path(out) / f"closing-up-{number}.pdf") for number in range(1, count + 1)]


def _content(at: Desk, file: str, page: Page) -> bytes:
    from casework.office import sheets

    if file.lower().endswith(".pdf"):
        return sheets.page_pdf(at, page)
    return "".join(f"{line}\n" for line in sheets.page_text(page)).encode()


def _shape(page: Page) -> dict[str, object]:
    return {
        "title": page.title,
        "holder": page.holder or None,
        "lines": [*page.lines, *page.after],
        "sections": [
            {
                "title": section.title,
                "rows": [
                    dict(zip(("ref", "what", "for", "by_when"), row, strict=True))
                    for row in section.rows
                ],
            }
            for section in page.sections
        ],
        "ring": [{"who": who, "number": number} for who, number in page.ring],
    }
