"""A case's letters taken through their life: written anew, frozen, printed, sent, received.

What a letter says stands in ``office.lettertexts``, how it looks in ``office.letterpages``; both
are asked through here. Must not know how a step is decided.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from casework import paper, store
from casework.domain.commands import MoveLetter, ReviseLetter
from casework.domain.dates import local_day
from casework.domain.refusals import Refusal
from casework.errors import Refused, UsageFault
from casework.letters.life import LetterState as Life
from casework.letters.life import LetterStep as LetterStep  # front ends name a step by it
from casework.letters.life import after
from casework.office import door, pageorders
from casework.office.letterpages import FORMATS as FORMATS
from casework.office.letterpages import Proof as Proof
from casework.office.letterpages import document, letter_in, pdf_of
from casework.office.letterpages import preview as preview
from casework.office.letterpages import proofs as proofs
from casework.office.letterpages import reader_of as reader_of
from casework.office.letterpages import saved as saved
from casework.office.lettertexts import FOLDER as FOLDER
from casework.office.lettertexts import digest_of as digest_of
from casework.office.lettertexts import prepared as prepared
from casework.office.lettertexts import template_of as template_of
from casework.office.lettertexts import text_of as text_of
from casework.office.reading import read
from casework.office.saying import Saying, common, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.domain.case import LetterState
    from casework.office.desk import Desk
    from casework.office.door import CaseFile, Done

#: The field of every shipped template that takes a paragraph of the writer's own.
FREE = "free_paragraph"


def issue(
    desk: Desk,
    ref: str,
    number: int,
    saying: Saying | None = None,
    *,
    orders: tuple[store.Effect, ...] = (),
) -> Done:
    """Freeze an approved letter: number it within its case and store its PDF.

    ``orders`` are pages that wait for the printer from then on, in the same transaction.
    """
    saying = saying or Saying()
    file = door.load(desk, ref)
    letter = letter_in(file, number)
    state = may(letter, LetterStep.ISSUE)
    now = desk.now()
    pdf = paper.render(document(desk, file, letter, now), at=now)
    blob = store.Blob(item=store.new_id(), data=pdf)
    command = MoveLetter(
        **common(desk, file.snapshot, saying),
        number=number,
        step=LetterStep.ISSUE,
        state=state,
        item=blob.item,
        digest=hashlib.sha256(pdf).hexdigest(),
    )
    also = door.Also(blobs=(blob,), effects=orders)
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
    called again where the print turns out to have been recorded before, under the same key. Raises
    Refused where the page is on its way to a printer.
    """
    file = read(desk, ref, "printed a letter")
    letter = letter_in(file, number)
    may(letter, LetterStep.PRINT)
    if (other := pageorders.ordered(desk, ref, number)) is not None:
        raise pageorders.on_its_way(other)
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


def move(
    desk: Desk,
    ref: str,
    number: int,
    step: LetterStep,
    saying: Saying | None = None,
    how: str = "",
    *,
    settles: str = "",
    orders: tuple[store.Effect, ...] = (),
) -> Done:
    """Take a letter one step on in its life; what the policy hangs on it happens with it.

    ``settles`` is the order by which a page was printed, done with in the same transaction;
    ``orders`` are pages that wait for the printer from then on.
    """
    saying = saying or Saying()
    file = door.load(desk, ref)
    command = _moving(desk, file, number, step, saying, how)
    also = door.Also(settled=(settles,) if settles else (), effects=orders)
    if step is LetterStep.PRINT:
        also = replace(also, access=_printed(file, letter_in(file, number)))
    return door.carry_out(desk, file, command, expected=saying.expected, also=also)


def rehearse(desk: Desk, ref: str, number: int, step: LetterStep) -> None:
    """Raise what would refuse a step of a letter's life now; nothing is written."""
    file = door.load(desk, ref)
    door.rehearse(desk, file, _moving(desk, file, number, step, Saying(), ""))


def _moving(
    desk: Desk, file: CaseFile, number: int, step: LetterStep, saying: Saying, how: str
) -> MoveLetter:
    return MoveLetter(
        **common(desk, file.snapshot, saying),
        number=number,
        step=step,
        state=may(letter_in(file, number), step),
        how=how,
    )


def revise(
    desk: Desk,
    ref: str,
    number: int,
    given: Mapping[str, str],
    saying: Saying | None = None,
    added: str = "",
) -> Done:
    """Write a draft anew with other values; what was asked for it is asked again.

    ``added`` is a paragraph of the writer's own, put below those that were added before.
    """
    saying = saying or Saying()
    file = door.load(desk, ref)
    letter = letter_in(file, number)
    told = {**letter.values, **given}
    if added.strip():
        told |= {FREE: _with_paragraph(file, letter, told.get(FREE, ""), words(added))}
    text = text_of(desk, file, letter.letter, told, today=local_day(desk.now()))
    if letter.person and text.person != letter.person:
        raise Refused(
            "This draft goes to another person of the case.",
            advice="Take the step again for the other person, with --letter to=NUMBER.",
        )
    if text.missing:
        raise Refused(text.missing[0], reasons=text.missing, advice="Give what is missing.")
    command = ReviseLetter(**common(desk, file.snapshot, saying), number=number, text=text)
    return door.carry_out(desk, file, command, expected=saying.expected)


def _with_paragraph(file: CaseFile, letter: LetterState, now: str, added: str) -> str:
    """Return the free paragraphs with one more. Raises UsageFault where the letter takes none."""
    rule = file.policy.case_types[file.snapshot.case_type].letters[letter.letter]
    if FREE not in template_of(file.policy, rule).fields:
        raise UsageFault(
            "The school's own version of this letter has no place for a paragraph of your own.",
            advice=f"Put {FREE} into its template and adopt the policy again.",
        )
    return "\n\n".join(part for part in (now.strip(), added.strip()) if part)


def may(letter: LetterState, step: LetterStep) -> str:
    """Return the state a step leads to, by the life's table; raises Refused in its words."""
    state = after(Life(letter.state), step)
    if isinstance(state, Refusal):
        raise door.as_error(state)
    return state


def _printed(file: CaseFile, letter: LetterState) -> tuple[bytes, ...]:
    said = f"printed letter {letter.serial} of {file.snapshot.ref}, copy {letter.copies + 1}"
    return (said.encode(),)
