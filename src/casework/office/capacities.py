"""In what capacity somebody acts in one case: with their own roles, a colleague's, as its manager.

The case manager of a case is the headteacher; where the head is the person of concern, the chair of
governors, or whom the school named; where that is barred too, the vice-chair (``domain.md`` 10.2).
Who was named as the person of concern acts in no capacity at all. Must not decide any step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.dates import local_day
from casework.domain.people import Actor, PersonRole, part_words
from casework.office.desk import CIRCLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casework.domain.case import Snapshot
    from casework.domain.people import CasePerson
    from casework.office.desk import Desk

CASE_MANAGER = "case-manager"
HEAD, CHAIR, VICE_CHAIR = "headteacher", "chair", "vice-chair"
#: Whoever may come to manage a case, by role.
MANAGES = frozenset({HEAD, CHAIR, VICE_CHAIR})
#: Every circle there is, by its plain name.
_PLAIN = tuple(sorted(frozenset().union(*CIRCLES.values())))
#: Roles that nobody takes over by standing in: keys and machines are not handed on by a date.
_OWN = frozenset({"administrator"})
#: Person roles in which a head does not run the case, whatever the school's settings say.
_NEVER = frozenset({PersonRole.PERSON_OF_CONCERN})
_CONFLICT = frozenset({PersonRole.TARGET, PersonRole.AUTHOR, PersonRole.COMPLAINANT})


def roles_today(
    desk: Desk, user: str, school: str, barred: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return the roles a user holds at a school today: their own, and of whom they stand in for.

    Nobody stands in for who is ``barred``: what may not be done in person is not done by a deputy.
    """
    held = desk.ledger.roles_at(user, school)
    lending = [a for a in desk.ledger.away if a["deputy"] == user and a["user"] not in barred]
    if not lending:
        return held
    today = local_day(desk.now()).isoformat()
    for absence in lending:
        if absence["first"] <= today <= absence["last"]:
            held |= desk.ledger.roles_at(absence["user"], school) - _OWN
    return held


