"""What a letter's own steps cause in a case: numbers, dates from receipt, follow-on steps.

Which step of a letter's life may come next is ``letters.life``'s table, asked by the office before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.events import LetterDrafted, LetterMoved
from casework.domain.refusals import Refusal, RefusalKind, refuse
from casework.policy import gates, letterwork, limits, steps

if TYPE_CHECKING:
    from casework.domain.commands import MoveLetter, ReviseLetter
    from casework.policy.run import Run


def move(run: Run, command: MoveLetter) -> Refusal | None:
    """Take a step of a letter's life, with all that it causes."""
    letter = run.draft.letters.get(command.number)
    if letter is None:
        return refuse(RefusalKind.NOT_HERE, f"This case has no letter {command.number}.")
    held = (
        *gates.by_pause_for_letter(run.case_type, run.draft, letter.to),
        *gates.by_contract_letters(run.case_type, run.draft, letter.to),
    )
    if held and command.step not in {"withdraw", "receive"}:
        return Refusal(kind=RefusalKind.NOT_YET, reasons=held)
    serials = (known.serial for known in run.draft.letters.values())
    run.emit(
        LetterMoved(
            number=command.number,
            step=command.step,
            state=command.state,
            serial=1 + max(serials) if command.step == "issue" else 0,
            copy=letter.copies + 1 if command.step == "print" else 0,
            how=command.how,
            item=command.item,
            digest=command.digest,
        )
    )
    return _follow_on(run, command)


def _follow_on(run: Run, command: MoveLetter) -> Refusal | None:
    run.letter = command.number
    rule = run.case_type.letters[run.draft.letters[command.number].letter]
    if command.step == "receive":
        limits.date_by_receipt(run, command.number)
    caused = {"send": rule.when_sent, "receive": rule.when_received}.get(command.step)
    if caused is None:
        return None
    found = steps.following(run, caused)
    if found is None or isinstance(found, Refusal):
        return found
    return steps.perform(run, found, {})


def revise(run: Run, command: ReviseLetter) -> Refusal | None:
    """Put a draft's words anew and ask again for what was asked."""
    letter = run.draft.letters.get(command.number)
    if letter is None or letter.state != "drafted":
        return refuse(RefusalKind.NOT_HERE, "Only a draft can be written anew.")
    run.emit(
        LetterDrafted(
            number=letter.number,
            letter=letter.letter,
            title=letter.title,
            to=letter.to,
            values=dict(command.text.values),
            text=command.text.text,
            digest=command.text.digest,
            person=letter.person,
        )
    )
    letterwork.ask_again(run, letter.number)
    return None
