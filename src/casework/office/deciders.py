"""Who decides a request now: the approver, or a substitute where no approver is free.

Never the requester, an editor of the words, anyone named in the case or taken off it, nor somebody
who is away. Must not decide anything, nor show a request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import store
from casework.domain.events import ApprovalAsked
from casework.domain.people import PersonRole
from casework.errors import Damaged
from casework.office import capacities
from casework.office.desk import CIRCLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.domain.case import Approval, Snapshot
    from casework.office.desk import Desk
    from casework.policy.decision import Accepted
    from casework.policy.model import ApprovalRule, Policy


def deciding_roles(
    desk: Desk, policy: Policy, case: Snapshot, approval: Approval
) -> frozenset[str]:
    """Return the roles that decide now: the approver's, or the substitutes' where none is free."""
    rule = policy.approvals[approval.role]
    free = deciders(desk, case, approval, rule.by)
    return rule.by if free else rule.by | frozenset(rule.instead)


def deciders(
    desk: Desk, case: Snapshot, approval: Approval, roles: Iterable[str]
) -> tuple[str, ...]:
    """Return the users with one of ``roles`` in this case who stand in no conflict over it."""
    return tuple(
        user
        for user in capacities.users_in(desk, case, roles)
        if not conflicted(desk, case, approval, user)
    )


def conflicted(desk: Desk, case: Snapshot, approval: Approval, user: str) -> bool:
    """Tell whether the user may not decide this request, whatever their role."""
    letter = case.letters.get(approval.letter)
    return (
        user == approval.asked_by
        or (letter is not None and user in letter.editors)
        or _takes_no_part(desk, case, user)
    )


def to_ask(desk: Desk, case: Snapshot, rule: ApprovalRule) -> frozenset[str]:
    """Return the posts that would decide what this person asked for now: those somebody can fill.

    The approver's, or the substitutes' where no approver is free. Where nobody is at all, the
    approver's: whoever comes to hold that post decides.
    """
    for roles in (rule.by, rule.instead):
        able = frozenset(post for role in roles for post in _filled(desk, case, role))
        if able:
            return able
    return rule.by


def _filled(desk: Desk, case: Snapshot, role: str) -> Iterator[str]:
    """Yield the posts of those who have a role in a case and could decide for this person."""
    for user in capacities.users_in(desk, case, (role,)):
        if user != desk.session.user and not _takes_no_part(desk, case, user):
            yield capacities.post_in(desk, case, user, role)


def _takes_no_part(desk: Desk, case: Snapshot, user: str) -> bool:
    """Tell whether the user decides nothing in this case."""
    return (
        user in case.excluded
        or user in capacities.users_named(desk, case.people, PersonRole)
        or desk.is_away(user)
    )


def out_of_reach(
    desk: Desk, case: str, policy: Policy, snapshot: Snapshot, approval: Approval
) -> tuple[str, ...] | None:
    """Return who may decide a request (user ids), where none of them can open the case, else None.

    They may have left since it was asked, or become part of the case: nobody is let in by that.
    """
    roles = deciding_roles(desk, policy, snapshot, approval)
    able = deciders(desk, snapshot, approval, roles)
    return None if set(able) & set(store.holders(desk.session, case)) else able


def stand_ins(desk: Desk, case: str, policy: Policy, accepted: Accepted) -> tuple[str, ...]:
    """Return the circles to bring into ``case`` (an id) so that what was just asked can be decided.

    None where somebody who may decide can open the case already. Whoever decides must be able to
    read what they decide about; a request that nobody could open would wait for ever.
    """
    found: dict[str, None] = {}
    after = accepted.snapshot
    for event in accepted.entry.events:
        if not isinstance(event, ApprovalAsked):
            continue
        approval = after.approvals[event.number]
        roles = deciding_roles(desk, policy, after, approval)
        able = deciders(desk, after, approval, roles)
        if able and not set(able) & set(store.holders(desk.session, case)):
            found.update(dict.fromkeys(_circles_of(desk, after.school, able, roles)[:1]))
    return tuple(name for name in found if name not in after.admitted)


def _circles_of(
    desk: Desk, school: str, users: tuple[str, ...], roles: frozenset[str]
) -> list[str]:
    """Return the circles in which these users hold these roles, those that have a key alone."""
    today = (capacities.roles_today(desk, user, school) for user in users)
    held = frozenset().union(*today) & roles
    names = frozenset().union(*(CIRCLES.get(role, frozenset()) for role in held))
    circles = frozenset(desk.circles(names, school))
    return sorted(circles & desk.session.directory.circles.keys())


def stuck(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield each decision in force that could find nobody, with who alone could take it.

    The second part is empty where nobody can. One person alone is too few: whoever asks does not
    decide, nor does anybody named in the case.
    """
    seen = set()
    for school, name in sorted(desk.ledger.adoptions):
        for rule in _rules(desk, school, name):
            roles = _as_users_hold(rule.by | frozenset(rule.instead))
            users = capacities.with_role(desk, roles, school)
            key = (rule.title, users)
            if len(users) > 1 or key in seen:
                continue
            seen.add(key)
            names = (desk.session.directory.users[user].name for user in users)
            yield rule.title, next(names, "")


def _rules(desk: Desk, school: str, name: str) -> tuple[ApprovalRule, ...]:
    try:
        return tuple(desk.policy_in_force(school, name).approvals.values())
    except Damaged:
        return ()  # an examination tells that the version is gone


def _as_users_hold(roles: frozenset[str]) -> frozenset[str]:
    """Return the roles by which users come to hold ``roles``: the case manager is one of these."""
    if capacities.CASE_MANAGER not in roles:
        return roles
    return roles - {capacities.CASE_MANAGER} | capacities.MANAGES
