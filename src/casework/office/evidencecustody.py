"""Whose hands evidence went through: the custody log of a case, written and read.

Each touch is an entry of its own, signed by whoever made it, in a stream that is never mixed with
the history. Must not know what a file holds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casework import store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from casework.office.desk import Desk
    from casework.office.door import CaseFile


class Touch(StrEnum):
    """What can be done to evidence."""

    ASKED = "asked"
    CAPTURED = "captured"
    REFERENCE = "reference"
    TAKEN_IN = "taken in"
    VERIFIED = "verified"
    DAMAGED = "found damaged"
    SAVED_OUT = "saved out"
    DESCRIBED = "described"
    RELEASED = "released"
    WITHHELD = "withheld"
    ADVISED = "advice recorded"
    PROPOSED = "destruction proposed"
    AGREED = "destruction agreed"
    DECLINED = "destruction declined"
    GOING = "being destroyed"
    DESTROYED = "destroyed"
    FOUND_GONE = "found already destroyed"


#: The touches by which an item came to be; each has exactly one of them.
BEGINNINGS = frozenset({Touch.CAPTURED, Touch.REFERENCE, Touch.TAKEN_IN})
#: Touches after which somebody has had the file before their eyes.
SEEN = frozenset({Touch.TAKEN_IN, Touch.SAVED_OUT})
#: Touches after which there is no file.
ENDS = frozenset({Touch.DESTROYED, Touch.FOUND_GONE})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Touched:
    """One entry: what was done to which item, by whom (their user id too), when, and what was said.

    ``nth`` counts the case's items, those taken back too; 0 where the entry is older than that.
    ``kept_as`` stands on the entry that took a file in: the name under which the records keep it.
    ``holds`` stands on a proposal to destroy it: how many legal holds there had been by then, so
    that no clock is asked which came first; None where the entry is older than that.
    """

    what: str
    item: int
    nth: int
    sheet: str
    by: str
    user: str
    at: datetime
    said: Mapping[str, str]
    kept_as: str
    holds: int | None = None


def payload(
    what: Touch, item: int, nth: int, sheet: str, said: Mapping[str, str] | None = None
) -> bytes:
    """Return the written form of a touch; ``said`` may hold the name a file is kept under."""
    whole = {"what": str(what), "item": item, "nth": nth, "sheet": sheet, **(said or {})}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()


def asked(answer: str) -> bytes:
    """Return the written form of the gate's answer, which comes before there is any item."""
    return json.dumps({"what": str(Touch.ASKED), "answer": answer}, sort_keys=True).encode()


def read(desk: Desk, case: CaseFile) -> tuple[Touched, ...]:
    """Return a case's custody log in order, verified. Raises Damaged where it is broken."""
    return tuple(_touched(desk, one) for one in store.read_custody(desk.session, case.case))


def log(desk: Desk, case: CaseFile, entry: bytes) -> None:
    """Add a touch to the log; it is kept before this returns."""
    store.log_custody(desk.session, case.case, entry, now=desk.now())


def of_item(log_: Iterable[Touched], item: int, nth: int, sheet: str) -> tuple[Touched, ...]:
    """Return the touches of one item of a case."""
    return tuple(
        one
        for one in log_
        if (one.nth == nth if one.nth else (one.item, one.sheet) == (item, sheet))
    )


#: What a file's name in the records is called within an entry.
KEPT_AS = "kept-as"
#: How the number of holds is called there.
HOLDS = "holds"
_OWN = frozenset({"what", "item", "nth", "sheet", KEPT_AS, HOLDS})


def _touched(desk: Desk, record: store.StreamRecord) -> Touched:
    said = json.loads(record.payload or b"{}")
    user = desk.session.directory.users.get(record.signer.id)
    return Touched(
        what=said.get("what", ""),
        item=said.get("item", 0),
        nth=said.get("nth", 0),
        sheet=said.get("sheet", ""),
        by=user.name if user else "",
        user=record.signer.id,
        at=record.at,
        said={key: str(value) for key, value in said.items() if key not in _OWN},
        kept_as=said.get(KEPT_AS, ""),
        holds=int(said[HOLDS]) if HOLDS in said else None,
    )
