"""The capture sheet: what was seen, where and when, in words; and whose hands it went through.

No file is taken in: not one byte of one is read. Must not know how histories are written.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from casework import store
from casework.domain.commands import AddEvidence
from casework.domain.dates import Precision, parse_when
from casework.domain.events import EvidenceAdded
from casework.domain.facts import Answer
from casework.domain.fold import undone
from casework.errors import Damaged, UsageFault
from casework.office import door
from casework.office.reading import read
from casework.office.saying import Saying, common, line, words
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from casework.office.desk import Desk
    from casework.office.door import CaseFile, Done

#: What whoever fills in a sheet is told first (``domain.md`` section 12).
HELP = (
    "Write down only what somebody who may see the material has seen or was shown. Nobody signs in "
    "as somebody else, poses as anybody, or asks to be let into a group or a friends list to "
    "collect evidence, and nobody watches an account covertly. If a picture or video might show a "
    "child nude, partly nude or in a sexual way, do not open, copy, print or send it: describe "
    "where it is, without detail, and tell the designated safeguarding lead (DSL) at once."
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sheet:
    """The answers as typed, empty where there is none; ``ASKS`` has the questions."""

    platform: str
    address: str
    what: str
    seen_on: str
    how: str
    account: str = ""
    seen_at: str = ""
    captured_by: str = ""
    visible_to: str = ""
    still_online: str = ""


#: Each question, in the order of the sheet; the names are those a kept sheet has.
ASKS = {
    "platform": "On which site, app or group is it?",
    "address": "What is its address, or where in the app is it?",
    "account": "Which account or author is shown? Empty where none is.",
    "what": "What is it? Describe it; give the words as they stand.",
    "seen-on": "On which date was it seen?",
    "seen-at": "At what time was it seen? Empty where nobody knows.",
    "captured-by": "Who saw or captured it? Empty for yourself.",
    "how": "How was it captured: a picture of the screen, a printout, shown on a telephone?",
    "visible-to": "Who can see it: everybody, members of a group, one person?",
    "still-online": "Is it still there? yes, no, or unknown where we cannot check.",
}
_NEEDED = ("platform", "address", "what", "seen-on", "how")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Item:
    """One sheet of a case: its number, its answers, which entry holds it, who wrote it and when."""

    number: int
    sheet: Mapping[str, str]
    entry: int
    by: str
    at: datetime
    digest: str
    taken_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """How many sheets were compared with how many entries of the custody log."""

    sheets: int
    entries: int


def add_sheet(
    desk: Desk, ref: str, sheet: Sheet, saying: Saying | None = None, *, file: str = ""
) -> Done:
    """Add a capture sheet to a case, with its first entry in the custody log.

    Raises UsageFault with a sentence for each answer that is missing or makes no sense, and for
    any ``file``, which is not even looked for.
    """
    if file:
        raise UsageFault(
            "Files are not taken in yet: describe what was seen on the sheet, and leave the file "
            "where it is.",
            advice="Leave the file name out.",
        )
    saying = saying or Saying()
    case = door.load(desk, ref)
    kept = checked(sheet, desk.session.name, desk.now())
    command = AddEvidence(**common(desk, case.snapshot, saying), sheet=kept)
    number = 1 + len(case.snapshot.evidence)
    also = door.Also(custody=(_custody("captured", number, digest_of(kept)),))
    return door.carry_out(desk, case, command, expected=saying.expected, also=also)


def checked(sheet: Sheet, name: str, now: datetime) -> dict[str, str]:
    """Return the sheet as it is kept: cleaned, whole, dates as ISO. ``name`` is who fills it in.

    Raises UsageFault with every problem at once.
    """
    problems: list[str] = []
    kept: dict[str, str] = {}
    for one in fields(sheet):
        key = one.name.replace("_", "-")
        try:
            kept[key] = _READ.get(key, _line)(getattr(sheet, one.name), now)
            missing = key in _NEEDED and not kept[key]
            problems += [f"An answer is needed: {ASKS[key]}"] if missing else []
        except UsageFault as fault:
            problems.append(f"{ASKS[key]} {fault.message}")
    if not problems:
        problems += _impossible(kept, now)
    if problems:
        raise UsageFault(
            problems[0]
            if len(problems) == 1
            else "Some answers of the sheet are missing or wrong.",
            advice="Nothing was recorded. Give these answers, then add the sheet again.",
            reasons=tuple(problems),
        )
    kept["captured-by"] = kept["captured-by"] or name
    return {key: kept[key] for key in ASKS if kept[key]}


def _line(typed: str, _now: datetime) -> str:
    return line(typed)


def _words(typed: str, _now: datetime) -> str:
    return words(typed)


def _day(typed: str, now: datetime) -> str:
    typed = line(typed)
    if not typed:
        return ""
    found = parse_when(typed, now)
    if found.on is None or found.precision is not Precision.DATE:
        raise UsageFault("It takes a date alone, as 2026-11-05 or 5/11/2026.")
    return found.on.isoformat()


_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def _time(typed: str, _now: datetime) -> str:
    typed = line(typed)
    found = _CLOCK.fullmatch(typed)
    if typed and found is None:
        raise UsageFault("It takes a time of day, as 14:30.")
    return f"{int(found[1]):02}:{found[2]}" if found else ""


def _answer(typed: str, _now: datetime) -> str:
    typed = line(typed).casefold()
    if typed and typed not in set(Answer):
        raise UsageFault(f"It takes {in_words(Answer, 'or')}.")
    return typed


_READ: dict[str, Callable[[str, datetime], str]] = {
    "what": _words,
    "seen-on": _day,
    "seen-at": _time,
    "still-online": _answer,
}


def _impossible(kept: Mapping[str, str], now: datetime) -> Iterator[str]:
    """Yield what cannot be true of a date and a time together."""
    if kept["seen-at"]:
        try:
            parse_when(f"about {kept['seen-on']} {kept['seen-at']}", now)
        except UsageFault as fault:
            yield fault.message


def digest_of(sheet: Mapping[str, str]) -> str:
    """Return a sheet's SHA-256 in hex, by which the custody log names it."""
    text = json.dumps(dict(sheet), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _custody(what: str, number: int, digest: str) -> bytes:
    said = {"what": what, "item": number, "sheet": digest}
    return json.dumps(said, sort_keys=True).encode()


def list_evidence(desk: Desk, ref: str) -> tuple[Item, ...]:
    """Return a case's sheets in order; that they were read is logged first."""
    case = door.load(desk, ref)
    store.log_access(desk.session, case.case, b"read the evidence sheets", now=desk.now())
    return _items(case)


def _items(case: CaseFile) -> tuple[Item, ...]:
    gone = undone(case.entries)
    return tuple(
        Item(
            number=event.number,
            sheet=event.sheet,
            entry=entry.seq,
            by=entry.actor.name,
            at=entry.at,
            digest=digest_of(event.sheet),
            taken_back=entry.seq in gone,
        )
        for entry in case.entries
        for event in entry.events
        if isinstance(event, EvidenceAdded)
    )


def verify_evidence(desk: Desk, ref: str) -> Custody:
    """Check that the custody log is unbroken and says of each sheet what the history says.

    Raises Damaged where it does not.
    """
    case = read(desk, ref, "checked the custody log")
    records = store.read_custody(desk.session, case.case)
    logged = Counter(_logged(record.payload) for record in records)
    missing = Counter((item.number, item.digest) for item in _items(case)) - logged
    if missing:
        numbers = in_words(str(number) for number, _ in sorted(missing))
        raise Damaged(
            f"The custody log does not bear out evidence {numbers} of this case.",
            advice="Add nothing to it. Run casework doctor and compare with the newest backup.",
        )
    return Custody(sheets=len(_items(case)), entries=len(records))


def _logged(payload: bytes | None) -> tuple[int, str]:
    said = json.loads(payload or b"{}")
    return said.get("item", 0), said.get("sheet", "")
