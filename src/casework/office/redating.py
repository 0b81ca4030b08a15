"""Open limits worked out anew in a changed calendar, in every case this person may open.

A passed limit never moves. Many cases share one transaction, for each is repeatable by itself; a
kill in between leaves whole cases, and the rest is caught up by whoever signs in next: the book's
record says up to which change each user has come. Must not know what the change was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from casework import store
from casework.domain.commands import Redate
from casework.domain.events import DeadlineDated
from casework.errors import CaseworkError, Damaged, MachineFault
from casework.office import door
from casework.office.cards import read_card
from casework.office.ledger import redated_entry
from casework.office.saying import Saying, common
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from casework.office.desk import Desk

#: Told how many cases are done, and of how many.
Beat: TypeAlias = "Callable[[int, int], None]"
#: Cases of one transaction: others wait half a second for it, and hardly one in two hundred fsyncs
#: is left (*default*).
TOGETHER: Final = 200


def quiet(_done: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A limit that a new calendar version moved: its last day before and after, empty for none."""

    ref: str
    title: str
    old: str
    new: str


def because(why: str) -> str:
    """Return the reason that stands in each case's history."""
    return f"The calendar changed: {why.rstrip('.')}."


def redate(desk: Desk, school: str, why: str, beat: Beat = quiet) -> tuple[Moved, ...]:
    """Work the limits of a school's cases out anew, after its calendar was changed by this person.

    Raises Damaged at the end, when all others are done, where a case could not be read.
    """
    sweep = Sweep(desk, {school: why}, beat)
    sweep.go(desk.cards.rows)
    if sweep.failed:
        count = plural(sweep.failed, "case")
        raise Damaged(
            f"The calendar is changed, but the limits of {count} could not be worked out anew.",
            advice="Run casework doctor, and keep the latest backup safe.",
        )
    return tuple(sweep.moved)


def catch_up(desk: Desk, beat: Beat = quiet) -> tuple[Moved, ...]:
    """Work out anew what no change of a calendar has reached yet, whoever made it.

    Whoever changes a calendar may not be let into every case, or was stopped on the way. Sealed
    cases are looked at each time, the others once after each change. What is as it should be gets
    no entry; a case that cannot be read is the doctor's to name.
    """
    if desk.read_only:
        return ()
    behind = desk.ledger.behind(desk.session.user)
    whys = {s: f"version {c.version} counts now" for s, c in desk.ledger.calendars.items()}
    sweep = Sweep(desk, whys, beat)
    sweep.go((row for row in desk.cards.rows if row.place is store.Place.SEALED or behind), behind)
    return tuple(sweep.moved)


@dataclass(slots=True)
class Sweep:
    """One going through the cases: why, by school; what moved, and how many could not be read."""

    desk: Desk
    whys: Mapping[str, str]
    beat: Beat
    moved: list[Moved] = field(default_factory=list)
    failed: int = 0

    def go(self, rows: Iterable[store.CardRow], behind: Iterable[str] | None = None) -> None:
        """Go through the cases; then let the record say how far this user has come.

        It says so alike for whoever had nothing to do: it must tell nobody of a hidden case.
        """
        desk = self.desk
        come_to = {s: desk.ledger.editions[s] for s in (self.whys if behind is None else behind)}
        batches = list(_batches(row for row in rows if self._has_limits(row)))
        whole, done = sum(map(len, batches)), 0
        self.beat(0, whole)
        for batch in batches:
            self.take(batch)
            done += len(batch)
            self.beat(done, whole)
        if come_to:
            desk.record(redated_entry(desk.session.user, come_to))

    def _has_limits(self, row: store.CardRow) -> bool:
        card = read_card(row.card)
        return bool(card.limits) and card.school in self.whys

    def take(self, batch: list[store.CardRow]) -> None:
        """Take some cases in one transaction; where one of them fails, each by itself."""
        try:
            with store.together(self.desk.session, batch[0].place):
                self.desk.keep_up()  # a newer calendar counts: nobody writes beside us by now
                moved = [found for row in batch for found in self._redated(row)]
        except MachineFault:  # a full disk, a locked file: no other case will do better
            raise
        except CaseworkError:  # one damaged case must not hold up the others; doctor names it
            if len(batch) == 1:
                self.failed += 1
            else:
                for row in batch:
                    self.take([row])
        else:
            self.moved += moved

    def _redated(self, row: store.CardRow) -> Iterator[Moved]:
        file = door.load_by_id(self.desk, row.case)
        reason = because(self.whys[file.snapshot.school])
        command = Redate(**common(self.desk, file.snapshot, Saying(reason=reason)))
        accepted = door.carry_out_if_any(self.desk, file, command)
        titles = file.policy.case_types[file.snapshot.case_type].deadlines
        for event in accepted.entry.events:
            if isinstance(event, DeadlineDated):
                old = file.snapshot.deadlines[event.id]
                title = titles[old.name].title
                yield Moved(ref=row.ref, title=title, old=old.due_on, new=event.due_on)


def _batches(rows: Iterable[store.CardRow]) -> Iterator[list[store.CardRow]]:
    """Yield the cases of each file, some at a time."""
    by_place: dict[store.Place, list[store.CardRow]] = {}
    for row in rows:
        by_place.setdefault(row.place, []).append(row)
    for found in by_place.values():
        yield from (found[at : at + TOGETHER] for at in range(0, len(found), TOGETHER))
