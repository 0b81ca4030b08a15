"""The cards a person may open, in memory and kept fresh. Must not know what is on a card."""

from __future__ import annotations

import threading
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from casework.errors import Damaged
from casework.store import boxes, gone, tables, vault, wraps
from casework.store.book import instant
from casework.store.dialect import Prepared
from casework.store.labels import labeller
from casework.store.steps import CardRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.store.book import BookFile
    from casework.store.folder import Place
    from casework.store.session import Session

_CASE, _WRAP, _DEADLINE = (tables.table(name) for name in ("case", "wrap", "deadline"))
_SINCE = Prepared(
    sa.select(_CASE.c.id, _CASE.c.revision, _CASE.c.changed_at, _CASE.c.next_due, _CASE.c.card)
    .where(_CASE.c.changed_at > sa.bindparam("since"))
    .order_by(_CASE.c.changed_at)
)
# The first look takes all: read as they lie, not by the index, which would open pages to and fro.
_EVERY = Prepared(
    sa.select(_CASE.c.id, _CASE.c.revision, _CASE.c.changed_at, _CASE.c.next_due, _CASE.c.card)
)
_WRAPS = Prepared(sa.select(_WRAP.c.label, _WRAP.c.sealed))
_WRAP_OF = Prepared(sa.select(_WRAP.c.sealed).where(_WRAP.c.label == sa.bindparam("label")))
_MISSED = _DEADLINE.c.passed_at.is_not(None) & _DEADLINE.c.ended_at.is_(None)
_PASSED = Prepared(
    sa.select(_DEADLINE.c.case, _DEADLINE.c.id)
    .where(_MISSED)
    .order_by(_DEADLINE.c.due_at, _DEADLINE.c.id)
)
_PASSED_IN = Prepared(
    sa.select(_DEADLINE.c.id)
    .where(_MISSED & (_DEADLINE.c.case == sa.bindparam("of")))
    .order_by(_DEADLINE.c.due_at, _DEADLINE.c.id)
)
#: Of so many changed cases what belongs to them is asked one by one; of more, all there is is read.
_FEW: Final = 200


def cards(session: Session) -> list[CardRow]:
    """Return every card this person may open, in the order of their last change."""
    index = Cards(session)
    index.refresh()
    return list(index.rows)


class Cards:
    """The index of one session: opened once, then only what has changed.

    ``shown`` is asked of the words of each card; one that it does not let through is not there.
    Several threads may ask: one of them takes in what changed, and no other sees it half done.
    """

    def __init__(self, session: Session, shown: Callable[[bytes], bool] | None = None) -> None:
        self._session = session
        self._shown = shown or (lambda _card: True)
        self._rows: dict[str, CardRow] = {}
        self._refs: dict[str, str] = {}
        self._seen: dict[Place, str] = {}
        self._held: tuple[bytes, ...] = ()
        self._whole: tuple[CardRow, ...] | None = None
        self._lock = threading.RLock()

    @property
    def rows(self) -> tuple[CardRow, ...]:
        """Return the cards in the order of their last change: the same tuple until one changes."""
        with self._lock:
            if self._whole is None:
                self._whole = tuple(self._rows.values())
            return self._whole

    def case(self, case: str) -> CardRow | None:
        """Return the card of a case, or None."""
        with self._lock:
            return self._rows.get(case)

    def get(self, ref: str) -> CardRow | None:
        """Return the card of a reference as people type it, or None."""
        with self._lock:
            case = self._refs.get(ref.strip().upper())
            return None if case is None else self._rows.get(case)

    def refresh(self) -> tuple[str, ...]:
        """Take in what changed; return the ids of cases that came, changed or went."""
        with self._lock:
            return self._refreshed()

    def _refreshed(self) -> tuple[str, ...]:
        self._session.keep_up()
        held = tuple(identity.public.sign for identity in self._session.identities())
        if held != self._held or self._seen.keys() != self._session.files.keys():
            self._held, self._seen = held, dict.fromkeys(self._session.files, "")
        changed: list[str] = []
        for place, file in self._session.files.items():
            changed += self._take(place, file)
        return tuple(changed)

    def _take(self, place: Place, file: BookFile) -> list[str]:
        with file.reading() as connection:
            found = _found(connection, self._seen[place])
            if not found:
                return []
            few = self._seen[place] != "" and len(found) <= _FEW
            wraps_of = _one_wrap(connection) if few else _wraps(connection).get
            opener = _Opener(self._session, wraps_of, gone.cases(connection))
            passed = _passed_in(connection, found) if few else _passed(connection)
            opened = {row[0]: opener.open(row, place, passed.get(row[0], ())) for row in found}
            if None in opened.values():
                opened |= self._boxed(connection, place, found, opener, passed)
        self._seen[place] = found[-1][2]
        return [case for case, card in opened.items() if self._changed(case, card)]

    def _boxed(
        self,
        connection: sa.Connection,
        place: Place,
        found: list[tuple[Any, ...]],
        opener: _Opener,
        passed: Mapping[str, tuple[str, ...]],
    ) -> dict[str, CardRow | None]:
        """Return what opens with a key that waits boxed for this person."""
        waiting = boxes.keys_for(self._session, connection)
        return {
            row[0]: opener.open(row, place, passed.get(row[0], ()), card.keys[0])
            for row in found
            if row[0] in waiting and (card := wraps.boxed_card(waiting, row[0], row[4]))
        }

    def _changed(self, case: str, card: CardRow | None) -> bool:
        """Put a card at the end, or take it away; tell whether anything is different."""
        self._whole = None
        before = self._rows.pop(case, None)
        if card is None or not self._shown(card.card):
            return before is not None
        self._rows[case] = card
        self._refs[card.ref] = card.case
        return True


