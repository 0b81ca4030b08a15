"""Records that are older than what this computer has seen, and what is told of it to whom.

Older files in the place of newer ones show by marks in the state folder, one for each person. How
many entries are gone is told as far as the person may know: of the records' own log, and of cases
they had seen. Must not know how backups are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import store
from casework.settings import state_folder
from casework.store import known
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.office.desk import Desk
    from casework.office.ledger import Ledger, Restore

ADVICE = (
    "If nobody restored them, older files were put in their place: keep this folder, and restore "
    "the newest backup into another one."
)

ACKNOWLEDGE = "When everybody concerned knows, acknowledge it: casework restore --acknowledge."


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """How many entries are gone: of those everybody may know, and of those this person may.

    ``more`` says that there may be others, which cannot be counted from here.
    """

    common: int
    own: int
    more: bool

    @property
    def count(self) -> int:
        """Return all that this person may know of."""
        return self.common + self.own

    @property
    def words(self) -> str:
        """Return the count in words."""
        if self.more and not self.count:
            return "entries, and how many cannot be told from here,"
        least = "at least " if self.more else ""
        return f"{least}{plural(self.count, 'entry', 'entries')}"


def settled(ledger: Ledger) -> int:
    """Return how many restores somebody has acknowledged."""
    return sum(one.acknowledged for one in ledger.restores)


def open_restores(ledger: Ledger) -> tuple[Restore, ...]:
    """Return the restores that nobody has acknowledged yet."""
    return tuple(one for one in ledger.restores if not one.acknowledged)


def keep_up(desk: Desk) -> None:
    """Remember how far the records have come, unless they lack what was seen before."""
    known.remember(state_folder(), _seen(desk), settled(desk.ledger))


def _seen(desk: Desk) -> tuple[known.Seen, ...]:
    rows = sorted(desk.cards.rows, key=lambda row: (row.changed_at, row.case), reverse=True)
    return tuple(
        known.of_person(desk.session, place, (row for row in rows if row.place is place))
        for place in desk.session.files
    )


def lacking(desk: Desk) -> Missing | None:
    """Return what the records lack of what this person saw in them on this computer before.

    None where they lack nothing of that, whatever else they may lack: it is not theirs to know.
    """
    found = known.lacking(state_folder(), _seen(desk), settled(desk.ledger))
    if not found:
        return None
    return Missing(
        common=sum(one.logs for one in found),
        own=sum(sum(one.cases.values()) for one in found),
        more=any(one.forked for one in found),
    )


def between(now: Desk, then: Desk) -> Missing:
    """Return what ``then`` lacks of ``now``, both seen by one person."""
    revisions = {row.case: row.revision for row in then.cards.rows}
    own = sum(max(0, row.revision - revisions.get(row.case, 0)) for row in now.cards.rows)
    mark = known.mark_of(known.of_file(now.session.office), 0)
    common = known.behind(then.session.office, mark).logs
    return Missing(common=common, own=own, more=False)


def notes(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return what an examination says: a restore nobody has acknowledged, or a step back."""
    said = [(_restored(desk, one), ACKNOWLEDGE) for one in open_restores(desk.ledger)]
    return tuple(said) or unexplained(desk)


def unexplained(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return what is said of records that went back without anybody's having restored them."""
    missing = None if open_restores(desk.ledger) else lacking(desk)
    if missing is None:
        return ()
    words = f"these records are older than what this computer has seen: {missing.words} gone"
    return ((words, ADVICE),)


def _restored(desk: Desk, one: Restore) -> str:
    plain = store.mine(desk.session, one.own)
    count = one.missing + (int(plain) if plain else 0)
    who = desk.session.directory.users.get(one.by)
    name = who.name if who else "somebody"
    lost = f"{plural(count, 'entry', 'entries')} known to be missing" if count else "none missed"
    return f"{name} put the records back from the backup of {one.made[:10]} ({one.why}): {lost}"


def entry(desk: Desk, missing: Missing, said: Mapping[str, str]) -> dict[str, object]:
    """Return the words of the entry that says the records were put back."""
    return {
        **said,
        "by": desk.session.user,
        "missing": missing.common,
        "own": store.for_me(desk.session, str(missing.own).encode()),
    }
