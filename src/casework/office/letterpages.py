"""A letter on the school's paper: previewed, frozen, printed, or saved as words to work on.

Whatever is not the issued page itself says so on every page. Must not know how a letter is decided.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from casework import paper, store
from casework.domain.dates import local_day, long_day
from casework.errors import NotFound
from casework.exports.sentences import code_of
from casework.letters.life import LetterState as Life
from casework.letters.life import LetterStep
from casework.office import door, letterhead, letterparties
from casework.office.letterparties import NOBODY, Reader
from casework.office.lettertexts import reader_by, sent_by, text_of
from casework.office.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from casework.domain.case import LetterState
    from casework.office.desk import Desk
    from casework.office.door import CaseFile

#: What stands on every page that is not the issued one.
DRAFT: Final = "DRAFT – NOT APPROVED"
PREVIEW: Final = "PREVIEW – NOT FOR SENDING"
WORDS: Final = "NOT THE APPROVED LETTER"
#: As what a letter's words are saved.
FORMATS: Final = ("txt", "docx")
_UNDECIDED: Final = frozenset({Life.DRAFTED, Life.ASKED, Life.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A letter as it would come out: its words, the PDF, and what it still lacks."""

    title: str
    text: str
    pdf: bytes
    missing: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many pages the PDF has."""
        return paper.pages(self.pdf)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Face:
    """What stands around a letter's words: to whom, when, under which mark, how it is sent."""

    reader: Reader
    at: datetime
    serial: str
    delivery: str = ""
    mark: str = ""
    copy: int = 1
    signs: Mapping[str, str] = field(default_factory=dict)


def letter_in(file: CaseFile, number: int) -> LetterState:
    """Return a letter of the case. Raises NotFound."""
    found = file.snapshot.letters.get(number)
    if found is None:
        raise NotFound(
            f"This case has no letter {number}.", advice="casework letter list shows them."
        )
    return found


def preview(desk: Desk, ref: str, which: str, given: Mapping[str, str] | None = None) -> Proof:
    """Return a letter as it would look: by number, or by name before it was ever drafted."""
    file = read(desk, ref, "previewed a letter")
    if which.isdecimal():
        letter = letter_in(file, int(which))
        return _proof(desk, letter.title, _marked(desk, file, letter))
    known = file.policy.case_types[file.snapshot.case_type].letters
    if which not in known:
        raise NotFound(
            "This policy has no letter of that name.",
            advice=f"It has: {', '.join(sorted(known))}.",
        )
    today = local_day(desk.now())
    letter_, drafted = known[which], text_of(desk, file, which, given or {}, today=today)
    if drafted.missing:
        return Proof(title=letter_.title, text="", pdf=b"", missing=drafted.missing)
    reader = reader_by(desk, file, letter_.to, drafted.person, drafted.values)
    delivery = sent_by(drafted.values)
    face = Face(
        reader=reader,
        at=desk.now(),
        serial="draft",
        delivery=delivery,
        mark=DRAFT,
        signs=drafted.values,
    )
    return _proof(desk, letter_.title, _page(desk, file, drafted.text, face))


def proofs(desk: Desk, ref: str) -> Iterator[tuple[int, Proof]]:
    """Yield every letter of the case by its number, as a preview: one for each family, say.

    Several are set at a time. Raises NotFound where there is none.
    """
    file = read(desk, ref, "previewed its letters")
    if not file.snapshot.letters:
        raise NotFound(
            "This case has no letters.", advice="Write one first: casework letter draft."
        )
    kept = file.snapshot.letters.values()
    pages = [_marked(desk, file, letter) for letter in kept]
    made = zip(kept, pages, paper.render_all(pages, at=desk.now()), strict=True)
    for letter, page, pdf in made:
        text = paper.plain_text(page)
        yield letter.number, Proof(title=letter.title, text=text, pdf=pdf, missing=())