def _found(connection: sa.Connection, since: str) -> list[tuple[Any, ...]]:
    """Return the rows changed after ``since``, in the order of their change."""
    if since:
        return _SINCE.tuples(connection, since=since)
    return sorted(_EVERY.tuples(connection), key=itemgetter(2))


def _passed(connection: sa.Connection) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in _PASSED.run(connection):
        found[row.case] = (*found.get(row.case, ()), row.id)
    return found


def _passed_in(
    connection: sa.Connection, found: list[tuple[Any, ...]]
) -> dict[str, tuple[str, ...]]:
    return {
        row[0]: tuple(one[0] for one in _PASSED_IN.tuples(connection, of=row[0])) for row in found
    }


def _wraps(connection: sa.Connection) -> dict[bytes, bytes]:
    return _WRAPS.pairs(connection)


def _one_wrap(connection: sa.Connection) -> Callable[[bytes], bytes | None]:
    def wrap_of(label: bytes) -> bytes | None:
        row = _WRAP_OF.run(connection, label=label).first()
        return None if row is None else row.sealed

    return wrap_of


class _Opener:
    """Opens cards with everything one person holds."""

    def __init__(
        self,
        session: Session,
        wrap_of: Callable[[bytes], bytes | None],
        destroyed: frozenset[str],
    ) -> None:
        self._holders = [(labeller(i.label_secret), i.wrap_key) for i in session.identities()]
        self._session = session
        self._wrap_of, self._destroyed = wrap_of, destroyed
        self._unseal = vault.Unsealer().unseal

    def _key(self, case: str) -> bytes | None:
        for at, (label_of, wrap_key) in enumerate(self._holders):
            label = label_of(case)
            sealed = self._wrap_of(label)
            if sealed is not None:
                if at:  # most cases have one holder in common, so it is tried first next time
                    self._holders.insert(0, self._holders.pop(at))
                return self._unseal(wrap_key, sealed, label)
        return None

    def open(
        self,
        row: tuple[Any, ...],
        place: Place,
        passed: tuple[str, ...],
        key: bytes | None = None,
    ) -> CardRow | None:
        """Return the card, None where this person holds no key; ``Damaged`` where it is broken."""
        case, revision, changed_at, next_due, sealed = row
        key = key or self._key(case)
        if key is None:
            return None
        framed = self._unseal(key, sealed, wraps.card_bound_to(case))
        if framed is None and case in self._destroyed:
            return None  # a key of before, come back with a backup
        if framed is None:
            raise _broken()
        made, ref, words = wraps.front(framed)
        if made != revision:
            raise _broken()
        self._session.known.setdefault(case, (key,))  # spares the next step a search
        self._session.places[case] = place
        due = None if next_due is None else instant(next_due)
        return CardRow(case, ref, place, made, instant(changed_at), due, passed, words)


def _broken() -> Damaged:
    return Damaged(
        "A card of the records is damaged, or older than its case.",
        advice="Run “casework doctor”, then restore the records from a backup.",
    )
