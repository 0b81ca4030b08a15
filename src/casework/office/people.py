"""People who sign in: adding, resetting, disabling them, and what their roles let them open.

The store knows circles, not roles; which role belongs to which circle stands in ``office.desk``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import store
from casework.domain.circles import circle_at, place_of, plain
from casework.errors import NotPermitted, Refused, UsageFault
from casework.office import opening, subjectaccess, withdrawals
from casework.office.desk import CIRCLES, GUARDED, MANAGES, OPENS_SEALED
from casework.office.ledger import EVERYWHERE, written
from casework.office.letterbox import SAFEGUARDING
from casework.text import clean_line, in_words, nearest, of_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from casework.office.desk import Desk

LONGEST_NAME = 60
#: Said in the place of schools: every one there is.
ALL = "all"
#: Circles whose members may be the second of two (*default*).
_TRUSTED = opening.KEPT | {"leadership"}


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who signs in, as a list shows them; ``code`` where one is asked of them too."""

    name: str
    roles: tuple[str, ...]
    state: str
    schools: tuple[str, ...]
    code: bool = False


def users(desk: Desk) -> tuple[User, ...]:
    """Return everybody who signs in, by name."""
    found = desk.session.directory.users.values()
    return tuple(
        User(
            name=user.name,
            roles=tuple(sorted(desk.ledger.roles_of(user.id))),
            state=str(user.state),
            schools=desk.ledger.schools_of(user.id),
            code=asks_code(desk, user),
        )
        for user in sorted(found, key=lambda user: user.name.casefold())
    )


def asks_code(desk: Desk, user: store.UserRecord) -> bool:
    """Tell whether a code is asked of somebody; of whoever got new keys none is until they say so.

    What turns it on and off is ``secondstep``.
    """
    found = desk.ledger.second_steps.get(user.id)
    return found is not None and user.public is not None and found[0] == user.public.box.hex()


def newcomer(
    name: str, roles: Iterable[str], own: Iterable[str] = ("",)
) -> tuple[store.NewUser, frozenset[str]]:
    """Return what the store needs to know of a person with these roles, and the roles checked.

    ``own`` are the schools whose circles are theirs; the empty one stands for the plain circles.
    """
    held = frozenset(roles)
    unknown = sorted(held - set(CIRCLES))
    if unknown or not held:
        close = nearest(unknown[0], sorted(CIRCLES)) if unknown else None
        raise UsageFault(
            f"There is no role {of_name(unknown[0])}."
            if unknown
            else "A user needs at least one role.",
            advice=f"Did you mean {close}?" if close else f"Roles: {in_words(sorted(CIRCLES))}.",
        )
    known_as = clean_line(name)
    if not 1 <= len(known_as) <= LONGEST_NAME:
        raise UsageFault(
            f"A user's name takes 1 to {LONGEST_NAME} characters.", advice="Choose another name."
        )
    new = store.NewUser(
        name=known_as,
        circles=frozenset(
            circle_at(circle, school) for school in own for role in held for circle in CIRCLES[role]
        ),
        opens_sealed=not held.isdisjoint(OPENS_SEALED),
        manages=not held.isdisjoint(MANAGES),
        guarded=not held.isdisjoint(GUARDED),
    )
    return new, held


def add(
    desk: Desk,
    name: str,
    roles: Iterable[str],
    password: str | None = None,
    schools: Iterable[str] = (),
) -> str | None:
    """Add a user; return the one-time password to be shown once, or None where one was given.

    They work at ``schools``, each by its short name or its name; "all" are those there are now.
    Administrators and trust officers have these roles at every school.
    """
    desk.must_write()
    desk.must_hold("administrator")
    wanted = tuple(roles)
    at = places(desk, frozenset(wanted), tuple(schools))
    new, held = newcomer(name, wanted, (one if one in desk.ledger.own else "" for one in at))
    shown = store.add_user(desk.session, new, now=desk.now(), password=password)
    desk.session.refresh()
    added = user_named(desk, new.name).id
    desk.record(written("roles", user=added, roles=sorted(held), schools=list(at)))
    opening.begin_work(desk, admitted=frozenset({added}))  # who adds somebody vouches for them
    return shown


def places(desk: Desk, roles: frozenset[str], named: tuple[str, ...]) -> tuple[str, ...]:
    """Return the schools at which somebody with these roles is to work."""
    if roles and roles <= EVERYWHERE:
        if set(named) - {ALL}:
            raise UsageFault(
                "Administrators and trust officers belong to every school.",
                advice="Name no school, or give a role that is held at a school.",
            )
        return ()
    if ALL in named:
        return tuple(desk.ledger.schools)
    if not named:
        return (desk.ledger.only_school(),)
    return tuple(dict.fromkeys(desk.school_slug(one) for one in named))


def admit(desk: Desk, name: str) -> int:
    """Let a user into the circles of their roles, as one who belongs to them; return keys given.

    Safeguarding and the chair's circle take nobody in unasked: whoever manages users could else let
    themselves in.
    """
    desk.must_write()
    user = user_named(desk, name)
    if user.state is store.State.INVITED:
        raise UsageFault(
            "This user has not signed in yet, so there is nobody to give keys to.",
            advice="Let them sign in with their one-time password first.",
        )
    return opening.begin_work(desk, admitted=frozenset({user.id})).granted


