"""Paper: one PDF of two standards, the same bytes each time; no letter fails for a glyph."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zlib import compress, crc32

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from casework import glyphs, paper, press
from casework.errors import MachineFault, UsageFault
from casework.glyphs import printable, uncovered
from casework.paper import (
    BulletList,
    Document,
    Heading,
    Kind,
    Letterhead,
    NumberedList,
    Quotation,
    Rule,
    Run,
    Signature,
    Style,
    Table,
    paragraph,
    plain_text,
    render,
    words,
)

if TYPE_CHECKING:
    from casework.paper import Block

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
NAMES = ("Hart", "Reader", "Dhómhnaill")
HEAD = Letterhead(
    school_name="Milnthorpe Primary School",
    address=("School Lane", "Milnthorpe", "LA7 7QF"),
    telephone="015395 00000",
    email="office@milnthorpe.example.sch.uk",
)
SCRIPTS = {
    "Welsh": "Siôn Ŵyn Ŷ tŷ",
    "Irish": "O’Brien-Ní Dhómhnaill Ṁ",
    "Polish": "Łukasz Wójcik-Śliwińska ąęćżź",
    "Vietnamese": "Nguyễn Thị Hằng",
    "Greek": "Γιώργος Παπαδόπουλος",
    "Cyrillic": "Олена Ґалаґан Ёлка",
    "Arabic": "محمد بن عبد الله",
    "Urdu": "ڈاکٹر ٹیپو چغتائی گڑھ",
    "Hebrew": "שרה כהן",
    "Bengali": "রহিম",
    "Gurmukhi": "ਸਿੰਘ",
    "Gujarati": "પટેલ",
    "Devanagari": "श्रेष्ठ नमस्ते",
    "Tamil": "தமிழ்ச்செல்வி",
    "Telugu": "వెంకటేశ్వర్లు",
    "Malayalam": "മലയാളം",
    "Sinhala": "සිංහල",
    "Thai": "สมชาย",
    "Amharic": "አበበ",
    "Georgian": "გიორგი",
    "Armenian": "Հայկ",
    "Chinese": "王小明",
    "Chinese, traditional": "陳麗華",
    "Japanese": "田中さくら ガ",
    "Korean": "김민수",
    "emoji": "😀👍🏽👩‍🏫❤️🇬🇧1️⃣🏴",
    "styled letters": "𝓙𝓪𝓷𝓮 ☐✓→⟨⟩",
}


def letter(*blocks: Block, **changes: object) -> Document:
    document = Document(
        kind=Kind.LETTER,
        title="Letter CW-7F3K/1",
        letterhead=HEAD,
        recipient=("Ms J. Hart", "4 Mill Lane", "LA7 7QJ"),
        date_words="4 May 2026",
        reference="CW-7F3K/1",
        case_reference="CW-7F3K",
        check_code="7Q2M-4KDX-90TB",
        signature=Signature(name="Mrs A. Reader", role="Headteacher"),
        blocks=blocks or (paragraph("Dear Ms Hart,"), paragraph("Words.")),
    )
    return replace(document, **changes)  # type: ignore[arg-type]


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def characters(pdf: bytes) -> set[str]:
    """Return each character that some font of the file maps a drawn glyph to."""
    found: set[str] = set()
    with opened(pdf) as read:
        for thing in read.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
                stream = thing["/ToUnicode"].read_bytes().decode("ascii")
                for line in re.findall(r"^<[0-9a-fA-F]+> <([0-9a-fA-F]+)>$", stream, re.MULTILINE):
                    found.update(bytes.fromhex(line).decode("utf-16-be"))
    return found


def said(pdf: bytes) -> str:
    """Return the words of a PDF as another program reads them, without white space."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    read = subprocess.run([program, "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(read.stdout.decode().split())


