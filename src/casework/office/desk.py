"""A signed-in person at work: their keys, the book's record, the clock, the policies in force.

Everything in ``office`` is asked through a desk. It decides nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework import settings
from casework.domain.dates import local_day
from casework.domain.people import Actor
from casework.errors import Damaged, NotFound, NotPermitted, UsageFault
from casework.office.cards import is_destroyed, names_of_concern
from casework.office.ledger import Ledger, fold_journal
from casework.store import Cards, journal_head, read_journal, write_journal
from casework.text import in_words, of_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from casework.clock import Clock
    from casework.domain.calendar import Calendar
    from casework.policy.model import Policy
    from casework.settings import SchoolSettings, Settings
    from casework.store import Session

#: Which circles a role belongs to, who may open the sealed file, who manages users (*default*).
CIRCLES: Mapping[str, frozenset[str]] = {
    "administrator": frozenset(),
    "office": frozenset({"office"}),
    "senior-leader": frozenset({"office", "leadership"}),
    "headteacher": frozenset({"office", "leadership", "safeguarding"}),
    "dsl": frozenset({"office", "safeguarding"}),
    "ict-manager": frozenset({"office"}),
    "class-teacher": frozenset(),
    "chair": frozenset({"chair"}),
    "vice-chair": frozenset({"vice-chair"}),
    "trust-officer": frozenset(),
}
OPENS_SEALED = frozenset({"headteacher", "dsl", "chair", "vice-chair"})
MANAGES = frozenset({"administrator"})
GUARDED = frozenset({"chair"})
#: Versions read so far, under the digest of their texts: reading one takes a third of a second.
_VERSIONS: dict[str, Policy] = {}


@dataclass(slots=True)
class Desk:
    """One person's working place in one book."""

    folder: Path
    session: Session
    settings: Settings
    clock: Clock
    read_only: bool = False
    #: What is done here reaches nobody else while its doer may still take it back: a front end that
    #: offers to undo says so. One that ends with its command, as the command line, does not.
    holds_back: bool = False
    ledger: Ledger = field(default_factory=Ledger)
    #: What a front end worked out once for this person, gone with the desk.
    kept: dict[str, object] = field(default_factory=dict)
    #: What there is to say of the clock; whoever wires the program knows where that is kept.
    clock_lines: Callable[[], tuple[str, ...]] = tuple
    _cards: Cards | None = None
    _read_to: str = ""

    def __repr__(self) -> str:
        return f"Desk(user={self.session.user})"

    def reload(self) -> None:
        """Read the book's record anew."""
        self._read_to = journal_head(self.session)
        records = read_journal(self.session)
        people = self.ledger.people
        self.ledger = fold_journal(
            (record.at.isoformat(), record.payload)
            for record in records
            if record.payload is not None
        )
        if self.ledger.people != people:
            self._cards = None  # who is known by another name now may have lost sight of a case

    def keep_up(self) -> None:
        """Read the book's record anew where somebody added to it meanwhile."""
        if journal_head(self.session) != self._read_to:
            self.reload()

    def record(self, payload: bytes) -> None:
        """Append to the book's record and let it count. Raises NotPermitted when read-only."""
        self.must_write()
        write_journal(self.session, payload, now=self.now())
        self.reload()

    def must_write(self) -> None:
        """Raise NotPermitted where the book was opened to read alone."""
        if self.read_only:
            raise NotPermitted(
                "The records were opened to read only, so nothing was changed.",
                advice="Leave out --read-only to work in them.",
            )

    def now(self) -> datetime:
        """Return the present instant."""
        return self.clock.now()

    @property
    def actor(self) -> Actor:
        """The person as entries name them: id, name, and the roles held now."""
        roles = self.ledger.roles_of(self.session.user)
        return Actor(user=self.session.user, name=self.session.name, roles=roles)

    def must_hold(self, *roles: str) -> None:
        """Raise NotPermitted unless the person holds one of the roles, at whichever school."""
        self._must_be(self.actor.roles, roles)

    def must_hold_at(self, school: str, *roles: str) -> None:
        """Raise NotPermitted unless the person holds one of the roles at this school."""
        self._must_be(self.roles_at(school), roles)

    def must_belong(self, school: str) -> None:
        """Raise NotPermitted unless the person works at this school, or stands in for who does."""
        if not self.roles_at(school) and not self._stands_in(school):
            raise NotPermitted(
                "You do not work at this school.",
                advice="Ask somebody who does; casework user list shows who.",
            )

    def _stands_in(self, school: str) -> bool:
        absences = (one for one in self.ledger.away if one["deputy"] == self.session.user)
        return any(
            self.is_away(one["user"]) and self.ledger.roles_at(one["user"], school)
            for one in absences
        )

    def roles_at(self, school: str) -> frozenset[str]:
        """Return the roles this person holds at a school."""
        return self.ledger.roles_at(self.session.user, school)

    def circles(self, names: Iterable[str], school: str) -> tuple[str, ...]:
        """Return circles, named as policies name them, under their names at a school."""
        return tuple(self.ledger.circle(name, school) for name in names)

    @staticmethod
    def _must_be(held: frozenset[str], roles: tuple[str, ...]) -> None:
        if held.isdisjoint(roles):
            raise NotPermitted(
                "This is not yours to do.",
                advice=f"It takes one of these roles: {', '.join(roles)}.",
            )

    @property
    def cards(self) -> Cards:
        """The cards this person may open, kept fresh, by what the book's record says by now."""
        self.keep_up()
        if self._cards is None:
            self._cards = Cards(self.session, self._may_be_shown)
        self._cards.refresh()
        return self._cards

    def _may_be_shown(self, card: bytes) -> bool:
        """Tell whether a card is of a case that is there, and not about this very person."""
        if is_destroyed(card):
            return False
        return names_of_concern(card).isdisjoint(self.names_of(self.session.user))

    def names_of(self, user: str) -> frozenset[str]:
        """Return the names, folded, under which a user is known: to sign in, and in cases."""
        found = self.session.directory.users.get(user)
        names = {found.name if found else "", self.ledger.people.get(user, "")}
        return frozenset(name.casefold() for name in names if name)

    def known_as(self, name: str) -> frozenset[str]:
        """Return every user who signs in, or is known in cases, under exactly this name."""
        plain = name.casefold()
        users = self.session.directory.users
        return frozenset(user for user in users if plain in self.names_of(user))

    def user_known_as(self, name: str) -> str:
        """Return the one user known under exactly this name; of two, or none, nothing."""
        users = self.known_as(name)
        return next(iter(users)) if len(users) == 1 else ""

    def policy(self, digest: str) -> Policy:
        """Return an adopted version. Raises Damaged where the book does not hold it."""
        files = self.ledger.files.get(digest)
        if files is None:
            raise Damaged(
                "The records do not hold the policy version this case goes by.",
                advice="Run casework doctor; restore the latest backup beside these records.",
            )
        found = _VERSIONS.get(digest)
        if found is None:
            from casework.policy.loader import load_stored  # loads the schema, which is slow

            found = load_stored(files)
            if found.digest == digest:  # kept only under its own name
                _VERSIONS[digest] = found
        return found

    def policy_in_force(self, school: str, name: str) -> Policy:
        """Return the version a school goes by now; with no name, its only one."""
        names = sorted(policy for of, policy in self.ledger.adoptions if of == school)
        if not name and len(names) > 1:
            raise UsageFault(
                f"The school goes by several policies: {in_words(names)}.",
                advice="Say which one is meant: --policy NAME.",
            )
        found = self.ledger.adoptions.get((school, name or "".join(names)))
        if found is None:
            asked = of_name(name, "named {}") if name else "so far"
            raise NotFound(
                f"The school has adopted no policy {asked}.",
                advice="casework policy list shows them; casework policy adopt adopts one.",
            )
        return self.policy(found.digest)

    def school_slug(self, school: str) -> str:
        """Return the slug of a school given by slug or name; empty means the only one.

        Of several, the one at which this person works, where there is just one.
        """
        if not school:
            theirs = self.ledger.schools_of(self.session.user)
            return theirs[0] if len(theirs) == 1 else self.ledger.only_school()
        for slug, name in self.ledger.schools.items():
            if school in {slug, name}:
                return slug
        raise NotFound(
            "The records have no such school.", advice="casework school list shows them."
        )

    def school(self, slug: str) -> SchoolSettings:
        """Return a school's settings. Raises NotFound where the settings do not know it."""
        if slug not in self.settings.schools and slug in self.ledger.schools:
            self.settings = settings.load(self.folder)  # somebody else added it since the sign-in
        try:
            return self.settings.schools[slug]
        except KeyError:
            raise NotFound(
                "The settings know nothing of this school.",
                advice="Add it again: casework school add.",
            ) from None

    def is_away(self, user: str) -> bool:
        """Tell whether the user is recorded as away today."""
        absences = [one for one in self.ledger.away if one["user"] == user]
        if not absences:
            return False
        today = local_day(self.now()).isoformat()
        return any(one["first"] <= today <= one["last"] for one in absences)

    def calendar(self, slug: str) -> Calendar:
        """Return the calendar a school counts in."""
        return self.ledger.calendar(slug)
