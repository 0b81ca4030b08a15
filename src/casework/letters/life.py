"""The life of a letter as a plain table: drafted … signed … received. Must not know any letter."""

from __future__ import annotations

from enum import StrEnum

from casework.domain.refusals import Refusal, RefusalKind, refuse
from casework.text import in_words


class LetterState(StrEnum):
    """Where a letter stands."""

    DRAFTED = "drafted"
    ASKED = "asked"  # waits for who approves
    APPROVED = "approved"  # bound to the exact text
    ISSUED = "issued"  # frozen, numbered within its case
    PRINTED = "printed"
    SIGNED = "signed"
    SENT = "sent"
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"


class LetterStep(StrEnum):
    """What is done with a letter."""

    ASK = "ask"
    APPROVE = "approve"
    RETURN = "return"  # declined, or the text changed: approval holds for the exact text only
    WITHDRAW = "withdraw"
    ISSUE = "issue"
    PRINT = "print"
    SIGN = "sign"
    SEND = "send"
    RECEIVE = "receive"


_S, _D = LetterState, LetterStep

#: Every permitted step. A further print changes no state: it comes out marked COPY 2 and so on.
STEPS: dict[tuple[LetterState, LetterStep], LetterState] = {
    (_S.DRAFTED, _D.ASK): _S.ASKED,
    (_S.DRAFTED, _D.APPROVE): _S.APPROVED,
    (_S.DRAFTED, _D.WITHDRAW): _S.WITHDRAWN,
    (_S.ASKED, _D.APPROVE): _S.APPROVED,
    (_S.ASKED, _D.RETURN): _S.DRAFTED,
    (_S.ASKED, _D.WITHDRAW): _S.WITHDRAWN,
    (_S.APPROVED, _D.RETURN): _S.DRAFTED,
    (_S.APPROVED, _D.ISSUE): _S.ISSUED,
    (_S.APPROVED, _D.WITHDRAW): _S.WITHDRAWN,
    (_S.ISSUED, _D.PRINT): _S.PRINTED,
    (_S.PRINTED, _D.PRINT): _S.PRINTED,
    (_S.PRINTED, _D.SIGN): _S.SIGNED,
    (_S.SIGNED, _D.PRINT): _S.SIGNED,
    (_S.SIGNED, _D.SEND): _S.SENT,
    (_S.SENT, _D.PRINT): _S.SENT,
    (_S.SENT, _D.RECEIVE): _S.RECEIVED,
    (_S.RECEIVED, _D.PRINT): _S.RECEIVED,
}

_STANDS = {
    _S.DRAFTED: "is a draft",
    _S.ASKED: "waits for approval",
    _S.APPROVED: "is approved and not yet issued",
    _S.ISSUED: "is issued and not yet printed",
    _S.PRINTED: "is printed and not yet signed",
    _S.SIGNED: "is signed and not yet sent",
    _S.SENT: "is sent",
    _S.RECEIVED: "has been received",
    _S.WITHDRAWN: "was withdrawn",
}
_DONE = {
    _D.ASK: "put up for approval",
    _D.APPROVE: "approved",
    _D.RETURN: "returned to a draft",
    _D.WITHDRAW: "withdrawn",
    _D.ISSUE: "issued",
    _D.PRINT: "printed",
    _D.SIGN: "signed",
    _D.SEND: "sent",
    _D.RECEIVE: "recorded as received",
}


def permitted(state: LetterState) -> tuple[LetterStep, ...]:
    """Return the steps open to a letter, in the order of its life."""
    return tuple(step for step in LetterStep if (state, step) in STEPS)


def after(state: LetterState, step: LetterStep) -> LetterState | Refusal:
    """Return where the letter stands after ``step``, or why it cannot be taken."""
    dest = STEPS.get((state, step))
    if dest is not None:
        return dest
    can = in_words((_DONE[each] for each in permitted(state)), "or")
    return refuse(
        RefusalKind.NOT_YET if permitted(state) else RefusalKind.NOT_HERE,
        f"This letter cannot be {_DONE[step]}, because it {_STANDS[state]}.",
        remedy=f"It can be {can}." if can else "Write a new letter.",
    )
