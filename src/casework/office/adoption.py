"""What begins when a school adopts a policy: a case of each type that opens of itself, once.

The case is known by a key of school, policy and type alone, so that a newer version opens no
second. Must not know what such a case is for.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from casework import store
from casework.errors import CaseworkError, Conflict
from casework.office import cases
from casework.office.cards import read_card
from casework.office.cases import Answers, NewCase
from casework.office.saying import Saying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from casework.policy.model import CaseType, Policy

#: What a case type says under “opens-at” where it begins with the policy.
AT_ADOPTION: Final = "adoption"


def begin(desk: Desk, policy: Policy, school: str) -> tuple[str, ...]:
    """Open what has not begun yet and this person may open; return the references."""
    may = desk.roles_at(school)
    return tuple(
        cases.open_case(
            desk,
            NewCase(
                case_type=one.name, policy=policy.name, school=school, summary=_summary(policy, one)
            ),
            Answers(),
            Saying(key=_key(school, policy, one)),
        ).ref
        for one in _owed(desk, policy, school)
        if not may.isdisjoint(one.opened_by)
    )


def waiting(desk: Desk, policy: Policy, school: str) -> tuple[str, ...]:
    """Return the titles of what has not begun: somebody else has to adopt the policy again."""
    return tuple(one.title for one in _owed(desk, policy, school))


def notes(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield what an examination says of duties that have not begun where this person may begin
    them: whoever adopted the policy was not one who may."""
    for (school, name), adopted in sorted(desk.ledger.adoptions.items()):
        may = desk.roles_at(school)
        try:
            policy = desk.policy(adopted.digest)
        except CaseworkError:
            continue  # a version that cannot be read is a finding of its own
        for one in _owed(desk, policy, school):
            if not may.isdisjoint(one.opened_by):
                what = f"“{one.title}” of the policy “{policy.title}” has not begun"
                yield what, f"The headteacher adopts the policy again: casework policy adopt {name}"


def _owed(desk: Desk, policy: Policy, school: str) -> Iterator[CaseType]:
    for one in policy.case_types.values():
        if one.opens_at == AT_ADOPTION and not _has_begun(desk, policy, school, one):
            yield one


def _has_begun(desk: Desk, policy: Policy, school: str, case_type: CaseType) -> bool:
    """Tell whether there is such a case: a key is its user's own, and heads come and go."""
    which = (school, policy.name, case_type.name)
    cards = (read_card(row.card) for row in desk.cards.rows)
    if any((card.school, card.policy, card.case_type) == which for card in cards):
        return True
    key = _key(school, policy, case_type)
    try:
        return store.earlier(desk.session, store.Place.OFFICE, key, b"") is not None
    except Conflict:  # the key was used: what was said then is not what is asked now
        return True


def _key(school: str, policy: Policy, case_type: CaseType) -> str:
    """Return the command's key; the parts are told apart by what no name can hold."""
    parts = "\n".join((AT_ADOPTION, school, policy.name, case_type.name))
    return hashlib.sha256(parts.encode()).hexdigest()


def _summary(policy: Policy, case_type: CaseType) -> str:
    return f"{case_type.title}: {policy.title}"
