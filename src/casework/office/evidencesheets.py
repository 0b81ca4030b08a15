"""The capture sheet: its questions, and what makes an answer. Must not know any case book.

What is typed is cleaned here. Who passed material on is named by number alone, never in words.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from casework.domain.dates import Precision, parse_when
from casework.domain.facts import Answer
from casework.domain.people import PersonRole
from casework.errors import UsageFault
from casework.office.saying import line, words
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from casework.domain.case import Snapshot

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
    display_name: str = ""
    seen_at: str = ""
    captured_on: str = ""
    captured_at: str = ""
    captured_by: str = ""
    visible_to: str = ""
    still_online: str = ""
    passed_on_by: str = ""
    redacts: str = ""


#: Each question, in the order of the sheet; the names are those a kept sheet has.
ASKS: Final = {
    "platform": "On which site, app or group is it?",
    "address": "What is its address, or where in the app is it?",
    "account": "Which account (its handle) is shown? Empty where none is.",
    "display-name": "Which name does the account show? Empty where none is.",
    "what": "What is it? Describe it; give the words as they stand.",
    "visible-to": "Who can see it: everybody, members of a group, one person?",
    "seen-on": "On which date was it first seen?",
    "seen-at": "At what time was it first seen? Empty where nobody knows.",
    "captured-on": "On which date was it captured? Empty for when it was first seen.",
    "captured-at": "At what time was it captured? Empty where nobody knows.",
    "captured-by": "Who saw or captured it? Empty for yourself.",
    "how": "How was it captured: a picture of the screen, a printout, shown on a telephone?",
    "still-online": "Is it still there? yes, no, or unknown where we cannot check.",
    "passed-on-by": "Which person of the case passed it on, by number? Empty where nobody did.",
    "redacts": "Of which piece of evidence is it a copy with names made unreadable, by number?",
}
_NEEDED: Final = ("platform", "address", "what", "seen-on", "how")


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
    refuse(problems)
    kept["captured-by"] = kept["captured-by"] or name
    return {key: kept[key] for key in ASKS if kept[key]}


def refuse(problems: list[str]) -> None:
    """Raise UsageFault with every problem of a sheet, or do nothing where there is none."""
    if problems:
        raise UsageFault(
            problems[0]
            if len(problems) == 1
            else "Some answers of the sheet are missing or wrong.",
            advice="Nothing was recorded. Give these answers, then add the sheet again.",
            reasons=tuple(problems),
        )


def fitting(kept: Mapping[str, str], case: Snapshot) -> None:
    """Raise UsageFault where a sheet names what the case does not have, or a protected name."""
    refuse([*_strangers(kept, case), *_protected(kept, case)])


def _strangers(kept: Mapping[str, str], case: Snapshot) -> Iterator[str]:
    sources = {str(p.number) for p in case.people if p.role is PersonRole.SOURCE}
    if kept.get("passed-on-by", "") not in sources | {""}:
        yield (
            "Whoever passed material on is first named in the case as its source, and then here "
            "by number alone."
        )
    files = {str(item.number) for item in case.evidence if item.captured}
    if kept.get("redacts", "") not in files | {""}:
        yield "There is no piece of evidence with that number to be a copy of."


def _protected(kept: Mapping[str, str], case: Snapshot) -> Iterator[str]:
    """Yield a sentence where the name of a source stands in an answer: exports show sheets."""
    known = {p.name.casefold() for p in case.people if p.role is not PersonRole.SOURCE}
    names = {p.name.casefold() for p in case.people if p.role is PersonRole.SOURCE} - known - {""}
    for key, value in kept.items():
        if any(_holds(value.casefold(), name) for name in names):
            yield (
                f"{ASKS.get(key, key)} The answer names who passed the material on, and they are "
                "protected: leave the name out and give their number as who passed it on."
            )


def unnamed(name: str, case: Snapshot) -> str:
    """Return a file's name as it may stand on a sheet: withheld where it names a source."""
    plain = " ".join(re.split(r"[\W_]+", name))
    return "(withheld: it names who is protected)" if any(_protected({"": plain}, case)) else name


def _holds(value: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", value) is not None


def _line(typed: str, _now: datetime) -> str:
    return line(typed)


def _words(typed: str, _now: datetime) -> str:
    return words(typed)


def day(typed: str, now: datetime) -> str:
    """Return a typed date as ISO, empty where there is none. Raises UsageFault."""
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


def _number(typed: str, _now: datetime) -> str:
    typed = line(typed)
    if typed and not re.fullmatch(r"[1-9][0-9]{0,5}", typed, re.ASCII):
        raise UsageFault("It takes a number, as the case shows it.")
    return typed


_READ: dict[str, Callable[[str, datetime], str]] = {
    "what": _words,
    "seen-on": day,
    "seen-at": _time,
    "captured-on": day,
    "captured-at": _time,
    "still-online": _answer,
    "passed-on-by": _number,
    "redacts": _number,
}


def _impossible(kept: Mapping[str, str], now: datetime) -> Iterator[str]:
    """Yield what cannot be true of dates and times together."""
    captured = kept["captured-on"] or kept["seen-on"]
    for on, at in ((kept["seen-on"], kept["seen-at"]), (captured, kept["captured-at"])):
        if at:
            try:
                parse_when(f"about {on} {at}", now)
            except UsageFault as fault:
                yield fault.message
    if (captured, kept["captured-at"] or "24") < (kept["seen-on"], kept["seen-at"]):
        yield "It cannot have been captured before it was first seen."


def digest_of(sheet: Mapping[str, str]) -> str:
    """Return a sheet's SHA-256 in hex, by which the custody log names it."""
    text = json.dumps(dict(sheet), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
