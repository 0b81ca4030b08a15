"""A school's own typeface: looked at whole before it is taken, and never the only one."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pikepdf
import pytest

from casework import paper
from casework.errors import UsageFault
from casework.glyphs import FONTS
from casework.office import letterfaces, letterhead, schools, stage
from casework.settings import SchoolSettings, load
from tests import pdf_kit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.office.practice_kit import Book

AT = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
SCHOOL = SchoolSettings(name="Low Road School", fonts="letters/face")
STYLES = ("Regular", "Bold", "Italic", "BoldItalic")


def font(style: str = "Regular", family: str = "Neto") -> bytes:
    """Return a shipped face under another name of as many letters."""
    data = (FONTS / f"NotoSans-{style}.ttf").read_bytes()
    for code in ("ascii", "utf-16-be"):
        data = data.replace("Noto".encode(code), family.encode(code))
    return data


def at_table(data: bytes, name: bytes) -> int:
    row = data.index(name, 12)
    return int.from_bytes(data[row + 8 : row + 12], "big")


def with_rights(rights: int) -> bytes:
    data = font()
    at = at_table(data, b"OS/2") + 8
    return data[:at] + rights.to_bytes(2, "big") + data[at + 2 :]


def put(folder: Path, **files: bytes) -> Path:
    place = folder / "letters" / "face"
    place.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (place / name.replace("__", ".")).write_bytes(data)
    return place


def letter(folder: Path, *texts: str) -> bytes:
    page = paper.Document(
        kind=paper.Kind.LETTER,
        title="Letter",
        letterhead=letterhead.of(folder, SCHOOL),
        blocks=tuple(paper.paragraph(text) for text in texts),
    )
    return paper.render(page, at=AT)


def used(pdf: bytes) -> set[str]:
    """Return the faces that stand in a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as read:
        fonts = [each for each in read.objects if isinstance(each, pikepdf.Dictionary)]
        names = [
            str(each.FontName) for each in fonts if str(each.get("/Type", "")) == "/FontDescriptor"
        ]
    return {name.partition("+")[2] for name in names}


def refusal(folder: Path, school: SchoolSettings = SCHOOL) -> str:
    with pytest.raises(UsageFault) as caught:
        letterfaces.of(folder, school)
    return caught.value.message.partition(";")[0]


def test_a_school_without_fonts_has_the_shipped_face(tmp_path: Path) -> None:
    assert letterfaces.of(tmp_path, replace(SCHOOL, fonts="")) is None


def test_a_letter_stands_in_the_schools_own_face(tmp_path: Path) -> None:
    put(tmp_path, **{f"{style}__ttf": font(style) for style in STYLES}, OFL__txt=b"free")

    pdf = letter(tmp_path, "Dear Ms Hart,")

    assert used(pdf) == {"NetoSans-Regular", "NetoSans-Bold"}
    assert pdf_kit.faults(pdf) == []


def test_a_sign_the_schools_face_lacks_is_set_in_a_shipped_one(tmp_path: Path) -> None:
    put(tmp_path, face__ttf=font())

    pdf = letter(tmp_path, "Dear 王小明, שלום")

    assert {"NetoSans-Regular", "NotoSansHebrew-Regular"} < used(pdf)
    assert pdf_kit.faults(pdf) == []


def test_a_face_that_cannot_be_set_leaves_the_letter_to_the_shipped_ones(tmp_path: Path) -> None:
    data = font()
    at, size = at_table(data, b"glyf"), 100_000
    put(tmp_path, face__ttf=data[:at] + b"\xff" * size + data[at + size :])

    assert pdf_kit.faults(letter(tmp_path, "Dear Ms Hart,")) == []


def test_other_files_are_looked_at_anew(tmp_path: Path) -> None:
    put(tmp_path, face__ttf=font())
    before = letterfaces.of(tmp_path, SCHOOL)

    put(tmp_path, face__ttf=font(family="Nuto") + b"\0\0\0\0")

    after = letterfaces.of(tmp_path, SCHOOL)
    assert before
    assert after
    assert (before.family, after.family) == ("Neto Sans", "Nuto Sans")
    assert "NutoSans-Regular" in used(letter(tmp_path, "Dear Ms Hart,"))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "does not hold 1 to 12 font files of at most 4 MB each"),
        ({"OFL__txt": b"free"}, "does not hold 1 to 12 font files"),
        ({f"f{n}__ttf": b"" for n in range(13)}, "does not hold 1 to 12 font files"),
        ({"face__ttf": b"\0" * 4_000_001}, "does not hold 1 to 12 font files"),
        ({"face__ttc": font()}, "a collection in one file"),
        ({"face__ttf": b"MZ\x90 a program"}, "is no font that can be used"),
        ({"face__ttf": b""}, "is no font that can be used"),
        ({"face__ttf": font()[:40]}, "is no font that can be used"),
        ({"one__ttf": font(), "two__ttf": font(family="Nuto")}, "more than one family"),
        ({"face__ttf": font(family="Noto")}, "a family that casework has already"),
        ({"face__ttf": font("Bold")}, "no upright face of ordinary weight"),
        ({"face__ttf": font("Italic")}, "no upright face of ordinary weight"),
        ({"face__ttf": with_rights(0x0002)}, "does not let them stand in documents"),
        ({"face__ttf": with_rights(0x0200)}, "does not let them stand in documents"),
        ({"face__ttf": font().replace(b"GDEF", b"fvar", 1)}, "are variable"),
    ],
)
def test_fonts_that_will_not_do_are_refused(
    tmp_path: Path, files: dict[str, bytes], said: str
) -> None:
    put(tmp_path, **files)

    assert said in refusal(tmp_path)


@pytest.mark.parametrize("rights", [0x0000, 0x0004, 0x0008, 0x0100])
def test_fonts_that_may_stand_in_documents_are_taken(tmp_path: Path, rights: int) -> None:
    put(tmp_path, face__ttf=with_rights(rights))

    assert letterfaces.of(tmp_path, SCHOOL)


@pytest.mark.parametrize("name", ["face", "fonts", ".", "workflows/face"])
def test_fonts_lie_where_backups_take_them_along(tmp_path: Path, name: str) -> None:
    put(tmp_path, face__ttf=font())

    assert "not in letters" in refusal(tmp_path, replace(SCHOOL, fonts=name))


@pytest.mark.parametrize("make", ["symlink_to", "mkdir"])
def test_a_link_or_a_folder_among_them_is_refused(tmp_path: Path, make: str) -> None:
    place = put(tmp_path, face__ttf=font())
    ways: dict[str, Callable[[Path], None]] = {
        "symlink_to": lambda path: path.symlink_to(tmp_path),
        "mkdir": lambda path: path.mkdir(),
    }
    ways[make](place / "more.ttf")

    assert "holds a folder or a link" in refusal(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path)


def test_fonts_are_looked_at_when_they_are_set(book: Book) -> None:
    head = book.desk("head")
    place = put(book.folder, face__ttf=b"MZ a program")

    with pytest.raises(UsageFault, match="no font that can be used"):
        schools.change_settings(head, [("fonts", SCHOOL.fonts)], stage.SLUG)
    before = load(book.folder).schools[stage.SLUG].fonts
    (place / "face.ttf").write_bytes(font())
    schools.change_settings(head, [("fonts", SCHOOL.fonts)], stage.SLUG)

    after = load(book.folder).schools[stage.SLUG].fonts
    assert (before, after) == ("", SCHOOL.fonts)