def saved(desk: Desk, ref: str, number: int, form: str) -> bytes:
    """Return a letter's words as a file to work on; whoever saves them stands in the access log.

    The text is for readers of the screen and for mail; the document says on every page that it is
    not the approved letter.
    """
    file = read(desk, ref, "saved the words of a letter")
    letter = letter_in(file, number)
    document = _marked(desk, file, letter)
    if form == "docx":
        from casework.letters.wordfile import to_docx  # loads python-docx, which only this needs

        made = to_docx(replace(document, mark=WORDS), at=desk.now())
    else:
        sendable = letter.state not in _UNDECIDED
        made = paper.plain_text(replace(document, mark="") if sendable else document).encode()
    said = f"saved the words of letter {number} of {file.snapshot.ref} as {form}"
    store.log_access(desk.session, file.case, said.encode(), now=desk.now())
    return made


def pdf_of(desk: Desk, file: CaseFile, letter: LetterState, copy: int = 1) -> bytes:
    """Return the issued PDF, checked against its digest; a copy is rendered anew with its mark."""
    stored = store.read_item(desk.session, file.case, letter.item)
    if hashlib.sha256(stored).hexdigest() != letter.pdf_digest:
        raise door.damaged_item()
    if copy < 2:
        return stored
    issued = next(entry.at for entry in file.entries if _issues(entry.events, letter.number))
    return paper.render(document(desk, file, letter, issued, copy=copy), at=issued)


def document(
    desk: Desk,
    file: CaseFile,
    letter: LetterState,
    at: datetime,
    *,
    copy: int = 1,
    mark: str = "",
) -> paper.Document:
    """Return a drafted letter on the school's paper, numbered as it is or would be."""
    serials = (known.serial for known in file.snapshot.letters.values())
    serial = letter.serial or 1 + max(serials)
    face = Face(
        reader=reader_of(desk, file, letter),
        at=at,
        serial=str(serial) if letter.state != "drafted" else "draft",
        delivery=sent_by(letter.values),
        mark=mark,
        copy=copy,
        signs=letter.values,
    )
    return _page(desk, file, letter.text, face)


def reader_of(desk: Desk, file: CaseFile, letter: LetterState) -> Reader:
    """Return who a drafted letter goes to, by name and address; a body has its own name."""
    return reader_by(desk, file, letter.to, letter.person, letter.values)


def words_of(text: str) -> str:
    """Return a letter's Markdown as the words that stand on the page."""
    from casework.letters.blocks import to_blocks  # loads markdown-it, which only a page needs

    bare = paper.Letterhead(school_name="")
    page = paper.Document(kind=paper.Kind.PAGE, title="", letterhead=bare, blocks=to_blocks(text))
    return paper.plain_text(page)


def _marked(desk: Desk, file: CaseFile, letter: LetterState) -> paper.Document:
    mark = DRAFT if letter.state in _UNDECIDED else PREVIEW
    return document(desk, file, letter, desk.now(), mark=mark)


def _issues(events: tuple[object, ...], number: int) -> bool:
    return any(
        getattr(event, "step", "") == LetterStep.ISSUE and getattr(event, "number", 0) == number
        for event in events
    )


def _proof(desk: Desk, title: str, page: paper.Document) -> Proof:
    """Return the page as words and as a PDF: both from the same blocks."""
    text = paper.plain_text(page)
    return Proof(title=title, text=text, pdf=paper.render(page, at=desk.now()), missing=())


def _page(desk: Desk, file: CaseFile, text: str, face: Face) -> paper.Document:
    from casework.letters.blocks import to_blocks  # loads markdown-it, which only a page needs

    school = desk.school(file.snapshot.school)
    reference = f"{file.snapshot.ref}/{face.serial}"
    signs = letterparties.signing(desk, file, face.signs)
    return paper.Document(
        kind=paper.Kind.LETTER,
        title=f"Letter {reference}",
        letterhead=letterhead.of(desk.folder, school),
        blocks=to_blocks(text),
        recipient=face.reader.lines,
        date_words=long_day(local_day(face.at)),
        reference=reference,
        case_reference=file.snapshot.ref,
        signature=paper.Signature(name=signs.name, role=signs.role, closing=_closing(text)),
        check_code=code_of(file.head),
        practice=desk.settings.practice,
        copy=face.copy,
        mark=face.mark,
        delivery=face.delivery,
        window=school.window,
    )


def _closing(text: str) -> str:
    """Return how a letter ends: by whether it begins with a name."""
    return "Yours faithfully" if text.startswith(f"Dear {NOBODY}") else "Yours sincerely"