def with_role(
    desk: Desk, roles: Iterable[str], school: str, barred: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return the ids of the active users who hold one of ``roles`` at a school today, by name.

    Whoever stands in for who is ``barred`` holds none of their roles.
    """
    wanted = frozenset(roles)
    active = desk.session.directory.active()
    found = (u for u in active if roles_today(desk, u.id, school, barred) & wanted)
    return tuple(user.id for user in sorted(found, key=lambda user: user.name.casefold()))


def users_named(
    desk: Desk, people: Iterable[CasePerson], roles: Iterable[PersonRole]
) -> frozenset[str]:
    """Return the users who stand in a case in one of ``roles``: as users, or by a name of theirs.

    A user may have been linked to the name after it was written down.
    """
    wanted = frozenset(roles)
    named = [person for person in people if person.role in wanted]
    users = {person.user for person in named if person.user}
    names = {person.name.casefold() for person in named if not person.user}
    known = desk.session.directory.users if names else ()
    return frozenset(users | {user for user in known if not names.isdisjoint(desk.names_of(user))})


def actor_in(desk: Desk, case: Snapshot) -> Actor:
    """Return the signed-in person as they act in ``case``.

    Whoever manages the case in the headteacher's place acts as the headteacher there as well.
    """
    return _actor(desk, case.school, case.people, case.excluded)


def actor_at_opening(desk: Desk, school: str, people: tuple[CasePerson, ...]) -> Actor:
    """Return the signed-in person as they open a case with these people."""
    return _actor(desk, school, people, users_named(desk, people, _NEVER))


def _actor(
    desk: Desk, school: str, people: tuple[CasePerson, ...], excluded: frozenset[str]
) -> Actor:
    user = desk.session.user
    roles = roles_today(desk, user, school, excluded | users_named(desk, people, _NEVER))
    might = not roles.isdisjoint(MANAGES) or user in named_managers(desk)
    if might and user in case_managers(desk, school, people, excluded):
        roles |= _as_manager(desk, school, people, excluded)
    return Actor(user=user, name=desk.session.name, roles=roles)


def users_in(desk: Desk, case: Snapshot, roles: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the users who hold one of ``roles`` in ``case``, its manager's included."""
    wanted = frozenset(roles)
    barred = case.excluded | users_named(desk, case.people, _NEVER)
    found = with_role(desk, wanted, case.school, barred)
    if wanted.isdisjoint(lent(desk, case)):
        return found
    managers = case_managers(desk, case.school, case.people, case.excluded)
    return (*found, *(user for user in managers if user not in found))


def post_in(desk: Desk, case: Snapshot, user: str, role: str) -> str:
    """Return the post by which a user has ``role`` in ``case``.

    The role itself; or their own post, where the headteacher's role was lent to whoever manages it.
    """
    barred = case.excluded | users_named(desk, case.people, _NEVER)
    if role == CASE_MANAGER or role in roles_today(desk, user, case.school, barred):
        return role
    return min(desk.ledger.roles_at(user, case.school) & {CHAIR, VICE_CHAIR}, default=CASE_MANAGER)


def substitutes(desk: Desk, case: Snapshot) -> Mapping[str, str]:
    """Return the school's own circles in the place of the plain ones, where they differ.

    The vice-chair's stands in the place of the chair's, where the case names the chair: nobody is
    brought into a case as a decider in which they are a party.
    """
    named = {}
    if case.people or case.excluded:
        chairs = with_role(desk, [CHAIR], case.school)
        party = users_named(desk, case.people, PersonRole) | case.excluded
        named = {CHAIR: VICE_CHAIR} if chairs and party.issuperset(chairs) else {}
    meant = {name: desk.ledger.circle(named.get(name, name), case.school) for name in _PLAIN}
    return {name: circle for name, circle in meant.items() if name != circle}


def lent(desk: Desk, case: Snapshot) -> frozenset[str]:
    """Return the roles that managing ``case`` brings with it."""
    return _as_manager(desk, case.school, case.people, case.excluded)


def named_managers(desk: Desk) -> tuple[str, ...]:
    """Return the users whom a school's settings name as managing a case about the head."""
    names = {school.case_manager_when_head for school in desk.settings.schools.values()} - {""}
    return tuple(u.id for u in desk.session.directory.users.values() if u.name in names)


def _as_manager(
    desk: Desk, school: str, people: tuple[CasePerson, ...], excluded: frozenset[str]
) -> frozenset[str]:
    barred = _head_is_barred(desk, school, people, excluded)
    return frozenset({CASE_MANAGER, HEAD}) if barred else frozenset({CASE_MANAGER})


def case_managers(
    desk: Desk, school: str, people: tuple[CasePerson, ...], excluded: frozenset[str]
) -> tuple[str, ...]:
    """Return the users who manage a case with these people: the first of the following not barred.

    The headteacher (or whom the head's absence put in the place); whom the school's setting names;
    the chair; the vice-chair.
    """
    barred = _barred(desk, school, people) | excluded
    for users in _in_turn(desk, school, barred):
        free = tuple(user for user in users if user not in barred and not desk.is_away(user))
        if free:
            return free
    return ()


def _in_turn(desk: Desk, school: str, barred: frozenset[str]) -> Iterator[tuple[str, ...]]:
    yield with_role(desk, [HEAD], school, barred)
    named = _settings_of(desk, school)
    if named:
        yield tuple(u.id for u in desk.session.directory.active() if u.name == named)
    yield with_role(desk, [CHAIR], school, barred)
    yield with_role(desk, [VICE_CHAIR], school, barred)


def _settings_of(desk: Desk, school: str) -> str:
    found = desk.settings.schools.get(school)
    return found.case_manager_when_head if found else ""


def _barred(desk: Desk, school: str, people: tuple[CasePerson, ...]) -> frozenset[str]:
    """Return the users who do not manage a case because of what they are to it (*default*)."""
    settings = desk.settings.schools.get(school)
    may = settings is not None and settings.head_may_run_own_target_case is not False
    roles = _NEVER if may else _NEVER | _CONFLICT
    return users_named(desk, people, roles)


def heads_of(desk: Desk, school: str) -> frozenset[str]:
    """Return every user who is the school's headteacher, whoever still signs in."""
    roles_at = desk.ledger.roles_at
    return frozenset(user for user in desk.ledger.roles if HEAD in roles_at(user, school))


def _head_is_barred(
    desk: Desk, school: str, people: tuple[CasePerson, ...], excluded: frozenset[str]
) -> bool:
    barred = users_named(desk, people, _NEVER) | excluded
    return not barred.isdisjoint(heads_of(desk, school))


def several_capacities(people: Iterable[CasePerson]) -> Mapping[str, tuple[str, ...]]:
    """Return, by name, the capacities of everybody who stands in a case in more than one.

    Each role in the case is one, each part of what is said of the person ("parent; governor"), and
    being a user. Whoever passed the material on is left out.
    """
    roles: dict[str, set[str]] = {}
    hats: dict[str, dict[str, None]] = {}
    for person in people:
        if person.role is PersonRole.SOURCE:
            continue
        roles.setdefault(person.name, set()).add(part_words(person.role))
        said = [part.strip() for part in person.about.split(";") if part.strip()]
        if person.user:
            said.append("signs in here")
        hats.setdefault(person.name, {}).update(dict.fromkeys(said))
    return {
        name: (*sorted(held), *hats[name])
        for name, held in roles.items()
        if len(held) > 1 or len(hats[name]) > 1 or "signs in here" in hats[name]
    }
