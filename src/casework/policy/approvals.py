"""Decisions asked of somebody: granted or declined, by whom, and for exactly what was asked.

Never by the requester, an editor of the words, or anyone named in the case; conditions are tested
again when granted (``feature-table.md`` 4 to 7). Must not know how requests are listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.case import ApprovalStanding
from casework.domain.events import ApprovalDeclined, ApprovalGranted, LetterMoved
from casework.domain.refusals import Refusal, RefusalKind, refuse
from casework.policy import gates, letterwork, steps
from casework.text import in_words, large

if TYPE_CHECKING:
    from casework.domain.case import Approval
    from casework.domain.commands import DecideApproval
    from casework.policy.model import ApprovalRule
    from casework.policy.run import Run


def decide(run: Run, command: DecideApproval) -> Refusal | None:
    """Grant or decline a request, or say why this person may not, or why it no longer stands."""
    request = run.draft.approvals.get(command.number)
    if request is None or request.standing is not ApprovalStanding.ASKED:
        return refuse(RefusalKind.NOT_HERE, f"Request {command.number} waits for nobody.")
    denied = _may_not_decide(run, command, request)
    if denied:
        return denied
    if command.granted:
        return _grant(run, command, request)
    if not command.reason:
        return refuse(RefusalKind.INCOMPLETE, "Declining needs its reason.")
    run.emit(ApprovalDeclined(number=request.number))
    letterwork.withdraw(run, request.letter)
    return None


def _may_not_decide(run: Run, command: DecideApproval, request: Approval) -> Refusal | None:
    actor = command.actor
    rule = run.policy.approvals[request.role]
    if actor.user == request.asked_by:
        words = "Whoever asks for a decision does not make it; somebody else must decide."
    elif request.letter and actor.user in run.draft.letters[request.letter].editors:
        words = "Whoever wrote the letter does not approve it; somebody else must decide."
    elif any(person.user == actor.user for person in run.draft.people):
        words = "You are named in this case, so somebody else must decide."
    elif (command.deciding or rule.by).isdisjoint(actor.roles):
        words = f"{_deciders(rule, command)} decides this."
    else:
        return None
    return refuse(RefusalKind.NOT_PERMITTED, words, clauses=rule.clauses)


def _deciders(rule: ApprovalRule, command: DecideApproval) -> str:
    roles = sorted(command.deciding or rule.by)
    words = in_words((gates.ROLE_WORDS.get(role, role) for role in roles), "or")
    return large(words)


def _grant(run: Run, command: DecideApproval, request: Approval) -> Refusal | None:
    if not request.track:  # about a letter alone
        return _grant_letter(run, command, request)
    # First: what is just being granted no longer waits, so it must not bar a close.
    run.emit(ApprovalGranted(number=request.number))
    found = steps.permitted(run, request.track, request.trigger)
    if isinstance(found, Refusal):
        return found
    facts = letterwork.rests_on(found, run.draft)
    changed = _changed(run, command, request, facts)
    if changed:
        return changed
    if request.letter:
        run.emit(LetterMoved(number=request.letter, step="approve", state="approved"))
    return steps.perform(run, found, command.letters)


def _grant_letter(run: Run, command: DecideApproval, request: Approval) -> Refusal | None:
    changed = _changed(run, command, request, {})
    if changed:
        return changed
    letter = run.draft.letters[request.letter]
    held = (
        *gates.by_pause_for_letter(run.case_type, run.draft, letter.to),
        *gates.by_contract_letters(run.case_type, run.draft, letter.to),
    )
    if held:
        return Refusal(kind=RefusalKind.NOT_YET, reasons=held)
    run.emit(ApprovalGranted(number=request.number))
    run.emit(LetterMoved(number=request.letter, step="approve", state="approved"))
    return None


def _changed(
    run: Run, command: DecideApproval, request: Approval, facts: dict[str, str]
) -> Refusal | None:
    """Refuse where one word or value is not what was asked about."""
    words = ""
    if request.letter:
        name = run.draft.letters[request.letter].letter
        text = command.letters.get(name)
        words = text.digest if text else ""
    now = letterwork.binding(run.policy, request.track, request.trigger, facts, words)
    if now == request.binds:
        return None
    differing = [name for name in facts if facts[name] != request.facts.get(name)]
    what = in_words(differing) if differing else "the letter's words"
    return refuse(
        RefusalKind.STALE,
        f"What was asked has changed since ({what}), so the request no longer stands.",
        remedy="Ask again, so that the decision is about what is true now.",
    )
