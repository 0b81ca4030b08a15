"""Letters that steps draft, and the decisions asked about them. Must not know templates or paper.

Which step of a letter's life may follow which is ``letters.life``'s table, asked by the office.
Here stands what the policy adds: the approval of the exact words, and what lapses with it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from casework.domain.case import ApprovalStanding
from casework.domain.events import (
    Admitted,
    ApprovalAsked,
    ApprovalLapsed,
    LetterDrafted,
    LetterMoved,
)
from casework.domain.refusals import Reason, Refusal, RefusalKind, refuse
from casework.policy.conditions import facts_read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.case import CaseView
    from casework.domain.commands import LetterText
    from casework.policy.model import ApprovalRule, Policy, Transition
    from casework.policy.run import Run

#: The trigger of a request that is about a letter alone, not about a step.
LETTER = "letter"
#: Why a circle was brought into a case, where a decision falls to its members.
BY_STAND_IN = "stand-in"


def draft(run: Run, name: str, texts: Mapping[str, LetterText]) -> int | Refusal:
    """Draft the letter ``name``; return its number, or what is missing."""
    letter = run.case_type.letters[name]
    text = texts.get(name)
    if text is None or text.missing:
        sentences = text.missing if text else (f"“{letter.title}” has not been filled in.",)
        reasons = tuple(Reason(sentence=words, clauses=letter.clauses) for words in sentences)
        return Refusal(kind=RefusalKind.INCOMPLETE, reasons=reasons)
    if text.person and not _is_addressee(run.draft, text.person, letter.to):
        said = f"“{letter.title}” goes to nobody who is number {text.person} in this case."
        return refuse(RefusalKind.INCOMPLETE, said, remedy="casework case show numbers them.")
    number = 1 + max(run.draft.letters, default=0)
    run.emit(
        LetterDrafted(
            number=number,
            letter=name,
            title=letter.title,
            to=letter.to,
            values=dict(text.values),
            text=text.text,
            digest=text.digest,
            person=text.person,
        )
    )
    return number


def _is_addressee(case: CaseView, number: int, role: str) -> bool:
    return any(person.number == number and person.role == role for person in case.people)


def settle(run: Run, number: int) -> None:
    """Give a fresh letter its way to approval: asked of its approver, or waived by a clause."""
    letter = run.case_type.letters[run.draft.letters[number].letter]
    if letter.approval is None:
        run.emit(LetterMoved(number=number, step="approve", state="approved"))
    else:
        ask(run, letter.approval, "", LETTER, number, {})


def ask(
    run: Run, rule: ApprovalRule, track: str, trigger: str, letter: int, facts: Mapping[str, str]
) -> None:
    """Ask for a decision, bound to the exact words and values it rests on."""
    words = run.draft.letters[letter].digest if letter else ""
    run.emit(
        ApprovalAsked(
            number=1 + max(run.draft.approvals, default=0),
            track=track,
            trigger=trigger,
            role=rule.name,
            instead=rule.instead,
            binds=binding(run.policy, track, trigger, facts, words),
            letter=letter,
            facts=dict(facts),
        )
    )
    for circle in run.command.stand_ins:
        if circle not in run.draft.admitted:
            run.emit(Admitted(circle=circle, why=BY_STAND_IN))


def binding(policy: Policy, track: str, trigger: str, facts: Mapping[str, str], words: str) -> str:
    """Return the digest of everything a decision rests on (SHA-256, hex)."""
    whole = [policy.digest, track, trigger, sorted(facts.items()), words]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def rests_on(transition: Transition, case: CaseView) -> dict[str, str]:
    """Return every value the step's decision rests on: facts read or asked, and the categories."""
    read = set(transition.asks)
    for condition in (*transition.conditions, *transition.unless):
        read |= facts_read(condition.test)
    facts = {name: case.facts[name].value for name in sorted(read) if name in case.facts}
    facts["categories"] = ", ".join(sorted(str(claim) for claim in case.categories))
    facts["step"] = transition.id
    return facts


def lapse(run: Run, track: str, why: str) -> None:
    """Let the open requests about ``track`` lapse, and withdraw the letters asked with them."""
    for request in list(run.draft.approvals.values()):
        if request.track == track and request.standing is ApprovalStanding.ASKED:
            run.emit(ApprovalLapsed(number=request.number, why=why))
            withdraw(run, request.letter)


def ask_again(run: Run, number: int) -> None:
    """Let the open request about a letter lapse, and ask anew for the words as they now are."""
    for request in list(run.draft.approvals.values()):
        if request.letter == number and request.standing is ApprovalStanding.ASKED:
            run.emit(ApprovalLapsed(number=request.number, why="The letter was written anew."))
            rule = run.policy.approvals[request.role]
            ask(run, rule, request.track, request.trigger, number, request.facts)


def withdraw(run: Run, number: int) -> None:
    """Withdraw a letter that never left the draft."""
    if number and run.draft.letters[number].state == "drafted":
        run.emit(LetterMoved(number=number, step="withdraw", state="withdrawn"))
