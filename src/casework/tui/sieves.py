"""Which cases of a list are shown: mine, late, this week, waiting, closed, by policy, by kind.

Pure choices with their words, for every front end. Must not know how one is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.office import capacities, received

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casework.office.desk import Desk
    from casework.tui.listed import Moment, Row

    Keeps = Callable[[Row, Moment, "Mine"], bool]
    Mine = Callable[[Row], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """One choice: its name, its words, and which rows it lets through."""

    id: str
    words: str
    keeps: Keeps


OPEN = Sieve(id="open", words="Everything open", keeps=lambda row, _at, _mine: not row.closed)
EVERY = Sieve(id="every", words="Everything, closed too", keeps=lambda _row, _at, _mine: True)
#: What is always there to choose from, in this order.
USUAL: tuple[Sieve, ...] = (
    OPEN,
    Sieve(
        id="mine",
        words="Mine: what waits for me",
        keeps=lambda row, _at, mine: not row.closed and mine(row),
    ),
    Sieve(id="late", words="Late", keeps=lambda row, at, _mine: at.late(row)),
    Sieve(id="week", words="Due this week", keeps=lambda row, at, _mine: at.this_week(row)),
    Sieve(
        id="waiting",
        words="Waiting for a decision",
        keeps=lambda row, _at, _mine: row.waiting and not row.closed,
    ),
    Sieve(
        id="paused",
        words="Waiting for safeguarding",
        keeps=lambda row, _at, _mine: row.paused and not row.closed,
    ),
    Sieve(id="closed", words="Closed", keeps=lambda row, _at, _mine: row.closed),
    EVERY,
)
RECEIVED = "received"


def sieves(desk: Desk, rows: Iterable[Row]) -> tuple[Sieve, ...]:
    """Return every choice there is for these rows: the usual ones, each policy, each kind."""
    found = tuple(rows)
    policies = sorted({row.policy for row in found})
    kinds = sorted({row.kind for row in found})
    return (
        *USUAL,
        _received(desk),
        *(_by_policy(desk, name) for name in policies if len(policies) > 1),
        *(_by_kind(kind) for kind in kinds if len(kinds) > 1),
    )


def sifted(desk: Desk, sieve: Sieve, rows: Iterable[Row], at: Moment) -> tuple[Row, ...]:
    """Return the rows that a choice lets through."""
    mine = is_mine(desk)
    return tuple(row for row in rows if sieve.keeps(row, at, mine))


def is_mine(desk: Desk) -> Mine:
    """Return what tells whether a case waits for this person, in a role held today."""
    held: dict[str, frozenset[str]] = {}

    def mine(row: Row) -> bool:
        if row.school not in held:
            held[row.school] = capacities.roles_today(desk, desk.session.user, row.school)
        return not row.to.isdisjoint(held[row.school])

    return mine


def _received(desk: Desk) -> Sieve:
    """Return the choice of what was received and waits for the questions of a new case."""
    return Sieve(
        id=RECEIVED,
        words="Received calls",
        keeps=lambda row, _at, _mine: not row.closed and received.waits(desk, row.ref),
    )


def _by_policy(desk: Desk, name: str) -> Sieve:
    titles = (
        desk.policy(one.digest).title
        for (_school, policy), one in sorted(desk.ledger.adoptions.items())
        if policy == name
    )
    return Sieve(
        id=f"policy-{name}",
        words=f"Under: {next(titles, name)}",
        keeps=lambda row, _at, _mine: row.policy == name,
    )


def _by_kind(kind: str) -> Sieve:
    return Sieve(
        id=f"kind-{kind}", words=f"Kind: {kind}", keeps=lambda row, _at, _mine: row.kind == kind
    )
