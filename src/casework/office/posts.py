"""What an existing user is in school: their roles and schools, changed as posts change hands.

Keys come from whoever belongs to a circle, and whoever leaves one takes none along: its members
change the key. Must not know what a role lets somebody do in a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import store
from casework.domain.circles import place_of, plain
from casework.errors import Refused, UsageFault
from casework.office import opening, people
from casework.office.ledger import EVERYWHERE, written
from casework.office.letterbox import SAFEGUARDING
from casework.office.withdrawals import FEWEST_HOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.office.desk import Desk
    from casework.store import NewUser, UserRecord

_ADD_FIRST = "Add another first, let them sign in and be let in (casework user admit); then go on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What somebody is from now on; ``keys`` were given, ``waits`` names circles still to enter."""

    name: str
    roles: tuple[str, ...]
    schools: tuple[str, ...]
    keys: int
    waits: tuple[str, ...]


def change(
    desk: Desk,
    name: str,
    roles: Iterable[str] = (),
    schools: Iterable[str] = (),
    second: Desk | None = None,
) -> Post:
    """Give a user other roles, other schools, or both; what is not named stays as it is.

    Whoever becomes the chair, is it or ceases to be takes two people, and so does a wider post of
    one's own: ``second`` has signed in at the same desk, agrees, and hands over what they hold.
    """
    desk.must_write()
    desk.must_hold("administrator")
    known = people.user_named(desk, name)
    wanted, at = _asked_for(desk, known, tuple(roles), tuple(schools))
    own = (one if one in desk.ledger.own else "" for one in at)
    new, held = people.newcomer(known.name, wanted, own)
    _must_be_some_change(desk, known, held, at)
    _must_be_agreed(desk, known, new, second)
    _must_leave_enough(desk, known, new)
    beside = second.session if second else None
    store.set_roles(desk.session, new, now=desk.now(), second=beside)
    desk.record(written("roles", user=known.id, roles=sorted(held), schools=list(at)))
    keys = sum(_vouch(one, known.id) for one in (desk, second) if one is not None)
    return _post(desk, known.id, keys)


def _asked_for(
    desk: Desk, known: UserRecord, roles: tuple[str, ...], schools: tuple[str, ...]
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the roles and the schools, as asked for or else as they are."""
    if known.state is store.State.DISABLED:
        raise Refused(
            "This user signs in no more, so there is no post to change.",
            advice="Whoever comes back is added under a new name: casework user add.",
        )
    if not roles and not schools:
        raise UsageFault(
            "Nothing was said that could change.",
            advice="Say the roles with --role, the schools with --school, or both.",
        )
    wanted = frozenset(roles) or desk.ledger.roles_of(known.id)
    if schools or wanted <= EVERYWHERE:
        return wanted, people.places(desk, wanted, schools)
    return wanted, _schools_now(desk, known.id) or people.places(desk, wanted, ())


def _schools_now(desk: Desk, user: str) -> tuple[str, ...]:
    """Return where a user works by name: nowhere for those who belong to every school."""
    held = desk.ledger.at.get(user)
    if held is None:  # from before people belonged to schools
        return tuple(one for one in desk.ledger.schools if one not in desk.ledger.own)
    return tuple(one for one in desk.ledger.schools if one in held)


def _must_be_some_change(
    desk: Desk, known: UserRecord, held: frozenset[str], at: tuple[str, ...]
) -> None:
    if held == desk.ledger.roles_of(known.id) and frozenset(at) == frozenset(
        _schools_now(desk, known.id)
    ):
        raise Refused(
            "The user holds just these roles there already, so nothing was changed.",
            advice="casework user list shows who is what.",
        )


def _must_be_agreed(desk: Desk, known: UserRecord, new: NewUser, second: Desk | None) -> None:
    """Raise NotPermitted where two people are needed and a second does not agree."""
    circles = known.circles | new.circles
    if known.guarded or new.guarded:
        people.must_agree(
            desk, second, circles, "Nobody alone may say who the chair of governors is."
        )
    elif known.id == desk.session.user and not new.circles <= known.circles:
        people.must_agree(
            desk, second, circles, "Nobody gives themselves more than they have by themselves."
        )


def _must_leave_enough(desk: Desk, known: UserRecord, new: NewUser) -> None:
    """Raise Refused where the change would leave a key, or the users, with too few people.

    Whatever there is to open: that nobody could open it must never depend on what there is.
    """
    members = desk.session.directory.members
    for circle in sorted(known.circles - new.circles):
        others = [one for one in members(circle) if one.id != known.id]
        fewest = FEWEST_HOLDERS if plain(circle) == SAFEGUARDING else 1
        leaves = len(others) < len(members(circle))
        if leaves and len(others) < fewest:
            raise _too_few(circle)
    if new.opens_sealed is False:
        _must_leave_holders(desk, known.id)
    active = desk.session.directory.active()
    if known.manages and not new.manages and not any(u.manages for u in active if u != known):
        raise Refused(
            "This is the last administrator who signs in, so nothing was changed.",
            advice="Give somebody else the role of administrator first.",
        )


def _must_leave_holders(desk: Desk, user: str) -> None:
    """Raise Refused where a sealed case that this person can open would have too few holders."""
    for row in desk.cards.rows:
        if row.place is not store.Place.SEALED:
            continue
        holders = store.holders(desk.session, row.case)
        if user in holders and len(holders) <= FEWEST_HOLDERS:
            raise Refused(
                "A sealed case would be left with fewer than two people who can open it, so "
                "nothing was changed.",
                advice="Let somebody else into it first: casework user hand-over, or case admit.",
            )


def _too_few(circle: str) -> Refused:
    place = f" of {place_of(circle)}" if place_of(circle) else ""
    if plain(circle) == SAFEGUARDING:
        message = (
            f"Safeguarding{place} would be left with fewer than two people who sign in, and a "
            "sealed case needs two who can open it, so nothing was changed."
        )
    else:
        message = (
            f"Nobody else holds the key of {plain(circle)}{place}, so what it opens would stay "
            "shut for good. Nothing was changed."
        )
    return Refused(message, advice=_ADD_FIRST)


def _vouch(desk: Desk, user: str) -> int:
    """Let one who belongs there hand over keys, and change those of circles that were left."""
    desk.keep_up()
    return opening.begin_work(desk, admitted=frozenset({user})).granted


def _post(desk: Desk, user: str, keys: int) -> Post:
    desk.session.refresh()
    directory = desk.session.directory
    now = directory.users[user]
    waits = now.circles - directory.entered(now)
    return Post(
        name=now.name,
        roles=tuple(sorted(desk.ledger.roles_of(user))),
        schools=desk.ledger.schools_of(user),
        keys=keys,
        waits=tuple(sorted({plain(circle) for circle in waits})),
    )
