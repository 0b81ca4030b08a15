"""A case's letters: filled in from what is known, and taken through their life to the receipt.

A field's value comes from what the writer gave for this letter, else from the answer to the
policy's question of the same name, else from ``office.lettervalues``. What is missing is said,
never invented. Must not know how a step is decided.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import paper, store
from casework.domain.commands import LetterText, MoveLetter, ReviseLetter
from casework.domain.dates import local_day, long_day
from casework.domain.refusals import Refusal
from casework.errors import NotFound, Refused
from casework.exports.sentences import code_of
from casework.letters.life import LetterState as Life
from casework.letters.life import LetterStep as LetterStep  # front ends name a step by it
from casework.letters.life import after
from casework.office import door, letterparties
from casework.office.letterparties import NOBODY, TO, Reader
from casework.office.lettersources import platform_of
from casework.office.lettervalues import values_for
from casework.office.reading import read
from casework.office.saying import Saying, common, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from casework.domain.case import LetterState
    from casework.letters.template import Template
    from casework.office.desk import Desk
    from casework.office.door import CaseFile, Done
    from casework.policy.model import CaseType, Letter, Policy, Transition

#: Where letter templates stand among a policy version's files.
FOLDER = "letters/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A letter as it would come out: its words, the PDF, and what it still lacks."""

    title: str
    text: str
    pdf: bytes
    missing: tuple[str, ...]


def prepared(
    desk: Desk,
    file: CaseFile,
    trigger: str,
    track: str,
    facts: Mapping[str, str],
    given: Mapping[str, str],
) -> dict[str, LetterText]:
    """Return every letter that a step may draft, filled in from the case with ``facts`` added."""
    case_type = file.policy.case_types[file.snapshot.case_type]
    steps = [
        step
        for step in case_type.by_id.values()
        if step.trigger == trigger and track in {"", step.track}
    ]
    wanted = {name for step in steps for name in _letters_of(case_type, step, 0)}
    return {name: text_of(desk, file, name, given, facts) for name in sorted(wanted)}


def text_of(
    desk: Desk,
    file: CaseFile,
    name: str,
    given: Mapping[str, str],
    facts: Mapping[str, str] | None = None,
) -> LetterText:
    """Return one letter filled in; ``values`` keeps what was given for this letter alone.

    Who it goes to is kept among them, so that it goes to the same person when it is written anew.
    """
    from casework.letters.fill import fill  # loads jinja2, which only a letter needs
    from casework.office import lettergaps

    letter = file.policy.case_types[file.snapshot.case_type].letters[name]
    template = template_of(file.policy, letter)
    said, own = _parted(given)
    found = letterparties.chosen(file, letter.to, said, _body(desk, file, letter.to))
    reader = found if isinstance(found, Reader) else None
    values = values_for(desk, file, letter, template, own, facts or {}, reader)
    lacking = lettergaps.told(file.policy, template, values)
    if reader is None:
        return LetterText(values=dict(given), text="", digest="", missing=(str(found), *lacking))
    kept = {**given, TO: str(reader.number)} if reader.number else dict(given)
    if lacking:
        return LetterText(values=kept, text="", digest="", missing=lacking, person=reader.number)
    text = fill(template, values)
    digest = digest_of(file.policy, letter, text)
    return LetterText(values=kept, text=text, digest=digest, person=reader.number)


