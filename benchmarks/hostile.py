"""Hostile words through every letter and every export: they stay words, and nothing else.

Each value goes through each template, into a history in every form, and into a report as text, JSON
and a workbook. A violation is a word lost or changed, a control byte, a tag, a live key of a PDF, a
formula. Where LibreOffice is installed it opens each table; where not, none is counted as opened.
"""

from __future__ import annotations

import csv
import io
import json
import random  # noqa: TID251 - a seed drives the values, and the seed is printed
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import islice
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

import openpyxl
import pikepdf

from benchmarks.papers import history_saying
from casework import paper
from casework.exports.figures import Report, Table, as_json, as_text, document, read, workbook
from casework.exports.guarded import to_csv
from casework.exports.history import spoken
from casework.exports.seal import Sealer
from casework.exports.webpage import to_html
from casework.exports.written import to_document, to_json, to_text
from casework.glyphs import printable
from casework.letters.blocks import to_blocks
from casework.letters.fill import fill, parse_template
from casework.letters.template import FieldKind
from casework.settings import shipped
from casework.text import made_harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from casework.letters.fill import Value
    from casework.letters.template import Field, Template

AT = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
HEAD = paper.Letterhead(school_name="Practice Primary")
BEGIN = (
    *("=", "+", "-", "@", "\t=", "\r=", "＝", "|", "#", "##", ">", "1.", "*", "```", "---", "<"),
    *("&", "$", "\\", "{{", "{%", "#{", "${", "%", "../", "C:\\", "//", "'", '"', "\u200b="),
    *("\u202e", "\u200f", "\x1b[2J", "\x00", "\x7f", "\x9b31m", "\ufeff=", "_x003D_", "DDE("),
)
MIDDLE = (
    *("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example";"x")', "SUM(A1:A9)"),
    *('WEBSERVICE("http://evil.example")', "[l](http://evil.example)", "<http://evil.example>"),
    *("![i](file:///etc/passwd)", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>"),
    *("{{ ''.__class__ }}", "{% for x in y %}", '#read("/etc/passwd")', '#import "x.typ"'),
    *("$x^2$", "*b* _e_ `c`", "| a | b |", "&lt;&#42;&amp;", "\\input{x}", "%s%n%x{0}{x!r}"),
    *("'; DROP TABLE x; --", "javascript:alert(1)", "𝕬𝖑𝖑", "👩‍👩‍👧‍👦", "ẗ̴̡e̵͕x̸̠t̶", "نص عربي", "漢字"),
    *("]]>", "<!ENTITY x SYSTEM 'file:///x'>", "O'Brien & Söhne", "0800 1111", "x" * 60),
)
END = ("", "}}", "%}", "]", ")", ">", "|", "\\", "\u2028", "\ud800", " <!--", "-->", "```", '"')
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
LIVE = frozenset(
    {
        "/JS",
        "/JavaScript",
        "/URI",
        "/AA",
        "/OpenAction",
        "/EmbeddedFile",
        "/AF",
        "/Launch",
        "/GoToR",
    }
)
TAGS = frozenset(
    "html head meta title style body main h1 h2 h3 p br article div footer".split()  # noqa: SIM905
)
ATTRIBUTES = frozenset({"lang", "charset", "http-equiv", "content", "name", "class"})
FORMULA = re.compile(r"\s*[=+\-@|\t\r]")
#: So many values stand in one history and in one report.
TOGETHER = 250


@dataclass(slots=True)
class Counts:
    """What went through, and what came out otherwise."""

    values: int = 0
    templates: int = 0
    letters: int = 0
    pages: int = 0
    forms: int = 0
    cells: int = 0
    opened: int = 0
    violations: int = 0
    first: str = ""

    def wrong(self, words: str) -> None:
        """Count a violation and keep the first."""
        self.violations += 1
        self.first = self.first or words


def values(seed: int, count: int) -> list[str]:
    """Return ``count`` different hostile words; each has a number of its own."""
    chance = random.Random(seed)
    picked = (BEGIN, MIDDLE, END)
    return [
        " ".join(chance.choice(part) for part in picked).lstrip(" ") + f" №{number}"
        for number in range(count)
    ]


def run(folder: Path, seed: int, count: int, beat: Callable[[int], None] | None = None) -> Counts:
    """Put ``count`` values through each template and each export, and open every table."""
    words, counts = values(seed, count), Counts(values=count)
    through_letters(words, counts, beat)
    look(through_exports(folder, words, counts), folder, counts)
    return counts


def through_letters(
    words: Sequence[str], counts: Counts, beat: Callable[[int], None] | None = None
) -> None:
    """Put the words into each template that is shipped."""
    every = 1 if len(words) >= TOGETHER else 9  # a page takes as long as all else of a small sample
    for number, path in enumerate(sorted(shipped("letters").glob("*.md"))):
        template = parse_template(path.stem, path.read_text(encoding="utf-8"))
        _template(template, words, counts, page=number % every == 0)
        if beat is not None:
            beat(counts.letters)


def through_exports(folder: Path, words: Sequence[str], counts: Counts) -> list[Path]:
    """Put the words into histories and reports of every form; return the tables that were made."""
    tables: list[Path] = []
    for at in range(0, len(words), TOGETHER):
        few = words[at : at + TOGETHER]
        _history(few, counts, tables, folder / f"{at}.csv")
        _report(few, counts, tables, folder / f"{at}.xlsx")
    return tables


def look(tables: Sequence[Path], folder: Path, counts: Counts) -> None:
    """Open each table as somebody would; count those with a formula or a link."""
    for path in opened(tables, folder):
        counts.opened += 1
        if found := live_cells(path):
            counts.wrong(f"{path.stem}, opened: {found[0]}")


# --- letters --------------------------------------------------------------------------------------


def _template(template: Template, words: Sequence[str], counts: Counts, *, page: bool) -> None:
    shown, left = _shown(template), iter(words)
    counts.templates += 1
    while put := {name: list(islice(left, _ROOM.get(kind, 1))) for name, kind in shown.items()}:
        said = [one for many in put.values() for one in many]
        if not said:
            break
        sheet = _sheet(to_blocks(fill(template, _values(template, put))))
        counts.letters += 1
        _told(f"{template.name}.md", paper.plain_text(sheet), said, counts)
        if page:
            counts.pages += 1
            _page(template.name, paper.render(sheet, at=AT), counts)
        page = False


#: So many values stand in one field of a letter.
_ROOM = {FieldKind.LINES: 20, FieldKind.ROWS: 8, FieldKind.TEXT: 8}


def _shown(template: Template) -> dict[str, FieldKind]:
    """Return the fields that a letter shows when every field is filled."""
    marks = {name: f"field{number}mark" for number, name in enumerate(template.fields)}
    told = fill(template, _values(template, {name: [mark] for name, mark in marks.items()}))
    kept = (FieldKind.CHOICE, FieldKind.DATE, FieldKind.NUMBER)
    fields = ((name, field.kind) for name, field in template.fields.items())
    return {name: kind for name, kind in fields if kind not in kept and marks[name] in told}


def _values(template: Template, given: dict[str, list[str]]) -> dict[str, Value]:
    return {n: _value(field, given.get(n) or ["words"]) for n, field in template.fields.items()}


def _value(field: Field, words: list[str]) -> Value:
    match field.kind:
        case FieldKind.DATE:
            return date(2026, 5, 4)
        case FieldKind.NUMBER:
            return 7
        case FieldKind.CHOICE:
            return field.columns[0]
        case FieldKind.LINES:
            return list(words)
        case FieldKind.ROWS:
            return [dict.fromkeys(field.columns, one) for one in words]
        case _:
            return "\n\n".join(words)


def _sheet(blocks: tuple[paper.Block, ...]) -> paper.Document:
    return paper.Document(
        kind=paper.Kind.LETTER, title="Letter CW-7F3K/1", letterhead=HEAD, blocks=blocks
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def _told(form: str, text: str, put: Sequence[str], counts: Counts) -> None:
    """Count words that are not there as they went in, and signs that steer."""
    flat = _flat(text)
    for one in put:
        shown = (printable(made_harmless(one)), printable(one))  # as a symbol, or named
        if not any(_flat(each) in flat for each in shown):
            counts.wrong(f"{form}: lost {one!r}")
    if found := CONTROL.search(text):
        counts.wrong(f"{form}: {found[0]!r}")


def _keys(read_again: pikepdf.Pdf) -> Iterator[str]:
    """Yield each key of each dictionary, also of those that stand inside another."""
    waiting: list[pikepdf.Object] = [read_again.trailer, *read_again.objects]
    seen: set[tuple[int, int]] = set()
    while waiting:
        each = waiting.pop()
        if not isinstance(each, pikepdf.Object) or each.objgen in seen:
            continue
        seen |= {each.objgen} - {(0, 0)}
        if isinstance(each, pikepdf.Array):
            waiting += list(each)
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            inside = {key: each[key] for key in each.keys()}  # noqa: SIM118 - it has no iterator
            yield from inside
            waiting += inside.values()


def _page(form: str, pdf: bytes, counts: Counts) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as read_again:
        keys = set(_keys(read_again))
    if keys & LIVE:
        counts.wrong(f"{form}: {sorted(keys & LIVE)}")


# --- histories ------------------------------------------------------------------------------------


def _history(words: Sequence[str], counts: Counts, tables: list[Path], path: Path) -> None:
    # half a character never comes into the records: no entry that holds one can be written
    words = [one.replace("\ud800", "") for one in words]
    whole = history_saying(words, reason=words[-1])
    sealer = Sealer(public_key=bytes(32), sign=lambda _digest: bytes(64))
    made, text = to_json(whole, sealer), to_text(whole, sealer)
    page, rows = to_html(spoken(whole)), to_csv(spoken(whole))
    counts.forms += 5
    told = [line["words"] for entry in json.loads(made)["entries"] for line in entry["lines"]]
    _kept("\n".join(told), words, "history.json", counts)
    for form, whole_text in (("json", made), ("txt", text), ("html", page), ("csv", rows)):
        if found := CONTROL.search(whole_text):
            counts.wrong(f"history.{form}: {found[0]!r}")
    _kept(text, words, "history.txt", counts)
    _tags(page, words, counts)
    _rows(rows, words, counts)
    path.write_text(rows, encoding="utf-8", newline="")
    tables.append(path)
    sheet = to_document(whole, HEAD)
    counts.pages += 1
    _page("history.pdf", paper.render(sheet, at=AT), counts)
    _told("history.pdf", paper.plain_text(sheet), words, counts)


def _kept(text: str, words: Sequence[str], form: str, counts: Counts) -> None:
    flat = _flat(text)
    for one in words:
        if _flat(made_harmless(one)) not in flat:
            counts.wrong(f"{form}: lost {one!r}")


class _Tags(HTMLParser):
    """What tags and attributes a page has, and its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.words: list[str] = []
        self.others: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


def _tags(page: str, words: Sequence[str], counts: Counts) -> None:
    found = _Tags()
    found.feed(page)
    odd = found.tags - TAGS | found.names - {
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
    }
    if odd or found.others:
        counts.wrong(f"history.html: {sorted(odd) or found.others[0]}")
    _kept("".join(found.words), words, "history.html", counts)


def _rows(rows: str, words: Sequence[str], counts: Counts) -> None:
    cells = [cell for row in csv.reader(io.StringIO(rows.removeprefix("\ufeff"))) for cell in row]
    counts.cells += len(cells)
    for cell in cells:
        if FORMULA.match(cell):
            counts.wrong(f"history.csv: {cell!r}")
    _kept("\n".join(cells), words, "history.csv", counts)


# --- reports --------------------------------------------------------------------------------------


def hostile_report(words: Sequence[str]) -> Report:
    """Return a report that says the words wherever words can stand."""
    rows = tuple((one, 7, one) for one in words)
    plain = Table(title=words[0], header=(words[0], words[-1], "x"), rows=rows)
    return Report(
        kind="monitoring by term",
        title=words[0],
        school=words[-1],
        first=date(2026, 9, 1),
        last=date(2026, 12, 31),
        made=AT,
        lines=tuple(words),
        tables=(plain, replace(plain, title="Bars", bars=1)),
        practice=False,
    )


def _report(words: Sequence[str], counts: Counts, tables: list[Path], path: Path) -> None:
    made = hostile_report(words)
    counts.forms += 4
    _told("report.txt", as_text(made), words, counts)
    again = read(json.dumps(as_json(made)).encode())
    if again.lines != tuple(made_harmless(one) for one in words):
        counts.wrong("report.json: its lines came back otherwise")
    counts.pages += 1
    _page("report.pdf", paper.render(document(replace(made, title="Report")), at=AT), counts)
    content = workbook(made)
    path.write_bytes(content)
    tables.append(path)
    _workbook(content, words, counts)


def _workbook(content: bytes, words: Sequence[str], counts: Counts) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        odd = [n for n in parts.namelist() if re.search(r"external|vba|macro|embed|oleObject", n)]
        live = re.compile(rb"<f[ >]|<hyperlink|TargetMode")
        odd += [name for name in parts.namelist() if live.search(parts.read(name))]
    if odd:
        counts.wrong(f"report.xlsx: {odd[0]}")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    counts.cells += len(cells)
    live = [cell for cell in cells if cell.data_type not in {"s", "n"} or cell.hyperlink]
    if live:
        counts.wrong(f"report.xlsx: {live[0].value!r}")
    _kept("\n".join(str(cell.value) for cell in cells), words, "report.xlsx", counts)


# --- as somebody opens them -----------------------------------------------------------------------

FORMULA_OF_A_CELL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
LINK = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}a"


def can_open() -> bool:
    """Tell whether LibreOffice with its spreadsheets is installed."""
    program = shutil.which("soffice")
    if program is None:
        return False
    from pathlib import Path

    return any(Path(program).resolve().parent.glob("libsclo.*"))


def opened(tables: Sequence[Path], folder: Path) -> Iterator[Path]:
    """Yield each table as LibreOffice took it in; none where it is not installed."""
    if not can_open():
        return
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for kind, options in ((".csv", ["--infilter=CSV:44,34,76,1"]), (".xlsx", [])):
        files = iter([table for table in tables if table.suffix == kind])
        while few := list(islice(files, 20)):
            out = folder / f"opened{kind}"
            words = ["soffice", profile, "--headless", *options, "--convert-to", "fods"]
            subprocess.run(
                [*words, "--outdir", str(out), *map(str, few)], capture_output=True, check=True
            )
            yield from (out / f"{each.stem}.fods" for each in few)


def live_cells(path: Path) -> list[str]:
    """Return the words of each cell that is a formula or a link."""
    found = []
    for _, each in Xml.iterparse(path):
        if FORMULA_OF_A_CELL in each.attrib or each.tag == LINK:
            found.append("".join(each.itertext()) or str(each.attrib))
    return found
