"""What must hold of every PDF that leaves the house, read back by another program's library."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pikepdf
from pypdf import PdfReader

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Keys of what acts, opens, fetches or carries along.
LIVE = frozenset(
    {"/JS", "/JavaScript", "/URI", "/AA", "/OpenAction", "/Launch", "/GoToR", "/SubmitForm"}
    | {"/EmbeddedFile", "/EmbeddedFiles", "/AF", "/RichMedia", "/AcroForm", "/Annots"}
)
#: The addresses by which metadata names its own vocabulary; nothing opens them.
VOCABULARY = re.compile(
    r"http://(?:www\.w3\.org|ns\.adobe\.com|purl\.org|www\.aiim\.org)/[\w./#-]*"
)
PATHS = re.compile(r"file:|/(?:home|tmp|root|usr|work|var|Users)/|[A-Z]:\\|\.typ\b|site-packages")
_WEB = re.compile(r"https?:|www\.", re.IGNORECASE)


def faults(pdf: bytes, *own: str, title: str = "", language: str = "en-GB") -> list[str]:
    """Return what is wrong with a PDF; ``own`` are the addresses that its words may hold."""
    with pikepdf.open(io.BytesIO(pdf)) as read:
        found = [*_claims(read, title, language), *_tags(read), *_fonts(read), *_still(read)]
    return [*found, *_addresses(pdf, own)]


def _claims(read: pikepdf.Pdf, title: str, language: str) -> Iterator[str]:
    metadata = read.open_metadata()  # not entered: leaving it would write the file's words anew
    wanted = {"pdfuaid:part": "1", "pdfaid:part": "2", "pdfaid:conformance": "A"}
    yield from (f"{key} is missing" for key, part in wanted.items() if metadata.get(key) != part)
    said = str(read.docinfo.get("/Title", ""))
    if not said or (title and said != title):
        yield f"its title is {said!r}"
    if str(read.Root.get("/Lang", "")) != language:
        yield "its language is not said"
    if not bool(read.Root.ViewerPreferences.DisplayDocTitle):
        yield "its title is not shown"


def _tags(read: pikepdf.Pdf) -> Iterator[str]:
    if not bool(read.Root.MarkInfo.Marked) or "/ParentTree" not in read.Root.StructTreeRoot:
        yield "it is not tagged"
    kinds = [str(each) for each in _kinds(read.Root.StructTreeRoot)]
    levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H[1-6]", kind)]
    for before, after in zip([0, *levels], levels, strict=False):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"
    if "/Table" in kinds and "/TD" not in kinds:
        yield "a table has no cells"
    for number, page in enumerate(read.pages, start=1):
        if "/StructParents" not in page.obj or str(page.obj.get("/Tabs", "/S")) != "/S":
            yield f"page {number} is outside the tags"


def _kinds(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the kind of each tag in the order in which it is read out."""
    inside = node.get("/K")
    kids = list(inside) if isinstance(inside, pikepdf.Array) else [inside]
    for kid in kids:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid["/S"]
            yield from _kinds(kid)


def _objects(read: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield each dictionary of the file, also those that stand inside another."""
    waiting: list[object] = [read.trailer, *read.objects]
    seen: set[tuple[int, int]] = set()
    while waiting:
        each = waiting.pop()
        if not isinstance(each, pikepdf.Object) or each.objgen in seen:
            continue
        seen |= {each.objgen} - {(0, 0)}  # what has no number stands in one place alone
        if isinstance(each, pikepdf.Array):
            waiting += list(each)
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            yield each
            waiting += [each[key] for key in each.keys()]  # noqa: SIM118 - no iterator


def _fonts(read: pikepdf.Pdf) -> Iterator[str]:
    for each in _objects(read):
        kept = any(f"/FontFile{kind}" in each for kind in ("", "2", "3"))
        if each.get("/Type") == "/FontDescriptor" and not kept:
            yield "a face is not embedded"
        if each.get("/Subtype") == "/Type0" and "/ToUnicode" not in each:
            yield "a face does not say its words"


def _still(read: pikepdf.Pdf) -> Iterator[str]:
    keys = {key for each in _objects(read) for key in each.keys()}  # noqa: SIM118 - no iterator
    yield from (f"it has {key}" for key in sorted(keys & LIVE))
    words = "\n".join(_strings(read))
    metadata = VOCABULARY.sub("", read.Root.Metadata.read_bytes().decode())
    for where, told in (("a string", words), ("the metadata", metadata)):
        if PATHS.search(told):
            yield f"{where} holds a path"
        if _WEB.search(told):
            yield f"{where} holds a web address"


def _strings(read: pikepdf.Pdf) -> Iterator[str]:
    for each in _objects(read):
        for key in each.keys():  # noqa: SIM118 - no iterator
            if isinstance(each[key], pikepdf.String) and key != "/ID":
                yield str(each[key])


def _addresses(pdf: bytes, own: tuple[str, ...]) -> Iterator[str]:
    told = "".join(
        "".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages
    )
    for address in sorted(own, key=len, reverse=True):
        told = told.replace("".join(address.split()), "")
    if _WEB.search(told):
        yield "its words hold a web address that is not its own"
    if PATHS.search(told):
        yield "its words hold a path"