def _parted(given: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return to whom the writer said the letter goes, and the values of its fields."""
    own = {name: value for name, value in given.items() if name != TO}
    return words(given.get(TO, "")), own


def template_of(policy: Policy, letter: Letter) -> Template:
    """Return the template of the policy's own version. Raises NotFound where it was left out."""
    from casework.letters.fill import parse_template  # loads jinja2, which only a letter needs

    source = policy.files.get(f"{FOLDER}{letter.template}.md")
    if source is None:
        raise NotFound(
            f"The template of “{letter.title}” is not part of this policy version.",
            advice="Adopt the policy again: casework policy adopt.",
        )
    return parse_template(letter.template, source)


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
        return _proof(desk, letter.title, _document(desk, file, letter, letter.text, desk.now()))
    known = file.policy.case_types[file.snapshot.case_type].letters
    if which not in known:
        raise NotFound(
            "This policy has no letter of that name.",
            advice=f"It has: {', '.join(sorted(known))}.",
        )
    letter_, drafted = known[which], text_of(desk, file, which, given or {})
    if drafted.missing:
        return Proof(title=letter_.title, text="", pdf=b"", missing=drafted.missing)
    reader = _reader(desk, file, letter_.to, drafted.person, drafted.values)
    document = _page(desk, file, reader, drafted.text, desk.now(), "draft", 1)
    return _proof(desk, letter_.title, document)


def issue(desk: Desk, ref: str, number: int, saying: Saying | None = None) -> Done:
    """Freeze an approved letter: number it within its case and store its PDF."""
    saying = saying or Saying()
    file = door.load(desk, ref)
    letter = letter_in(file, number)
    state = _next(letter, LetterStep.ISSUE)
    now = desk.now()
    pdf = paper.render(_document(desk, file, letter, letter.text, now), at=now)
    blob = store.Blob(item=store.new_id(), data=pdf)
    command = MoveLetter(
        **common(desk, file.snapshot, saying),
        number=number,
        step=LetterStep.ISSUE,
        state=state,
        item=blob.item,
        digest=hashlib.sha256(pdf).hexdigest(),
    )
    also = door.Also(blobs=(blob,))
    return door.carry_out(desk, file, command, expected=saying.expected, also=also)


def print_out(
    desk: Desk,
    ref: str,
    number: int,
    saying: Saying | None = None,
    put: Callable[[bytes], None] | None = None,
) -> tuple[Done, bytes]:
    """Record a print and return the PDF: the stored one, or for a second print marked COPY n.

    ``put`` takes the page to safety first: where it fails, nothing is recorded as printed. It is
    called again where the print turns out to have been recorded before, under the same key.
    """
    file = read(desk, ref, "printed a letter")
    letter = letter_in(file, number)
    _next(letter, LetterStep.PRINT)
    copy = letter.copies + 1
    pdf = _put(pdf_of(desk, file, letter, copy), put)
    done = move(desk, ref, number, LetterStep.PRINT, saying)
    recorded = done.snapshot.letters[number].copies
    if recorded != copy:
        pdf = _put(pdf_of(desk, file, letter, recorded), put)
    return done, pdf


def _put(pdf: bytes, put: Callable[[bytes], None] | None) -> bytes:
    if put:
        put(pdf)
    return pdf


def pdf_of(desk: Desk, file: CaseFile, letter: LetterState, copy: int = 1) -> bytes:
    """Return the issued PDF, checked against its digest; a copy is rendered anew with its mark."""
    stored = store.read_item(desk.session, file.case, letter.item)
    if hashlib.sha256(stored).hexdigest() != letter.pdf_digest:
        raise door.damaged_item()
    if copy < 2:
        return stored
    issued = next(entry.at for entry in file.entries if _issues(entry.events, letter.number))
    document = _document(desk, file, letter, letter.text, issued, copy=copy)
    return paper.render(document, at=issued)


def move(
    desk: Desk,
    ref: str,
    number: int,
    step: LetterStep,
    saying: Saying | None = None,
    how: str = "",
) -> Done:
    """Take a letter one step on in its life; what the policy hangs on it happens with it."""
    saying = saying or Saying()
    file = door.load(desk, ref)
    letter = letter_in(file, number)
    command = MoveLetter(
        **common(desk, file.snapshot, saying),
        number=number,
        step=step,
        state=_next(letter, step),
        how=how,
    )
    also = _printed(file, letter) if step is LetterStep.PRINT else None
    return door.carry_out(desk, file, command, expected=saying.expected, also=also)


def revise(
    desk: Desk,
    ref: str,
    number: int,
    given: Mapping[str, str],
    saying: Saying | None = None,
) -> Done:
    """Write a draft anew with other values; what was asked for it is asked again."""
    saying = saying or Saying()
    file = door.load(desk, ref)
    letter = letter_in(file, number)
    text = text_of(desk, file, letter.letter, {**letter.values, **given})
    if letter.person and text.person != letter.person:
        raise Refused(
            "This draft goes to another person of the case.",
            advice="Take the step again for the other person, with --letter to=NUMBER.",
        )
    if text.missing:
        raise Refused(text.missing[0], reasons=text.missing, advice="Give what is missing.")
    command = ReviseLetter(**common(desk, file.snapshot, saying), number=number, text=text)
    return door.carry_out(desk, file, command, expected=saying.expected)


def _letters_of(case_type: CaseType, step: Transition, depth: int) -> set[str]:
    names = {step.letter} if step.letter else set()
    if depth < 5:
        for follow_on in step.then:
            for caused in case_type.by_id.values():
                if (caused.track, caused.trigger) == (follow_on.track, follow_on.trigger):
                    names |= _letters_of(case_type, caused, depth + 1)
    return names


def digest_of(policy: Policy, letter: Letter, text: str) -> str:
    """Return the digest (SHA-256, hex) of a letter's words, for this policy version and reader."""
    whole = "\0".join((policy.digest, letter.name, letter.to, text))
    return hashlib.sha256(whole.encode()).hexdigest()


def _next(letter: LetterState, step: LetterStep) -> str:
    """Return the state a step leads to, by the life's table; raises Refused in its words."""
    state = after(Life(letter.state), step)
    if isinstance(state, Refusal):
        raise door.as_error(state)
    return state


def _printed(file: CaseFile, letter: LetterState) -> door.Also:
    said = f"printed letter {letter.serial} of {file.snapshot.ref}, copy {letter.copies + 1}"
    return door.Also(access=(said.encode(),))


def _issues(events: tuple[object, ...], number: int) -> bool:
    return any(
        getattr(event, "step", "") == LetterStep.ISSUE and getattr(event, "number", 0) == number
        for event in events
    )


def _proof(desk: Desk, title: str, document: paper.Document) -> Proof:
    """Return the page as words and as a PDF: both from the same blocks."""
    text = paper.plain_text(document)
    return Proof(title=title, text=text, pdf=paper.render(document, at=desk.now()), missing=())


def _document(
    desk: Desk, file: CaseFile, letter: LetterState, text: str, at: datetime, *, copy: int = 1
) -> paper.Document:
    serials = (known.serial for known in file.snapshot.letters.values())
    serial = letter.serial or 1 + max(serials)
    mark = str(serial) if letter.state != "drafted" else "draft"
    reader = reader_of(desk, file, letter)
    return _page(desk, file, reader, text, at, mark, copy)


def _page(
    desk: Desk,
    file: CaseFile,
    reader: Reader,
    text: str,
    at: datetime,
    mark: str,
    copy: int,
) -> paper.Document:
    from casework.letters.blocks import to_blocks  # loads markdown-it, which only a page needs

    school = desk.school(file.snapshot.school)
    reference = f"{file.snapshot.ref}/{mark}"
    signs = letterparties.signatory(desk, file, school)
    return paper.Document(
        kind=paper.Kind.LETTER,
        title=f"Letter {reference}",
        letterhead=paper.Letterhead(
            school_name=school.name,
            address=school.address,
            telephone=school.telephone,
            email=school.email,
        ),
        blocks=to_blocks(text),
        recipient=reader.lines,
        date_words=long_day(local_day(at)),
        reference=reference,
        case_reference=file.snapshot.ref,
        signature=paper.Signature(name=signs.name, role=signs.role, closing=_closing(text)),
        check_code=code_of(file.head),
        practice=desk.settings.practice,
        copy=copy,
    )


def reader_of(desk: Desk, file: CaseFile, letter: LetterState) -> Reader:
    """Return who a drafted letter goes to, by name and address; a body has its own name."""
    return _reader(desk, file, letter.to, letter.person, letter.values)


def _reader(desk: Desk, file: CaseFile, to: str, number: int, values: Mapping[str, str]) -> Reader:
    said = words(values.get(TO, ""))
    return letterparties.addressed(file, to, number, said, _body(desk, file, to))


def _body(desk: Desk, file: CaseFile, to: str) -> str:
    school = desk.school(file.snapshot.school)
    return letterparties.body_name(to, school, platform_of(file))


def _closing(text: str) -> str:
    """Return how a letter ends: by whether it begins with a name."""
    return "Yours faithfully" if text.startswith(f"Dear {NOBODY}") else "Yours sincerely"