def png(width: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + crc32(kind + data).to_bytes(4)

    header = width.to_bytes(4) + (1).to_bytes(4) + bytes([8, 2, 0, 0, 0])
    pixels = compress(b"\0" + b"\x20\x40\x80" * width)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


EVERY_BLOCK: tuple[Block, ...] = (
    Heading(runs=words("First"), level=1),
    Heading(runs=words("Third"), level=3),
    paragraph("One line\nand another"),
    BulletList(items=((paragraph("point"), BulletList(items=((paragraph("inner"),),))),)),
    NumberedList(items=((paragraph("four"),), (paragraph("five"),)), start=4),
    Quotation(blocks=(Heading(runs=words("Inside"), level=4), paragraph("their words"))),
    Table(header=(words("When"), words("What")), rows=((words("26 April"),),), widths=(1, 3)),
    Table(header=(), rows=((words("a"), words("b")),)),
    Table(header=(), rows=()),
    Rule(),
    paragraph(""),
)


def test_one_file_claims_both_standards() -> None:
    with opened(render(letter(), at=AT)) as pdf, pdf.open_metadata() as metadata:
        claims = [metadata[f"{key}"] for key in ("pdfuaid:part", "pdfaid:part")]

        assert [*claims, metadata["pdfaid:conformance"]] == ["1", "2", "A"]


def test_the_file_is_tagged_titled_and_says_its_language() -> None:
    with opened(render(letter(*EVERY_BLOCK), at=AT)) as pdf:
        root = pdf.Root
        shown = bool(root.ViewerPreferences.DisplayDocTitle)

        assert (bool(root.MarkInfo.Marked), "/StructTreeRoot" in root, shown) == (True, True, True)
        assert str(root.Lang) == "en-GB"
        assert str(pdf.docinfo["/Title"]) == "Letter CW-7F3K/1"


def test_every_block_has_its_tag() -> None:
    with opened(render(letter(*EVERY_BLOCK), at=AT)) as pdf:
        tags = {
            str(o["/S"]) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o
        }

    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD"} - tags == set()


def test_a_skipped_heading_level_is_drawn_up() -> None:
    blocks = tuple(Heading(runs=words(str(n)), level=n) for n in (3, 5, 2, 6))

    levels = [b.level for b in paper._levelled(blocks) if isinstance(b, Heading)]

    assert levels == [1, 2, 2, 3]


def test_the_same_document_and_time_give_the_same_bytes() -> None:
    first = render(letter(*EVERY_BLOCK), at=AT)
    render(letter(paragraph("Something else, in between.")), at=AT)

    assert render(letter(*EVERY_BLOCK), at=AT) == first


def test_two_desks_printing_at_once_get_their_own_letters() -> None:
    documents = [letter(paragraph(f"Letter number {n}.")) for n in range(12)]
    alone = [render(document, at=AT) for document in documents]

    with ThreadPoolExecutor(max_workers=6) as desks:
        together = list(desks.map(lambda document: render(document, at=AT), documents))

    assert together == alone


def test_the_time_comes_from_outside() -> None:
    with opened(render(letter(), at=AT)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260504093000")
    assert render(letter(), at=AT + timedelta(seconds=1)) != render(letter(), at=AT)


def test_no_name_stands_in_the_metadata() -> None:
    pdf = render(letter(), at=AT)
    with opened(pdf) as read:
        told = "".join(map(str, read.docinfo.values())) + read.Root.Metadata.read_bytes().decode()

    assert [name for name in (*NAMES, "Milnthorpe") if name in told] == []


def test_a_file_has_no_script_link_attachment_or_path() -> None:
    with opened(render(letter(paragraph("See https://example.com/x")), at=AT)) as pdf:
        keys = {k for o in pdf.objects if isinstance(o, pikepdf.Dictionary) for k in o.keys()}  # noqa: SIM118 - no iterator
        text = b"".join(o.unparse() for o in pdf.objects)

    assert (
        keys & {"/JS", "/JavaScript", "/URI", "/AA", "/OpenAction", "/EmbeddedFile", "/AF"} == set()
    )
    assert [path for path in (b"/home", b"casework", b".typ", b"/tmp") if path in text] == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_of_uk_families_prints(script: str) -> None:
    text = unicodedata.normalize("NFC", SCRIPTS[script])
    wanted = {c for c in text if not c.isspace() and c not in "\u200d\ufe0f"}
    marks = {c for c in wanted if unicodedata.category(c) in {"Mn", "Mc", "Sk"}}

    drawn = characters(render(letter(paragraph(text)), at=AT))

    assert uncovered(text) == []
    assert wanted - drawn - marks == set()


def test_names_of_many_scripts_come_out_as_they_went_in() -> None:
    names = [
        "王小明",
        "রহিম",
        "ਸਿੰਘ",
        "પટેલ",
        "O’Brien-Ní Dhómhnaill",
        "Łukasz",
        "김민수",
        "😀",
        "Олена",
    ]

    text = said(render(letter(*(paragraph(name) for name in names)), at=AT))

    assert [name for name in names if name.replace(" ", "") not in text] == []


def test_a_character_that_no_font_covers_prints_as_its_name() -> None:
    assert printable("a 𓀀 b") == "a [EGYPTIAN HIEROGLYPH A001, U+13000] b"
    assert uncovered("𓀀a𐤀𓀀") == ["𓀀", "𐤀"]
    assert "[EGYPTIANHIEROGLYPHA001,U+13000]" in said(render(letter(paragraph("𓀀")), at=AT))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a[RIGHT-TO-LEFT OVERRIDE, U+202E]b"),
        ("a\x1b[2J", "a[CHARACTER, U+001B][2J"),
        ("a\x00", "a[CHARACTER, U+0000]"),
        ("\u2028", "[LINE SEPARATOR, U+2028]"),
        ("\ue000", "[CHARACTER, U+E000]"),
        ("\ud800", "[CHARACTER, U+D800]"),
        ("क\u0301", "क[COMBINING ACUTE ACCENT, U+0301]"),
        ("e\u0301\r\nf", "é\nf"),
        ("👩‍🏫", "👩‍🏫"),
        ("", ""),
    ],
)
def test_what_would_deceive_or_fail_is_named(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_what_is_printable_stays_as_it_is() -> None:
    shown = [printable(text) for text in SCRIPTS.values()]

    assert shown == [unicodedata.normalize("NFC", text) for text in SCRIPTS.values()]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=60), st.text(st.characters(categories=["Mn", "Mc", "Me", "Lo"]), max_size=9)
)
def test_no_letter_fails_for_a_character(text: str, marks: str) -> None:
    pdf = render(letter(paragraph(text + marks), paragraph(marks), recipient=(text,)), at=AT)

    assert pdf.startswith(b"%PDF-1.7")