def reset(desk: Desk, name: str, second: Desk | None = None) -> str:
    """Take a user's keys away and return a new one-time password.

    Works before the first sign-in too, where the one-time password was lost. For whoever may open
    sealed cases a ``second`` person, who has signed in at the same desk, agrees.
    """
    desk.must_write()
    desk.must_hold("administrator")
    beside = second.session if second else None
    known = user_named(desk, name)
    must_agree_for(desk, known, second)
    return store.reset_user(desk.session, known.name, now=desk.now(), second=beside)


def must_agree_for(desk: Desk, known: store.UserRecord, second: Desk | None) -> None:
    """Raise NotPermitted unless a second person who is known to others agrees where that is needed.

    An administrator who makes themselves a second user gains nothing by it.
    """
    if not known.opens_sealed:
        return
    must_agree(
        desk,
        second,
        known.circles,
        "Nobody alone may change the sign-in of somebody who may open sealed cases.",
    )


def must_agree(desk: Desk, second: Desk | None, circles: Iterable[str], why: str) -> None:
    """Raise NotPermitted unless a second person agrees who belongs to a school of these circles.

    They must hold the key of a circle that nobody enters by being added alone, or of leadership.
    """
    if second is None or second.session.user == desk.session.user:
        raise NotPermitted(
            why,
            advice="A second person signs in beside you and agrees: casework user … --second NAME.",
        )
    at = {place_of(circle) for circle in circles}
    trusted = {circle_at(circle, place) for circle in _TRUSTED for place in at}
    if trusted.isdisjoint(second.session.circles):
        raise NotPermitted(
            "The second person must belong to the school’s leadership, safeguarding or chair.",
            advice="Ask one of them to sign in beside you.",
        )


def disable(desk: Desk, name: str, second: Desk | None = None) -> None:
    """Let a user sign in no more; their circles get new keys. For the chair a ``second`` agrees.

    Refused for the last of safeguarding, whether or not there is anything they hold: that nobody
    could open must never depend on what there is.
    """
    desk.must_write()
    desk.must_hold("administrator")
    beside = second.session if second else None
    known = user_named(desk, name)
    if not _others_in_safeguarding(desk, known):
        raise Refused(
            "This is the last person of safeguarding who signs in, so nothing was changed.",
            advice="Add another first, let them sign in, and hand over: casework user hand-over.",
        )
    if known.guarded:
        must_agree_for(desk, known, second)
    store.disable_user(desk.session, known.name, now=desk.now(), second=beside)


def _others_in_safeguarding(desk: Desk, user: store.UserRecord) -> bool:
    """Tell whether somebody else is in the safeguarding of each school of this user."""
    members = desk.session.directory.members
    theirs = (circle for circle in user.circles if plain(circle) == SAFEGUARDING)
    return all(any(one.id != user.id for one in members(circle)) for circle in theirs)


def change_password(desk: Desk, old: str, new: str) -> None:
    """Give oneself a new password."""
    desk.must_write()
    store.change_password(desk.session, old, new, now=desk.now())


def renew_recovery(desk: Desk) -> str:
    """Make a new recovery key, to be shown to the chair alone; the old one opens nothing more."""
    desk.must_write()
    desk.must_hold("chair")
    return store.renew_recovery(desk.session, now=desk.now())


def link(desk: Desk, name: str, person: str) -> None:
    """Record that a user is the person known by another name in cases.

    Every case about that person is hidden from them from now on; the keys change in the next
    session of whoever can open it, this one included, and each case records it.
    """
    desk.must_hold("administrator", "headteacher", "chair", "dsl")
    desk.record(written("person", user=user_named(desk, name).id, person=clean_line(person)))
    withdrawals.withdraw(desk)
    subjectaccess.withdraw(desk)


def away(desk: Desk, name: str, first: date, last: date, deputy: str) -> None:
    """Record an absence by dates, with the deputy who stands in; it ends by itself.

    One's own, or another's by the chair, the headteacher or an administrator. The deputy acts in
    the absent person's roles in every case they can open themselves; keys are not lent by a date.
    """
    if user_named(desk, name).id != desk.session.user:
        desk.must_hold("administrator", "headteacher", "chair")
    if user_named(desk, name).id == user_named(desk, deputy).id:
        raise UsageFault("Nobody stands in for themselves.", advice="Name somebody else.")
    if last < first:
        raise UsageFault("The absence ends before it begins.", advice="Turn the two dates round.")
    desk.record(
        written(
            "away",
            user=user_named(desk, name).id,
            first=first.isoformat(),
            last=last.isoformat(),
            deputy=user_named(desk, deputy).id,
        )
    )


def lacks(desk: Desk, name: str, deputy: str) -> tuple[str, ...]:
    """Return which circles of the absent person the deputy does not belong to."""
    missing = user_named(desk, name).circles - user_named(desk, deputy).circles
    return tuple(sorted({plain(circle) for circle in missing}))


def user_named(desk: Desk, name: str) -> store.UserRecord:
    """Return the user who signs in under ``name``. Raises NotFound."""
    desk.session.refresh()  # somebody may have been added, or signed in, since
    return desk.session.directory.by_name(clean_line(name))