@given(st.text())
def test_what_was_named_once_is_not_named_again(text: str) -> None:
    assert printable(printable(text)) == printable(text)
    assert uncovered(printable(text)) == []


def test_the_last_resort_names_everything_doubtful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "printable", lambda text: text)

    assert "[EGYPTIANHIEROGLYPHA001,U+13000]" in said(render(letter(paragraph("𓀀")), at=AT))


def test_a_page_that_cannot_be_set_says_so_without_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paper, "printable", str)
    monkeypatch.setattr(paper, "plainest", str)

    with pytest.raises(MachineFault) as caught:
        render(letter(paragraph("𓀀")), at=AT)

    assert "𓀀" not in f"{caught.value!r}{caught.value.advice}"


def test_a_value_is_never_read_as_typst() -> None:
    hostile = [
        '#read("page.typ")', "#import sys: *", "$x^2$", "@ref", "// gone", "= Heading", "/* c */",
        "#{1+1}", "`raw`", "<label>", "\\u{41}", "#sys.inputs", "~ -- ---", "*b* _i_", "- x", "+ x",
        '"quoted" \'s', "#show: none", "#pagebreak()", "https://a.b/c", "[c]", "#set text(red)",
    ]  # fmt: skip

    text = said(render(letter(*(paragraph(each) for each in hostile)), at=AT))

    assert [each for each in hostile if each.replace(" ", "") not in text] == []


def test_what_is_empty_is_set_as_nothing() -> None:
    empty: list[Block] = [
        Quotation(blocks=()),
        BulletList(items=()),
        BulletList(items=((),)),
        NumberedList(items=()),
        Table(header=(), rows=()),
        Heading(runs=()),
        paragraph(""),
    ]

    assert "Words." in said(render(letter(*empty, paragraph("Words.")), at=AT))


def test_a_batch_is_set_in_order_and_each_page_as_it_is_alone() -> None:
    documents = [letter(paragraph(f"Letter {number}, 王小明")) for number in range(12)]

    assert [*paper.render_all(documents, at=AT)] == [render(each, at=AT) for each in documents]


def test_a_batch_ends_with_the_error_of_its_page() -> None:
    bad = letter(letterhead=Letterhead(school_name="S", logo=b"no picture"))

    with pytest.raises(UsageFault, match="logo"):
        list(paper.render_all([letter(paragraph("one")), bad], at=AT))


def test_no_value_is_even_looked_at_as_source() -> None:
    marks = "\u2028#read(1)\u2029\x85#a\n#b\r#c\x0b#d\x0c#e"
    sheet = paper._sheet(letter(paragraph(marks)), AT, printable, None).decode()

    assert (sheet[:3], len(sheet.splitlines())) == ("//{", 1)


def test_a_page_can_read_nothing_on_the_disk() -> None:
    beside = [each.name for each in press.PAGE.iterdir()]

    for way in ("../paper.py", "/../paper.py", str(press.PAGE.parent / "paper.py")):
        with press.lent() as compiler, pytest.raises(RuntimeError):
            compiler.compile(input=f'#read("{way}")'.encode())

    assert beside == ["page.typ"]


def test_every_surface_takes_hostile_words() -> None:
    hostile = '#read("x") $ @y // = [*b*] ' + "x" * 200
    document = letter(
        Heading(runs=words(hostile)),
        BulletList(items=((paragraph(hostile),),)),
        Table(header=(words(hostile),), rows=((words(hostile),),)),
        Quotation(blocks=(paragraph(hostile),)),
        letterhead=Letterhead(
            school_name=hostile, address=(hostile,), telephone=hostile, email=hostile
        ),
        recipient=(hostile,),
        date_words=hostile,
        reference=hostile,
        case_reference=hostile,
        check_code=hostile,
        signature=Signature(name=hostile, role=hostile, closing=hostile),
    )

    assert said(render(document, at=AT)).count('#read("x")') >= 12


@pytest.mark.parametrize("text", ["x" * 10_000, "word " * 2_000, "王" * 10_000, "l\n" * 5_000])
def test_a_value_of_ten_thousand_characters_prints_whole(text: str) -> None:
    pdf = render(letter(paragraph(text)), at=AT)
    with opened(pdf) as read:
        pages = len(read.pages)

    assert pages > 2
    assert said(pdf).count(text[0]) >= text.count(text[0])


def test_an_endless_word_stays_inside_the_margin() -> None:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    address = "https://example.com/" + "abc-" * 60
    cells = Table(header=(), rows=((words("y" * 300), words("z" * 300), words("w" * 300)),))
    pdf = render(letter(paragraph(address), cells), at=AT)

    boxes = subprocess.run([program, "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    right = max(float(edge) for edge in re.findall(r'xMax="([\d.]+)"', boxes.stdout.decode()))

    assert right < (210 - 20) / 25.4 * 72
    assert address in said(pdf)


def _places(pdf: bytes) -> dict[str, list[float]]:
    """Return from where to where each word stands, in millimetres down the page."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    boxes = subprocess.run([program, "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    return {
        found[3]: [float(edge) / 72 * 25.4 for edge in (found[1], found[2])]
        for found in re.finditer(r'yMin="([\d.]+)".*?yMax="([\d.]+)">(\w+)<', boxes.stdout.decode())
    }


@pytest.mark.parametrize(
    ("window", "top", "bottom", "letter_from"),
    [("dl", (46, 57), 85, 88), ("c5", (60, 67), 96, 99), ("none", (40, 48), 77, 74)],
)
def test_the_address_shows_in_the_window_of_an_envelope(
    window: str, top: tuple[int, int], bottom: int, letter_from: int
) -> None:
    document = letter(recipient=("WINDOW", "2", "3", "4", "5", "END"), window=window)
    place = _places(render(document, at=AT))

    assert top[0] < place["WINDOW"][0] < top[1]
    assert place["END"][1] < bottom
    assert place["Dear"][0] > max(letter_from, place["END"][1])


def test_how_a_letter_is_sent_stands_below_its_reference() -> None:
    document = letter(delivery="By hand")
    place = _places(render(document, at=AT))

    assert place["hand"][0] > place["Our"][0]
    assert "Our reference: CW-7F3K/1\nBy hand\n" in plain_text(document)


def test_what_the_paper_is_not_stands_on_each_page() -> None:
    document = letter(*(paragraph("Line.") for _ in range(90)), mark="DRAFT – NOT FOR SENDING")

    assert said(render(document, at=AT)).count("DRAFT–NOTFORSENDING") == 3


def test_banner_copy_and_page_numbers_stand_on_each_page() -> None:
    document = letter(*(paragraph("Line.") for _ in range(90)), practice=True, copy=2)

    text = said(render(document, at=AT))

    assert text.count("PRACTICE–INVENTED·COPY2") == 3
    assert [f"Page{n}of3" in text for n in (1, 2, 3)] == [True, True, True]
    assert (text.count("CaseCW-7F3K"), text.count("Checkcode7Q2M-4KDX-90TB")) == (3, 3)


def test_the_first_copy_of_a_real_letter_carries_no_mark() -> None:
    text = plain_text(letter())

    assert [mark for mark in ("PRACTICE", "COPY") if mark in text] == []


def test_the_signature_never_stands_alone_on_a_page() -> None:
    for count in range(18, 30):
        blocks = [paragraph(f"Line {n}.") for n in range(count)]
        pdf = render(letter(*blocks, paragraph("Lastwords.")), at=AT)
        pages = said(pdf).split("Page1of2")
        if len(pages) == 2 and "Yourssincerely" in pages[1]:
            assert "Lastwords." in pages[1]
            return
    pytest.fail("no letter of these lengths breaks before its signature")


@pytest.mark.parametrize("kind", list(Kind))
def test_pdf_and_plain_text_carry_the_same_words(kind: Kind) -> None:
    styled = Run(text="strong", style=Style.STRONG), Run(text=" and ", style=Style.EMPHASIS)
    document = letter(*EVERY_BLOCK, paper.Paragraph(runs=styled), kind=kind, practice=True)
    shown = said(render(document, at=AT))

    words_of_text = re.findall(r"[\w/@.,-]+\w", plain_text(document))
    seen_on_letters_only = {"School", "Lane", "LA7", "7QF", "015395", "00000", *NAMES, HEAD.email}
    expected = set(words_of_text) - (set() if kind is Kind.LETTER else seen_on_letters_only)

    assert [word for word in expected if word not in shown and word not in {"Ms", "Mill"}] == []


def test_plain_text_reads_in_order() -> None:
    text = plain_text(letter(*EVERY_BLOCK))

    assert text.split("\n\n")[4:] == [
        "First",
        "Third",
        "One line\nand another",
        "• point\n  • inner",
        "4. four\n5. five",
        "    Inside",
        "    their words",
        "When | What\n26 April",
        "a | b",
        "-" * 40,
        "Yours sincerely",
        "Mrs A. Reader\nHeadteacher",
        "Check code 7Q2M-4KDX-90TB\n",
    ]


def test_a_logo_prints_and_is_decoration_to_a_screen_reader() -> None:
    pdf = render(letter(letterhead=replace(HEAD, logo=png())), at=AT)
    with opened(pdf) as read:
        objects = [o for o in read.objects if isinstance(o, pikepdf.Dictionary | pikepdf.Stream)]
        pictures = sum(1 for o in objects if o.get("/Subtype") == "/Image")
        figures = sum(1 for o in objects if o.get("/S") == "/Figure")

    assert (pictures, figures) == (1, 0)


@pytest.mark.parametrize("logo", [b"<svg/>", b"", b"GIF89a", png() + b"\0" * paper.LARGEST_LOGO])
def test_a_logo_that_is_no_picture_of_ours_is_refused(logo: bytes) -> None:
    with pytest.raises(UsageFault):
        render(letter(letterhead=replace(HEAD, logo=logo)), at=AT)


def test_a_broken_picture_is_refused_in_words() -> None:
    with pytest.raises(MachineFault) as caught:
        render(letter(letterhead=replace(HEAD, logo=png()[:30])), at=AT)

    assert "logo" in caught.value.advice


def test_nothing_on_paper_shows_in_a_repr() -> None:
    shown = repr(letter(*EVERY_BLOCK)) + "".join(repr(block) for block in EVERY_BLOCK)

    assert [name for name in (*NAMES, "their words") if name in shown] == []


def test_every_block_is_frozen() -> None:
    for block in EVERY_BLOCK:
        for each in fields(block):
            with pytest.raises(FrozenInstanceError):
                setattr(block, each.name, ())


def test_the_fonts_weigh_less_than_ten_megabytes_and_name_their_licence() -> None:
    files = [each for each in glyphs.FONTS.iterdir() if each.suffix in {".ttf", ".otf"}]
    told = (glyphs.FONTS / "FONTS.md").read_text(encoding="utf-8")

    assert sum(each.stat().st_size for each in files) < 10_000_000
    assert [each.name for each in files if each.name not in told] == []
    assert "SIL OPEN FONT LICENSE" in (glyphs.FONTS / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("before", range(38, 44))
def test_the_first_line_of_an_entry_is_not_left_at_the_foot_of_a_page(before: int) -> None:
    entry = (
        Heading(runs=words("Entry 7"), level=2),
        Quotation(blocks=tuple(paragraph(f"Its line {n}.") for n in (1, 2, 3))),
    )
    lines = tuple(paragraph(f"Line {n}.") for n in range(before))
    page = Document(kind=Kind.HISTORY, title="A history", letterhead=HEAD, blocks=(*lines, *entry))
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(render(page, at=AT))).pages]

    whole = [("Entry 7" in one, "Its line 1." in one, "Its line 2." in one) for one in pages]
    assert [one for one in whole if len(set(one)) > 1] == []
